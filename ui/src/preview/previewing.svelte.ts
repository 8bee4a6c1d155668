import type { Backend } from "../backend/backend";
import { failureOf } from "../backend/failure";
import type { Failure } from "../types/Failure";
import type { Spot } from "../types/Spot";
import type { Paper } from "./paper";

/** A paper and where on it the form's places are. */
export interface Seen {
  paper: Paper;
  spots: Spot[];
}

/** Keeps the paper beside the form current: made anew after a pause, and only the newest shown. */
export class Previewing {
  /** What is shown; stays until something newer is ready. */
  seen = $state.raw<Seen | undefined>();
  /** Why the last one could not be made. */
  failure = $state.raw<Failure | undefined>();

  private wanted = 0;
  private made = 0;
  private busy = false;
  private stopped = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly backend: Backend,
    private readonly open: (pdf: Uint8Array) => Promise<Paper>,
  ) {}

  /** Asks for a paper of the draft as it is now, after a pause in ms in which nobody asks again. */
  want(pause: number): void {
    this.wanted += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.make(), pause);
  }

  /** Ends it. What was shown is put away. */
  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    void this.seen?.paper.close();
    this.seen = undefined;
  }

  private async make(): Promise<void> {
    // The one that is under way begins anew when it finds that it is stale.
    if (this.busy) return;
    this.busy = true;
    try {
      while (this.made !== this.wanted && !this.stopped) await this.makeOne();
    } finally {
      this.busy = false;
    }
  }

  private async makeOne(): Promise<void> {
    const mine = this.wanted;
    const stale = () => this.stopped || mine !== this.wanted;
    try {
      const preview = await this.backend.preview();
      if (stale()) return;
      const paper = await this.open(preview.pdf);
      if (stale()) {
        await paper.close();
        return;
      }
      const before = this.seen;
      this.seen = { paper, spots: preview.spots };
      this.failure = undefined;
      await before?.paper.close();
    } catch (thrown) {
      if (!stale()) this.failure = failureOf(thrown);
    } finally {
      this.made = mine;
    }
  }
}
