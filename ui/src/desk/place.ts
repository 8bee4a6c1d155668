import { tick } from "svelte";
import type { Session } from "../draft/session.svelte";
import { fetchRest } from "../later.svelte";
import type { Finding } from "../types/Finding";

/** Paths to look for a place by, from the place itself outwards. */
export function outwards(path: string): string[] {
  const paths = [path];
  let rest = path;
  for (;;) {
    const cut = Math.max(rest.lastIndexOf("."), rest.lastIndexOf("["));
    if (cut <= 0) return paths;
    rest = rest.slice(0, cut);
    paths.push(rest);
  }
}

/** The path that an element of the work is about: its own, else that of what is around it. */
export function placeOf(element: Element): string | undefined {
  const named = element.closest<HTMLElement>("[name], [data-place]");
  return named?.dataset["place"] ?? named?.getAttribute("name") ?? undefined;
}

/** The input of a place, or the first input inside it, or the nearest around it. */
export function inputAt(root: ParentNode, path: string): HTMLElement | undefined {
  const all = [...root.querySelectorAll<HTMLElement>("[name], [data-place]")];
  const nameOf = (element: HTMLElement) =>
    element.dataset["place"] ?? element.getAttribute("name") ?? "";
  for (const at of outwards(path)) {
    const found =
      all.find((element) => nameOf(element) === at) ??
      all.find((element) => {
        const name = nameOf(element);
        return name.startsWith(`${at}.`) || name.startsWith(`${at}[`);
      });
    if (found) return found;
  }
  return undefined;
}

/** Where a finding leads: its path, and in a part of the narrative the block. */
export function whereOf(finding: Finding): string {
  return finding.block === undefined ? finding.path : `${finding.path}[${finding.block}]`;
}

/** Shows a place: opens its section, brings the input into view and focuses it. */
export async function goTo(session: Session, section: string, path: string): Promise<void> {
  session.go(section);
  await fetchRest();
  await tick();
  const work = document.getElementById("work");
  if (!work) return;
  const input = inputAt(work, path);
  if (!input) {
    work.querySelector<HTMLElement>("h1")?.focus();
    return;
  }
  input.scrollIntoView({ block: "center" });
  // A place inside running text takes no focus itself: the text gets it, with the caret there.
  const text = input.closest<HTMLElement>("[contenteditable=true]") ?? input;
  text.focus({ preventScroll: true });
  if (text !== input) getSelection()?.collapse(input, 0);
}

/**
 * Shows where the draft changed by itself: nothing moves where such a place is in view already. The
 * page of versions tells what changed, and stays.
 */
export async function showMoved(session: Session, places: readonly string[]): Promise<void> {
  const [first] = places;
  if (first === undefined || session.view === "history") return;
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
