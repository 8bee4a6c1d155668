import type { Here } from "./editor/commands";
import type { TableChange } from "./editor/table";
import type { NewBlock } from "./blocks";
import type { Mark } from "./notation";

/** Where text is written: what the toolbar acts on. */
export interface Writing {
  /** The part it belongs to. */
  readonly part: string;
  /** What stands where the caret is, where that is known. */
  readonly here: Here | undefined;
  /** Gives what is selected a look, or takes it. */
  mark(mark: Mark): void;
  /** Puts a quoted figure where the caret is. */
  quote(path: string): void;
  /** Makes the text of the caret a kind, or adds a block after it. */
  add(kind: NewBlock): void;
  /** Puts the caret at the part's beginning (1) or end (-1). */
  enter(from: 1 | -1): void;
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
