import { getContext, setContext } from "svelte";
import { SvelteMap } from "svelte/reactivity";
import { keep, kept } from "../look/kept";
import type { Labels } from "./notation";
import type { Writing } from "./writing";

/** What the parts of a narrative share: where the caret was last, and how figures are called. */
export class Manuscript {
  /** Where the caret was last. */
  writing = $state.raw<Writing | undefined>();
  /** Where each part is written while the caret was nowhere yet, by path. */
  readonly parts = new SvelteMap<string, Writing>();
  /** Whether the list of figures is asked for. */
  quoting = $state(false);
  /** Whether the text is written in plain boxes. */
  plain = $state(kept(PLAIN) === "yes");

  constructor(readonly labels: () => Labels) {}

  /** The part after another, or before it. */
  beside(part: string, step: 1 | -1): Writing | undefined {
    const paths = [...this.parts.keys()];
    return this.parts.get(paths[paths.indexOf(part) + step] ?? "");
  }

  /** Writes in plain boxes from now on, or no longer; the next start remembers it. */
  writePlain(plain: boolean): void {
    this.plain = plain;
    this.writing = undefined;
    keep(PLAIN, plain ? "yes" : undefined);
  }

  /** Where the caret was last, else the first part. */
  get current(): Writing | undefined {
    return this.writing ?? [...this.parts.values()][0];
  }
}

/** Under which name it is remembered that the text is written in plain boxes. */
const PLAIN = "narrative-plain";

const KEY = Symbol("manuscript");

/** Hands the manuscript to its parts. */
export function provideManuscript(manuscript: Manuscript): void {
  setContext(KEY, manuscript);
}

/** The manuscript that a part belongs to; none where the part stands by itself. */
export function useManuscript(): Manuscript | undefined {
  return getContext<Manuscript | undefined>(KEY);
}
