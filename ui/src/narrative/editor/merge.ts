import { Fragment, type Node } from "prosemirror-model";
import type { Transaction } from "prosemirror-state";
import { Transform } from "prosemirror-transform";

/** Nodes in place of what stands between two positions. */
export interface Replacement {
  from: number;
  to: number;
  put: Fragment;
}

/**
 * The smallest replacement that makes one document another; none where they are the same. It never
 * cuts a node open: it lies between characters of one text, or between whole nodes.
 */
export function difference(from: Node, to: Node): Replacement | undefined {
  return within(from, to, 0);
}

function within(a: Node, b: Node, start: number): Replacement | undefined {
  if (a.eq(b)) return undefined;
  if (a.isTextblock) return inText(a, b, start);
  const [olds, news] = [a.children, b.children];
  let head = 0;
  let at = start;
  for (; head < Math.min(olds.length, news.length); head += 1) {
    const old = olds[head];
    const other = news[head];
    if (!old || !other?.eq(old)) break;
    at += old.nodeSize;
  }
  let tail = 0;
  while (tail < Math.min(olds.length, news.length) - head) {
    const old = olds[olds.length - 1 - tail];
    if (!old || !news[news.length - 1 - tail]?.eq(old)) break;
    tail += 1;
  }
  const cut = olds.slice(head, olds.length - tail);
  const put = news.slice(head, news.length - tail);
  const [old, other] = [cut[0], put[0]];
  if (cut.length === 1 && put.length === 1 && old && other && !old.isLeaf && old.sameMarkup(other)) {
    return within(old, other, at + 1);
  }
  const size = cut.reduce((sum, node) => sum + node.nodeSize, 0);
  return { from: at, to: at + size, put: Fragment.from(put) };
}

function inText(a: Node, b: Node, start: number): Replacement {
  const from = a.content.findDiffStart(b.content) ?? 0;
  const end = a.content.findDiffEnd(b.content) ?? { a: a.content.size, b: b.content.size };
  // The same character twice can be counted from both sides.
  const twice = Math.max(0, from - Math.min(end.a, end.b));
  const [endA, endB] = [end.a + twice, end.b + twice];
  return { from: start + from, to: start + endA, put: b.content.cut(from, endB) };
}

/**
 * Brings a change made elsewhere into a document that has changes of its own: what made `base` into
 * `other` is done to `transaction.doc`, which itself came from `base`.
 */
export function merge(transaction: Transaction, base: Node, other: Node): Transaction {
  const theirs = difference(base, other);
  if (!theirs) return transaction;
  const ours = difference(base, transaction.doc);
  if (!ours) return replaced(transaction, theirs);
  if (theirs.from > ours.to || theirs.to < ours.from) {
    const { mapping } = replaced(new Transform(base), ours);
    const from = mapping.map(theirs.from, -1);
    return replaced(transaction, { from, to: Math.max(from, mapping.map(theirs.to, 1)), put: theirs.put });
  }
  // Both changed the same place. What was just written here is kept, and will be sent after.
  return transaction;
}

function replaced<T extends Transform>(transform: T, { from, to, put }: Replacement): T {
  return transform.replaceWith(from, to, put);
}
