import { SvelteMap, SvelteSet } from "svelte/reactivity";
import type { Backend } from "../backend/backend";
import { failureOf } from "../backend/failure";
import type { Answer } from "../types/Answer";
import type { Attachment } from "../types/Attachment";
import type { Change } from "../types/Change";
import type { EditRequest } from "../types/EditRequest";
import type { Failure } from "../types/Failure";
import type { Field } from "../types/Field";
import type { Finding } from "../types/Finding";
import type { Opened } from "../types/Opened";
import type { Section } from "../types/Section";
import type { State } from "../types/State";
import {
  type Answers,
  asked,
  BLANK,
  isWithin,
  pathOf,
  type RowLine,
  type RowOf,
  rowsOf,
  textOf,
  yearOf,
} from "./place";
import { PendingAttachments } from "./pending-attachments.svelte";
import { Reckonings } from "./reckonings.svelte";
import { type EditMaker, Unsaved } from "./unsaved.svelte";

/** Whether a finding only says that something is still to be filled in. */
export function isToCome(finding: Finding): boolean {
  return finding.to_come;
}

/** The open draft: what is asked, what was answered, what the program says about it. */
export class Session {
  readonly opened: Opened;
  readonly unsaved: Unsaved;
  /** Files on their way into the draft. */
  readonly pendingAttachments: PendingAttachments;
  /** What can be quoted beside the figures. */
  readonly reckonings: Reckonings;
  /** Answers as saved. */
  answers = $state.raw<Answers>({});
  attachments = $state.raw<Attachment[]>([]);
  state = $state.raw<State>() as State;
  /** What could not be done last; shown until dismissed, or until one turns to something else. */
  failure = $state.raw<Failure | undefined>();
  /** Whether findings about answers still to come are spoken at their fields. */
  checked = $state(false);
  /** Id of the section shown, or `check`. */
  view = $state("");
  /** Places that the last undo, redo or return to a version changed, and the row that it brought back. */
  moved = $state.raw<{ places: string[]; back: string | undefined }>({ places: [], back: undefined });
  /** What is under way and takes long, in words. */
  busy = $state("");

  private readonly touched = new SvelteSet<string>();
  /** The rows that blank lines became, by field. */
  private readonly begun = new SvelteMap<string, string>();
  private readonly answeredBefore: ReadonlySet<string>;

  constructor(
    readonly backend: Backend,
    opened: Opened,
  ) {
    this.opened = opened;
    this.answers = opened.answers as Answers;
    this.attachments = opened.attachments;
    this.state = opened.state;
    this.answeredBefore = new Set(Object.keys(opened.answers));
    this.view = opened.form.section[0]?.id ?? "check";
    this.unsaved = new Unsaved((edit) => this.send(edit));
    this.reckonings = new Reckonings(this);
    this.pendingAttachments = new PendingAttachments(backend, async () => {
      await this.attempt(() =>
        this.unsaved.then(async () => {
          const change = await backend.attachReady();
          if (change) this.take(change);
        }),
      );
    });
  }

  get form() {
    return this.opened.form;
  }

  /** The collected years. */
  get years(): number[] {
    return this.form.years.collected;
  }

  /** The section shown; none on the page of checks. */
  get section(): Section | undefined {
    return this.form.section.find((section) => section.id === this.view);
  }

  /** The applicant's name as typed so far; empty while there is none. */
  get name(): string {
    return this.text(this.form.documents.name);
  }

  // --- what inputs show ---------------------------------------------------------------------

  /** The text of a field: what is being typed, else what is stored. */
  text(path: string): string {
    const typed = this.unsaved.get(path);
    return typeof typed === "string" ? typed : textOf(this.answers[path]);
  }

  /** How the answer at a path reads on paper, where that is not as typed and nothing newer is typed. */
  printed(path: string): string | undefined {
    return this.unsaved.has(path) ? undefined : this.state.printed[path];
  }

  /** The unit of a field, as answered elsewhere or as the form fixes it; empty where it has none. */
  unit(field: Field): string {
    if (field.unit_from) return this.text(field.unit_from);
    return this.state.units[field.path] ?? field.unit ?? "";
  }

  /** One year of a yearly field. */
  figure(field: string, year: number): string {
    const typed = this.unsaved.get(pathOf(field, undefined, undefined, year));
    return typeof typed === "string" ? typed : yearOf(this.answers[field], year);
  }

  /** The rows of a rows field. */
  rows(field: string): RowOf[] {
    return rowsOf(this.answers[field]);
  }

  /** The lines of a rows field: its rows, else a blank line to begin with. */
  lines(field: string): RowLine[] {
    const rows = this.rows(field);
    if (rows.length === 0) return [{ id: BLANK, key: BLANK }];
    const begun = this.begun.get(field);
    return rows.map(({ id }) => ({ id, key: id === begun ? BLANK : id }));
  }

  /** The row of an id; none for the blank line. */
  row(field: string, id: string): RowOf | undefined {
    return this.rows(field).find((row) => row.id === id);
  }

  /** A cell of a row. */
  cell(field: string, row: string, column: Field, year?: number): string {
    const typed = this.unsaved.get(cellPath(field, row, column, year));
    if (typeof typed === "string") return typed;
    const answer = this.row(field, row)?.[column.path];
    return year === undefined ? textOf(answer) : yearOf(answer, year);
  }

  /** The answer of any other kind: what was chosen last, else what is stored. */
  answer(path: string): Answer | undefined {
    return this.unsaved.has(path)
      ? ((this.unsaved.get(path) ?? undefined) as Answer | undefined)
      : this.answers[path];
  }

  // --- edits --------------------------------------------------------------------------------

  /** The edit that sets a place to a value; an empty text clears it. */
  setter(path: string, value: unknown): EditMaker {
    return () => ({ edit: "set", path, value: value === "" ? null : value }) as EditRequest;
  }

  /** The edit that sets a cell of a row. In the blank line it makes the row, unless that is made already. */
  cellSetter(field: string, row: string, column: Field, value: string, year?: number): EditMaker {
    return () => {
      const id = row === BLANK ? (this.begun.get(field) ?? "") : row;
      if (this.row(field, id)) return this.setter(cellPath(field, id, column, year), value)();
      if (row !== BLANK) return NOTHING;
      const cell = year === undefined ? value : { [year]: value };
      return {
        edit: "insert-row",
        field,
        at: this.rows(field).length,
        row: value === "" ? {} : { [column.path]: cell },
      };
    };
  }

  /** Applies an edit after everything typed so far. Whether it was done. */
  async apply(edit: EditRequest | EditMaker): Promise<boolean> {
    return (
      (await this.attempt(() =>
        this.unsaved.then(() => this.send(typeof edit === "function" ? edit() : edit, false)),
      )) !== undefined
    );
  }

  /** Sends what was typed; answers when it is saved. */
  flush(): Promise<void> {
    return this.unsaved.flush();
  }

  /** Takes back the last change. */
  async undo(): Promise<void> {
    await this.attempt(() =>
      this.unsaved.then(async () => {
        if (this.state.undo !== null) this.move(await this.backend.undo());
      }),
    );
  }

  /** Does again what was taken back. */
  async redo(): Promise<void> {
    await this.attempt(() =>
      this.unsaved.then(async () => {
        if (this.state.redo !== null) this.move(await this.backend.redo());
      }),
    );
  }

  /** Makes the draft what it was after a revision. Whether it was done. */
  async returnTo(number: number): Promise<boolean> {
    const done = await this.attempt(() =>
      this.unsaved.then(async () => {
        this.move(await this.backend.returnTo(number));
        return true;
      }),
    );
    return done === true;
  }

  /** Notes that answers taken over from an earlier draft were looked at. */
  async confirm(fields: string[]): Promise<void> {
    await this.attempt(() =>
      this.unsaved.then(async () => this.take(await this.backend.confirm(fields))),
    );
  }

  /** Attaches files that were pasted or dropped elsewhere than among the attachments. */
  async attachFiles(kind: string, files: Iterable<File>): Promise<void> {
    await this.pendingAttachments.give(kind, files);
    const refused = this.pendingAttachments.refused.failures[0];
    if (!refused) return;
    this.failure = refused;
    this.pendingAttachments.dismiss();
  }

  /**
   * Makes papers, once all that was typed is saved; `words` tell of it meanwhile, and nothing else of
   * that kind is begun. Papers say what is saved: what could not be is told beside the button
   * (`check/NotSaved`), and where that turns out only now it is told instead of making them. A
   * failure is as with `attempt`.
   */
  async work<T>(words: string, task: () => Promise<T>): Promise<T | undefined> {
    if (this.busy !== "") return undefined;
    this.busy = words;
    this.failure = undefined;
    const told = this.unsaved.keptPaths;
    const done = await this.attempt(async () => {
      await this.flush();
      return this.unsaved.keptPaths.every((path) => told.includes(path)) ? task() : undefined;
    });
    this.busy = "";
    return done;
  }

  /** Does something that may fail; a failure is shown, and answered as nothing. */
  async attempt<T>(task: () => Promise<T>): Promise<T | undefined> {
    try {
      return await task();
    } catch (thrown) {
      this.failure = failureOf(thrown);
      return undefined;
    }
  }

  private async send(edit: EditRequest, tell = true): Promise<Change> {
    try {
      const change = await this.backend.apply(edit);
      this.take(change);
      return change;
    } catch (thrown) {
      if (tell) this.failure = failureOf(thrown);
      throw thrown;
    }
  }

  private move(change: Change): void {
    const back = this.take(change, true);
    this.moved = { places: change.places, back };
  }

  /** Takes over what changed; answers the place of a row that came with it. */
  private take(change: Change, moved = false): string | undefined {
    const before = this.answers;
    const answers = { ...before };
    let came: string | undefined;
    for (const [path, answer] of Object.entries(change.answers)) {
      if (answer === null || answer === undefined) delete answers[path];
      else answers[path] = answer;
    }
    this.answers = answers;
    for (const path of Object.keys(change.answers)) {
      came ??= this.followRows(path, before[path], answers[path], moved);
    }
    if (change.attachments) this.attachments = change.attachments;
    this.state = change.state;
    return came;
  }

  /** Brings what is typed in rows along with them; answers the place of the first row that is new. */
  private followRows(field: string, before: unknown, after: unknown, moved: boolean): string | undefined {
    if (asked(this.form, field)?.field.kind !== "rows") return undefined;
    const [old, now] = [before, after].map((rows) => rowsOf(rows as Answer | undefined).map(({ id }) => id));
    if (!old || !now) return undefined;
    const [known, here] = [new Set(old), new Set(now)];
    for (const id of old) if (!here.has(id)) this.unsaved.drop(pathOf(field, id));
    const [first] = now;
    if (first === undefined) this.begun.delete(field);
    // Rows that an undo brings back are none that the blank line became.
    else if (old.length === 0 && !moved) {
      this.begun.set(field, first);
      const [blank, row] = [pathOf(field, BLANK), pathOf(field, first)];
      this.unsaved.rename(blank, row);
      for (const path of [...this.touched]) {
        if (isWithin(path, blank)) this.touched.add(row + path.slice(blank.length));
      }
    }
    const came = now.find((id) => !known.has(id));
    return came === undefined ? undefined : pathOf(field, came);
  }

  // --- findings -----------------------------------------------------------------------------

  /** Notes that a place was left: from now on its findings are spoken. */
  touch(path: string): void {
    this.touched.add(path);
  }

  /** What is to be said at a place; nothing is said before it was touched. */
  findingsAt(path: string): Finding[] {
    // What is typed may be new to the program: it is not called missing.
    const typed = this.unsaved.has(path);
    const here = this.state.review.findings.filter(
      (finding) => finding.path === path && !(typed && isToCome(finding)),
    );
    if (here.length === 0 || this.checked || this.touched.has(path)) return here;
    const before = this.answeredBefore.has(asked(this.form, path)?.field.path ?? path);
    return before ? here.filter((finding) => !isToCome(finding)) : [];
  }

  /** The worst that is to be said at a place. */
  findingAt(path: string): Finding | undefined {
    const here = this.findingsAt(path);
    return (
      here.find((f) => f.severity === "error") ??
      here.find((f) => f.severity === "warning") ??
      here[0]
    );
  }

  /** Goes to a section, or to `check`, after what was typed is on its way. */
  go(view: string): void {
    // What could not be done elsewhere is no longer the matter; what is not saved is told again.
    if (view !== this.view) this.failure = undefined;
    void this.flush();
    if (view === "check") this.checked = true;
    this.view = view;
  }

  /** The section that a path belongs to. */
  sectionOf(path: string): string | undefined {
    if (isWithin(path, "attachments")) {
      return this.form.section.find((section) => section.kind === "files")?.id;
    }
    return asked(this.form, path)?.section.id;
  }
}

/** An edit that changes nothing: what it was made for is gone. */
export const NOTHING: EditRequest = { edit: "all", edits: [] };

/** The path of a cell of a row; the yearly column needs no name. */
export function cellPath(field: string, row: string, column: Field, year?: number): string {
  return year === undefined ? pathOf(field, row, column.path) : pathOf(field, row, undefined, year);
}
