import { yearlyColumn } from "../draft/place";
import type { Block } from "../types/Block";
import type { Form } from "../types/Form";
import type { Text } from "../types/Text";
import { joined, type Known, type Piece, pieces, stored } from "./notation";

/** Blocks that can be added. */
export type NewBlock = "paragraph" | "heading" | "list" | "numbers" | "table" | "figure" | "chart";

/** An empty block of a kind. */
export function newBlock(kind: NewBlock, figure = "", series = ""): Block {
  switch (kind) {
    case "paragraph":
      return { type: "paragraph", text: "" };
    case "heading":
      return { type: "heading", level: 2, text: "" };
    case "list":
      return { type: "list", ordered: false, items: [""] };
    case "numbers":
      return { type: "list", ordered: true, items: [""] };
    case "table":
      return {
        type: "table",
        caption: "",
        rows: [
          ["", "", ""],
          ["", "", ""],
        ],
      };
    case "figure":
      return { type: "figure", attachment: figure, caption: "" };
    case "chart":
      return { type: "chart", of: series, caption: "" };
  }
}

/** Whether nothing was written: what is sent then is that the part is not answered. */
export function isBlank(blocks: Block[]): boolean {
  return blocks.every((block) => block.type === "paragraph" && pieces(block.text, () => false).length === 0);
}

/** Series of figures that a chart may be drawn from. */
export function seriesOf(form: Form): { path: string; label: string }[] {
  const asked = form.section.flatMap((section) =>
    section.field
      .filter((field) => field.kind === "yearly" || yearlyColumn(field))
      .map((field) => ({
        path: field.path,
        label: field.kind === "rows" ? `各项${field.rows?.noun ?? ""}（${section.name}）` : field.label,
      })),
  );
  const known = new Set(asked.map((series) => series.path));
  const derived = form.derived
    .filter((d) => !known.has(d.path) && !d.path.includes("[") && ("ratio" in d.how || "sum" in d.how))
    .map((d) => ({ path: d.path, label: d.label }));
  return [...asked, ...derived];
}

/** A text cut into several at its line ends; references and marks stay with their words. */
export function paragraphs(text: Text, known: Known): Text[] {
  const out: Piece[][] = [[]];
  for (const piece of pieces(text, known)) {
    if ("ref" in piece) {
      out.at(-1)?.push(piece);
      continue;
    }
    piece.text.split("\n").forEach((line, i) => {
      if (i > 0) out.push([]);
      if (line !== "") out.at(-1)?.push({ ...piece, text: line });
    });
  }
  return out.map(stored);
}

/** One text after another. */
export function together(a: Text, b: Text, known: Known): Text {
  return stored(joined([...pieces(a, known), ...pieces(b, known)]));
}
