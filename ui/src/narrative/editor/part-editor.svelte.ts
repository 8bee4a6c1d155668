import type { Node } from "prosemirror-model";
import { type Command, EditorState, Selection, TextSelection, type Transaction } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { isPicture } from "../../draft/place";
import type { Session } from "../../draft/session.svelte";
import type { Block } from "../../types/Block";
import type { Field } from "../../types/Field";
import type { Text } from "../../types/Text";
import { newBlock, type NewBlock, seriesOf } from "../blocks";
import type { Mark } from "../notation";
import type { BlockChanges, Searched, Writing } from "../writing";
import { offeredBy } from "../offered";
import { type Figure, figuresFor } from "../quotable";
import { asking, type Asking, askingOf, endAsking } from "./asking";
import { Chip, type Quoted } from "./chip";
import { goPast, type Here, here, insertBlock, mark, moveBlock, removeBlock, setKind, setLevel } from "./commands";
import { type Doubt, doubtAt, doubts, mark as markDoubts } from "./doubts";
import { type Hit, hits, hitsOf, look, replaceHits } from "./hits";
import { IllustrationView } from "./illustration-view.svelte";
import { keys } from "./keys";
import { merge } from "./merge";
import { pasteOf } from "./pasting";
import { places } from "./places";
import { putFigure, readIn, takeRead } from "./quoting";
import { quoteOf } from "./schema";
import { changeTable, type TableChange } from "./table";
import { blocksOf, docOf, inline } from "./translate";

/** Marks a transaction that brings in what was changed elsewhere. */
const ELSEWHERE = "elsewhere";

/** What a part's editor is made with. */
export interface PartSetting {
  session: Session;
  field: Field;
  /** The page's context, for what stands inside the text. */
  context: Map<unknown, unknown>;
  onfocus: () => void;
  onquote: () => void;
  /** What is offered for the words at the caret is to have the focus. Whether anything is. */
  onoffer: () => boolean;
  /** The caret goes past the end of the part (1), or before its beginning (-1). */
  onpast: (step: 1 | -1) => void;
}

/**
 * One part of the narrative as it is written: ProseMirror over the part's blocks.
 *
 * The document here is what is shown; the draft gets it as an answer, in time. What is changed
 * elsewhere (undo, restore) is brought in as the smallest replacement. While a composition is under
 * way its letters are not told and nothing is brought in: both wait for its end. What was written
 * before it is sent as ever.
 */
export class PartEditor implements Writing, Searched {
  here = $state.raw<Here | undefined>();
  /** The figure that is being looked for after a “/”. */
  asking = $state.raw<Asking | undefined>();
  /** What was found of it. */
  readonly figures: Figure[];
  /** Which of the found figures the keys have reached. */
  reached = $state(0);
  /** The words in doubt at the caret. */
  doubt = $state.raw<Doubt | undefined>();
  /** Where the words looked for stand. */
  hits = $state.raw<Hit[]>([]);
  /** Whether nothing is written. */
  empty = $state(false);
  readonly view: EditorView;
  readonly part: string;
  readonly blocks: BlockChanges;
  readonly searched: Searched = this;

  private readonly session: Session;
  private readonly chips = new Set<Chip>();
  /** The part as the program has it. */
  private base: Node;
  /** Documents that were sent and not yet heard of again. */
  private sent: Node[] = [];
  /** Whether the document holds what the draft was not told. */
  private untold = false;
  /** What waits for the end of a composition. */
  private readonly held = new Set<() => void>();

  constructor(target: HTMLElement, setting: PartSetting) {
    const { session, field, context, onfocus, onquote, onoffer, onpast } = setting;
    this.session = session;
    this.part = field.path;
    this.figures = $derived(
      this.asking ? figuresFor(this.asking.query, session.state.figures, session.reckonings.all) : [],
    );
    this.base = this.docOf(session.answers[field.path]);
    this.view = new EditorView(target, {
      state: EditorState.create({
        doc: this.docOf(session.answer(field.path)),
        plugins: [
          ...keys({
            quote: () => {
              onquote();
              return true;
            },
            accept: () => this.accept(),
            offer: () => onoffer(),
            past: (step) => goPast(step, () => onpast(step)),
          }),
          places(field.path),
          doubts(),
          hits(),
          asking(() => Object.values(session.state.figures).flatMap((one) => one?.unit.trim() || [])),
        ],
      }),
      attributes: {
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": field.label,
        "data-place": field.path,
        "aria-placeholder": field.help,
        lang: "zh-CN",
        spellcheck: "false",
      },
      nodeViews: {
        ref: (node) => new Chip(node, (quote) => this.quoted(quote), this.chips),
        figure: (node, view, getPos) => new IllustrationView(node, view, getPos, context),
        chart: (node, view, getPos) => new IllustrationView(node, view, getPos, context),
      },
      dispatchTransaction: (transaction) => this.dispatch(transaction),
      handlePaste: (_, event) => this.paste(event, event.clipboardData),
      handleDrop: (view, event, _, moved) => {
        const at = view.posAtCoords({ left: event.clientX, top: event.clientY });
        // What is dragged within the text is moved by the editor.
        if (moved || view.dragging || !at) return false;
        const near = Selection.near(view.state.doc.resolve(at.pos));
        view.dispatch(view.state.tr.setSelection(near));
        return this.paste(event, event.dataTransfer);
      },
      handleKeyDown: (_, event) => this.keyWhileAsking(event),
      clipboardTextSerializer: (slice) => this.plainText(slice.content.content),
      handleDOMEvents: {
        focus: () => {
          onfocus();
          this.here = here(this.view.state);
        },
        blur: (_, event) => void this.leave(event),
        // Where the next word begins at once, the one before is not to wait for it.
        compositionstart: () => {
          if (this.untold) this.tell();
        },
        // The last input of a composition comes before or after this, by engine.
        compositionend: () => void setTimeout(() => this.release(), 50),
        beforeinput: (_, event) => this.beforeInput(event),
      },
    });
    this.blocks = {
      move: (step: 1 | -1) => this.run(moveBlock(step)),
      remove: () => this.run(removeBlock),
      level: (step: 1 | -1) => this.run(setLevel(step)),
      table: (change: TableChange) => this.run(changeTable(change)),
    };
    this.empty = isEmpty(this.view.state.doc);
    // Whoever is led to words in doubt finds them marked.
    this.bringIn();
  }

  // --- what the toolbar does ------------------------------------------------------------------

  mark(name: Mark): void {
    this.run(mark(name));
  }

  quote(figure: Figure): void {
    this.run((state, dispatch) => {
      dispatch?.(putFigure(state, state.selection.from, state.selection.to, figure));
      return true;
    });
  }

  add(kind: NewBlock): void {
    if (kind === "table" || kind === "figure" || kind === "chart") {
      const pictures = this.session.attachments.filter((file) => isPicture(file) && !file.trouble);
      this.run(insertBlock(newBlock(kind, pictures[0]?.id, seriesOf(this.session.form)[0]?.path)));
    } else this.run(setKind(kind));
  }

  enter(from: 1 | -1): void {
    this.run((state, dispatch) => {
      const to = from > 0 ? Selection.atStart(state.doc) : Selection.atEnd(state.doc);
      dispatch?.(state.tr.setSelection(to).scrollIntoView());
      return true;
    });
  }

  /** Runs a command and goes on writing; where a composition is under way, after its end. */
  run(command: Command): void {
    this.whenComposed(() => {
      command(this.view.state, (transaction) => this.view.dispatch(transaction), this.view);
      this.view.focus();
    });
    // The input method ends its composition when the focus leaves.
    if (this.view.composing) this.view.dom.blur();
  }

  /** Takes in what was pasted or dropped. Whether it was something. */
  private paste(event: Event, data: DataTransfer | null): boolean {
    if (!data) return false;
    const paste = pasteOf(data, this.view.state);
    const pictures = [...data.files].filter((file) => /^image\/(?:png|jpeg)$/.test(file.type));
    if (paste) this.run(paste.put);
    else if (pictures.length > 0) void this.attach(pictures);
    else return false;
    event.preventDefault();
    if (paste && paste.pictures > 0) {
      this.session.failure = {
        code: "pasted-picture",
        message:
          "文字贴进来了，其中的图片没有：请把图片文件添加到随附材料，再用工具栏的“图片”放进正文。",
      };
    }
    return true;
  }

  /** Attaches pasted pictures and puts them into the text. */
  private async attach(pictures: File[]): Promise<void> {
    const kind = this.session.form.attachment.find((one) => one.picture);
    const known = new Set(this.session.attachments.map((file) => file.id));
    if (!kind) return;
    await this.session.attachFiles(kind.id, pictures);
    for (const file of this.session.attachments) {
      if (known.has(file.id) || this.view.isDestroyed) continue;
      this.run(insertBlock({ type: "figure", attachment: file.id, caption: "" }));
    }
  }

  // --- figures looked for, words in doubt ----------------------------------------------------------

  /** Puts the figure that was found in the place of the “/”. */
  choose(figure: Figure): void {
    this.run((state, dispatch) => {
      const now = askingOf(state);
      if (!now) return false;
      dispatch?.(endAsking(putFigure(state, now.from, state.selection.to, figure)));
      return true;
    });
  }

  private keyWhileAsking(event: KeyboardEvent): boolean {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey || event.metaKey) {
      return false;
    }
    if (event.key === "Escape" && this.doubt && !this.asking) {
      this.doubt = undefined;
      return true;
    }
    const { asking } = this;
    if (!asking) return false;
    const count = this.figures.length;
    if (event.key === "Escape") this.view.dispatch(endAsking(this.view.state.tr));
    else if (count === 0) return false;
    else if (event.key === "ArrowDown") this.reached = (this.reached + 1) % count;
    else if (event.key === "ArrowUp") this.reached = (this.reached + count - 1) % count;
    else if (event.key === "Enter" || event.key === "Tab") {
      const figure = this.figures[this.reached];
      if (figure) this.choose(figure);
    } else return false;
    return true;
  }

  /** Puts what is offered in the place of the words in doubt; without a choice the first. Whether anything was. */
  accept(instead = this.doubt && offeredBy(this.doubt.finding)[0]?.instead): boolean {
    const { doubt } = this;
    if (!doubt || instead === undefined) return false;
    this.run((state, dispatch) => {
      // First taken away, so that the mark goes with the words.
      const tr = state.tr.delete(doubt.from, doubt.to).insert(doubt.from, this.inline(instead));
      dispatch?.(tr.scrollIntoView());
      return true;
    });
    // The finding goes at once.
    void this.session.flush();
    return true;
  }

  // --- find and replace --------------------------------------------------------------------------

  look(query: string, at?: number): void {
    const tr = look(this.view.state, query, at);
    this.view.dispatch(tr);
    const hit = at === undefined ? undefined : this.hits[at];
    if (!hit) return;
    const { state } = this.view;
    this.view.dispatch(state.tr.setSelection(TextSelection.create(state.doc, hit.from, hit.to)));
    const { node } = this.view.domAtPos(hit.from + 1);
    const element = node instanceof Element ? node : node.parentElement;
    element?.scrollIntoView({ block: "nearest" });
  }

  replace(some: readonly Hit[], words: string): void {
    this.view.dispatch(replaceHits(this.view.state.tr, some, words));
  }

  focus(): void {
    this.view.focus();
  }

  replaced(words: string): Block[] | null | undefined {
    const { state } = this.view;
    const some = hitsOf(state);
    return some.length === 0 ? undefined : answerOf(replaceHits(state.tr, some, words).doc);
  }

  // --- to and from the draft ------------------------------------------------------------------

  /** Brings in the answer as the program has it now, and shows the figures it has now. */
  refresh(): void {
    this.whenComposed(this.bringIn);
  }

  private readonly bringIn = (): void => {
    for (const chip of this.chips) chip.show();
    this.takeIn();
    const here = this.session.state.review.findings.filter((one) => one.path === this.part);
    this.view.dispatch(markDoubts(this.view.state, this.base, here));
  };

  private takeIn(): void {
    const stored = this.docOf(this.session.answers[this.part]);
    if (stored.eq(this.base)) return;
    const heard = this.sent.map((doc) => doc.eq(stored)).lastIndexOf(true);
    if (heard >= 0) {
      this.base = stored;
      this.sent = this.sent.slice(heard + 1);
      return;
    }
    // What was sent, but for braces in which the program has read a figure.
    for (const [i, doc] of [...this.sent.entries()].reverse()) {
      const read = readIn(doc, stored);
      if (!read) continue;
      this.base = stored;
      this.sent = this.sent.slice(i + 1);
      this.view.dispatch(takeRead(this.view.state.tr, doc, read).setMeta(ELSEWHERE, true));
      return;
    }
    const transaction = merge(this.view.state.tr, this.base, stored);
    this.base = stored;
    this.sent = [];
    this.view.dispatch(transaction.setMeta(ELSEWHERE, true));
    if (!this.view.state.doc.eq(stored)) this.tell();
  }

  private docOf(answer: unknown): Node {
    return docOf(blocksIn(answer), this.session.reckonings.knows);
  }

  private inline(text: Text): Node[] {
    return inline(text, this.session.reckonings.knows);
  }

  private dispatch(transaction: Transaction): void {
    this.view.updateState(this.view.state.apply(transaction));
    this.notice();
    if (!transaction.docChanged || transaction.getMeta(ELSEWHERE)) return;
    if (this.view.composing) {
      this.untold = true;
      this.session.unsaved.show(this.part, this.answer());
    } else this.tell();
  }

  /** Looks at what the page shows of the text. */
  private notice(): void {
    const { state } = this.view;
    this.here = here(state);
    this.empty = isEmpty(state.doc);
    this.hits = hitsOf(state);
    // What is offered stays while it has the focus.
    const offered = document.activeElement?.closest("[data-offer]") && this.doubt;
    this.doubt = this.view.hasFocus() || offered ? doubtAt(state) : undefined;
    // Letters of an input method are no query yet.
    if (!this.view.composing) this.showAsking(askingOf(state));
  }

  private showAsking(now: Asking | undefined): void {
    if (now && now.from === this.asking?.from && now.query === this.asking.query) return;
    this.reached = 0;
    this.asking = now;
  }

  /** Has the document sent. */
  private tell(): void {
    this.untold = false;
    const { doc } = this.view.state;
    const answer = this.answer();
    const edit = this.session.setter(this.part, answer);
    this.session.unsaved.type(this.part, answer, () => {
      this.sent.push(doc);
      return edit();
    });
  }

  private answer(): Block[] | null {
    return answerOf(this.view.state.doc);
  }

  private leave(event: FocusEvent): void {
    if (this.untold) this.tell();
    const { relatedTarget } = event;
    // What is offered stays while it is reached for.
    const offer = relatedTarget instanceof Element && relatedTarget.closest("[data-offer]") !== null;
    // The focus also leaves when the page takes the text away, in the middle of its work.
    queueMicrotask(() => {
      if (!offer) this.doubt = undefined;
      if (this.asking && !this.view.isDestroyed) this.view.dispatch(endAsking(this.view.state.tr));
      this.session.touch(this.part);
      void this.session.flush();
    });
  }

  // --- compositions ---------------------------------------------------------------------------

  private whenComposed(task: () => void): void {
    if (this.view.composing) this.held.add(task);
    else task();
  }

  /** Does what waited for the end of a composition. */
  private release(): void {
    if (this.view.isDestroyed || this.view.composing) return;
    if (this.untold) this.tell();
    const held = [...this.held];
    this.held.clear();
    for (const task of held) task();
    this.notice();
  }

  // --- the rest -------------------------------------------------------------------------------

  private quoted(quote: string): Quoted {
    const { session } = this;
    const figure = session.reckonings.figure(quote);
    // The program answers in the same change as it takes the text.
    if (!figure) return { value: "", brief: "……", state: "open", origin: "" };
    const { label, value, state, brief = value } = figure;
    const section = session.form.section.find(
      (one) => one.id === session.sectionOf(figure.place ?? quote),
    );
    const isThere = state === "there" || state === "contrary";
    const parts = [
      isThere ? `${label}：${value}${figure.unit && ` ${figure.unit}`}` : "",
      state === "nowhere" ? `${brief}：${quote}` : "",
      // What it is stands in brackets on paper.
      state === "open" || state === "lost" ? value : "",
      state === "contrary" ? "方向与这里说的相反" : "",
      section ? `来自“${section.name}”` : "",
      figure.origin ?? session.state.review.origins[quote] ?? "",
    ];
    return { value, brief, state, origin: parts.filter(Boolean).join("，") };
  }

  private plainText(nodes: readonly Node[]): string {
    return nodes
      .map((node) =>
        node.isText
          ? (node.text ?? "")
          : node.type.name === "ref"
            ? this.quoted(quoteOf(node)).value
            : this.plainText(node.children) + (node.type.name === "cell" ? "\t" : "\n"),
      )
      .join("")
      .replace(/\t\n/g, "\n")
      .replace(/\n+$/, "");
  }

  /** Undo from the system's menu is the draft's undo; looks that the papers do not know do nothing. */
  private beforeInput(event: InputEvent): boolean {
    const type = event.inputType;
    if (!type.startsWith("history") && !type.startsWith("format")) return false;
    event.preventDefault();
    if (type === "historyUndo") void this.session.undo();
    if (type === "historyRedo") void this.session.redo();
    return true;
  }

  /** Leaves the page; what was not told is told. */
  destroy(): void {
    if (this.untold) this.tell();
    this.view.destroy();
  }
}

/** Whether a document is one paragraph without anything in it. */
function isEmpty(doc: Node): boolean {
  const only = doc.childCount === 1 ? doc.firstChild : null;
  return only?.type.name === "paragraph" && only.content.size === 0;
}

/** The answer that a document is; none where nothing is written. */
export function answerOf(doc: Node): Block[] | null {
  return isEmpty(doc) ? null : blocksOf(doc);
}

function blocksIn(answer: unknown): Block[] {
  return Array.isArray(answer) ? (answer as Block[]) : [];
}
