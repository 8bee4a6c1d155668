import type { Backend, PagePicture } from "../backend/backend";
import { failureOf } from "../backend/failure";
import type { Failure } from "../types/Failure";
import type { Paper } from "../types/Paper";

/** Keeps the paper beside the form current: laid out anew after a pause, only the newest shown, its
    pages painted as they are looked at. */
export class Previewing {
  /** What is shown; stays until something newer is ready. */
  seen = $state.raw<Paper | undefined>();
  /** Why the last one could not be made. */
  failure = $state.raw<Failure | undefined>();

  private wanted = 0;
  private made = 0;
  private busy = false;
  private stopped = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** The page being painted: one at a time, so that what is typed meanwhile finds the program free. */
  private painting: Promise<unknown> = Promise.resolve();

  constructor(private readonly backend: Backend) {}

  /** Asks for a paper of the draft as it is now, after a pause in ms in which nobody asks again. */
  want(pause: number): void {
    this.wanted += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.make(), pause);
  }

  /** A page of a paper, counted from 0, `scale` pixels to the pt; nothing where it was given up or its paper
      is no longer the newest. */
  async paint(
    { number }: Paper,
    index: number,
    scale: number,
    given: AbortSignal,
  ): Promise<PagePicture | undefined> {
    const painted = this.painting.then(() =>
      given.aborted ? null : this.backend.page(number, index, scale),
    );
    this.painting = painted.catch(() => undefined);
    try {
      return (await painted) ?? undefined;
    } catch (thrown) {
      if (!given.aborted) this.failure = failureOf(thrown);
      return undefined;
    }
  }

  /** Ends it. */
  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
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
      const paper = await this.backend.preview();
      if (stale()) return;
      this.seen = paper;
      this.failure = undefined;
    } catch (thrown) {
      if (!stale()) this.failure = failureOf(thrown);
    } finally {
      this.made = mine;
    }
  }
}
