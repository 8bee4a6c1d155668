import type { Node } from "prosemirror-model";
import type { Block } from "../../types/Block";
import type { Text } from "../../types/Text";
import { type Known, type Mark, pieces, type Piece, joined, stored } from "../notation";
import { levelOf, quoteOf, schema } from "./schema";

/**
 * Blocks that nodes were made of. A node that was not edited gives the very block it came from, so
 * that nothing changes in what nobody touched.
 */
const origins = new WeakMap<Node, Block>();

/** Of texts that the page makes itself: no braces in them quote a figure. */
const NONE: Known = () => false;

/** The document of a part; where it is not answered, a paragraph to write in. */
export function docOf(blocks: readonly Block[], known: Known): Node {
  const nodes = blocks.map((block) => nodeOf(block, known));
  return schema.node("doc", null, nodes.length > 0 ? nodes : [schema.node("paragraph")]);
}

/** The blocks of a document. */
export function blocksOf(doc: Node): Block[] {
  return doc.children.map((node) => {
    let block = origins.get(node);
    if (!block) {
      block = written(node);
      origins.set(node, block);
    }
    return block;
  });
}

/** The node of a block. A list without items and a table without cells get one to write in. */
export function nodeOf(block: Block, known = NONE): Node {
  const node = made(block, known);
  origins.set(node, block);
  return node;
}

function made(block: Block, known: Known): Node {
  switch (block.type) {
    case "paragraph":
      return schema.node("paragraph", null, inline(block.text, known));
    case "heading":
      return schema.node("heading", { level: block.level }, inline(block.text, known));
    case "list": {
      const items = block.items.length > 0 ? block.items : [""];
      return schema.node("list", { ordered: block.ordered }, items.map((item) => schema.node("item", null, inline(item, known))));
    }
    case "table":
      return schema.node("table", null, [
        schema.node("table_caption", null, inline(block.caption, known)),
        ...rowsOf(block.rows, known),
      ]);
    case "figure":
      return schema.node("figure", { attachment: block.attachment }, [
        schema.node("caption", null, inline(block.caption, known)),
      ]);
    case "chart":
      return schema.node("chart", { of: block.of }, [
        schema.node("caption", null, inline(block.caption, known)),
      ]);
  }
}

/** Rows of a table as nodes. */
export function rowsOf(rows: readonly (readonly Text[])[], known = NONE): Node[] {
  const full = rows.length > 0 ? rows : [[]];
  return full.map((row) =>
    schema.node(
      "row",
      null,
      (row.length > 0 ? row : [""]).map((cell) => schema.node("cell", null, inline(cell, known))),
    ),
  );
}

/** A text as nodes. */
export function inline(text: Text, known = NONE): Node[] {
  return pieces(text, known).map((piece) =>
    "ref" in piece
      ? schema.node("ref", { quote: piece.ref })
      : schema.text(
          piece.text,
          piece.marks.map((mark) => schema.mark(mark)),
        ),
  );
}

function written(node: Node): Block {
  switch (node.type.name) {
    case "heading":
      return { type: "heading", level: levelOf(node), text: textOf(node) };
    case "list":
      return { type: "list", ordered: Boolean(node.attrs["ordered"]), items: node.children.map(textOf) };
    case "table": {
      const [caption, ...rows] = node.children;
      return {
        type: "table",
        caption: captionOf(caption),
        rows: rows.map((row) => row.children.map(textOf)),
      };
    }
    case "figure":
      return {
        type: "figure",
        attachment: String(node.attrs["attachment"]),
        caption: captionOf(node.firstChild),
      };
    case "chart":
      return { type: "chart", of: String(node.attrs["of"]), caption: captionOf(node.firstChild) };
    default:
      return { type: "paragraph", text: textOf(node) };
  }
}

/** The text of a textblock. */
export function textOf(textblock: Node): Text {
  return stored(
    joined(
      textblock.children.map(
        (node): Piece => (node.isText ? wordsOf(node) : { ref: quoteOf(node) }),
      ),
    ),
  );
}

/** Words as they are; what stands in braces among plain words is for the program to read. */
function wordsOf(node: Node): Piece {
  const [text, marks] = [node.text ?? "", marksOf(node)];
  return marks.length === 0 && text.includes("{{") ? { text, marks, asks: true } : { text, marks };
}

function marksOf(node: Node): Mark[] {
  return (["bold", "sub", "sup"] as const).filter((mark) =>
    node.marks.some((one) => one.type.name === mark),
  );
}

/** A caption is a plain string, in which a quoted figure stands in braces. */
function captionOf(node: Node | null | undefined): string {
  if (!node) return "";
  return node.children
    .map((child) => (child.isText ? child.text : `{{${quoteOf(child)}}}`))
    .join("");
}
