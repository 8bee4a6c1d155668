import { Transform } from "prosemirror-transform";
import type { Block } from "../types/Block";
import type { Finding } from "../types/Finding";
import type { Text } from "../types/Text";
import { rangeOf } from "./editor/doubts";
import { answerOf } from "./editor/part-editor.svelte";
import { docOf, inline } from "./editor/translate";
import type { Known } from "./notation";

/** The answer of a part with something in the place of the words that a finding is about. */
export function withInstead(
  blocks: readonly Block[],
  finding: Finding,
  instead: Text,
  known: Known,
): Block[] | null | undefined {
  const doc = docOf(blocks, known);
  const range = rangeOf(doc, finding);
  if (!range) return undefined;
  return answerOf(new Transform(doc).replaceWith(range.from, range.to, inline(instead, known)).doc);
}
