/**
 * Moving in a grid by keys. Cells carry `data-line` and `data-column`; Enter and the vertical
 * arrows go to the same column of the next line that has it, the horizontal ones to the neighbour
 * once the caret stands at the end.
 */
export function moveInGrid(grid: HTMLElement, event: KeyboardEvent): void {
  if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const cell = event.target;
  if (!(cell instanceof HTMLInputElement)) return;
  const place = placeOf(cell);
  if (!place) return;
  const [start, end] = [cell.selectionStart ?? 0, cell.selectionEnd ?? 0];
  const next = (() => {
    switch (event.key) {
      case "ArrowUp":
        return vertical(grid, place, -1);
      case "ArrowDown":
        return vertical(grid, place, 1);
      case "Enter":
        return vertical(grid, place, event.shiftKey ? -1 : 1);
      case "ArrowLeft":
        return start === 0 && end === 0 ? horizontal(grid, place, -1) : undefined;
      case "ArrowRight": {
        const length = cell.value.length;
        return start === length && end === length ? horizontal(grid, place, 1) : undefined;
      }
      default:
        return undefined;
    }
  })();
  if (event.key === "Enter") event.preventDefault();
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.select();
}

interface Place {
  line: number;
  column: number;
}

function placeOf(cell: HTMLElement): Place | undefined {
  const holder = cell.closest<HTMLElement>("[data-line][data-column]");
  if (!holder) return undefined;
  return { line: Number(holder.dataset["line"]), column: Number(holder.dataset["column"]) };
}

function cells(grid: HTMLElement): { cell: HTMLInputElement; place: Place }[] {
  return [...grid.querySelectorAll<HTMLInputElement>("input")].flatMap((cell) => {
    const place = placeOf(cell);
    return place ? [{ cell, place }] : [];
  });
}

function vertical(grid: HTMLElement, from: Place, step: 1 | -1): HTMLInputElement | undefined {
  const inColumn = cells(grid)
    .filter(({ place }) => place.column === from.column && (place.line - from.line) * step > 0)
    .sort((a, b) => (a.place.line - b.place.line) * step);
  return inColumn[0]?.cell;
}

function horizontal(grid: HTMLElement, from: Place, step: 1 | -1): HTMLInputElement | undefined {
  const inLine = cells(grid)
    .filter(({ place }) => place.line === from.line && (place.column - from.column) * step > 0)
    .sort((a, b) => (a.place.column - b.place.column) * step);
  return inLine[0]?.cell;
}
