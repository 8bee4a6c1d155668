import { pathOf, type RowLine, shared, yearlyColumn } from "../draft/place";
import type { Derived } from "../types/Derived";
import type { Field } from "../types/Field";
import type { Form } from "../types/Form";

/** A line of the table of years. */
export type Line =
  /** One figure a year. */
  | { kind: "figure"; field: Field; derived: Derived | undefined }
  /** One row of repeatable rows, or the blank line where there is none; `at` counts them. */
  | { kind: "row"; field: Field; column: Field; row: RowLine; at: number }
  /** The way to one more row. */
  | { kind: "more"; field: Field }
  /** What the rows add up to. */
  | { kind: "sum"; field: Field }
  /** A figure that is only derived. */
  | { kind: "derived"; derived: Derived; years: number[] };

/** The lines of some fields of a section, figures that follow beside what they follow from. */
export function linesOf(
  form: Form,
  fields: Field[],
  rows: (field: string) => RowLine[],
  closing: boolean,
): Line[] {
  const own = new Set(fields.map((field) => field.path));
  const lines: Line[] = [];
  for (const field of fields) {
    const column = yearlyColumn(field);
    if (field.kind === "yearly") {
      const derived = form.derived.find((derived) => derived.path === field.path);
      lines.push({ kind: "figure", field, derived });
    } else if (column) {
      rows(field.path).forEach((row, at) => lines.push({ kind: "row", field, column, row, at }));
      lines.push({ kind: "more", field });
      lines.push({ kind: "sum", field });
    }
  }
  if (!closing) return lines;
  // What follows from these figures and has no field of its own.
  for (const derived of form.derived) {
    if (own.has(derived.path) || derived.path.includes("[") || "sum" in derived.how) continue;
    const near = fields.some((field) => shared(field.path, derived.path) > 0);
    if (!near || form.section.some((s) => s.field.some((f) => f.path === derived.path)))
      continue;
    const trend = "fall" in derived.how || "rise" in derived.how;
    lines.push({
      kind: "derived",
      derived,
      years: trend ? form.years.bases : form.years.collected,
    });
  }
  return lines;
}

/** The cells of a row of rows in order: its single answers (columns below 0), then its years. */
export function rowPlaces(
  field: Field,
  row: string,
  years: number[],
): { path: string; column: number }[] {
  const single = field.column.filter((column) => column.kind !== "yearly");
  const yearly = yearlyColumn(field);
  return [
    ...single.map((column, i) => ({
      path: pathOf(field.path, row, column.path),
      column: i - single.length,
    })),
    ...(yearly
      ? years.map((year, i) => ({ path: pathOf(field.path, row, undefined, year), column: i }))
      : []),
  ];
}
