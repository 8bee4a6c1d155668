import { getContext, setContext, tick } from "svelte";
import { fieldOf } from "../draft/place";
import type { Session } from "../draft/session.svelte";
import type { Finding } from "../types/Finding";
import type { Task } from "../types/Task";
import { goTo, placeOf, whereOf } from "./place";

/** Where a person set out from: an entry of a list, on the page of checks or beside the work. */
interface Start {
  view: string;
  beside: boolean;
  /** The entry among its list. */
  at: number;
}

const KEY = Symbol("trail");

/** The way from a list of findings to a place, and back to the list. */
export class Trail {
  /** Set while a place is visited from a list. */
  start = $state.raw<Start | undefined>();
  /** The place of the work that had the focus last. */
  here = $state("");
  private visited = -1;

  constructor(private readonly session: Session) {}

  /** Goes from an entry of a list to a place. */
  async follow(entry: HTMLElement, section: string, path: string): Promise<void> {
    this.start = {
      view: this.session.view,
      beside: entry.closest("aside") !== null,
      at: entriesAround(entry).indexOf(entry),
    };
    await goTo(this.session, section, path);
  }

  /** Goes back to the list, to the entry that was left or the one that stands there now. */
  async back(): Promise<void> {
    const start = this.start;
    if (!start) return;
    this.start = undefined;
    if (!start.beside) this.session.go(start.view);
    await tick();
    const list = document.querySelector<HTMLElement>(
      start.beside ? "aside [data-findings]" : "#work [data-findings]",
    );
    const entries = list ? entriesIn(list) : [];
    const entry = entries[Math.min(start.at, entries.length - 1)];
    const there = entry ?? list ?? document.querySelector<HTMLElement>("#work h1");
    there?.scrollIntoView({ block: "center" });
    there?.focus({ preventScroll: true });
  }

  /** Notes that something of the work has the focus. */
  notice(element: Element): void {
    const place = element.closest("#work") ? placeOf(element) : undefined;
    if (place) this.here = place;
  }

  /** The next thing worth doing from here: none where nothing is left. */
  get next(): Task | undefined {
    const order = this.session.form.section.map((section) => section.id);
    return stepFrom(this.session.state.review.steps, order, this.session.view, this.here);
  }

  /** Goes to the next thing worth doing; where nothing is left, to check and export. */
  async onward(): Promise<void> {
    const step = this.next;
    if (step) await goTo(this.session, step.section, step.path);
    else this.session.go("check");
  }

  /** Goes to the finding after the one visited last, or before it; round and round. */
  async turn(by: 1 | -1): Promise<void> {
    const all: Finding[] = this.session.state.review.findings;
    if (all.length === 0) return;
    const from = this.visited < 0 && by < 0 ? 0 : this.visited;
    this.visited = (from + by + all.length) % all.length;
    const finding = all[this.visited];
    if (finding) await goTo(this.session, finding.section, whereOf(finding));
  }
}

/** Of the steps in the form's order, the one after the place, else the first of the section shown or of a later one. */
export function stepFrom(
  steps: Task[],
  order: string[],
  view: string,
  here: string,
): Task | undefined {
  const rowOf = (path: string) => `${fieldOf(path)} ${/\[\d+\]/.exec(path)?.[0] ?? ""}`;
  const at = steps.findIndex((step) => step.section === view && rowOf(step.path) === rowOf(here));
  const from = order.indexOf(view);
  return (
    steps.slice(at + 1).find((step) => order.indexOf(step.section) >= from) ?? steps[0]
  );
}

function entriesAround(entry: HTMLElement): HTMLElement[] {
  const list = entry.closest<HTMLElement>("[data-findings]");
  return list ? entriesIn(list) : [];
}

function entriesIn(list: HTMLElement): HTMLElement[] {
  return [...list.querySelectorAll<HTMLElement>("[data-entry]")];
}

/** Hands the trail to everything below. */
export function provideTrail(trail: Trail): Trail {
  return setContext(KEY, trail);
}

/** The trail of the open draft. */
export function useTrail(): Trail {
  return getContext<Trail>(KEY);
}
