import type { Block } from "../../types/Block";
import type { Text } from "../../types/Text";
import { joined, type Mark, type Piece, pieces, stored } from "../notation";

/**
 * What a word processor or web page puts on the clipboard, as blocks of the narrative.
 *
 * Kept are paragraphs, headings, lists, tables, bold, raised and lowered text; everything else that
 * Word and WPS write (their own lists, comments, fields, styles, sizes, colours) is dropped, and
 * words are never dropped with it.
 */
export interface Pasted {
  blocks: Block[];
  /** Pictures that are named and not contained, and so cannot be taken over. */
  pictures: number;
}

/** Reads HTML of the clipboard. It is only read, never shown or run. */
export function blocksOfHtml(html: string): Pasted {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  const reader = new Reader();
  reader.read(body, []);
  reader.endLine();
  return { blocks: reader.finished(), pictures: reader.pictures };
}

/** Plain text of the clipboard: a paragraph a line, empty lines left out. */
export function blocksOfText(text: string): Block[] {
  return text
    .split(/\r\n?|\n|\u2028|\u2029/)
    .map((line) => line.replace(/^[ \t\u3000]+|[ \t\u3000]+$/g, ""))
    .filter((line) => line !== "")
    .map((line) => ({ type: "paragraph", text: stored(joined([{ text: line, marks: [] }])) }));
}

const BLOCKS = new Set(
  "ADDRESS ARTICLE ASIDE BLOCKQUOTE CENTER DD DIV DL DT FIGCAPTION FIGURE FOOTER HEADER HR LI MAIN NAV OL P PRE SECTION UL H1 H2 H3 H4 H5 H6".split(
    " ",
  ),
);
const SILENT = new Set("HEAD LINK META OBJECT SCRIPT STYLE TEMPLATE TITLE XML".split(" "));

/** How a line that is being read will stand. */
type Line = { kind: "paragraph" } | { kind: "heading"; level: number } | { kind: "item"; ordered: boolean };

class Reader {
  pictures = 0;
  private readonly blocks: Block[] = [];
  private pieces: Piece[] = [];
  private line: Line = { kind: "paragraph" };
  /** Lists around the present place: whether each is numbered. */
  private readonly lists: boolean[] = [];

  read(node: Node, marks: Mark[]): void {
    for (const child of node.childNodes) {
      if (child instanceof Text_) this.words(child.data, marks);
      else if (child instanceof HTMLElement) this.element(child, marks);
    }
  }

  private element(element: HTMLElement, marks: Mark[]): void {
    const tag = element.tagName;
    if (SILENT.has(tag) || /mso-element:\s*(?:comment|para-border|field)/i.test(styleOf(element))) return;
    // The sign or number of a list item, which Word writes out, and text that is hidden.
    if (/mso-list:\s*ignore|display:\s*none|mso-hide:\s*all/i.test(styleOf(element))) return;
    if (tag === "IMG" || tag === "V:IMAGEDATA") {
      this.pictures += 1;
      return;
    }
    if (tag === "BR") {
      // A page break of Word is none here.
      this.endLine(true);
      return;
    }
    if (tag === "TABLE") {
      this.endLine();
      this.table(element as HTMLTableElement);
      return;
    }
    const inner = looks(element, marks);
    if (tag === "UL" || tag === "OL") {
      this.endLine();
      this.lists.push(tag === "OL");
      this.read(element, inner);
      this.endLine();
      this.lists.pop();
    } else if (BLOCKS.has(tag)) {
      this.endLine();
      const before = this.line;
      this.line = this.lineOf(element);
      this.read(element, inner);
      this.endLine();
      this.line = before;
    } else this.read(element, inner);
  }

  private lineOf(element: HTMLElement): Line {
    const style = styleOf(element);
    const level = /^H([1-6])$/.exec(element.tagName)?.[1] ?? /mso-outline-level:\s*([1-9])/i.exec(style)?.[1];
    if (level !== undefined) return { kind: "heading", level: Number(level) };
    const list = this.lists.at(-1);
    if (element.tagName === "LI" && list !== undefined) return { kind: "item", ordered: list };
    // Word and WPS write items as paragraphs; what stands before the words tells the kind.
    if (/mso-list:\s*l\d/i.test(style)) {
      const sign = [...element.querySelectorAll<HTMLElement>("span")].find((span) =>
        /mso-list:\s*ignore/i.test(styleOf(span)),
      );
      return { kind: "item", ordered: /[0-9０-９a-z一二三四五六七八九十①-⑳]/i.test(sign?.textContent ?? "") };
    }
    // A paragraph inside an item is the item.
    return this.line.kind === "item" && list !== undefined ? this.line : { kind: "paragraph" };
  }

  private words(text: string, marks: Mark[]): void {
    // Line ends in the source are white space; between Chinese characters they are none at all.
    const flat = text
      .replace(/([\u2e80-\u9fff\uff00-\uffef])[ \t]*[\r\n]+[ \t\r\n]*(?=[\u2e80-\u9fff\uff00-\uffef])/g, "$1")
      .replace(/[ \t\r\n\f]+/g, " ")
      .replace(/\u00a0/g, " ")
      .replace(/[\u200b\ufeff]/g, "");
    if (flat !== "") this.pieces.push({ text: flat, marks });
  }

  /** Ends the line; `within` an item or paragraph that goes on. */
  endLine(within = false): void {
    const { line } = this;
    // A heading is bold by itself.
    const text = trimmed(line.kind === "heading" ? notBold(this.pieces) : this.pieces);
    this.pieces = [];
    if (text.length === 0) return;
    const last = this.blocks.at(-1);
    if (line.kind === "heading") this.blocks.push({ type: "heading", level: line.level, text: stored(text) });
    else if (line.kind === "paragraph") this.blocks.push({ type: "paragraph", text: stored(text) });
    else if (last?.type === "list" && last.ordered === line.ordered) last.items.push(stored(text));
    else this.blocks.push({ type: "list", ordered: line.ordered, items: [stored(text)] });
    // What follows a line end inside an item or heading is a line of its own.
    if (within && line.kind === "heading") this.line = { kind: "paragraph" };
  }

  private table(table: HTMLTableElement): void {
    const rows = [...table.rows].map((row, i) =>
      [...row.cells].flatMap((cell) => [
        // The first row is bold by itself.
        this.cell(cell, i > 0),
        // A cell over several columns stands in the first.
        ...Array.from({ length: Math.min(cell.colSpan, 20) - 1 }, (): Text => ""),
      ]),
    );
    const width = Math.max(0, ...rows.map((row) => row.length));
    if (width === 0) return;
    // A frame of one cell around a text is no table.
    const only = table.rows[0]?.cells[0];
    if (rows.length === 1 && width === 1 && only) {
      this.read(only, []);
      this.endLine();
      return;
    }
    const caption = table.caption?.textContent.trim() ?? "";
    const full = rows.map((row) => Array.from({ length: width }, (_, i) => row[i] ?? ""));
    this.blocks.push({ type: "table", caption, rows: full });
  }

  private cell(cell: HTMLTableCellElement, bold: boolean): Text {
    const inner = new Reader();
    inner.read(cell, []);
    inner.endLine();
    this.pictures += inner.pictures;
    const list = oneLine(textsOf(inner.blocks));
    return stored(joined(bold ? list : notBold(list)));
  }

  /** The blocks, headings from the second level on: the first is the form's own. */
  finished(): Block[] {
    const levels = this.blocks.flatMap((block) => (block.type === "heading" ? [block.level] : []));
    const ranks = [...new Set(levels)].sort((a, b) => a - b);
    return this.blocks.map((block) =>
      block.type === "heading"
        ? { ...block, level: Math.min(4, 2 + ranks.indexOf(block.level)) }
        : block,
    );
  }
}

/** Texts one after another, with a space between. */
export function oneLine(texts: readonly Text[]): Piece[] {
  return texts.flatMap((text, i) => [...(i > 0 ? [{ text: " ", marks: [] }] : []), ...pieces(text, () => false)]);
}

/** The texts of blocks, captions left out. */
export function textsOf(blocks: readonly Block[]): Text[] {
  return blocks.flatMap((block) => {
    if (block.type === "list") return block.items;
    if (block.type === "table") return block.rows.flat();
    return "text" in block ? [block.text] : [];
  });
}

/** The DOM's text node; `Text` is a text of the narrative here. */
const Text_ = globalThis.Text;

function styleOf(element: HTMLElement): string {
  return element.getAttribute("style") ?? "";
}

/** The looks of what stands inside an element. */
function looks(element: HTMLElement, marks: Mark[]): Mark[] {
  const tag = element.tagName;
  const style = styleOf(element);
  const has = new Set(marks);
  const weight = /(?:^|[;\s])font-weight:\s*([a-z0-9]+)/i.exec(style)?.[1];
  if (weight !== undefined) {
    if (/^(?:bold|bolder|[6-9]00)$/i.test(weight)) has.add("bold");
    else has.delete("bold");
  } else if (tag === "B" || tag === "STRONG" || tag === "TH") has.add("bold");
  const align = /vertical-align:\s*(super|sub)\b/i.exec(style)?.[1];
  if (tag === "SUP" || align === "super") has.add("sup");
  if (tag === "SUB" || align === "sub") has.add("sub");
  return (["bold", "sub", "sup"] as const).filter((mark) => has.has(mark));
}

function notBold(list: Piece[]): Piece[] {
  return list.map((piece) =>
    "ref" in piece ? piece : { ...piece, marks: piece.marks.filter((mark) => mark !== "bold") },
  );
}

/** Pieces without white space at the ends, and with single spaces inside. */
function trimmed(pieces: Piece[]): Piece[] {
  const out: Piece[] = [];
  let open = true;
  for (const piece of joined(pieces)) {
    if ("ref" in piece) continue;
    const text: string = open ? piece.text.replace(/^[ \u3000]+/, "") : piece.text;
    if (text === "") continue;
    open = text.endsWith(" ");
    out.push({ text, marks: piece.marks });
  }
  for (let last = out.at(-1); last && "text" in last; last = out.at(-1)) {
    const text = last.text.replace(/[ \u3000]+$/, "");
    out.pop();
    if (text !== "") {
      out.push({ text, marks: last.marks });
      break;
    }
  }
  return joined(out);
}
