import { getContext, setContext } from "svelte";
import type { Labels } from "./notation";

/** The box of text that is worked in: what the toolbar acts on. */
export interface Box {
  /** The part it belongs to, and the block in it. */
  part: string;
  block: number;
  /** Puts marks around what is selected. */
  wrap(before: string, after: string): void;
  /** Puts text where the caret is. */
  insert(text: string): void;
}

/** What the parts of a narrative share: where the caret was last, and how figures are called. */
export class Manuscript {
  box = $state.raw<Box | undefined>();
  /** Adds a block after the one worked in; each part gives its own. */
  readonly parts = new Map<string, (kind: NewBlock, after: number) => void>();

  constructor(readonly labels: () => Labels) {}

  /** Adds a block where the caret was last, else at the end of the first part. */
  add(kind: NewBlock): void {
    const part = this.box?.part ?? [...this.parts.keys()][0];
    if (part !== undefined) this.parts.get(part)?.(kind, this.box?.block ?? Infinity);
  }
}

/** Blocks that can be added. */
export type NewBlock = "paragraph" | "heading" | "list" | "numbers" | "table" | "figure" | "chart";

const KEY = Symbol("manuscript");

/** Hands the manuscript to its parts. */
export function provideManuscript(manuscript: Manuscript): void {
  setContext(KEY, manuscript);
}

/** The manuscript that a part belongs to; none where the part stands by itself. */
export function useManuscript(): Manuscript | undefined {
  return getContext<Manuscript | undefined>(KEY);
}
