import type { Quotable } from "../types/Quotable";

/** A figure that may be quoted, with its path. */
export type Figure = Quotable & { path: string };

/** The figures whose name, value or path holds every word of a query, at most 200. */
export function figuresFor(
  query: string,
  figures: Record<string, Quotable | undefined>,
): Figure[] {
  const words = query.trim().split(/\s+/).filter(Boolean);
  return Object.entries(figures)
    .flatMap(([path, figure]) => (figure ? [{ path, ...figure }] : []))
    .filter(({ label, value, path }) => words.every((w) => `${label} ${value} ${path}`.includes(w)))
    .slice(0, 200);
}
