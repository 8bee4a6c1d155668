import type { Answer } from "../types/Answer";
import type { Attachment } from "../types/Attachment";
import type { Field } from "../types/Field";
import type { Form } from "../types/Form";
import type { Section } from "../types/Section";

/** Answers by field path. */
export type Answers = Record<string, Answer | undefined>;
/** One row of a rows field: answers by column. */
export type RowOf = Record<string, Answer | undefined>;

/** The path of one cell: a field, a column of a row, a year of either. */
export function pathOf(field: string, row?: number, column?: string, year?: number): string {
  let path = field;
  if (row !== undefined) path += `[${row}]`;
  if (column !== undefined) path += `.${column}`;
  if (year !== undefined) path += `.${year}`;
  return path;
}

/** The rows of a rows field; none where it is not answered. */
export function rowsOf(answer: Answer | undefined): RowOf[] {
  return Array.isArray(answer) ? (answer as unknown as RowOf[]) : [];
}

/** A text answer, or the empty string. */
export function textOf(answer: Answer | undefined): string {
  return typeof answer === "string" ? answer : "";
}

/** The figure of one year, or the empty string. */
export function yearOf(answer: Answer | undefined, year: number): string {
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) return "";
  return (answer as Record<number, string>)[year] ?? "";
}

/** The column of a rows field that holds one figure a year. */
export function yearlyColumn(field: Field): Field | undefined {
  return field.column.find((column) => column.kind === "yearly");
}

/** Whether braces around this text make a reference (the shape the core accepts). */
export function hasShapeOfPath(text: string): boolean {
  const name = "[a-z][a-z0-9_]*(?:\\.[a-z][a-z0-9_]*)*";
  const row = "\\[[0-9]+\\](?:\\.[a-z][a-z0-9_]*)?";
  return new RegExp(`^${name}(?:${row})?(?:\\.[0-9]{4})?$`).test(text);
}

/** The path of a field that a place lies in: `waste.generated_by` of `waste.generated_by[0].2023`. */
export function fieldOf(path: string): string {
  const head = path.split("[")[0] ?? path;
  return head.replace(/\.[0-9]{4}$/, "");
}

/** The section that asks a field, and the field. */
export function asked(form: Form, path: string): { section: Section; field: Field } | undefined {
  for (const section of form.section) {
    const field = section.field.find((f) => f.path === path);
    if (field) return { section, field };
  }
  return undefined;
}

/** A label in a sentence: without the mark that points to a footnote. */
export function plainLabel(label: string): string {
  return label.replace(/[*：]+$/, "");
}

/** A place as people call it: 能源消费总量 2024 年, 固废产生单位 第 2 行. */
export function placeInWords(form: Form, path: string): string {
  const field = asked(form, fieldOf(path))?.field;
  const row = /\[([0-9]+)\]/.exec(path)?.[1];
  const year = /\.([0-9]{4})$/.exec(path)?.[1];
  return [
    field ? plainLabel(field.label) : "",
    row === undefined ? "" : `第 ${Number(row) + 1} 行`,
    year === undefined ? "" : `${year} 年`,
  ]
    .filter((word) => word !== "")
    .join(" ");
}

/** An industry as people read it: 312 炼钢. */
export function industryLabel(code: string, industries: Record<string, string | undefined>): string {
  const name = industries[code];
  return name === undefined ? code : `${code} ${name}`;
}

/** The name of a row as people read it; empty while it has none. */
export function rowName(
  field: Field,
  row: RowOf | undefined,
  industries: Record<string, string | undefined>,
): string {
  const column = field.column[0];
  if (!column || !row) return "";
  const text = textOf(row[column.path]);
  return column.kind === "industry" ? industryLabel(text, industries) : text;
}

/** Whether an attachment is a picture. */
export function isPicture(attachment: Attachment): boolean {
  return attachment.media.type === "jpeg" || attachment.media.type === "png";
}
