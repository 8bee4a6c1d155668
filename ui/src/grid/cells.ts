import type { Spot } from "./selection.svelte";

/** What a grid's DOM says of its cells: `data-line` and `data-column` on each, typed in or not. */

/** The cell around an element. */
export function holderOf(element: EventTarget | null): HTMLElement | undefined {
  return element instanceof Element
    ? (element.closest<HTMLElement>("[data-line][data-column]") ?? undefined)
    : undefined;
}

/** Where the cell around an element stands. */
export function spotOf(element: EventTarget | null): Spot | undefined {
  const holder = holderOf(element);
  if (!holder) return undefined;
  return { line: Number(holder.dataset["line"]), column: Number(holder.dataset["column"]) };
}

/** The input of a cell; none where the figure is only derived. */
export function inputOf(holder: HTMLElement | undefined): HTMLInputElement | undefined {
  return holder?.querySelector("input") ?? undefined;
}

/** All cells of a grid with their places, in the order of the page. */
export function cells(grid: HTMLElement): { holder: HTMLElement; spot: Spot }[] {
  return [...grid.querySelectorAll<HTMLElement>("[data-line][data-column]")].flatMap((holder) => {
    const spot = spotOf(holder);
    return spot ? [{ holder, spot }] : [];
  });
}

/** The next place from one in a direction, as arrow keys go. */
export function neighbour(grid: HTMLElement, from: Spot, key: string): Spot | undefined {
  const spots = cells(grid).map(({ spot }) => spot);
  const [axis, step] = (
    {
      ArrowUp: ["line", -1],
      ArrowDown: ["line", 1],
      ArrowLeft: ["column", -1],
      ArrowRight: ["column", 1],
    } as const
  )[key as "ArrowUp"];
  const ahead = spots.map((spot) => spot[axis]).filter((at) => (at - from[axis]) * step > 0);
  if (ahead.length === 0) return undefined;
  return { ...from, [axis]: step > 0 ? Math.min(...ahead) : Math.max(...ahead) };
}

/** The input nearest to a place whose own is gone: of its line, else of the line before or after. */
export function nearest(grid: HTMLElement, to: Spot): HTMLInputElement | undefined {
  const inputs = cells(grid).flatMap(({ holder, spot }) => {
    const input = inputOf(holder);
    return input ? [{ input, far: [Math.abs(spot.line - to.line), Math.abs(spot.column - to.column)] }] : [];
  });
  const [first] = inputs.sort((a, b) => (a.far[0] ?? 0) - (b.far[0] ?? 0) || (a.far[1] ?? 0) - (b.far[1] ?? 0));
  return first?.input;
}
