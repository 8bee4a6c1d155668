import { isWithin } from "../draft/place";
import type { Session } from "../draft/session.svelte";
import type { Spot } from "../types/Spot";

/** Where a place is printed first: the place itself, else the nearest around it, else its section. */
export function spotOf(spots: Spot[], path: string, section: string): Spot | undefined {
  const around = spots.filter((spot) => isWithin(path, spot.path));
  const near = around.sort((a, b) => b.path.length - a.path.length)[0];
  return near ?? spots.find((spot) => spot.path === section);
}

/** The places under a point of a page, the smallest first. Lengths in pt. */
export function spotsAt(spots: Spot[], page: number, x: number, y: number): Spot[] {
  const area = (spot: Spot) => spot.width * spot.height;
  return spots
    .filter(
      (spot) =>
        spot.page === page &&
        x >= spot.x &&
        x <= spot.x + spot.width &&
        y >= spot.y &&
        y <= spot.y + spot.height,
    )
    .sort((a, b) => area(a) - area(b));
}

/** The section in which a place is asked; none for what only the paper has. */
export function sectionOf(session: Session, path: string): string | undefined {
  const { section: sections } = session.form;
  if (sections.some((section) => section.id === path)) return path;
  return session.sectionOf(path);
}

/** Where to go in the form from a point of a page: section and place. */
export function wayFrom(
  session: Session,
  spots: Spot[],
  page: number,
  x: number,
  y: number,
): { section: string; path: string } | undefined {
  const here = spotsAt(spots, page, x, y);
  const innermost = here[0]?.path;
  for (const { path } of here) {
    const section = sectionOf(session, path);
    // A computed figure is no field, but has its place in the section around it.
    if (section && innermost) return { section, path: innermost };
  }
  return undefined;
}
