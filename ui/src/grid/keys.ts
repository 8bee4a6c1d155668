import { cells, inputOf, spotOf } from "./cells";
import type { Spot } from "./selection.svelte";

/**
 * Moving in a grid by keys. Enter and the vertical arrows go to the same column of the next line
 * that has it, the horizontal ones to the neighbour once the caret stands at the end. Whether the
 * key was used.
 */
export function moveInGrid(grid: HTMLElement, event: KeyboardEvent): boolean {
  const cell = event.target;
  if (!(cell instanceof HTMLInputElement)) return false;
  const spot = spotOf(cell);
  if (!spot) return false;
  const next = (() => {
    switch (event.key) {
      case "ArrowUp":
        return along(grid, spot, "line", -1);
      case "ArrowDown":
        return along(grid, spot, "line", 1);
      case "Enter":
        return along(grid, spot, "line", event.shiftKey ? -1 : 1);
      case "ArrowLeft":
        return atStart(cell) && !isSelected(cell) ? along(grid, spot, "column", -1) : undefined;
      case "ArrowRight":
        return atEnd(cell) && !isSelected(cell) ? along(grid, spot, "column", 1) : undefined;
      default:
        return undefined;
    }
  })();
  if (event.key === "Enter") event.preventDefault();
  if (!next) return false;
  event.preventDefault();
  next.focus();
  next.select();
  return true;
}

/** Whether the caret, or the text that is selected, reaches to the end. */
export function atEnd(cell: HTMLInputElement): boolean {
  return (cell.selectionEnd ?? 0) === cell.value.length;
}

/** Whether the caret, or the text that is selected, begins at the start. */
export function atStart(cell: HTMLInputElement): boolean {
  return (cell.selectionStart ?? 0) === 0;
}

/** Whether all of the text is selected, as it is after coming to a cell by keys; so is no text. */
export function isWhole(cell: HTMLInputElement): boolean {
  return atStart(cell) && atEnd(cell);
}

function isSelected(cell: HTMLInputElement): boolean {
  return cell.selectionStart !== cell.selectionEnd;
}

function along(
  grid: HTMLElement,
  from: Spot,
  axis: "line" | "column",
  step: 1 | -1,
): HTMLInputElement | undefined {
  const other = axis === "line" ? "column" : "line";
  const inWay = cells(grid)
    .flatMap(({ holder, spot }) => {
      const input = inputOf(holder);
      return input ? [{ input, spot }] : [];
    })
    .filter(({ spot }) => spot[other] === from[other] && (spot[axis] - from[axis]) * step > 0)
    .sort((a, b) => (a.spot[axis] - b.spot[axis]) * step);
  return inWay[0]?.input;
}
