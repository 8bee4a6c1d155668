import type { Attachment } from "../types/Attachment";
import type { BackedUp } from "../types/BackedUp";
import type { Catalogue } from "../types/Catalogue";
import type { Change } from "../types/Change";
import type { ChecklistItem } from "../types/ChecklistItem";
import type { Due } from "../types/Due";
import type { EditRequest } from "../types/EditRequest";
import type { Difference } from "../types/Difference";
import type { Exported } from "../types/Exported";
import type { ExportRequest } from "../types/ExportRequest";
import type { History } from "../types/History";
import type { Hit } from "../types/Hit";
import type { Offered } from "../types/Offered";
import type { Opened } from "../types/Opened";
import type { Paper } from "../types/Paper";
import type { Preferences } from "../types/Preferences";
import type { Proposal } from "../types/Proposal";
import type { Reckoned } from "../types/Reckoned";
import type { Start } from "../types/Start";
import type { Step } from "../types/Step";
import type { TextLine } from "../types/TextLine";

/** A page of the paper beside the form. */
export interface PagePicture {
  /** What it says, line by line. */
  lines: TextLine[];
  picture: Blob;
}

/** A chart as the narrative shows it. */
export interface ChartPicture {
  /** What it shows, for those who cannot see it. */
  words: string;
  picture: Blob;
}

/**
 * Everything the page may ask of the program, and the only way to ask it.
 *
 * Two implementations stand behind it: `shell`, which calls the desktop shell, and
 * `Fixtures`, which answers from memory so that the page also runs in a plain browser
 * and in component tests. The page computes, counts and validates nothing itself.
 *
 * A call that cannot be done rejects with a `Failure`. A call that asks a person to choose
 * a file answers `null` when the choice was cancelled.
 */
export interface Backend {
  /** What the first page needs, with the draft the program was started with. */
  start(): Promise<Start>;
  /**
   * Asks where, and makes a new, empty draft there: of the program's own form of an id, or of the one
   * received last.
   */
  create(applicant: string, form: string | null): Promise<Opened | null>;
  /** Asks where, and makes the filled, fictional sample there; of which form, as `create`. */
  sample(applicant: string, form: string | null): Promise<Opened | null>;
  /** Asks for the file of a form, to make drafts of it. */
  receiveForm(): Promise<Offered | null>;
  /**
   * Makes a new draft on the basis of an earlier one, which stays as it is; asks which where no path
   * is given, and where the new one goes.
   */
  basedOn(path: string | null): Promise<Opened | null>;
  /** Opens the draft at a path; asks which where none is given. */
  open(path: string | null): Promise<Opened | null>;
  /** The copies that were made of drafts by themselves, by draft. */
  backups(): Promise<BackedUp[]>;
  /** Asks where, makes a new draft of a copy there, and opens it; nothing is ever overwritten. */
  restoreBackup(path: string): Promise<Opened | null>;
  /** Opens the draft that the program was asked to open meanwhile; none where it was not. */
  openAsked(): Promise<Opened | null>;
  /** Shows the window as a person likes it and keeps that; answers what holds now. */
  prefer(preferences: Preferences): Promise<Preferences>;
  /** Leaves the open draft. */
  leave(): Promise<void>;

  /** The days until which the draft is to be handed in, seen from today. */
  deadlines(): Promise<Due[]>;
  /** What is still to be done with the finished papers. */
  checklist(): Promise<ChecklistItem[]>;
  /** The bytes of the typeface that the narrative is printed in. */
  typeface(): Promise<Uint8Array<ArrayBuffer>>;
  /** Applies an edit; it is saved when this answers. */
  apply(edit: EditRequest): Promise<Change>;
  /** What pasting cells from a clipboard into the grid cell at a path would do. */
  proposePaste(at: string, cells: string[][]): Promise<Proposal>;
  /** What the narrative may quote beside the figures themselves, the most useful first. */
  reckoned(): Promise<Reckoned[]>;
  /** Takes back the last change. */
  undo(): Promise<Change>;
  /** Does again what was taken back. */
  redo(): Promise<Change>;

  /** A page of the history: sittings before a revision, or from now on. */
  history(before: number | null): Promise<History>;
  /** The steps from one revision to another, the latest first; of many only the latest. */
  steps(first: number, last: number): Promise<Step[]>;
  /** What is different from one state to another, or to now. */
  compare(from: number, to: number | null): Promise<Difference[]>;
  /** Gives a state a name; an empty name takes it away. */
  nameVersion(number: number, name: string): Promise<void>;
  /** Makes the draft what it was after a revision, as one change. */
  returnTo(number: number): Promise<Change>;
  /** Notes that answers taken over from an earlier draft were looked at. */
  confirm(fields: string[]): Promise<Change>;
  /** Asks where, and saves a copy of the draft as it was after a revision. */
  restoreCopy(number: number): Promise<string | null>;

  /** Asks which files to attach; their names, none when the choice was cancelled. */
  chooseFiles(): Promise<string[]>;
  /** Makes a chosen file, by its place among the names, ready to be attached as a kind. */
  readyChosen(kind: string, number: number): Promise<void>;
  /** Refuses a file by its size in bytes, before it is read. */
  checkSize(name: string, size: number): Promise<void>;
  /** Makes a file ready that the page was given: dropped or pasted. */
  readyBytes(kind: string, name: string, bytes: Uint8Array): Promise<void>;
  /** Attaches everything that is ready, as one change; `null` where nothing is. */
  attachReady(): Promise<Change | null>;
  /** Forgets what was chosen and made ready. */
  forgetFiles(): Promise<void>;
  /** The chart of the figures at a path, as it is printed now; `null` while there are none. */
  chart(of: string): Promise<ChartPicture | null>;
  /** The bytes of an attached picture, for showing it. */
  picture(attachment: Attachment): Promise<Blob>;
  /** A small picture of an attached one. */
  thumbnail(attachment: Attachment): Promise<Blob>;
  /** The paper as an export would write it now, and where on it the form's places are. */
  preview(): Promise<Paper>;
  /** A page of it, counted from 0, `scale` pixels to the pt; `null` where a newer paper has taken the
      place of the one of this number. */
  page(paper: number, index: number, scale: number): Promise<PagePicture | null>;
  /** Asks where, and saves a copy of an attachment there. */
  saveAttachment(id: string): Promise<string | null>;

  /** Searches a table of codes; the best hits first. */
  search(catalogue: Catalogue, query: string): Promise<Hit[]>;
  /** Asks for a folder and writes the documents there. */
  exportTo(request: ExportRequest): Promise<Exported | null>;
  /** Writes documents into the folder beside the draft, from where they are printed or sent. */
  exportBeside(request: ExportRequest): Promise<Exported>;
  /** Opens a document written into a folder with the system's program for it; `null` the folder. */
  reveal(folder: string, name: string | null): Promise<void>;

  /**
   * Asks to be told when the window is about to close. The window waits for `whenAsked`,
   * so that what was just typed can be sent first, and closes where that answers yes.
   */
  onClosing(whenAsked: () => Promise<boolean>): Promise<void>;

  /** Asks to be told when a file was opened outside: by a double click while the window stands. */
  onAsked(whenAsked: () => Promise<void>): Promise<void>;
}
