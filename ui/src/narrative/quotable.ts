import type { Quotable } from "../types/Quotable";
import type { Reckoned } from "../types/Reckoned";

/** What may be quoted, with its reference. */
export type Figure = Quotable & { quote: string };

/** Entries that a list has at most. */
const MOST = 200;

/**
 * What may be quoted whose name, value or reference holds every word of a query, the most useful first:
 * the figures themselves, then what is reckoned of them in the program's order.
 */
export function figuresFor(
  query: string,
  figures: Record<string, Quotable | undefined>,
  reckoned: readonly Reckoned[],
): Figure[] {
  const words = query.trim().split(/\s+/).filter(Boolean);
  const told = new Set(reckoned.map(({ quote }) => quote));
  // The texts' own references are among the figures too; what has no figure is none to quote.
  const known = Object.entries(figures).flatMap(([quote, figure]): Figure[] =>
    figure?.state === "there" && !told.has(quote) ? [{ quote, ...figure }] : [],
  );
  const all = [
    ...known.filter(({ kind }) => kind === undefined),
    ...reckoned.map(({ quote, figure }) => ({ quote, ...figure })),
    ...known.filter(({ kind }) => kind !== undefined),
  ];
  return all
    .filter(({ label, value, quote, kind = "" }) =>
      words.every((w) => `${label} ${value} ${kind} ${quote}`.includes(w)),
    )
    .slice(0, MOST);
}

/**
 * The words around a figure that is put into a text: what leads to it, and its unit, as far as they do not
 * stand there already. A figure as it stands is put by itself: what it is called in a sentence is not known.
 */
export function wordsAround(figure: Figure, before: string, after: string): [string, string] {
  if (figure.kind === undefined) return ["", ""];
  return [leadAfter(figure.lead, before), unitBefore(figure.unit, after)];
}

function leadAfter(lead: string, before: string): string {
  // 比 2022 年 is the same as 比2022年.
  const said = before.replace(/\s+/g, "");
  for (let length = lead.length; length > 1; length -= 1) {
    // Whoever has written 下降 wants the figure only.
    if (said.endsWith(lead.slice(-length))) return "";
  }
  for (let length = lead.length; length > 0; length -= 1) {
    if (said.endsWith(lead.slice(0, length))) return lead.slice(length);
  }
  return lead;
}

function unitBefore(unit: string, after: string): string {
  const said = after.trimStart().replace(/^％/, "%");
  for (let from = 0; from < unit.length; from += 1) {
    // Of 个百分点, 百分点 may stand there.
    if (said.startsWith(unit.slice(from))) return unit.slice(0, from);
  }
  return unit;
}
