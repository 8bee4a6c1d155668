import type { Quotable } from "../types/Quotable";
import type { Reckoned } from "../types/Reckoned";
import type { Labels } from "./notation";

/** Names of what may be quoted; a name that two share, or that holds braces, is none. */
export function labelsOf(
  figures: Record<string, Quotable | undefined>,
  reckoned: readonly Reckoned[] = [],
): Labels {
  const all = new Map(reckoned.map(({ quote, figure }) => [quote, figure.label.trim()]));
  for (const [quote, figure] of Object.entries(figures)) all.set(quote, figure?.label.trim() ?? "");
  const quotes = new Map<string, string | undefined>();
  for (const [quote, label] of all) {
    if (label === "" || /[{}\\\n]/.test(label)) continue;
    quotes.set(label, quotes.has(label) ? undefined : quote);
  }
  return {
    quote: (label) => quotes.get(label),
    label: (quote) => {
      const label = all.get(quote);
      return label !== undefined && quotes.get(label) === quote ? label : undefined;
    },
    knows: (text) => all.has(text),
  };
}
