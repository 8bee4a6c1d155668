import type { Quotable } from "../types/Quotable";
import type { Labels } from "./notation";

/** Names of the figures that may be quoted; a name that two share, or that holds braces, is none. */
export function labelsOf(figures: Record<string, Quotable | undefined>): Labels {
  const paths = new Map<string, string | undefined>();
  for (const [path, figure] of Object.entries(figures)) {
    const label = figure?.label.trim() ?? "";
    if (label === "" || /[{}\\\n]/.test(label)) continue;
    paths.set(label, paths.has(label) ? undefined : path);
  }
  return {
    path: (label) => paths.get(label),
    label: (path) => {
      const label = figures[path]?.label.trim();
      return label !== undefined && paths.get(label) === path ? label : undefined;
    },
  };
}
