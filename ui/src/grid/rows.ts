import { tick } from "svelte";
import { focusRow } from "../desk/place";
import { BLANK, pathOf } from "../draft/place";
import { NOTHING, type Session } from "../draft/session.svelte";
import type { EditRequest } from "../types/EditRequest";
import { spotOf } from "./cells";

/** What can be done to a row of repeatable rows. */
export type RowAction = "above" | "below" | "up" | "down" | "copy" | "remove";

/** How each is called, and its keys. */
export const ROW_ACTIONS: readonly { action: RowAction; label: string; keys: string }[] = [
  { action: "above", label: "在上方插入一行", keys: "Ctrl Shift Enter" },
  { action: "below", label: "在下方插入一行", keys: "Ctrl Enter" },
  { action: "up", label: "上移", keys: "Alt ↑" },
  { action: "down", label: "下移", keys: "Alt ↓" },
  { action: "copy", label: "复制成新的一行", keys: "" },
  { action: "remove", label: "删除这一行", keys: "Alt Delete" },
];

/** The action that a key press asks for. */
export function actionOf(event: KeyboardEvent): RowAction | undefined {
  const { key, altKey, shiftKey } = event;
  const ctrl = event.ctrlKey || event.metaKey;
  if (ctrl && !altKey && key === "Enter") return shiftKey ? "above" : "below";
  if (!altKey || ctrl || shiftKey) return undefined;
  if (key === "ArrowUp") return "up";
  if (key === "ArrowDown") return "down";
  return key === "Delete" ? "remove" : undefined;
}

/** Whether an action can be done to the row that stands at `at` of so many. */
export function isPossible(action: RowAction, at: number, count: number): boolean {
  if (action === "up") return at > 0;
  if (action === "down") return at < count - 1;
  return true;
}

/** Does it to the row of an id, and puts the focus where the row went, in the column it was in. */
export async function changeRow(
  session: Session,
  grid: HTMLElement,
  field: string,
  row: string,
  action: RowAction,
): Promise<void> {
  const before = session.rows(field).map(({ id }) => id);
  const from = before.indexOf(row);
  if (from < 0 || !isPossible(action, from, before.length)) return;
  const here = document.activeElement;
  const column = here && grid.contains(here) ? spotOf(here)?.column : undefined;
  if (!(await session.apply(() => editFor(session, field, row, action)))) return;
  await tick();
  // Whoever went on meanwhile is left there.
  const now = document.activeElement;
  if (now !== here && now !== document.body) return;
  const after = session.rows(field).map(({ id }) => id);
  const fresh = after.find((id) => !before.includes(id));
  const goal = fresh ?? (after.includes(row) ? row : (after[Math.min(from, after.length - 1)] ?? BLANK));
  const named = action === "above" || action === "below";
  focusRow(grid, pathOf(field, goal), named ? undefined : column);
}

/** The edit for where the row stands when it is sent; nothing where it is gone by then. */
function editFor(session: Session, field: string, row: string, action: RowAction): EditRequest {
  const rows = session.rows(field);
  const at = rows.findIndex(({ id }) => id === row);
  if (at < 0) return NOTHING;
  switch (action) {
    case "above":
      return { edit: "insert-row", field, at, row: {} };
    case "below":
      return { edit: "insert-row", field, at: at + 1, row: {} };
    case "up":
      return { edit: "move-row", field, row, to: Math.max(0, at - 1) };
    case "down":
      return { edit: "move-row", field, row, to: at + 1 };
    case "copy": {
      // A copy is a row of its own.
      const { id: _, ...cells } = rows[at] ?? { id: "" };
      return { edit: "insert-row", field, at: at + 1, row: structuredClone(cells) };
    }
    case "remove":
      return { edit: "remove-row", field, row };
  }
}

/** Adds an empty row at the end, and gives the focus to its first cell. */
export async function addRow(session: Session, grid: HTMLElement, field: string): Promise<void> {
  const before = new Set(session.rows(field).map(({ id }) => id));
  const edit = () => ({ edit: "insert-row" as const, field, at: session.rows(field).length, row: {} });
  if (!(await session.apply(edit))) return;
  await tick();
  const fresh = session.rows(field).find(({ id }) => !before.has(id));
  if (fresh) focusRow(grid, pathOf(field, fresh.id), undefined);
}
