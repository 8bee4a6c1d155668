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
  async turn(by: 1 | -1 | 0): Promise<void> {
    const next =
      by === 1
        ? STEPS.find((step) => step > this.zoom)
        : by === -1
          ? [...STEPS].reverse().find((step) => step < this.zoom)
          : STEPS[0];
    if (next !== undefined) await this.prefer({ ...this.now, zoom: next });
  }

  /** Another theme. */
  async wear(look: Look): Promise<void> {
    await this.prefer({ ...this.now, look });
  }

  private async prefer(wanted: Preferences): Promise<void> {
    // A window that cannot be made larger stays as it is.
    this.now = await this.backend.prefer(wanted).catch(() => this.now);
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
