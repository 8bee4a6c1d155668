import { getContext, setContext } from "svelte";
import type { Backend } from "../backend/backend";
import type { Look } from "../types/Look";
import type { Preferences } from "../types/Preferences";

/** Sizes that Ctrl + and Ctrl − go through, in percent. */
const STEPS = [100, 110, 125, 150, 175, 200];

const KEY = Symbol("appearance");

/** How the window looks: size and theme, as kept by the program. */
export class Appearance {
  private now = $state.raw<Preferences>({ zoom: 100, look: "system" });
  /** What was asked for last; the next wish starts from what came of it. */
  private last: Promise<void> = Promise.resolve();

  constructor(private readonly backend: Backend) {}

  /** Size of everything, in percent. */
  get zoom(): number {
    return this.now.zoom;
  }

  /** Light, dark, or as the system. */
  get look(): Look {
    return this.now.look;
  }

  /** Takes over what the program keeps. */
  take(preferences: Preferences): void {
    this.now = preferences;
  }

  /** One size larger, one smaller, or back to the usual one. */
  turn(by: 1 | -1 | 0): Promise<void> {
    return this.prefer((now) => {
      const next =
        by === 1
          ? STEPS.find((step) => step > now.zoom)
          : by === -1
            ? [...STEPS].reverse().find((step) => step < now.zoom)
            : STEPS[0];
      return next === undefined ? now : { ...now, zoom: next };
    });
  }

  /** Another theme. */
  wear(look: Look): Promise<void> {
    return this.prefer((now) => ({ ...now, look }));
  }

  private prefer(wish: (now: Preferences) => Preferences): Promise<void> {
    this.last = this.last.then(async () => {
      // A window that cannot be made larger stays as it is.
      this.now = await this.backend.prefer(wish(this.now)).catch(() => this.now);
    });
    return this.last;
  }
}

/** Hands the appearance to everything below. */
export function provideAppearance(appearance: Appearance): Appearance {
  return setContext(KEY, appearance);
}

/** The appearance of the window. */
export function useAppearance(): Appearance {
  return getContext<Appearance>(KEY);
}
