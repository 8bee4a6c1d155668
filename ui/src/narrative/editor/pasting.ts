import { Fragment, Slice } from "prosemirror-model";
import { type Command, type EditorState, TextSelection, type Transaction } from "prosemirror-state";
import { rectangle } from "../../grid/paste";
import type { Block } from "../../types/Block";
import { joined, stored } from "../notation";
import { blocksOfHtml, blocksOfText, oneLine, textsOf } from "../paste/clipboard";
import { fillTable } from "./table";
import { inline, nodeOf } from "./translate";

/** What a paste comes to. */
export interface Paste {
  put: Command;
  /** Pictures that could not be taken over. */
  pictures: number;
}

/**
 * Reads the clipboard for the text of a part. Nothing for what was copied in the narrative itself,
 * which the editor knows to put in as it was.
 */
export function pasteOf(data: DataTransfer, state: EditorState): Paste | undefined {
  const html = data.getData("text/html");
  const text = data.getData("text/plain");
  if (html.includes("data-pm-slice")) return undefined;
  const { blocks, pictures } = html === "" ? { blocks: [], pictures: 0 } : blocksOfHtml(html);
  const taken = blocks.length > 0 ? blocks : blocksOfText(text);
  if (taken.length === 0) return pictures > 0 ? { put: () => true, pictures } : undefined;
  const where = state.selection.$from.parent.type.name;
  const cells = where === "cell" ? cellsOf(taken, text) : undefined;
  if (cells) return { put: fillTable(cells), pictures };
  return { put: /cell|caption/.test(where) ? putInLine(taken) : putBlocks(taken), pictures };
}

/** A rectangle that fills a table: a copied table alone, or cells as a spreadsheet copies them. */
function cellsOf(blocks: Block[], text: string) {
  const [only] = blocks;
  if (blocks.length === 1 && only?.type === "table") return only.rows;
  return text.includes("\t") ? rectangle(text) : undefined;
}

/** Where a text has one line. */
function putInLine(blocks: Block[]): Command {
  return (state, dispatch) => {
    const line = stored(joined(oneLine(textsOf(blocks))));
    const slice = new Slice(Fragment.from(inline(line)), 0, 0);
    dispatch?.(state.tr.replaceSelection(slice).scrollIntoView().setMeta("paste", true));
    return true;
  };
}

function putBlocks(blocks: Block[]): Command {
  return (state, dispatch) => {
    const nodes = blocks.map((block) => nodeOf(block));
    const [first, last] = [nodes[0], nodes.at(-1)];
    const open = (node: typeof first) => (node?.type.name === "paragraph" ? 1 : 0);
    const tr: Transaction = state.tr;
    const { $from, empty } = state.selection;
    if (empty && $from.depth === 1 && $from.parent.type.name === "paragraph" && $from.parent.content.size === 0) {
      // In the place of an empty paragraph they stand as they are.
      tr.replaceWith($from.before(), $from.after(), nodes);
      const end = tr.mapping.map($from.after());
      tr.setSelection(TextSelection.near(tr.doc.resolve(end), -1));
    } else tr.replaceSelection(new Slice(Fragment.from(nodes), open(first), open(last)));
    dispatch?.(tr.scrollIntoView().setMeta("paste", true));
    return true;
  };
}
