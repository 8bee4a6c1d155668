import { type Node, Schema } from "prosemirror-model";

/**
 * The narrative's blocks as ProseMirror knows them, and nothing else.
 *
 * Every text of a block is a textblock of text and quoted figures, the caption of a table, picture
 * or chart included. A quoted figure takes one position, as it takes one in the core's spans.
 */
export const schema = new Schema({
  nodes: {
    doc: { content: "block+" },
    paragraph: {
      group: "block",
      content: "inline*",
      whitespace: "pre",
      parseDOM: [{ tag: "p" }],
      toDOM: () => ["p", 0],
    },
    heading: {
      attrs: { level: { default: 2 } },
      group: "block",
      content: "inline*",
      whitespace: "pre",
      defining: true,
      parseDOM: [1, 2, 3, 4].map((level) => ({ tag: `h${level + 1}`, attrs: { level } })),
      toDOM: (node) => [`h${levelOf(node) + 1}`, 0],
    },
    list: {
      attrs: { ordered: { default: false } },
      group: "block",
      content: "item+",
      parseDOM: [
        { tag: "ol", attrs: { ordered: true } },
        { tag: "ul", attrs: { ordered: false } },
      ],
      toDOM: (node) => [node.attrs["ordered"] ? "ol" : "ul", 0],
    },
    item: {
      content: "inline*",
      whitespace: "pre",
      defining: true,
      parseDOM: [{ tag: "li" }],
      toDOM: () => ["li", 0],
    },
    table: {
      group: "block",
      content: "table_caption row+",
      isolating: true,
      parseDOM: [{ tag: "table" }],
      toDOM: () => ["table", 0],
    },
    table_caption: {
      content: "inline*",
      marks: "",
      whitespace: "pre",
      isolating: true,
      parseDOM: [{ tag: "caption" }],
      toDOM: () => ["caption", 0],
    },
    row: { content: "cell+", parseDOM: [{ tag: "tr" }], toDOM: () => ["tr", 0] },
    cell: {
      content: "inline*",
      whitespace: "pre",
      isolating: true,
      parseDOM: [{ tag: "td" }, { tag: "th" }],
      toDOM: () => ["td", 0],
    },
    figure: {
      attrs: { attachment: { default: "" } },
      group: "block",
      content: "caption",
      isolating: true,
      parseDOM: [
        {
          tag: "figure[data-attachment]",
          getAttrs: (dom) => ({ attachment: dom.getAttribute("data-attachment") }),
        },
      ],
      toDOM: (node) => ["figure", { "data-attachment": String(node.attrs["attachment"]) }, 0],
    },
    chart: {
      attrs: { of: { default: "" } },
      group: "block",
      content: "caption",
      isolating: true,
      parseDOM: [
        { tag: "figure[data-of]", getAttrs: (dom) => ({ of: dom.getAttribute("data-of") }) },
      ],
      toDOM: (node) => ["figure", { "data-of": String(node.attrs["of"]) }, 0],
    },
    caption: {
      content: "inline*",
      marks: "",
      whitespace: "pre",
      isolating: true,
      parseDOM: [{ tag: "figcaption" }],
      toDOM: () => ["figcaption", 0],
    },
    text: { group: "inline" },
    ref: {
      attrs: { quote: {} },
      group: "inline",
      inline: true,
      atom: true,
      // A chip that the caret passes like a character: composing over a selected node is not safe.
      selectable: false,
      parseDOM: [
        { tag: "span[data-ref]", getAttrs: (dom) => ({ quote: dom.getAttribute("data-ref") }) },
      ],
      toDOM: (node) => ["span", { "data-ref": quoteOf(node) }],
    },
  },
  marks: {
    bold: { parseDOM: [{ tag: "strong" }], toDOM: () => ["strong", 0] },
    sub: { parseDOM: [{ tag: "sub" }], toDOM: () => ["sub", 0] },
    sup: { parseDOM: [{ tag: "sup" }], toDOM: () => ["sup", 0] },
  },
});

/** The level of a heading, 1 to 4. */
export function levelOf(heading: Node): number {
  return Number(heading.attrs["level"]);
}

/** The reference of a quoted figure. */
export function quoteOf(ref: Node): string {
  return String(ref.attrs["quote"]);
}
