import { pathOf, type RowOf, yearlyColumn } from "../draft/place";
import type { Derived } from "../types/Derived";
import type { EditRequest } from "../types/EditRequest";
import type { Field } from "../types/Field";
import type { Form } from "../types/Form";

/** A line of the table of years. */
export type Line =
  /** One figure a year. */
  | { kind: "figure"; field: Field; derived: Derived | undefined }
  /** One row of repeatable rows; `row` may be one beyond the last while there is none. */
  | { kind: "row"; field: Field; column: Field; row: number }
  /** The way to one more row. */
  | { kind: "more"; field: Field }
  /** A figure that is only derived. */
  | { kind: "derived"; derived: Derived; years: number[] };

/** The lines of some fields of a section, figures that follow beside what they follow from. */
export function linesOf(
  form: Form,
  fields: Field[],
  rows: (field: string) => RowOf[],
  closing: boolean,
): Line[] {
  const own = new Set(fields.map((field) => field.path));
  const sums = form.derived.filter((derived) => "sum" in derived.how);
  const lines: Line[] = [];
  for (const field of fields) {
    const column = yearlyColumn(field);
    if (field.kind === "yearly") {
      const derived = form.derived.find((derived) => derived.path === field.path);
      lines.push({ kind: "figure", field, derived });
    } else if (column) {
      const count = Math.max(1, rows(field.path).length);
      for (let row = 0; row < count; row += 1) lines.push({ kind: "row", field, column, row });
      lines.push({ kind: "more", field });
      for (const derived of sums) {
        if ("sum" in derived.how && derived.how.sum.of === field.path) {
          lines.push({ kind: "derived", derived, years: form.years.collected });
        }
      }
    }
  }
  if (!closing) return lines;
  // What follows from these figures and has no field of its own.
  const heads = new Set(fields.map((field) => field.path.split(".")[0]));
  for (const derived of form.derived) {
    const head = derived.path.split(/[.[]/)[0];
    if (own.has(derived.path) || derived.path.includes("[") || "sum" in derived.how) continue;
    if (!heads.has(head) || form.section.some((s) => s.field.some((f) => f.path === derived.path)))
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

/**
 * The edit that fills a rectangle into the table from a cell on. Within repeatable rows it goes on
 * in further rows, which are added; elsewhere it goes on in the lines below.
 */
export function fill(
  lines: Line[],
  years: number[],
  rows: (field: string) => RowOf[],
  at: { line: number; column: number },
  cells: string[][],
): EditRequest | undefined {
  const edits: EditRequest[] = [];
  const start = lines[at.line];
  if (!start) return undefined;
  const targets: Line[] =
    start.kind === "row"
      ? cells.map((_, i) => ({ ...start, row: start.row + i }))
      : lines
          .slice(at.line)
          .filter((line) => line.kind === "figure" || line.kind === "row")
          .slice(0, cells.length);
  const added = new Map<string, number>();
  targets.forEach((line, i) => {
    const texts = cells[i] ?? [];
    if (line.kind === "figure") {
      texts.forEach((text, j) => {
        const year = years[at.column + j];
        if (year === undefined) return;
        edits.push(set(pathOf(line.field.path, undefined, undefined, year), text));
      });
    } else if (line.kind === "row") {
      const there = rows(line.field.path).length + (added.get(line.field.path) ?? 0);
      for (let row = there; row <= line.row; row += 1) {
        edits.push({ edit: "insert-row", field: line.field.path, at: row, row: {} });
        added.set(line.field.path, (added.get(line.field.path) ?? 0) + 1);
      }
      const places = rowPlaces(line.field, line.row, years).filter(
        (place) => place.column >= at.column,
      );
      texts.forEach((text, j) => {
        const place = places[j];
        if (place) edits.push(set(place.path, text));
      });
    }
  });
  return edits.length > 0 ? { edit: "all", edits } : undefined;
}

/** The cells of a row of rows in order: its single answers (columns below 0), then its years. */
export function rowPlaces(
  field: Field,
  row: number,
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

function set(path: string, text: string): EditRequest {
  return { edit: "set", path, value: text === "" ? null : text };
}
