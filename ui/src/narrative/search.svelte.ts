import type { Session } from "../draft/session.svelte";
import { folded } from "./editor/hits";
import type { Searched } from "./writing";

/** Looking for words in all parts of the narrative, and putting others in their place. */
export class Search {
  /** Whether it is shown, and with what can be done. */
  shown = $state<"find" | "replace" | undefined>();
  query = $state("");
  words = $state("");
  /** The part and the place in it of the present hit. */
  private present = $state.raw<{ part: Searched; at: number } | undefined>();

  constructor(
    private readonly session: Session,
    private readonly parts: () => Searched[],
  ) {}

  /** Every hit, in the order of the text. */
  private get all(): { part: Searched; at: number }[] {
    if (this.query === "") return [];
    return this.parts().flatMap((part) => part.hits.map((_, at) => ({ part, at })));
  }

  get count(): number {
    return this.all.length;
  }

  /** The number of the present hit, counted from 1; 0 where there is none. */
  get nth(): number {
    return this.indexOfPresent(this.all) + 1;
  }

  /** Looks for what is typed now. */
  look(): void {
    this.present = undefined;
    for (const part of this.parts()) part.look(this.query);
    if (this.count > 0) this.step(1);
  }

  /** Goes to the next hit, or the one before; around the ends. */
  step(by: 1 | -1): void {
    const all = this.all;
    if (all.length === 0) return;
    const now = this.indexOfPresent(all);
    this.goTo(all[now < 0 ? (by > 0 ? 0 : all.length - 1) : (now + by + all.length) % all.length]);
  }

  /** Replaces the present hit and goes to the next. */
  replace(): void {
    const { present } = this;
    if (!present) {
      this.step(1);
      return;
    }
    const before = this.indexOfPresent(this.all);
    const gone = present.part.hits[present.at];
    if (gone) present.part.replace([gone], this.words);
    const all = this.all;
    this.present = undefined;
    // What was put in may itself hold what is looked for; then the next is as many further on.
    const again = folded(this.words).split(folded(this.query)).length - 1;
    this.goTo(all[(before + again) % Math.max(1, all.length)]);
  }

  /** Replaces every hit, as one change. */
  async replaceAll(): Promise<void> {
    const edits = this.parts().flatMap((part) => {
      const answer = part.replaced(this.words);
      return answer === undefined
        ? []
        : [{ edit: "set" as const, path: part.part, value: answer }];
    });
    this.present = undefined;
    if (edits.length > 0) await this.session.apply({ edit: "all", edits });
  }

  /** Ends it; the caret goes to the present hit. */
  close(): void {
    this.present?.part.focus();
    this.shown = undefined;
    this.present = undefined;
    for (const part of this.parts()) part.look("");
  }

  private indexOfPresent(all: { part: Searched; at: number }[]): number {
    const { present } = this;
    return all.findIndex((one) => one.part === present?.part && one.at === present.at);
  }

  private goTo(hit: { part: Searched; at: number } | undefined): void {
    for (const part of this.parts()) {
      part.look(this.query, part === hit?.part ? hit.at : undefined);
    }
    this.present = hit;
  }
}
