import type { Node } from "prosemirror-model";
import { type EditorState, Plugin, PluginKey, type Transaction } from "prosemirror-state";
import type { Transform } from "prosemirror-transform";
import { Decoration, DecorationSet } from "prosemirror-view";
import { schema } from "./schema";

/** Where the words looked for stand. */
export interface Hit {
  from: number;
  to: number;
}

interface Looking {
  query: string;
  /** Which of the hits is the present one. */
  at: number | undefined;
  hits: Hit[];
}

const KEY = new PluginKey<Looking>("hits");

/** Shows where the words looked for stand. */
export function hits(): Plugin {
  return new Plugin<Looking>({
    key: KEY,
    state: {
      init: () => ({ query: "", at: undefined, hits: [] }),
      apply: (transaction, now) => {
        const wanted = transaction.getMeta(KEY) as Pick<Looking, "query" | "at"> | undefined;
        if (!wanted && !(transaction.docChanged && now.query !== "")) return now;
        const { query, at } = wanted ?? now;
        return { query, at, hits: hitsIn(transaction.doc, query) };
      },
    },
    props: {
      decorations: (state) => {
        const { hits, at } = KEY.getState(state) ?? { hits: [], at: undefined };
        return DecorationSet.create(
          state.doc,
          hits.map(({ from, to }, i) =>
            Decoration.inline(from, to, { class: i === at ? "hit present" : "hit" }),
          ),
        );
      },
    },
  });
}

/** The hits of what is looked for now. */
export function hitsOf(state: EditorState): Hit[] {
  return KEY.getState(state)?.hits ?? [];
}

/** Looks for words; `at` is the present hit. */
export function look(state: EditorState, query: string, at?: number): Transaction {
  return state.tr.setMeta(KEY, { query, at });
}

/** Puts words in place of hits, in their look. */
export function replaceHits<T extends Transform>(tr: T, some: readonly Hit[], words: string): T {
  const { doc } = tr;
  for (const { from, to } of [...some].reverse()) {
    const marks = doc.resolve(from).marksAcross(doc.resolve(to)) ?? [];
    if (words === "") tr.delete(from, to);
    else tr.replaceWith(from, to, schema.text(words, marks));
  }
  return tr;
}

/** Every place of words in the texts of a document, no matter whether letters are capital. */
export function hitsIn(doc: Node, query: string): Hit[] {
  const words = folded(query);
  const found: Hit[] = [];
  if (words === "") return found;
  doc.descendants((node, pos) => {
    if (!node.isTextblock) return true;
    // A quoted figure takes one place and is no word.
    const text = folded(node.textBetween(0, node.content.size, undefined, "\u{fffc}"));
    for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + words.length)) {
      found.push({ from: pos + 1 + at, to: pos + 1 + at + words.length });
    }
    return false;
  });
  return found;
}

/** Capital letters as small ones, of the same length always. */
export function folded(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
