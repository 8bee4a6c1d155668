import type { Quotable } from "../types/Quotable";
import type { Reckoned } from "../types/Reckoned";
import type { State } from "../types/State";
import type { Session } from "./session.svelte";

/**
 * What the narrative may quote beside the figures themselves: changes, sums, shares. It is much, and only
 * asked for while somebody chooses.
 */
export class Reckonings {
  /** As the program told them last, the most useful first. */
  all = $state.raw<Reckoned[]>([]);
  /** What they follow from. */
  private of: State | undefined;

  constructor(private readonly session: Session) {}

  /** What a reference quotes: a figure, what the texts quote, or what can be reckoned. */
  figure(quote: string): Quotable | undefined {
    const { figures } = this.session.state;
    if (Object.hasOwn(figures, quote)) return figures[quote];
    return this.all.find((one) => one.quote === quote)?.figure;
  }

  /** Whether a text is the reference of something. */
  readonly knows = (text: string): boolean => this.figure(text) !== undefined;

  /** Has them told anew where the draft has changed since. */
  async renew(): Promise<void> {
    const { session } = this;
    const { state } = session;
    if (this.of === state) return;
    this.of = state;
    const all = await session.attempt(() => session.backend.reckoned());
    // A later answer is already there, or on its way.
    if (this.of !== state) return;
    if (all) this.all = all;
    else this.of = undefined;
  }
}
