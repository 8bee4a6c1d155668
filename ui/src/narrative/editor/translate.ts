import type { Node } from "prosemirror-model";
import type { Block } from "../../types/Block";
import type { Text } from "../../types/Text";
import { type Mark, pieces, type Piece, joined, stored } from "../notation";
import { levelOf, pathOfRef, schema } from "./schema";

/**
 * Blocks that nodes were made of. A node that was not edited gives the very block it came from, so
 * that nothing changes in what nobody touched.
 */
const origins = new WeakMap<Node, Block>();

/** The document of a part; where it is not answered, a paragraph to write in. */
export function docOf(blocks: readonly Block[]): Node {
  const nodes = blocks.map(nodeOf);
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
export function nodeOf(block: Block): Node {
  const node = made(block);
  origins.set(node, block);
  return node;
}

function made(block: Block): Node {
  switch (block.type) {
    case "paragraph":
      return schema.node("paragraph", null, inline(block.text));
    case "heading":
      return schema.node("heading", { level: block.level }, inline(block.text));
    case "list": {
      const items = block.items.length > 0 ? block.items : [""];
      return schema.node("list", { ordered: block.ordered }, items.map((item) => schema.node("item", null, inline(item))));
    }
    case "table":
      return schema.node("table", null, [
        schema.node("table_caption", null, inline(block.caption)),
        ...rowsOf(block.rows),
      ]);
    case "figure":
      return schema.node("figure", { attachment: block.attachment }, [
        schema.node("caption", null, inline(block.caption)),
      ]);
    case "chart":
      return schema.node("chart", { of: block.of }, [
        schema.node("caption", null, inline(block.caption)),
      ]);
  }
}

/** Rows of a table as nodes. */
export function rowsOf(rows: readonly (readonly Text[])[]): Node[] {
  const full = rows.length > 0 ? rows : [[]];
  return full.map((row) =>
    schema.node(
      "row",
      null,
      (row.length > 0 ? row : [""]).map((cell) => schema.node("cell", null, inline(cell))),
    ),
  );
}

/** A text as nodes. */
export function inline(text: Text): Node[] {
  return pieces(text).map((piece) =>
    "ref" in piece
      ? schema.node("ref", { path: piece.ref })
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
        (node): Piece =>
          node.isText
            ? { text: node.text ?? "", marks: marksOf(node) }
            : { ref: pathOfRef(node) },
      ),
    ),
  );
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
    .map((child) => (child.isText ? child.text : `{{${pathOfRef(child)}}}`))
    .join("");
}
