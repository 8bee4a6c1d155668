import { SvelteMap, SvelteSet } from "svelte/reactivity";
import type { EditRequest } from "../types/EditRequest";

/** How long after the last key press an input is sent. */
const PAUSE = 300;

/** Makes the edit when it is sent: what was sent before it may have changed the rows it speaks of. */
export type EditMaker = () => EditRequest;

interface Waiting {
  value: unknown;
  edit: EditMaker;
}

/**
 * What was typed and is not saved yet, by path.
 *
 * An input shows what is here before what is stored, so that no answer from the program overwrites
 * what is being typed. Edits are sent one after another. What the program refuses stays here and is
 * sent again with the next flush.
 */
export class Unsaved {
  /** What inputs show instead of the stored answer. */
  private readonly shown = new SvelteMap<string, unknown>();
  /** Paths whose last edit was refused. */
  private readonly refused = new SvelteSet<string>();
  private readonly waiting = new Map<string, Waiting>();
  private line: Promise<unknown> = Promise.resolve();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private inLine = $state(0);

  /** `send` applies one edit and takes over what it changed; it rejects where that was refused. */
  constructor(private readonly send: (edit: EditRequest) => Promise<unknown>) {}

  /** Whether something is typed but not saved. */
  get any(): boolean {
    return this.shown.size > 0 || this.inLine > 0;
  }

  /** How many inputs hold what the program refused to save. */
  get kept(): number {
    return this.refused.size;
  }

  /** The paths of these inputs. */
  get keptPaths(): string[] {
    return [...this.refused];
  }

  /** Whether a path has something typed that is not saved. */
  has(path: string): boolean {
    return this.shown.has(path);
  }

  /** What was typed at a path. */
  get(path: string): unknown {
    return this.shown.get(path);
  }

  /** Shows a value without sending it: a composition under way. */
  show(path: string, value: unknown): void {
    this.shown.set(path, value);
  }

  /** Shows a value and sends it after a pause. */
  type(path: string, value: unknown, edit: EditMaker): void {
    this.shown.set(path, value);
    this.waiting.set(path, { value, edit });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), PAUSE);
  }

  /** Sends what is typed now, and answers when it is saved or refused. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    const due = [...this.waiting];
    this.waiting.clear();
    for (const [path, waiting] of due) {
      void this.queue(async () => {
        try {
          await this.send(waiting.edit());
          this.refused.delete(path);
          this.settle(path, waiting.value);
        } catch {
          this.refused.add(path);
          // A newer text of the same place is already on its way.
          if (!this.waiting.has(path)) this.waiting.set(path, waiting);
        }
      });
    }
    return this.line.then(() => undefined);
  }

  /** Does something after everything typed so far is sent, and before anything typed later is. */
  then<T>(task: () => Promise<T>): Promise<T> {
    void this.flush();
    return this.queue(task);
  }

  private settle(path: string, value: unknown): void {
    if (!this.waiting.has(path) && this.shown.get(path) === value) this.shown.delete(path);
  }

  private queue<T>(task: () => Promise<T>): Promise<T> {
    this.inLine += 1;
    const result = this.line.then(task);
    this.line = result
      .catch(() => undefined)
      .then(() => {
        this.inLine -= 1;
      });
    return result;
  }
}
