import type { Here } from "./editor/commands";
import type { Hit } from "./editor/hits";
import type { TableChange } from "./editor/table";
import type { Block } from "../types/Block";
import type { NewBlock } from "./blocks";
import type { Mark } from "./notation";
import type { Figure } from "./quotable";

/** Where text is written: what the toolbar acts on. */
export interface Writing {
  /** The part it belongs to. */
  readonly part: string;
  /** What stands where the caret is, where that is known. */
  readonly here: Here | undefined;
  /** Gives what is selected a look, or takes it. */
  mark(mark: Mark): void;
  /** Puts a quoted figure, with the words it needs, where the caret is. */
  quote(figure: Figure): void;
  /** Makes the text of the caret a kind, or adds a block after it. */
  add(kind: NewBlock): void;
  /** Puts the caret at the part's beginning (1) or end (-1). */
  enter(from: 1 | -1): void;
  /** The texts of the part, to look for words in; only where all of the part is meant. */
  readonly searched?: Searched;
  /** What only the editor that shows blocks as printed can do. */
  readonly blocks?: BlockChanges;
}

/** Changes of whole blocks. */
export interface BlockChanges {
  move(step: 1 | -1): void;
  remove(): void;
  level(step: 1 | -1): void;
  table(change: TableChange): void;
}

/** The texts of a part that words are looked for in. */
export interface Searched {
  /** The part it is. */
  readonly part: string;
  /** Where the words looked for stand, in the part's document. */
  readonly hits: readonly Hit[];
  /** Shows where words stand; the present hit is brought into sight. */
  look(query: string, at?: number): void;
  /** Replaces some hits. */
  replace(some: readonly Hit[], words: string): void;
  /** The part's answer with every hit replaced; nothing where there are none. */
  replaced(words: string): Block[] | null | undefined;
  /** Gives the focus to the text; where a hit was present, to that. */
  focus(): void;
}
