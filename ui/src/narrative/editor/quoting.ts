import type { Node } from "prosemirror-model";
import { type EditorState, TextSelection, type Transaction } from "prosemirror-state";
import { Transform } from "prosemirror-transform";
import { type Figure, wordsAround } from "../quotable";
import { difference } from "./merge";
import { quoteOf, schema } from "./schema";

/** Stands for what is no character where words around a place are looked at. */
const OTHER = "▢";

/** Puts a figure, with the words it needs, in the place of what stands between two positions. */
export function putFigure(state: EditorState, from: number, to: number, figure: Figure): Transaction {
  const tr = state.tr;
  if (to > from) tr.delete(from, to);
  const $at = tr.doc.resolve(tr.mapping.map(from, -1));
  const { parent, parentOffset, pos } = $at;
  const before = parent.textBetween(0, parentOffset, undefined, OTHER);
  const after = parent.textBetween(parentOffset, parent.content.size, undefined, OTHER);
  const [lead, unit] = wordsAround(figure, before, after);
  const marks = state.storedMarks ?? $at.marks();
  const words = (text: string) => (text === "" ? [] : [schema.text(text, marks)]);
  const nodes = [...words(lead), schema.node("ref", { quote: figure.quote }), ...words(unit)];
  tr.insert(pos, nodes);
  const end = pos + nodes.reduce((sum, node) => sum + node.nodeSize, 0);
  return tr.setSelection(TextSelection.create(tr.doc, end)).scrollIntoView();
}

/** A figure that the program has read in braces: where they stood, and what it is. */
interface Read {
  from: number;
  to: number;
  ref: Node;
}

/**
 * What the program has read in the braces of a document that was sent to it; nothing where it answers
 * something else than this document.
 */
export function readIn(sent: Node, answered: Node, start = 0): Read[] | undefined {
  if (sent.eq(answered)) return [];
  if (!sent.sameMarkup(answered)) return undefined;
  if (sent.isTextblock) return readInText(sent, answered, start);
  if (sent.childCount !== answered.childCount || sent.isLeaf) return undefined;
  const all: Read[] = [];
  let at = start;
  for (const [i, child] of sent.children.entries()) {
    const found = readIn(child, answered.child(i), at + 1);
    if (!found) return undefined;
    all.push(...found);
    at += child.nodeSize;
  }
  return all;
}

function readInText(sent: Node, answered: Node, start: number): Read[] | undefined {
  const [mine, theirs] = [unitsOf(sent), unitsOf(answered)];
  const all: Read[] = [];
  let i = 0;
  for (const unit of theirs) {
    const here = mine[i];
    if (here && here.is === unit.is) {
      i += 1;
      continue;
    }
    if (!unit.ref || here?.char !== "{" || mine[i + 1]?.char !== "{") return undefined;
    let end = i + 2;
    while (end < mine.length && !(mine[end]?.char === "}" && mine[end + 1]?.char === "}")) end += 1;
    if (end >= mine.length) return undefined;
    all.push({ from: start + i, to: start + end + 2, ref: unit.ref });
    i = end + 2;
  }
  return i === mine.length ? all : undefined;
}

/** What takes one place in a text: a code unit, or a quoted figure. */
interface Unit {
  is: string;
  char?: string;
  ref?: Node;
}

/** What stands in a text, place by place. */
function unitsOf(textblock: Node): Unit[] {
  return textblock.children.flatMap((node): Unit[] => {
    if (!node.isText) return [{ is: `ref ${quoteOf(node)}`, ref: node }];
    const marks = node.marks.map((mark) => mark.type.name).join();
    // By code units, as positions are counted.
    return (node.text ?? "").split("").map((char) => ({ is: `${char} ${marks}`, char }));
  });
}

/**
 * Puts the figures that the program has read in the place of their braces, in a document that was written
 * on since it was sent. Braces that were changed meanwhile stay: they will be sent again.
 */
export function takeRead(transaction: Transaction, sent: Node, read: readonly Read[]): Transaction {
  const since = difference(sent, transaction.doc);
  const { mapping } = since
    ? new Transform(sent).replaceWith(since.from, since.to, since.put)
    : new Transform(sent);
  for (const { from, to, ref } of [...read].reverse()) {
    const [start, end] = [mapping.map(from, 1), mapping.map(to, -1)];
    const size = transaction.doc.content.size;
    const intact =
      start < end && end <= size && transaction.doc.textBetween(start, end) === sent.textBetween(from, to);
    if (intact) transaction.replaceWith(start, end, ref);
  }
  return transaction;
}
