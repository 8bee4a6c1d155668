import { keep, kept } from "../look/kept";
import type { SideTab } from "./words";

/** Above this, in px, there is room for all three columns. */
const WIDE = 1100;
/** Below this the task list lies over the work. */
const NARROW = 860;
/** Width of the task list, and of the side column while no paper is in it. */
const LIST = 232;
const SIDE = 340;
/** What the work needs so that tables of years stay tables, its edges included. */
const WORK = 668;
/** What it keeps beside a side column, however wide the paper is drawn. */
const WORK_LEAST = 480;
/** Below this the side column lies over the work. */
const BESIDE = SIDE + WORK_LEAST;
/** A paper narrower than this is not worth the task list beside it. */
const PAPER = 560;
/** How much of a wide window the paper takes by itself. */
const SHARE = 0.46;

const FOLDED = "list-folded";
const READING = "preview-width";

/** Which columns of the desk are there, and how wide: the work comes first. */
export class Columns {
  /** Width of the window in px. */
  width = $state(window.innerWidth);
  /** Whether the side column is wanted, and what of it. */
  side = $state(window.innerWidth > WIDE);
  tab = $state<SideTab>("help");
  /** Whether the task list was called up over the work. */
  called = $state(false);
  private folded = $state(kept(FOLDED) === "yes");
  private drawn = $state(widthFrom(kept(READING)));

  /** Whether there is room for the side column without being asked for it. */
  readonly wide = $derived(this.width > WIDE);
  /** Whether the side column, where it is wanted, lies over the work. */
  readonly over = $derived(this.width < BESIDE);
  /** Whether it stands beside the work. */
  private readonly beside = $derived(this.side && !this.over);
  /** Whether that is the paper. */
  readonly reading = $derived(this.beside && this.tab === "preview");

  /** Limits of the paper's width in px. */
  readonly least = SIDE;
  readonly most = $derived(Math.max(SIDE, this.width - WORK_LEAST));
  /** The paper's width while nobody drew it: the task list gives way where all three are too many. */
  private readonly usual = $derived.by(() => {
    const share = Math.round(this.width * SHARE);
    const beside = this.width - LIST - WORK;
    return Math.max(SIDE, Math.min(share, beside >= PAPER ? beside : this.width - WORK));
  });
  /** Width of the side column beside the work, in px. */
  readonly sideWidth = $derived(
    this.reading ? Math.max(this.least, Math.min(this.most, this.drawn ?? this.usual)) : SIDE,
  );

  /** Whether there is room for the task list beside the work. */
  private readonly roomy = $derived(
    this.width > NARROW &&
      (this.reading ? this.width - this.sideWidth - LIST >= WORK : this.wide || !this.beside),
  );
  /** Whether the task list stands beside the work. */
  readonly list = $derived(this.roomy && !this.folded);
  /** Whether it can be seen, beside the work or over it. */
  readonly listShown = $derived(this.list || this.called);

  /** Columns as a style sheet has them. */
  readonly template = $derived(
    `${this.list ? LIST : 0}px minmax(0, 1fr) ${this.beside ? this.sideWidth : 0}px`,
  );

  /** Folds the task list away, or shows it: beside the work where there is room, else over it. */
  turnList(): void {
    if (this.called) this.called = false;
    else if (!this.roomy) this.called = true;
    else {
      this.folded = !this.folded;
      keep(FOLDED, this.folded ? "yes" : undefined);
    }
  }

  /** Makes the paper as wide as this, in px; without a number as wide as it is by itself. */
  draw(width?: number): void {
    this.drawn =
      width === undefined
        ? undefined
        : Math.round(Math.max(this.least, Math.min(this.most, width)));
    keep(READING, this.drawn === undefined ? undefined : String(this.drawn));
  }
}

function widthFrom(text: string | undefined): number | undefined {
  const width = Number.parseInt(text ?? "", 10);
  return Number.isNaN(width) ? undefined : width;
}
