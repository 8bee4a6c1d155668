import { type EditorState, Plugin, PluginKey, type Transaction } from "prosemirror-state";
import { ReplaceStep } from "prosemirror-transform";

/** A figure is being looked for in the text: the place of the “/” and what was typed after it. */
export interface Asking {
  from: number;
  query: string;
}

const KEY = new PluginKey<Asking | undefined>("asking");

/**
 * Sees a “/” typed in the text and what follows it. After a figure, a letter or a unit a “/” is a
 * stroke (吨/年) and asks for nothing.
 */
export function asking(units: () => string[]): Plugin {
  return new Plugin<Asking | undefined>({
    key: KEY,
    state: {
      init: () => undefined,
      apply: (transaction, now, _, state) => {
        if (transaction.getMeta(KEY) === "end") return undefined;
        if (now) return continued(transaction, now, state);
        return begun(transaction, state, units) ? { from: state.selection.from - 1, query: "" } : undefined;
      },
    },
  });
}

/** What is being looked for now. */
export function askingOf(state: EditorState): Asking | undefined {
  return KEY.getState(state);
}

/** Ends the looking; the text stays. */
export function endAsking(transaction: Transaction): Transaction {
  return transaction.setMeta(KEY, "end");
}

function begun(transaction: Transaction, state: EditorState, units: () => string[]): boolean {
  const [step] = transaction.steps;
  const { $from, empty } = state.selection;
  if (!empty || transaction.steps.length !== 1 || !(step instanceof ReplaceStep)) return false;
  if (transaction.getMeta("paste") || step.slice.content.size !== 1) return false;
  const before = $from.parent.textBetween(0, $from.parentOffset, undefined, "▢");
  if (step.from + 1 !== $from.pos || !/[/／]$/.test(before)) return false;
  const last = before.at(-2) ?? "";
  return !/[0-9A-Za-z%％▢/]/.test(last) && !units().some((unit) => last !== "" && unit.endsWith(last));
}

function continued(transaction: Transaction, now: Asking, state: EditorState): Asking | undefined {
  const from = transaction.mapping.map(now.from, 1);
  const { $from, empty } = state.selection;
  if (!empty || from < $from.start() || from >= $from.pos) return undefined;
  const text = $from.parent.textBetween(from - $from.start(), $from.parentOffset, undefined, "▢");
  // A sentence that goes on is no question.
  return /^[/／][^，。；、：▢/]{0,20}$/.test(text) ? { from, query: text.slice(1) } : undefined;
}
