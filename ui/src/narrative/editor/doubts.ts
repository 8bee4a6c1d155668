import type { Node } from "prosemirror-model";
import { Plugin, PluginKey, type EditorState } from "prosemirror-state";
import { Transform } from "prosemirror-transform";
import { Decoration, DecorationSet } from "prosemirror-view";
import type { Finding } from "../../types/Finding";
import { difference } from "./merge";

/** Words in doubt: what a finding is about, and where it stands now. */
export interface Doubt {
  finding: Finding;
  from: number;
  to: number;
}

const KEY = new PluginKey<DecorationSet>("doubts");

/** Underlines words that findings are about. They move with the text until the next look at it. */
export function doubts(): Plugin {
  return new Plugin<DecorationSet>({
    key: KEY,
    state: {
      init: () => DecorationSet.empty,
      apply: (transaction, marked) =>
        (transaction.getMeta(KEY) as DecorationSet | undefined) ??
        marked.map(transaction.mapping, transaction.doc),
    },
    props: { decorations: (state) => KEY.getState(state) },
  });
}

/**
 * Marks what findings say of a part. They speak of the part as the program has it, `base`; what was
 * written since has moved the words.
 */
export function mark(state: EditorState, base: Node, findings: readonly Finding[]) {
  const found = findings.flatMap((finding) => {
    const range = rangeOf(base, finding);
    if (!range) return [];
    const attributes = {
      class: `doubt ${finding.severity}`,
      "data-doubt": finding.code,
      // By it the list of findings leads here.
      "data-span": `${finding.span?.text}:${finding.span?.from}`,
    };
    return [Decoration.inline(range.from, range.to, attributes, { finding })];
  });
  let marked = DecorationSet.create(base, found);
  const change = difference(base, state.doc);
  if (change) {
    const { mapping } = new Transform(base).replaceWith(change.from, change.to, change.put);
    marked = marked.map(mapping, state.doc);
  }
  return state.tr.setMeta(KEY, marked);
}

/** The words in doubt that the caret stands in or beside. */
export function doubtAt(state: EditorState): Doubt | undefined {
  const { from, to } = state.selection;
  const [found] = KEY.getState(state)?.find(from, to) ?? [];
  return found && { finding: (found.spec as { finding: Finding }).finding, from: found.from, to: found.to };
}

/** Where a finding's words stand in a part: the texts of a block are its textblocks, in order. */
export function rangeOf(doc: Node, { block, span }: Finding): { from: number; to: number } | undefined {
  if (block === undefined || !span || block >= doc.childCount) return undefined;
  let at = 0;
  for (let i = 0; i < block; i += 1) at += doc.child(i).nodeSize;
  let nth = -1;
  let range: { from: number; to: number } | undefined;
  doc.nodesBetween(at, at + doc.child(block).nodeSize, (node, pos) => {
    if (!node.isTextblock) return true;
    nth += 1;
    if (nth === span.text && span.to <= node.content.size) {
      range = { from: pos + 1 + span.from, to: pos + 1 + span.to };
    }
    return false;
  });
  return range;
}
