import { Fragment, type Node, type ResolvedPos } from "prosemirror-model";
import { type Command, type EditorState, Selection, TextSelection, type Transaction } from "prosemirror-state";
import { toggleMark } from "prosemirror-commands";
import type { Block } from "../../types/Block";
import type { Mark } from "../notation";
import { levelOf, schema } from "./schema";
import { nodeOf } from "./translate";

/** What stands where the caret is. */
export interface Here {
  block: Block["type"];
  /** Level of a heading. */
  level: number | undefined;
  /** Whether a list is numbered. */
  ordered: boolean;
  /** Whether the caret is in a cell of a table. */
  cell: boolean;
  /** Looks of what is selected, or of what would be typed. */
  marks: Mark[];
}

/** The kinds that a text can be. */
export type TextKind = "paragraph" | "heading" | "list" | "numbers";

/** Looks at where the caret is. */
export function here(state: EditorState): Here {
  const { selection, storedMarks, doc } = state;
  const { $from, from, to, empty } = selection;
  const top = doc.childCount > 0 ? doc.child(Math.min($from.index(0), doc.childCount - 1)) : undefined;
  const marks = (["bold", "sub", "sup"] as const).filter((name) => {
    const type = schema.marks[name];
    return empty
      ? type.isInSet(storedMarks ?? $from.marks()) !== undefined
      : doc.rangeHasMark(from, to, type);
  });
  return {
    block: (top?.type.name ?? "paragraph") as Block["type"],
    level: top?.type.name === "heading" ? levelOf(top) : undefined,
    ordered: top?.attrs["ordered"] === true,
    cell: $from.parent.type.name === "cell",
    marks,
  };
}

// --- kinds of text ----------------------------------------------------------------------------

/** Makes the texts of the selection a kind; once more makes them paragraphs. */
export function setKind(kind: TextKind): Command {
  return (state, dispatch) => {
    const range = topRange(state);
    const olds = childrenBetween(state.doc, range);
    const same = olds.every((node) => isKind(node, kind));
    const news = converted(olds, same ? "paragraph" : kind);
    if (!news) return false;
    dispatch?.(replaceKeepingTexts(state, range, news));
    return true;
  };
}

/** Makes the texts of the selection headings of a level. */
export function setHeading(level: number): Command {
  return (state, dispatch) => {
    const range = topRange(state);
    const news = converted(childrenBetween(state.doc, range), "heading", level);
    if (!news) return false;
    dispatch?.(replaceKeepingTexts(state, range, news));
    return true;
  };
}

/** Changes the level of the headings in the selection, within 2 to 4. */
export function setLevel(step: 1 | -1): Command {
  return (state, dispatch) => {
    const range = topRange(state);
    const olds = childrenBetween(state.doc, range);
    if (olds.length === 0 || olds.some((node) => node.type.name !== "heading")) return false;
    const level = (node: Node) => Math.min(4, Math.max(2, levelOf(node) + step));
    if (olds.every((node) => level(node) === levelOf(node))) return false;
    const news = olds.map((node) => schema.node("heading", { level: level(node) }, node.content));
    dispatch?.(replaceKeepingTexts(state, range, news));
    return true;
  };
}

function isKind(node: Node, kind: TextKind): boolean {
  if (node.type.name === "list") return kind === (node.attrs["ordered"] ? "numbers" : "list");
  return node.type.name === kind;
}

function converted(nodes: readonly Node[], kind: TextKind, level = 2): Node[] | undefined {
  const out: Node[] = [];
  let items: Node[] = [];
  const endList = () => {
    if (items.length > 0) out.push(schema.node("list", { ordered: kind === "numbers" }, items));
    items = [];
  };
  let any = false;
  for (const node of nodes) {
    const texts = node.type.name === "list" ? node.children : node.isTextblock ? [node] : [];
    any ||= texts.length > 0;
    if (texts.length === 0) endList();
    if (texts.length === 0) out.push(node);
    for (const text of texts) {
      if (kind === "list" || kind === "numbers") items.push(schema.node("item", null, text.content));
      else out.push(schema.node(kind, kind === "heading" ? { level } : null, text.content));
    }
  }
  endList();
  return any ? out : undefined;
}

/** Replaces whole blocks by others with the same texts in the same order; the caret stays in its text. */
function replaceKeepingTexts(
  state: EditorState,
  range: { from: number; to: number },
  news: Node[],
): Transaction {
  const { $anchor, $head } = state.selection;
  const [anchor, head] = [textAt(state.doc, range.from, $anchor), textAt(state.doc, range.from, $head)];
  const tr = state.tr.replaceWith(range.from, range.to, news);
  const place = (at: { text: number; offset: number }) => {
    let left = at.text;
    let found: number | undefined;
    tr.doc.nodesBetween(range.from, tr.doc.content.size, (node, pos) => {
      if (found !== undefined) return false;
      if (!node.isTextblock) return true;
      if (left === 0) found = pos + 1 + Math.min(at.offset, node.content.size);
      left -= 1;
      return false;
    });
    return found ?? range.from;
  };
  const selection = TextSelection.between(tr.doc.resolve(place(anchor)), tr.doc.resolve(place(head)));
  return tr.setSelection(selection).scrollIntoView();
}

function textAt(doc: Node, from: number, at: ResolvedPos): { text: number; offset: number } {
  let text = 0;
  doc.nodesBetween(from, Math.max(from, at.pos), (node, pos) => {
    if (node.isTextblock && pos + node.nodeSize <= at.pos) text += 1;
    return !node.isTextblock;
  });
  return { text, offset: at.parent.isTextblock ? at.parentOffset : 0 };
}

// --- looks ------------------------------------------------------------------------------------

/** Gives the selection a look or takes it; a quoted figure has none. Raised and lowered exclude each other. */
export function mark(name: Mark): Command {
  return (state, dispatch) =>
    toggleMark(schema.marks[name])(
      state,
      dispatch &&
        ((tr) => {
          const other = name === "sub" ? "sup" : name === "sup" ? "sub" : undefined;
          const { from, to, empty } = tr.selection;
          if (other && empty) tr.removeStoredMark(schema.marks[other]);
          else if (other) tr.removeMark(from, to, schema.marks[other]);
          tr.doc.nodesBetween(from, to, (node, pos) => {
            if (node.type.name === "ref" && node.marks.length > 0) tr.removeMark(pos, pos + 1);
          });
          dispatch(tr);
        }),
    );
}

// --- whole blocks -----------------------------------------------------------------------------

/** The whole blocks that the selection touches. */
export function topRange(state: EditorState): { from: number; to: number; first: number; last: number } {
  const { $from, $to } = state.selection;
  const { doc } = state;
  const first = Math.min($from.index(0), doc.childCount - 1);
  const last = Math.max(first, $to.depth > 0 ? $to.index(0) : $to.index(0) - 1);
  let from = 0;
  for (let i = 0; i < first; i += 1) from += doc.child(i).nodeSize;
  let to = from;
  for (let i = first; i <= last; i += 1) to += doc.child(i).nodeSize;
  return { from, to, first, last };
}

function childrenBetween(doc: Node, range: { first: number; last: number }): Node[] {
  return doc.children.slice(range.first, range.last + 1);
}

/** Puts a block after the one worked in, or in the place of an empty paragraph. */
export function insertBlock(block: Block): Command {
  return (state, dispatch) => {
    const range = topRange(state);
    const last = state.doc.child(range.last);
    const empty = last.type.name === "paragraph" && last.content.size === 0;
    const at = empty ? range.to - last.nodeSize : range.to;
    const tr = state.tr.replaceWith(at, range.to, nodeOf(block));
    // Words can be written after what is not words.
    if (at + (tr.doc.nodeAt(at)?.nodeSize ?? 0) >= tr.doc.content.size && !isText(block)) {
      tr.insert(tr.doc.content.size, schema.node("paragraph"));
    }
    const first = Selection.findFrom(tr.doc.resolve(at), 1, true);
    dispatch?.(tr.setSelection(inCell(tr.doc, at) ?? first ?? tr.selection).scrollIntoView());
    return true;
  };
}

function isText(block: Block): boolean {
  return block.type === "paragraph" || block.type === "heading" || block.type === "list";
}

/** The first cell of a table that stands at a position. */
function inCell(doc: Node, at: number): Selection | undefined {
  const table = doc.nodeAt(at);
  if (table?.type.name !== "table") return undefined;
  return TextSelection.create(doc, at + 1 + (table.firstChild?.nodeSize ?? 0) + 2);
}

/** Moves the blocks of the selection up or down by one. */
export function moveBlock(step: 1 | -1): Command {
  return (state, dispatch) => {
    const { from, to, first, last } = topRange(state);
    const other = step < 0 ? first - 1 : last + 1;
    if (other < 0 || other >= state.doc.childCount) return false;
    const neighbour = state.doc.child(other);
    const tr = state.tr;
    // The neighbour goes to the other side: the selection stays in what is moved.
    if (step < 0) {
      tr.insert(to, neighbour).delete(from - neighbour.nodeSize, from);
    } else {
      tr.delete(to, to + neighbour.nodeSize).insert(from, neighbour);
    }
    dispatch?.(tr.scrollIntoView());
    return true;
  };
}

/** Removes the blocks of the selection. */
export const removeBlock: Command = (state, dispatch) => {
  const { from, to } = topRange(state);
  const tr = state.tr;
  if (from === 0 && to === state.doc.content.size) tr.replaceWith(from, to, schema.node("paragraph"));
  else tr.delete(from, to);
  const near = Selection.near(tr.doc.resolve(Math.min(from, tr.doc.content.size)), -1);
  dispatch?.(tr.setSelection(near).scrollIntoView());
  return true;
};

/** Goes to a paragraph after the block worked in; makes one where there is no text to write in. */
export const leaveBlock: Command = (state, dispatch) => {
  const { to, last } = topRange(state);
  const tr = state.tr;
  const next = state.doc.maybeChild(last + 1);
  if (next?.type.name !== "paragraph") tr.insert(to, schema.node("paragraph"));
  dispatch?.(tr.setSelection(TextSelection.create(tr.doc, to + 1)).scrollIntoView());
  return true;
};

/** Goes on elsewhere from the last line of a document (1) or the first (-1). */
export function goPast(step: 1 | -1, go: () => void): Command {
  return (state, _, view) => {
    const end = step > 0 ? Selection.atEnd(state.doc) : Selection.atStart(state.doc);
    const { empty, $head } = state.selection;
    const last = empty && $head.sameParent(end.$head);
    if (!last || !view?.endOfTextblock(step > 0 ? "down" : "up")) return false;
    go();
    return true;
  };
}

/** Goes from the caption of a picture or chart to the choice which. */
export const toChoice: Command = (state, _, view) => {
  const { $from } = state.selection;
  if ($from.parent.type.name !== "caption") return false;
  const block = view?.nodeDOM($from.before(1));
  const choice = block instanceof Element ? block.querySelector("select") : null;
  choice?.focus();
  return choice !== null;
};

// --- lists ------------------------------------------------------------------------------------

/** Makes the item of the caret a paragraph, which cuts the list in two. */
function liftItem(state: EditorState, dispatch?: (tr: Transaction) => void): boolean {
  const { $from } = state.selection;
  if ($from.parent.type.name !== "item") return false;
  const list = $from.node(1);
  const index = $from.index(1);
  const part = (items: Node[]) => (items.length > 0 ? [list.copy(Fragment.from(items))] : []);
  const before = part(list.children.slice(0, index));
  const after = part(list.children.slice(index + 1));
  const paragraph = schema.node("paragraph", null, $from.parent.content);
  const start = $from.before(1);
  const tr = state.tr.replaceWith(start, $from.after(1), [...before, paragraph, ...after]);
  const at = start + (before[0]?.nodeSize ?? 0) + 1 + $from.parentOffset;
  dispatch?.(tr.setSelection(TextSelection.create(tr.doc, at)).scrollIntoView());
  return true;
}

/** Enter on an empty item: the list ends there. */
export const endList: Command = (state, dispatch) => {
  const { $from, empty } = state.selection;
  return empty && $from.parent.type.name === "item" && $from.parent.content.size === 0
    ? liftItem(state, dispatch)
    : false;
};

/** Backspace at the beginning of a heading or of a first item: it becomes a paragraph. */
export const becomeParagraph: Command = (state, dispatch) => {
  const { $from, empty } = state.selection;
  if (!empty || $from.parentOffset > 0) return false;
  if ($from.parent.type.name === "heading") return setKind("paragraph")(state, dispatch);
  return $from.parent.type.name === "item" && $from.index(1) === 0 ? liftItem(state, dispatch) : false;
};
