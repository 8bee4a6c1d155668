import { tick } from "svelte";
import { isWithin, pathOf, shared } from "../draft/place";
import type { Session } from "../draft/session.svelte";
import { cells, inputOf, spotOf } from "../grid/cells";
import { fetchRest } from "../later.svelte";
import type { Finding } from "../types/Finding";
import type { Span } from "../types/Span";

/** The path that an element of the work is about: its own, else that of what is around it. */
export function placeOf(element: Element): string | undefined {
  const named = element.closest<HTMLElement>("[name], [data-place]");
  return named ? nameOf(named) : undefined;
}

/** The input of a place, or the first input inside it, or the nearest around it. */
export function inputAt(root: ParentNode, path: string): HTMLElement | undefined {
  let nearest: HTMLElement | undefined;
  let best = 0;
  for (const element of root.querySelectorAll<HTMLElement>("[name], [data-place]")) {
    const name = nameOf(element);
    if (name === path) return element;
    const part = shared(path, name);
    // Of those as near, what holds the place goes before what is in it.
    const rank = part === 0 ? 0 : 2 * part + (name.length === part ? 1 : 0);
    if (rank > best) [nearest, best] = [element, rank];
  }
  return nearest;
}

function nameOf(element: HTMLElement): string {
  return element.dataset["place"] ?? element.getAttribute("name") ?? "";
}

/** Where a finding leads: its path, and in a part of the narrative the block. */
export function whereOf(finding: Finding): string {
  return pathOf(finding.path, finding.block);
}

/** The words of a block that a finding is about: in running text those marked, in boxes the box. */
function wordsIn(root: ParentNode, path: string, { text, from }: Span): HTMLElement | undefined {
  const inside = [...root.querySelectorAll<HTMLElement>("[name], [data-place]")].filter((element) =>
    isWithin(nameOf(element), path),
  );
  const marked = inside.map((element) => element.querySelector<HTMLElement>(`[data-span="${text}:${from}"]`));
  const boxes = inside.filter((element) => element.matches("input, textarea"));
  return marked.find((element) => element !== null) ?? boxes[text];
}

/** Shows a place, or words in it: opens its section, brings the input into view and focuses it. */
export async function goTo(
  session: Session,
  section: string,
  path: string,
  span?: Span,
): Promise<void> {
  session.go(section);
  await fetchRest();
  await tick();
  const work = document.getElementById("work");
  if (!work) return;
  const input = (span && wordsIn(work, path, span)) ?? inputAt(work, path);
  if (!input) {
    work.querySelector<HTMLElement>("h1")?.focus();
    return;
  }
  input.scrollIntoView({ block: "center" });
  // A place inside running text takes no focus itself: the text gets it, with the caret there.
  const text = input.closest<HTMLElement>("[contenteditable=true]") ?? input;
  text.focus({ preventScroll: true });
  if (text !== input) getSelection()?.collapse(...startOf(input));
}

/** Where the caret goes for an element of running text: into it, but before a chip. */
function startOf(element: HTMLElement): [Node, number] {
  const { parentNode } = element;
  if (element.contentEditable !== "false" || !parentNode) return [element, 0];
  return [parentNode, [...parentNode.childNodes].indexOf(element)];
}

/**
 * Shows where the draft changed by itself: nothing moves where such a place is in view already, but a row
 * that came back has the focus. The page of versions tells what changed, and stays.
 */
export async function showMoved(
  session: Session,
  { places, back }: { places: readonly string[]; back: string | undefined },
): Promise<void> {
  const [first] = places;
  if (first === undefined || session.view === "history") return;
  if (back !== undefined && session.sectionOf(back) === session.view) {
    const column = spotOf(document.activeElement)?.column;
    await tick();
    const work = document.getElementById("work");
    if (work) focusRow(work, back, column);
    return;
  }
  const here = places.find((path) => session.sectionOf(path) === session.view);
  if (here !== undefined) {
    await tick();
    const work = document.getElementById("work");
    if (work) inputAt(work, here)?.scrollIntoView({ block: "nearest" });
    return;
  }
  const section = session.sectionOf(first);
  if (section !== undefined) await goTo(session, section, first);
}

/** Gives the focus to a cell of the row at a place: that of a column, else the first. */
export function focusRow(root: ParentNode, row: string, column: number | undefined): void {
  const line = [...root.querySelectorAll<HTMLElement>("[data-row]")].find(
    ({ dataset }) => pathOf(dataset["rows"] ?? "", dataset["row"]) === row,
  );
  if (!line) return;
  const inputs = cells(line).flatMap(({ holder, spot }) => {
    const input = inputOf(holder);
    return input ? [{ input, spot }] : [];
  });
  const input = (inputs.find(({ spot }) => spot.column === column) ?? inputs[0])?.input;
  input?.focus();
  input?.select();
}
