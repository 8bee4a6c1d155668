import { getContext, setContext } from "svelte";

/** A place in a grid: lines from above, columns from the left; years count from 0. */
export interface Spot {
  line: number;
  column: number;
}

/** The rectangle of cells that is selected in a grid; none while a single cell has the focus. */
export class Selection {
  private anchor = $state.raw<Spot>();
  private end = $state.raw<Spot>();

  /** Whether several cells are selected. */
  get any(): boolean {
    return this.anchor !== undefined && this.end !== undefined;
  }

  /** Where the selection was last extended to. */
  get head(): Spot | undefined {
    return this.end;
  }

  /** Its edges. */
  get bounds(): { top: number; bottom: number; left: number; right: number } | undefined {
    const [a, b] = [this.anchor, this.end];
    if (!a || !b) return undefined;
    return {
      top: Math.min(a.line, b.line),
      bottom: Math.max(a.line, b.line),
      left: Math.min(a.column, b.column),
      right: Math.max(a.column, b.column),
    };
  }

  /** Whether a cell is selected. */
  has(line: number, column: number): boolean {
    const at = this.bounds;
    return (
      at !== undefined &&
      line >= at.top &&
      line <= at.bottom &&
      column >= at.left &&
      column <= at.right
    );
  }

  /** Selects everything between two cells; nothing where they are one. */
  reach(from: Spot, to: Spot): void {
    if (from.line === to.line && from.column === to.column) this.clear();
    else [this.anchor, this.end] = [from, to];
  }

  /** Extends the selection to a cell. */
  extend(from: Spot, to: Spot): void {
    this.reach(this.anchor ?? from, to);
  }

  clear(): void {
    this.anchor = undefined;
    this.end = undefined;
  }
}

const KEY = Symbol("selection");

/** Hands the selection to the cells of a grid. */
export function provideSelection(selection: Selection): void {
  setContext(KEY, selection);
}

/** The selection of the grid around. */
export function useSelection(): Selection {
  return getContext<Selection>(KEY);
}
