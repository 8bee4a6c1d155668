import type { Version } from "../types/Version";

/**
 * Everything the page may ask of the program, and the only way to ask it.
 *
 * Two implementations stand behind it: `Shell`, which calls the desktop shell, and
 * `Fixtures`, which answers from memory so that the page also runs in a plain browser
 * and in component tests. The page computes, counts and validates nothing itself.
 */
export interface Backend {
  /** Which program this is. */
  version(): Promise<Version>;

  /**
   * Asks to be told when the window is about to close. The window waits for `whenAsked`,
   * so that what was just typed can be sent first; then it closes.
   */
  onClosing(whenAsked: () => Promise<void>): Promise<void>;
}
