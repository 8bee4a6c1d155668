import type { Finding } from "../types/Finding";
import type { Text } from "../types/Text";

/** Something that may stand in place of the words a finding is about. */
export interface Offered {
  /** What choosing it does; empty where it puts the reference of the figure that was typed. */
  words: string;
  instead: Text;
}

/** What a finding about some words offers for them, the likeliest first. */
export function offeredBy({ span, instead, choices = [] }: Finding): Offered[] {
  if (!span) return [];
  return instead === undefined ? choices : [{ words: "", instead }, ...choices];
}
