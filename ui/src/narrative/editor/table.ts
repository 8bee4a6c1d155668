import { type Node } from "prosemirror-model";
import {
  type Command,
  type EditorState,
  Selection,
  TextSelection,
  type Transaction,
} from "prosemirror-state";
import type { Text } from "../../types/Text";
import { schema } from "./schema";
import { inline, rowsOf } from "./translate";

/** The table that the caret is in. Row -1 is its caption. */
interface Spot {
  table: Node;
  /** Position before the table. */
  at: number;
  row: number;
  column: number;
  columns: number;
}

function spotOf(state: EditorState): Spot | undefined {
  const { $from } = state.selection;
  const table = $from.depth > 0 ? $from.node(1) : undefined;
  if (table?.type.name !== "table") return undefined;
  const inCell = $from.parent.type.name === "cell";
  return {
    table,
    at: $from.before(1),
    row: $from.index(1) - 1,
    column: inCell ? $from.index(2) : 0,
    columns: Math.max(...table.children.map((row) => (row.type.name === "row" ? row.childCount : 1))),
  };
}

/** The cells of a table, every row as long as the longest. */
function cellsOf({ table, columns }: Spot): Node[][] {
  return table.children.slice(1).map((row) =>
    Array.from({ length: columns }, (_, i) => row.maybeChild(i) ?? schema.node("cell")),
  );
}

function emptyRow({ columns }: Spot): Node[] {
  return Array.from({ length: columns }, () => schema.node("cell"));
}

/** Puts cells in place of those of a table, with the caret in one of them. */
function put(state: EditorState, spot: Spot, cells: Node[][], row: number, column: number): Transaction {
  const rows = cells.map((line) => schema.node("row", null, line));
  const caption = spot.table.firstChild ?? schema.node("table_caption");
  const start = spot.at + 1 + caption.nodeSize;
  const tr = state.tr.replaceWith(start, spot.at + spot.table.nodeSize - 1, rows);
  return select(tr, spot.at, row, column);
}

function select(tr: Transaction, at: number, row: number, column: number): Transaction {
  const table = tr.doc.nodeAt(at);
  if (!table) return tr;
  let pos = at + 1;
  for (let i = 0; i <= Math.min(row, table.childCount - 2); i += 1) pos += table.child(i).nodeSize;
  const line = table.child(Math.min(row, table.childCount - 2) + 1);
  pos += 1;
  for (let i = 0; i < Math.min(column, line.childCount - 1); i += 1) pos += line.child(i).nodeSize;
  return tr.setSelection(TextSelection.create(tr.doc, pos + 1)).scrollIntoView();
}

/**
 * ↑ and ↓ at the edge of a cell: the same column of the row above or below, from the first row the
 * caption, from the last what stands after the table. Engines would go to the cell beside.
 */
export function goRow(step: 1 | -1): Command {
  return (state, dispatch, view) => {
    const spot = spotOf(state);
    if (!spot || !state.selection.empty || !view?.endOfTextblock(step > 0 ? "down" : "up")) return false;
    const row = spot.row + step;
    const { table, at } = spot;
    if (row >= 0 && row < table.childCount - 1) {
      dispatch?.(select(state.tr, at, row, spot.column));
      return true;
    }
    // The end of the caption stands before its closing, one after the opening of the table.
    const caption = TextSelection.create(state.doc, at + (table.firstChild?.nodeSize ?? 0));
    const after = Selection.findFrom(state.doc.resolve(at + table.nodeSize), 1, true);
    const to = row === -1 ? caption : step > 0 ? after : null;
    if (to) dispatch?.(state.tr.setSelection(to).scrollIntoView());
    return to !== null;
  };
}

/** What can be done to a table. */
export type TableChange = "row" | "column" | "remove-row" | "remove-column";

/** Adds a row or column after the caret's, or removes the caret's. */
export function changeTable(change: TableChange): Command {
  return (state, dispatch) => {
    const spot = spotOf(state);
    if (!spot) return false;
    const cells = cellsOf(spot);
    const row = Math.max(0, spot.row);
    let [toRow, toColumn] = [row, spot.column];
    if (change === "row") {
      cells.splice(row + 1, 0, emptyRow(spot));
      toRow = row + 1;
    } else if (change === "column") {
      for (const line of cells) line.splice(spot.column + 1, 0, schema.node("cell"));
      toColumn = spot.column + 1;
    } else if (change === "remove-row") {
      if (cells.length < 2) return false;
      cells.splice(row, 1);
    } else {
      if (spot.columns < 2) return false;
      for (const line of cells) line.splice(spot.column, 1);
    }
    dispatch?.(put(state, spot, cells, toRow, toColumn));
    return true;
  };
}

/** Fills a table from the caret's cell on; it grows as needed. */
export function fillTable(texts: Text[][]): Command {
  return (state, dispatch) => {
    const spot = spotOf(state);
    if (!spot || spot.row < 0) return false;
    const cells = cellsOf(spot);
    const height = Math.max(cells.length, spot.row + texts.length);
    const width = Math.max(spot.columns, ...texts.map((line) => spot.column + line.length));
    const filled = Array.from({ length: height }, (_, i) =>
      Array.from({ length: width }, (_, j) => {
        const text = texts[i - spot.row]?.[j - spot.column];
        if (text !== undefined) return schema.node("cell", null, inline(text));
        return cells[i]?.[j] ?? schema.node("cell");
      }),
    );
    dispatch?.(put(state, spot, filled, spot.row, spot.column));
    return true;
  };
}

/**
 * Tab and Shift Tab: the next cell or the one before. Tab in the last cell adds a row; where nothing
 * stands in the last row, and before the first cell, the table is left.
 */
export function stepCell(step: 1 | -1): Command {
  return (state, dispatch) => {
    const spot = spotOf(state);
    if (!spot) return false;
    const rows = spot.table.children.slice(1);
    const ends = rows.flatMap((row, i) => row.children.map((_, j) => [i, j] as const));
    const now = ends.findIndex(([i, j]) => i === spot.row && j === spot.column);
    const next = ends[spot.row < 0 ? (step > 0 ? 0 : -1) : now + step];
    if (!next) {
      const last = rows.at(-1)?.children ?? [];
      if (step < 0 || last.every((cell) => cell.content.size === 0)) return false;
      const cells = [...cellsOf(spot), emptyRow(spot)];
      dispatch?.(put(state, spot, cells, cells.length - 1, 0));
      return true;
    }
    dispatch?.(select(state.tr, spot.at, ...next));
    return true;
  };
}

/** Enter: the same column of the next row; the caption's Enter goes to the first cell. */
export const stepRow: Command = (state, dispatch) => {
  const spot = spotOf(state);
  if (!spot || spot.row + 1 >= spot.table.childCount - 1) return false;
  dispatch?.(select(state.tr, spot.at, spot.row + 1, spot.column));
  return true;
};

/** A new table's rows from plain texts. */
export function tableOf(texts: Text[][], caption = ""): Node {
  return schema.node("table", null, [
    schema.node("table_caption", null, inline(caption)),
    ...rowsOf(texts),
  ]);
}
