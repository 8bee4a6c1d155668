import { tick } from "svelte";
import { inputAt } from "../desk/place";
import { pathOf } from "../draft/place";
import type { Session } from "../draft/session.svelte";
import type { EditRequest } from "../types/EditRequest";

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

/** Whether an action can be done to one row of so many. */
export function isPossible(action: RowAction, row: number, count: number): boolean {
  if (action === "up") return row > 0;
  if (action === "down") return row < count - 1;
  return true;
}

/** Does it, and puts the focus where the row went, in the column it was in. */
export async function changeRow(
  session: Session,
  grid: HTMLElement,
  field: string,
  row: number,
  action: RowAction,
): Promise<void> {
  const rows = session.rows(field);
  if (row >= rows.length || !isPossible(action, row, rows.length)) return;
  const [edit, goal] = ((): [EditRequest, number] => {
    switch (action) {
      case "above":
        return [{ edit: "insert-row", field, at: row, row: {} }, row];
      case "below":
        return [{ edit: "insert-row", field, at: row + 1, row: {} }, row + 1];
      case "up":
        return [{ edit: "move-row", field, from: row, to: row - 1 }, row - 1];
      case "down":
        return [{ edit: "move-row", field, from: row, to: row + 1 }, row + 1];
      case "copy":
        return [{ edit: "insert-row", field, at: row + 1, row: copied(session, field, row) }, row + 1];
      case "remove":
        return [{ edit: "remove-row", field, at: row }, Math.min(row, rows.length - 2)];
    }
  })();
  const here = document.activeElement;
  const name = here instanceof HTMLInputElement && grid.contains(here) ? here.name : "";
  const column = name.startsWith(pathOf(field, row)) ? name.slice(pathOf(field, row).length) : "";
  if (!(await session.apply(edit))) return;
  await tick();
  const fresh = action === "above" || action === "below";
  const to = pathOf(field, Math.max(0, goal)) + (fresh ? "" : column);
  const input = inputAt(grid, to);
  input?.focus();
  if (input instanceof HTMLInputElement) input.select();
}

function copied(session: Session, field: string, row: number): Record<string, unknown> {
  return structuredClone({ ...session.rows(field)[row] });
}
