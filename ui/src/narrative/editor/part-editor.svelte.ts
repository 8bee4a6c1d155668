import type { Node } from "prosemirror-model";
import { type Command, EditorState, type Transaction } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { isPicture } from "../../draft/place";
import type { Session } from "../../draft/session.svelte";
import type { Block } from "../../types/Block";
import type { Field } from "../../types/Field";
import { isBlank, newBlock, type NewBlock, seriesOf } from "../blocks";
import type { Mark } from "../notation";
import type { BlockChanges, Writing } from "../writing";
import { Chip, type Quoted } from "./chip";
import { type Here, here, insertBlock, mark, moveBlock, removeBlock, setKind, setLevel } from "./commands";
import { IllustrationView } from "./illustration-view.svelte";
import { keys } from "./keys";
import { merge } from "./merge";
import { places } from "./places";
import { schema } from "./schema";
import { changeTable, type TableChange } from "./table";
import { blocksOf, docOf } from "./translate";

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
}

/**
 * One part of the narrative as it is written: ProseMirror over the part's blocks.
 *
 * The document here is what is shown; the draft gets it as an answer, after a pause. What is changed
 * elsewhere (undo, restore) is brought in as the smallest replacement. While a composition is under
 * way nothing is sent and nothing is brought in: both wait for its end.
 */
export class PartEditor implements Writing {
  here = $state.raw<Here | undefined>();
  readonly view: EditorView;
  readonly part: string;
  readonly blocks: BlockChanges;

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

  constructor(target: HTMLElement, { session, field, context, onfocus, onquote }: PartSetting) {
    this.session = session;
    this.part = field.path;
    this.base = docOf(blocksIn(session.answers[field.path]));
    this.view = new EditorView(target, {
      state: EditorState.create({
        doc: docOf(blocksIn(session.answer(field.path))),
        plugins: [
          ...keys(() => {
            onquote();
            return true;
          }),
          places(field.path),
        ],
      }),
      attributes: {
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": field.label,
        "data-place": field.path,
        "data-empty": field.help || "从这里写起",
        lang: "zh-CN",
        spellcheck: "false",
      },
      nodeViews: {
        ref: (node) => new Chip(node, (path) => this.quoted(path), this.chips),
        figure: (node, view, getPos) => new IllustrationView(node, view, getPos, context),
        chart: (node, view, getPos) => new IllustrationView(node, view, getPos, context),
      },
      dispatchTransaction: (transaction) => this.dispatch(transaction),
      clipboardTextSerializer: (slice) => this.plainText(slice.content.content),
      handleDOMEvents: {
        focus: () => {
          onfocus();
          this.here = here(this.view.state);
        },
        blur: () => this.leave(),
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
  }

  // --- what the toolbar does ------------------------------------------------------------------

  mark(name: Mark): void {
    this.run(mark(name));
  }

  quote(path: string): void {
    this.run((state, dispatch) => {
      dispatch?.(state.tr.replaceSelectionWith(schema.node("ref", { path }), false).scrollIntoView());
      return true;
    });
  }

  add(kind: NewBlock): void {
    if (kind === "table" || kind === "figure" || kind === "chart") {
      const pictures = this.session.attachments.filter((file) => isPicture(file) && !file.trouble);
      this.run(insertBlock(newBlock(kind, pictures[0]?.id, seriesOf(this.session.form)[0]?.path)));
    } else this.run(setKind(kind));
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

  // --- to and from the draft ------------------------------------------------------------------

  /** Brings in the answer as the program has it now, and shows the figures it has now. */
  refresh(): void {
    this.whenComposed(this.bringIn);
  }

  private readonly bringIn = (): void => {
    for (const chip of this.chips) chip.show();
    const stored = docOf(blocksIn(this.session.answers[this.part]));
    if (stored.eq(this.base)) return;
    const heard = this.sent.map((doc) => doc.eq(stored)).lastIndexOf(true);
    if (heard >= 0) {
      this.base = stored;
      this.sent = this.sent.slice(heard + 1);
      return;
    }
    const transaction = merge(this.view.state.tr, this.base, stored);
    this.base = stored;
    this.sent = [];
    this.view.dispatch(transaction.setMeta(ELSEWHERE, true));
    if (!this.view.state.doc.eq(stored)) this.tell();
  };

  private dispatch(transaction: Transaction): void {
    this.view.updateState(this.view.state.apply(transaction));
    this.here = here(this.view.state);
    if (!transaction.docChanged || transaction.getMeta(ELSEWHERE)) return;
    if (this.view.composing) {
      this.untold = true;
      this.session.unsaved.show(this.part, this.answer());
    } else this.tell();
  }

  /** Has the document sent after a pause. */
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
    const blocks = blocksOf(this.view.state.doc);
    return blocks.length <= 1 && isBlank(blocks) ? null : blocks;
  }

  private leave(): void {
    if (this.untold) this.tell();
    this.session.touch(this.part);
    void this.session.flush();
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
  }

  // --- the rest -------------------------------------------------------------------------------

  private quoted(path: string): Quoted {
    const figure = this.session.state.figures[path];
    const section = this.session.form.section.find((one) => one.id === this.session.sectionOf(path));
    const from = section ? `来自“${section.name}”` : "";
    if (!figure) return { value: undefined, origin: `引用的数据还没有填，或已经删去。${from}` };
    const how = this.session.state.review.origins[path];
    const unit = figure.unit && ` ${figure.unit}`;
    const parts = [`${figure.label}：${figure.value}${unit}`, from, how ?? ""];
    return { value: figure.value, origin: parts.filter(Boolean).join("，") };
  }

  private plainText(nodes: readonly Node[]): string {
    return nodes
      .map((node) =>
        node.isText
          ? (node.text ?? "")
          : node.type.name === "ref"
            ? (this.quoted(String(node.attrs["path"])).value ?? "")
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

function blocksIn(answer: unknown): Block[] {
  return Array.isArray(answer) ? (answer as Block[]) : [];
}
