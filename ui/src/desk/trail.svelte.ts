import { getContext, setContext, tick } from "svelte";
import { type Answers, placeAt } from "../draft/place";
import type { Session } from "../draft/session.svelte";
import type { Finding } from "../types/Finding";
import type { Form } from "../types/Form";
import type { Span } from "../types/Span";
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
  /** Where 接下来 led last, while the focus is still where it came to then. */
  private led = $state.raw<{ step: Task; here: string } | undefined>();
  private visited = -1;

  constructor(private readonly session: Session) {}

  /** Goes from an entry of a list to a place, or to words in it. */
  async follow(entry: HTMLElement, section: string, path: string, span?: Span): Promise<void> {
    this.start = {
      view: this.session.view,
      beside: entry.closest("aside") !== null,
      at: entriesAround(entry).indexOf(entry),
    };
    await goTo(this.session, section, path, span);
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
    const { form, answers, view, state } = this.session;
    const led = this.led;
    // A step may have no input of its own: a text that is too long leads to the first of its parts.
    const stays = led?.step.section === view && led.here === this.here;
    // A place of another section says nothing about this one.
    const here = this.session.sectionOf(this.here) === view ? this.here : "";
    const from = stays ? led.step.path : here;
    return stepFrom(state.review.steps, { form, answers }, view, from, state.review.ready);
  }

  /** Goes to the next thing worth doing; where nothing is left, to check and export. */
  async onward(): Promise<void> {
    const step = this.next;
    if (!step) {
      this.session.go("check");
      return;
    }
    await goTo(this.session, step.section, step.path);
    this.led = { step, here: this.here };
  }

  /** Goes to the finding after the one visited last, or before it; round and round. */
  async turn(by: 1 | -1): Promise<void> {
    const all: Finding[] = this.session.state.review.findings;
    if (all.length === 0) return;
    const from = this.visited < 0 && by < 0 ? 0 : this.visited;
    this.visited = (from + by + all.length) % all.length;
    const finding = all[this.visited];
    if (finding) await goTo(this.session, finding.section, whereOf(finding), finding.span);
  }
}

/**
 * The first step that stands after a place in the form's order. Where none does it begins anew as long
 * as something stands in the way of a final version; what is only doubtful was passed once, and may stay.
 */
export function stepFrom(
  steps: Task[],
  draft: Draft,
  view: string,
  here: string,
  ready: boolean,
): Task | undefined {
  const from = standingOf(draft, view, here);
  const after = steps.find((step) => isAfter(standingOf(draft, step.section, step.path), from));
  return after ?? (ready ? undefined : steps[0]);
}

/** What says where a place stands: the form, and the order of the rows. */
interface Draft {
  form: Form;
  answers: Answers;
}

/** Where a place stands in the form: section, field, row. None is before the first. */
function standingOf({ form, answers }: Draft, view: string, path: string): [number, number, number] {
  const section = form.section.findIndex((one) => one.id === view);
  const fields = form.section[section]?.field ?? [];
  const places = [
    ...fields.map((field) => field.path),
    ...form.attachment.map((kind) => `attachments.${kind.id}`),
  ];
  const place = placeAt(form, answers, path);
  const at = places.indexOf(place?.field.path ?? path);
  // What is asked nowhere by itself, as a length of several texts, stands after what is.
  return [section, at < 0 && path !== "" ? places.length : at, place?.row ?? -1];
}

function isAfter(one: number[], other: number[]): boolean {
  const at = one.findIndex((part, i) => part !== other[i]);
  return at >= 0 && (one[at] ?? 0) > (other[at] ?? 0);
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
