import type { Answer } from "../types/Answer";
import type { Attachment } from "../types/Attachment";
import type { BackedUp } from "../types/BackedUp";
import type { Block } from "../types/Block";
import type { Catalogue } from "../types/Catalogue";
import type { Change } from "../types/Change";
import type { ChecklistItem } from "../types/ChecklistItem";
import type { Due } from "../types/Due";
import type { EditRequest } from "../types/EditRequest";
import type { Difference } from "../types/Difference";
import type { Exported } from "../types/Exported";
import type { ExportRequest } from "../types/ExportRequest";
import type { Failure } from "../types/Failure";
import type { Finding } from "../types/Finding";
import type { History } from "../types/History";
import type { Hit } from "../types/Hit";
import type { Offered } from "../types/Offered";
import type { Opened } from "../types/Opened";
import type { Paper } from "../types/Paper";
import type { Preferences } from "../types/Preferences";
import type { Proposal } from "../types/Proposal";
import type { Quotable } from "../types/Quotable";
import type { Reckoned } from "../types/Reckoned";
import type { Start } from "../types/Start";
import type { State } from "../types/State";
import type { Step } from "../types/Step";
import type { Text } from "../types/Text";
import { isWithin, pathOf, placeAt, type RowOf, rowsOf, yearlyColumn, yearOf } from "../draft/place";
import { pieces } from "../narrative/notation";
import type { Backend, ChartPicture, PagePicture } from "./backend";

/** What the core said of drafts, by kind of applicant: `empty` ones and `sample`s. */
export type Dumps = Record<string, { empty: Opened; sample: Opened; reckoned: Reckoned[] }>;

/** The dumps that the core's tests write. */
export async function dumps(): Promise<Dumps> {
  const read = import.meta.glob<Opened & Reckoned[]>("./dumps/*.json", { import: "default" });
  const out: Record<string, Partial<Dumps[string]>> = {};
  for (const [path, load] of Object.entries(read)) {
    const found = /([a-z-]+)-(empty|sample|reckoned)\.json$/.exec(path);
    if (!found?.[1] || !found[2]) continue;
    out[found[1]] = { ...out[found[1]], [found[2]]: await load() };
  }
  return out as Dumps;
}

/** A picture with a word on it. */
function named(word: string): Blob {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="480" height="270"><rect width="480" height="270" fill="#b7d3c5"/><text x="240" y="145" text-anchor="middle" font-size="28">${word}</text></svg>`;
  return new Blob([svg], { type: "image/svg+xml" });
}

/** A figure of a row that is gone. */
function lost(figure: Quotable): Quotable {
  const value = `〔已删去：${figure.label} ${figure.value}${figure.unit}〕`;
  return { ...figure, value, brief: `已删去 ${figure.value}`, state: "lost" };
}

interface Snapshot {
  answers: Record<string, Answer>;
  attachments: Attachment[];
  findings: Finding[];
}

/**
 * A program that lives in memory: for component tests and for the page in a plain browser. It keeps
 * answers as the core does, but judges nothing: it only knows that what was missing is there.
 */
export class Fixtures implements Backend {
  /** Every edit that was asked for. */
  readonly edits: EditRequest[] = [];
  /** What was opened outside: documents by name, `null` for the folder. */
  readonly revealed: string[] = [];
  /** Every table that was pasted: where, and its cells. */
  readonly pasted: { at: string; cells: string[][] }[] = [];
  /** Every chart that was asked for: of which figures. */
  readonly charts: string[] = [];
  /** What is proposed for the tables to come; else their first row is put into the years from there. */
  proposal: Proposal | undefined;
  /** What the next call is refused with. */
  refuse: Failure | undefined;
  /** The copies that were made of drafts. */
  copies: BackedUp[];
  /** The forms that come with the program. */
  forms: Offered[];
  /** The form in the file that a person will choose next. */
  received: Offered | null = null;
  /** Every draft and sample that was asked for: of which form, for whom. */
  readonly made: { form: string | null; applicant: string }[] = [];
  /** How the window looks, as asked for last. */
  preferences: Preferences = { zoom: 100, look: "system" };
  /** Names of the files that a person will choose next. */
  choice: string[] = ["材料.pdf"];
  /** What every file waits for before it is ready. */
  slow: Promise<void> = Promise.resolve();
  private papers = 0;
  private ready: Omit<Attachment, "id" | "sha256">[] = [];
  private opened: Opened | undefined;
  private now: Snapshot = { answers: {}, attachments: [], findings: [] };
  private done: Snapshot[] = [];
  private undone: Snapshot[] = [];
  /** Every state since the draft was opened, with what led to it. */
  private log: { step: Step; moment: Snapshot }[] = [];
  private carried: string[] = [];
  /** Rows that were given an id. */
  private given = 0;
  private waiting: string | null = null;
  private asked: (() => Promise<void>) | undefined;
  private closing: (() => Promise<boolean>) | undefined;

  constructor(private readonly dumps: Dumps) {
    const any = Object.values(dumps);
    this.forms = any.slice(0, 1).map(({ empty }) => ({
      id: empty.form.id,
      paper: empty.form.documents.paper,
      title: empty.form.title,
      notice: empty.form.notice,
      applicants: any.map((dump) => dump.empty.applicant),
      samples: any.map((dump) => dump.empty.applicant.id),
    }));
    this.copies = Object.values(dumps).map(({ sample }) => ({
      draft: sample.path.replace(/\.wufei$/, ""),
      name: String(sample.answers[sample.form.documents.name] ?? ""),
      number: "示例-7KQM",
      place: sample.path,
      copies: ["2026-03-18 14:03", "2026-03-17 09:30"].map((when) => ({
        path: `/备份/${sample.path}-${when}`,
        when,
      })),
    }));
  }

  start(): Promise<Start> {
    const any = Object.values(this.dumps);
    return this.answer({
      version: { name: "无废申报", number: "0.1.0" },
      forms: this.forms,
      recent: any.map((dump, i) => ({
        path: dump.sample.path,
        name: String(dump.sample.answers[dump.sample.form.documents.name] ?? ""),
        applicant: dump.sample.applicant.label,
        errors: i === 0 ? 2 : 0,
        when: "2026-03-18 14:03",
        number: "示例-7KQM",
      })),
      opened: null,
      refused: null,
      preferences: this.preferences,
    });
  }

  create(applicant: string, form: string | null = null): Promise<Opened | null> {
    this.made.push({ form, applicant });
    return this.enter(this.dumps[applicant]?.empty);
  }

  sample(applicant: string, form: string | null = null): Promise<Opened | null> {
    this.made.push({ form, applicant });
    return this.enter(this.dumps[applicant]?.sample);
  }

  receiveForm(): Promise<Offered | null> {
    return this.answer(this.received);
  }

  /** As a new draft that took over everything of the sample. */
  basedOn(path: string | null): Promise<Opened | null> {
    const all = Object.values(this.dumps).map((dump) => dump.sample);
    const basis = all.find((one) => one.path === path) ?? all[0];
    if (!basis) return this.answer(null);
    return this.enter({
      ...basis,
      path: `新-${basis.path}`,
      basis: basis.path,
      state: { ...basis.state, carried: Object.keys(basis.answers) },
    });
  }

  open(path: string | null): Promise<Opened | null> {
    const all = Object.values(this.dumps).map((dump) => dump.sample);
    return this.enter(all.find((one) => one.path === path) ?? all[0]);
  }

  backups(): Promise<BackedUp[]> {
    return this.answer(this.copies);
  }

  /** Opens the sample that the copy's draft is called after. */
  restoreBackup(path: string): Promise<Opened | null> {
    const of = this.copies.find(({ copies }) => copies.some((copy) => copy.path === path));
    return this.open(of?.place ?? null);
  }

  openAsked(): Promise<Opened | null> {
    const path = this.waiting;
    this.waiting = null;
    return path === null ? this.answer(null) : this.open(path);
  }

  prefer(preferences: Preferences): Promise<Preferences> {
    this.preferences = { ...preferences, zoom: Math.min(200, Math.max(100, preferences.zoom)) };
    return this.answer(this.preferences);
  }

  leave(): Promise<void> {
    return this.answer(undefined);
  }

  deadlines(): Promise<Due[]> {
    const { day: own, known } = this.opened?.form.profile ?? { day: "", known: [] };
    const noted = this.now.answers[own];
    const days: Due[] = known
      .filter((day) => !day.region)
      .map(({ label, day, clause }) => ({ label, day, clause, words: "还有 44 天", days: 44, own: false }));
    if (typeof noted === "string") {
      days.unshift({ label: "", day: noted, clause: "", words: "还有 5 天", days: 5, own: true });
    }
    return this.answer(days);
  }

  async apply(edit: EditRequest): Promise<Change> {
    this.edits.push(structuredClone(edit));
    await this.answer(undefined);
    const before = structuredClone(this.now);
    try {
      this.change(edit);
    } catch (refused) {
      this.now = before;
      throw refused;
    }
    this.done.push(before);
    this.undone = [];
    return this.noted("修改", this.changeSince(before));
  }

  proposePaste(at: string, cells: string[][]): Promise<Proposal> {
    this.pasted.push({ at, cells });
    return this.answer(this.proposal ?? this.plainly(at, cells));
  }

  private plainly(at: string, cells: string[][]): Proposal {
    const years = this.opened?.form.years.collected ?? [];
    const place = this.place(at);
    const from = years.indexOf(place?.year ?? 0);
    const base = place?.row === undefined ? place?.field.path : pathOf(place.field.path, this.rowAt(place.field.path, place.row)?.id);
    const edits = (cells[0] ?? []).flatMap((text, i): EditRequest[] => {
      const year = years[from + i];
      const path =
        from < 0 ? (i === 0 ? at : "") : year && base ? pathOf(base, undefined, undefined, year) : "";
      return path === "" ? [] : [{ edit: "set", path, value: text === "" ? null : text }];
    });
    return { plain: true, notes: [], left: [], heads: [], lines: [], edit: { edit: "all", edits } };
  }

  undo(): Promise<Change> {
    return this.step(this.done, this.undone);
  }

  redo(): Promise<Change> {
    return this.step(this.undone, this.done);
  }

  chooseFiles(): Promise<string[]> {
    this.ready = [];
    return this.answer([...this.choice]);
  }

  readyChosen(kind: string, number: number): Promise<void> {
    return this.readyBytes(kind, this.choice[number] ?? "", new Uint8Array(2048));
  }

  checkSize(name: string, size: number): Promise<void> {
    const message = `“${name}”太大，没有添加。`;
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
    return size > 200 * 2 ** 20 ? Promise.reject({ code: "file-too-large", message }) : Promise.resolve();
  }

  /** Takes whatever has bytes. */
  async readyBytes(kind: string, name: string, bytes: Uint8Array): Promise<void> {
    await this.answer(undefined);
    await this.slow;
    if (bytes.length === 0) throw { code: "file-empty", message: `“${name}”是空的，没有添加。` };
    const media: Attachment["media"] = name.endsWith(".png")
      ? { type: "png", width: 3, height: 2 }
      : { type: "pdf" };
    const title = name.replace(/\.[^.]*$/, "");
    this.ready.push({ kind, title, file: name, size: bytes.length, media });
  }

  async attachReady(): Promise<Change | null> {
    await this.answer(undefined);
    if (this.ready.length === 0) return null;
    const before = structuredClone(this.now);
    for (const file of this.ready) {
      const id = `n${this.now.attachments.length + 1}`;
      this.now.attachments.push({ ...file, id, sha256: id });
      this.answered(`attachments.${file.kind}`);
    }
    this.ready = [];
    this.done.push(before);
    return this.noted("添加附件", this.changeSince(before));
  }

  history(): Promise<History> {
    const steps = this.log.map(({ step }) => step);
    const [first, last] = [steps[0], steps.at(-1)];
    return this.answer({
      last: last?.number ?? null,
      versions: steps.filter((step) => step.name !== null).reverse(),
      sittings:
        first && last
          ? [
              {
                first: first.number,
                last: last.number,
                began: first.when,
                ended: last.when,
                count: steps.length,
                labels: [...new Set(steps.map((step) => step.label))],
                more: 0,
              },
            ]
          : [],
      earlier: false,
    });
  }

  steps(first: number, last: number): Promise<Step[]> {
    const inside = ({ number }: Step) => number >= first && number <= last;
    return this.answer(this.log.map(({ step }) => step).filter(inside).reverse());
  }

  compare(from: number, to: number | null): Promise<Difference[]> {
    return this.answer(this.differences(this.at(from), to === null ? this.now : this.at(to)));
  }

  async nameVersion(number: number, name: string): Promise<void> {
    await this.answer(undefined);
    const entry = this.log.find(({ step }) => step.number === number);
    if (entry) entry.step = { ...entry.step, name: name || null };
  }

  async returnTo(number: number): Promise<Change> {
    await this.answer(undefined);
    const before = this.now;
    this.done.push(before);
    this.now = structuredClone(this.at(number));
    return this.noted("恢复", this.changeSince(before, true));
  }

  async confirm(fields: string[]): Promise<Change> {
    await this.answer(undefined);
    this.carried = this.carried.filter((field) => !fields.includes(field));
    return this.changeSince(this.now);
  }

  restoreCopy(): Promise<string | null> {
    return this.answer("/文档/旧版.wufei");
  }

  private at(number: number): Snapshot {
    return this.log.find(({ step }) => step.number === number)?.moment ?? this.now;
  }

  private noted(label: string, change: Change): Change {
    const number = this.log.length + 1;
    const when = `2026-03-18 14:${String(number % 60).padStart(2, "0")}`;
    this.log.push({ step: { number, when, label, name: null }, moment: structuredClone(this.now) });
    return change;
  }

  private differences(before: Snapshot, after: Snapshot): Difference[] {
    const side = (answer: Answer | undefined) =>
      answer === undefined
        ? null
        : [{ text: typeof answer === "string" ? answer : JSON.stringify(answer), changed: true }];
    return (this.opened?.form.section ?? []).flatMap((section) =>
      section.field.flatMap((field) => {
        const [old, now] = [before.answers[field.path], after.answers[field.path]];
        if (JSON.stringify(old) === JSON.stringify(now)) return [];
        const pairs = [{ before: side(old), after: side(now) }];
        return [{ path: field.path, section: section.id, label: field.label, pairs }];
      }),
    );
  }

  forgetFiles(): Promise<void> {
    this.ready = [];
    return this.answer(undefined);
  }

  thumbnail(attachment: Attachment): Promise<Blob> {
    return this.picture(attachment);
  }

  typeface(): Promise<Uint8Array<ArrayBuffer>> {
    return Promise.reject(new Error("there are no fonts in memory"));
  }

  picture(attachment: Attachment): Promise<Blob> {
    return this.answer(named(attachment.id));
  }

  /** Of the sample, whatever was changed since. */
  reckoned(): Promise<Reckoned[]> {
    const filled = this.opened && Object.keys(this.opened.state.figures).length > 0;
    return this.answer(filled ? this.known : []);
  }

  private get known(): Reckoned[] {
    return this.dumps[this.opened?.applicant.id ?? ""]?.reckoned ?? [];
  }

  /** A picture with the path on it; its words are the figures of the years. */
  chart(of: string): Promise<ChartPicture | null> {
    this.charts.push(of);
    const years = Object.entries(this.figures()).filter(([path]) => isWithin(path, of));
    const words = years.map(([, figure]) => `${figure?.label} ${figure?.value}`).join("，");
    return this.answer(words === "" ? null : { words, picture: named(of) });
  }

  /** Figures that may be quoted; those of the years follow their answers, what is computed stays. */
  private figures(): State["figures"] {
    const opened = this.opened;
    if (!opened) return {};
    const quoted = new Set(this.quoted());
    const figures: Record<string, Quotable> = {};
    for (const [path, figure] of Object.entries(opened.state.figures)) {
      const place = this.place(path);
      if (!figure) continue;
      if (place?.field.kind === "rows" && place.row === undefined) {
        if (quoted.has(path)) figures[path] = figure.state === "lost" ? figure : lost(figure);
      } else if (place?.year === undefined || this.years(place.field.path, place.row) === undefined) {
        figures[path] = figure;
      } else {
        const value = yearOf(this.years(place.field.path, place.row), place.year);
        const first = placeAt(opened.form, opened.answers, path);
        const same = value === yearOf(this.years(place.field.path, first?.row, opened.answers), place.year);
        if (value !== "") figures[path] = same ? figure : { ...figure, value };
      }
    }
    for (const { quote, figure } of this.known) if (quoted.has(quote)) figures[quote] = figure;
    return figures;
  }

  /** The years of a field, or of a row of it. */
  private years(field: string, row: number | undefined, answers = this.now.answers): Answer | undefined {
    if (row === undefined) return answers[field];
    const column = this.yearlyColumn(field);
    return rowsOf(answers[field])[row]?.[column];
  }

  /** What braces and references in texts may stand for. */
  private readonly isFigure = (text: string): boolean =>
    this.opened?.state.figures[text] !== undefined || this.known.some(({ quote }) => quote === text);

  /** What the texts quote. */
  private quoted(): string[] {
    const all = this.parts().map((field) => this.now.answers[field]);
    return [...JSON.stringify(all).matchAll(/\{\{(.*?)\}\}|"ref":"(.*?)"/g)].map(
      ([, braced, ref]) => braced ?? ref ?? "",
    );
  }

  /** The parts of the narrative. */
  private parts(): string[] {
    const fields = this.opened?.form.section.flatMap((section) => section.field) ?? [];
    return fields.flatMap((field) => (field.kind === "blocks" ? [field.path] : []));
  }

  /** Two pages, the first with the sections one below the other. */
  preview(): Promise<Paper> {
    const sections = this.opened?.form.section ?? [];
    const spots = sections.map(({ id: path }, i) => ({
      path,
      page: 0,
      x: 60,
      y: 60 + i * 50,
      width: 475,
      height: 40,
    }));
    this.papers += 1;
    return this.answer({ number: this.papers, count: 2, width: 595, height: 842, spots });
  }

  page(paper: number, index: number): Promise<PagePicture | null> {
    if (paper !== this.papers) return this.answer(null);
    const text = `第 ${paper} 稿，第 ${index + 1} 页`;
    const lines = [{ text, x: 60, y: 80, width: 120, size: 16 }];
    return this.answer({ lines, picture: named(text) });
  }

  saveAttachment(id: string): Promise<string | null> {
    return this.answer(`/文档/${id}`);
  }

  search(catalogue: Catalogue, query: string): Promise<Hit[]> {
    const hits: Hit[] =
      catalogue === "industry"
        ? Object.entries(this.opened?.industries ?? {}).map(([code, name]) => ({
            value: code,
            label: `${code} ${name}`,
            detail: "GB/T 4754—2017 中类",
          }))
        : (catalogue === "division" ? (this.opened?.provinces ?? []) : ["高炉渣", "钢渣", "粉煤灰"]).map(
            (value) => ({ value, label: value, detail: "" }),
          );
    return this.answer(hits.filter((hit) => hit.label.includes(query)).slice(0, 8));
  }

  exportTo(request: ExportRequest): Promise<Exported | null> {
    if (request.last && this.now.findings.some((finding) => finding.severity === "error")) {
      this.refuse ??= { code: "not-ready", message: "还有错误，不能定稿。请先改正，或导出草稿。" };
    }
    return this.answer(this.written("/文档/申报", request));
  }

  exportBeside(request: ExportRequest): Promise<Exported> {
    return this.answer(this.written("/文档/申报书-报送", request));
  }

  private written(folder: string, request: ExportRequest): Exported {
    const recipient = this.now.answers[this.opened?.form.profile?.recipient ?? ""];
    return {
      folder,
      letter: request.only.includes("eml")
        ? {
            file: "申报书.eml",
            to: typeof recipient === "string" ? recipient : "",
            subject: "报送某某公司《典型案例申报书》",
            body: "您好：\n\n　　现报送申报书。\n",
            large: null,
          }
        : null,
      notes: [],
      files: request.only.map((kind) => ({ name: `申报书.${kind}`, size: 123_456 })),
    };
  }

  checklist(): Promise<ChecklistItem[]> {
    const profile = this.opened?.form.profile;
    const missing = this.now.findings.filter((finding) => finding.severity === "error").length;
    const noted = this.now.answers[profile?.copies ?? ""];
    const copies = typeof noted === "string" ? ` ${noted} 份` : "";
    return this.answer([
      { about: "ready", words: "改完全部错误", detail: "", done: missing === 0, path: null },
      { about: "print", words: `打印《典型案例申报书》${copies}`, detail: "份数看当地通知。", done: null, path: profile?.copies ?? null },
      { about: "seal", words: "在封面、承诺声明加盖单位公章", detail: "", done: null, path: null },
      { about: "enclose", words: "备齐随附材料", detail: "", done: true, path: "files" },
      { about: "send", words: "交电子版", detail: "", done: null, path: profile?.recipient ?? null },
      { about: "day", words: "按当地通知的日期交到", detail: "", done: null, path: profile?.day ?? null },
    ]);
  }

  reveal(folder: string, name: string | null): Promise<void> {
    this.revealed.push(name === null ? folder : `${folder}/${name}`);
    return this.answer(undefined);
  }

  onClosing(whenAsked: () => Promise<boolean>): Promise<void> {
    this.closing = whenAsked;
    return Promise.resolve();
  }

  onAsked(whenAsked: () => Promise<void>): Promise<void> {
    this.asked = whenAsked;
    return Promise.resolve();
  }

  /** Opens a file as a double click outside the window would. */
  async ask(path: string): Promise<void> {
    this.waiting = path;
    await this.asked?.();
  }

  /** Wishes to close the window, as the shell would. Whether it closes. */
  async close(): Promise<boolean> {
    return (await this.closing?.()) ?? true;
  }

  private answer<T>(value: T): Promise<T> {
    const refused = this.refuse;
    this.refuse = undefined;
    // What the shell throws crossed the bridge as a plain object.
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
    return refused ? Promise.reject(refused) : Promise.resolve(value);
  }

  private enter(opened: Opened | undefined): Promise<Opened | null> {
    if (opened) {
      this.opened = opened;
      this.now = structuredClone({
        answers: opened.answers,
        attachments: opened.attachments,
        findings: opened.state.review.findings,
      });
      this.done = [];
      this.undone = [];
      this.log = [];
      this.carried = opened.state.carried;
      const rows = Object.values(opened.answers).flatMap((answer) => rowsOf(answer));
      this.given = Math.max(0, ...rows.map((row) => Number(String(row.id).slice(1)) || 0));
    }
    return this.answer(opened ?? null);
  }

  private async step(from: Snapshot[], to: Snapshot[]): Promise<Change> {
    await this.answer(undefined);
    const before = this.now;
    const moment = from.pop();
    if (moment) {
      to.push(before);
      this.now = moment;
    }
    return this.noted(from === this.done ? "撤销 修改" : "重做 修改", this.changeSince(before, true));
  }

  private change(edit: EditRequest): void {
    switch (edit.edit) {
      case "set":
        this.set(edit.path, edit.value as Answer | null);
        break;
      case "insert-row": {
        this.given += 1;
        const row = { ...structuredClone(edit.row), id: `r${this.given}` } as RowOf;
        this.rows(edit.field).splice(edit.at, 0, row);
        this.answered(edit.field);
        break;
      }
      case "remove-row":
        this.rows(edit.field).splice(this.standing(edit.field, edit.row), 1);
        if (this.rows(edit.field).length === 0) delete this.now.answers[edit.field];
        break;
      case "move-row": {
        const [row] = this.rows(edit.field).splice(this.standing(edit.field, edit.row), 1);
        if (row) this.rows(edit.field).splice(edit.to, 0, row);
        break;
      }
      case "all":
        for (const one of edit.edits) this.change(one);
        break;
      case "remove-attachment":
        this.now.attachments = this.now.attachments.filter((a) => a.id !== edit.id);
        break;
      case "describe-attachment":
        for (const a of this.now.attachments) {
          if (a.id === edit.id) Object.assign(a, { kind: edit.kind, title: edit.title });
        }
        break;
      case "move-attachment": {
        const at = this.now.attachments.findIndex((a) => a.id === edit.id);
        const [moved] = this.now.attachments.splice(at, 1);
        if (moved) this.now.attachments.splice(edit.to, 0, moved);
      }
    }
  }

  private set(path: string, value: Answer | null): void {
    const place = this.place(path);
    const field = place?.field.path ?? path;
    if (place?.field.kind === "rows") {
      const cells = this.rowAt(field, place.row);
      if (!cells) throw { code: "edit-no-such-row", message: `${field} 没有这一行。` };
      const column = place.column?.path ?? "";
      if (place.year !== undefined) this.year(cells, column, place.year, value);
      else if (value === null) delete cells[column];
      else cells[column] = value;
    } else if (place?.year !== undefined) this.year(this.now.answers, field, place.year, value);
    else if (value === null) delete this.now.answers[path];
    else {
      const blocks = place?.field.kind === "blocks";
      this.now.answers[path] = blocks ? this.withFigures(value) : structuredClone(value);
    }
    if (value === null) this.unanswered(path);
    else {
      this.answered(path);
      this.answered(field);
    }
  }

  /** The place of a path; a row by its position is the row that stands there. */
  private place(path: string) {
    const { form } = this.opened ?? {};
    if (!form) return undefined;
    const place = placeAt(form, this.now.answers, path);
    if (place?.field.kind !== "rows" || place.row !== undefined) return place;
    const field = place.field.path;
    const at = rowsOf(this.now.answers[field]).findIndex((_, i) => isWithin(path, pathOf(field, i)));
    if (at < 0) return place;
    const settled = pathOf(field, this.rowAt(field, at)?.id) + path.slice(pathOf(field, at).length);
    return placeAt(form, this.now.answers, settled);
  }

  /** Blocks as the core keeps them: what stands in braces in plain strings and is a figure, is quoted. */
  private withFigures(blocks: Answer): Answer {
    const read = (text: Text): Text => {
      if (typeof text === "string") return text;
      return pieces(text, this.isFigure).map((piece) =>
        "ref" in piece ? { ref: piece.ref } : { text: piece.text, ...(piece.marks.length > 0 && { marks: piece.marks }) },
      );
    };
    return (structuredClone(blocks) as Block[]).map((block): Block => {
      if ("text" in block) return { ...block, text: read(block.text) };
      if (block.type === "list") return { ...block, items: block.items.map(read) };
      return block.type === "table" ? { ...block, rows: block.rows.map((row) => row.map(read)) } : block;
    });
  }

  private year(
    holder: Record<string, Answer | undefined>,
    key: string,
    year: number,
    value: Answer | null,
  ): void {
    const years = { ...((holder[key] as Record<string, string> | undefined) ?? {}) };
    if (value === null) delete years[year];
    else years[year] = String(value);
    if (Object.keys(years).length === 0) delete holder[key];
    else holder[key] = years;
  }

  private yearlyColumn(path: string): string {
    const field = this.opened?.form.section.flatMap((s) => s.field).find((f) => f.path === path);
    return (field && yearlyColumn(field)?.path) ?? "";
  }

  private rows(field: string): RowOf[] {
    return (this.now.answers[field] ??= []) as unknown as RowOf[];
  }

  private rowAt(field: string, at: number | undefined): RowOf | undefined {
    return at === undefined ? undefined : rowsOf(this.now.answers[field])[at];
  }

  /** Where the row of an id stands. */
  private standing(field: string, id: string): number {
    const at = rowsOf(this.now.answers[field]).findIndex((row) => row.id === id);
    if (at < 0) throw { code: "edit-no-such-row", message: `${field} 没有“${id}”这一行。` };
    return at;
  }

  private answered(path: string): void {
    this.now.findings = this.now.findings.filter((finding) => finding.path !== path);
  }

  private unanswered(path: string): void {
    const known = this.opened?.state.review.findings.find((finding) => finding.path === path);
    if (known && !this.now.findings.includes(known)) this.now.findings.push(known);
  }

  private changeSince(before: Snapshot, moved = false): Change {
    const answers: Record<string, Answer | null> = {};
    for (const path of new Set([...Object.keys(before.answers), ...Object.keys(this.now.answers)])) {
      const after = this.now.answers[path];
      if (JSON.stringify(before.answers[path]) !== JSON.stringify(after)) {
        answers[path] = after === undefined ? null : structuredClone(after);
      }
    }
    const opened = this.opened;
    if (!opened) throw new Error("no draft is open");
    const { review } = opened.state;
    const { findings } = this.now;
    const counts = { error: 0, warning: 0, advice: 0 };
    for (const finding of findings) counts[finding.severity] += 1;
    this.carried = this.carried.filter((field) => !(field in answers));
    return {
      answers,
      attachments:
        JSON.stringify(before.attachments) === JSON.stringify(this.now.attachments)
          ? null
          : structuredClone(this.now.attachments),
      places: moved ? this.differences(before, this.now).map(({ path }) => path) : [],
      state: {
        ...opened.state,
        // How figures read on paper is for the program to say.
        printed: {},
        figures: this.figures(),
        review: { ...review, counts, ready: counts.error === 0, findings: [...findings] },
        carried: this.carried,
        undo: this.done.length > 0 ? "修改" : null,
        redo: this.undone.length > 0 ? "修改" : null,
        saved: "14:04",
      },
    };
  }
}
