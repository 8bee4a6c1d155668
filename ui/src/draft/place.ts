import type { Answer } from "../types/Answer";
import type { Attachment } from "../types/Attachment";
import type { Field } from "../types/Field";
import type { Form } from "../types/Form";
import type { Section } from "../types/Section";

/** Answers by field path. */
export type Answers = Record<string, Answer | undefined>;
/** One row of a rows field: answers by column, and the id that it is known by wherever it stands. */
export type RowOf = Record<string, Answer | undefined> & { id: string };

/**
 * Stands for the id of a row that is still to be made: the blank line of a list without rows. The
 * program takes it for what stands first, which is what the blank line becomes.
 */
export const BLANK = "0";

/** A line of a list of rows: a row, or the blank line where there is none. */
export interface RowLine {
  /** The row's id, or `BLANK`. */
  id: string;
  /** What the line is kept by while the list changes: the blank line and the row made of it are one. */
  key: string;
}

/**
 * The path of one place, made of its parts: a field, a row by its id, a column, a year. In a part of
 * the narrative a block stands in the place of a row, by its number.
 */
export function pathOf(
  field: string,
  row?: string | number,
  column?: string,
  year?: number,
): string {
  let path = field;
  if (row !== undefined) path += `[${row}]`;
  if (column !== undefined) path += `.${column}`;
  if (year !== undefined) path += `.${year}`;
  return path;
}

/** Whether a place is another one or lies in it. */
export function isWithin(path: string, around: string): boolean {
  return path.startsWith(around) && isEnd(path, around.length);
}

/** How much of a path two places share, in characters, by whole parts. */
export function shared(path: string, other: string): number {
  let at = 0;
  while (at < path.length && path[at] === other[at]) at += 1;
  while (at > 0 && !(isEnd(path, at) && isEnd(other, at))) at -= 1;
  return at;
}

/** Whether a part of a path ends there. */
function isEnd(path: string, at: number): boolean {
  return at === path.length || path[at] === "." || path[at] === "[";
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

/** The section and the field that a place lies in. */
export function asked(form: Form, path: string): { section: Section; field: Field } | undefined {
  for (const section of form.section) {
    const field = section.field.find((f) => isWithin(path, f.path));
    if (field) return { section, field };
  }
  return undefined;
}

/** What a place of the form is: found by what its field has, not by how the path is spelled. */
export interface Place {
  section: Section;
  field: Field;
  /** Where the row stands, counted from 0. */
  row: number | undefined;
  column: Field | undefined;
  year: number | undefined;
}

/** What a path leads to; nothing where the form does not ask it. */
export function placeAt(form: Form, answers: Answers, path: string): Place | undefined {
  const found = asked(form, path);
  if (!found) return undefined;
  const { field } = found;
  const rows = field.kind === "rows" ? rowsOf(answers[field.path]) : [];
  const ids = rows.length > 0 ? rows.map((row) => row.id) : [BLANK];
  const row = ids.findIndex((id) => isWithin(path, pathOf(field.path, id)));
  const base = row < 0 ? field.path : pathOf(field.path, ids[row]);
  const year = form.years.collected.find((one) => isWithin(path, pathOf(base, undefined, undefined, one)));
  const named = field.column.find((one) => isWithin(path, pathOf(base, undefined, one.path)));
  const column = named ?? (year === undefined || row < 0 ? undefined : yearlyColumn(field));
  return { ...found, row: row < 0 ? undefined : row, column, year };
}

/** A place as people call it: 能源消费总量 2024 年, 固废产生单位 第 2 行. */
export function placeInWords(form: Form, answers: Answers, path: string): string {
  const place = placeAt(form, answers, path);
  if (!place) return "";
  return [
    place.field.short,
    place.row === undefined ? "" : `第 ${place.row + 1} 行`,
    place.year === undefined ? "" : `${place.year} 年`,
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
