import { SvelteMap, SvelteSet } from "svelte/reactivity";
import type { EditRequest } from "../types/EditRequest";
import { isWithin } from "./place";

/** How long after the last key what is typed is sent, in ms. */
const PAUSE = 300;
/** How long after its first key it is sent while keys go on: so early that a second holds the way to the disk too. */
const LATEST = 750;
/** What may be lost at most, as the manual promises; what is unsaved for longer is told. */
const SECOND = 1000;

/** Makes the edit when it is sent: what was sent before it may have changed the rows it speaks of. */
export type EditMaker = () => EditRequest;

/** Something not saved yet, and since when that is so. */
interface Aged {
  since: number;
  path?: string;
}

/** What was typed at a path, counted from its oldest key that is not saved. */
interface Typing extends Aged {
  path: string;
  value: unknown;
  edit: EditMaker;
}

/**
 * What was typed and is not saved yet, by path.
 *
 * An input shows what is here before what is stored, so that no answer from the program overwrites
 * what is being typed. It is sent after a pause, and while there is none a moment after the first
 * key. Edits are sent one after another; while one is under way, what is typed at a path makes one
 * edit. What the program refuses stays here and is sent again with the next pause or flush.
 */
export class Unsaved {
  /** Whether something is typed but not saved. */
  any = $state(false);
  /** Whether something has been so for longer than a second. */
  late = $state(false);

  /** What inputs show instead of the stored answer. */
  private readonly shown = new SvelteMap<string, unknown>();
  /** Paths whose last edit was refused. */
  private readonly refused = new SvelteSet<string>();
  /** Compositions under way, by path. */
  private readonly composed = new Map<string, Aged>();
  /** What is typed and not in line yet. */
  private readonly waiting = new Map<string, Typing>();
  /** What stands in line and can still take in what is typed after it. */
  private readonly standing = new Map<string, Typing>();
  /** All that is in line or on its way. */
  private readonly inLine = new Set<Aged>();
  /** What is on its way to a place that is gone. */
  private readonly gone = new WeakSet<Aged>();
  private line: Promise<unknown> = Promise.resolve();
  private pause: ReturnType<typeof setTimeout> | undefined;
  private latest: ReturnType<typeof setTimeout> | undefined;
  private clock: ReturnType<typeof setTimeout> | undefined;

  /** `send` applies one edit and takes over what it changed; it rejects where that was refused. */
  constructor(private readonly send: (edit: EditRequest) => Promise<unknown>) {}

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

  /** Shows a value without sending it: a composition under way. What was typed before it is sent. */
  show(path: string, value: unknown): void {
    this.shown.set(path, value);
    this.compose(path);
  }

  /** Notes a composition under way in an input that shows it by itself. */
  compose(path: string): void {
    if (!this.composed.has(path)) this.composed.set(path, { since: performance.now() });
    this.look();
  }

  /** Shows a value and sends it after a pause, or before that when keys go on. */
  type(path: string, value: unknown, edit: EditMaker): void {
    const since = oldest([
      { since: performance.now() },
      this.waiting.get(path),
      this.composed.get(path),
    ]);
    this.composed.delete(path);
    this.shown.set(path, value);
    this.waiting.set(path, { path, value, edit, since });
    clearTimeout(this.pause);
    this.pause = setTimeout(() => void this.flush(), PAUSE);
    this.limit();
    this.look();
  }

  /** Sends what is typed now, and answers when it is saved or refused. */
  flush(): Promise<void> {
    clearTimeout(this.pause);
    this.sendSome(() => true);
    return this.line.then(() => undefined);
  }

  /** Does something after everything typed so far is sent, and before anything typed later is. */
  then<T>(task: () => Promise<T>): Promise<T> {
    void this.flush();
    this.standing.clear();
    return this.queue({ since: performance.now() }, task);
  }

  /** Whether a path is sent while keys go on; what was refused waits for a pause, or it would be tried with them. */
  private isFresh(path: string): boolean {
    return !this.refused.has(path);
  }

  /** Has what is typed sent in time, though no pause comes. */
  private limit(): void {
    clearTimeout(this.latest);
    const fresh = [...this.waiting].flatMap(([path, typing]) => (this.isFresh(path) ? [typing] : []));
    if (fresh.length === 0) return;
    const left = oldest(fresh) + LATEST - performance.now();
    this.latest = setTimeout(() => this.sendSome((path) => this.isFresh(path)), Math.max(0, left));
  }

  private sendSome(which: (path: string) => boolean): void {
    clearTimeout(this.latest);
    for (const typing of [...this.waiting.values()]) {
      if (!which(typing.path)) continue;
      this.waiting.delete(typing.path);
      const before = this.standing.get(typing.path);
      if (before) Object.assign(before, typing, { since: before.since });
      else this.sendInTurn(typing);
    }
  }

  /** What is typed at a place, and at all within it, stands at another from now on: a row got its id. */
  rename(from: string, to: string): void {
    const renamed = (path: string) => to + path.slice(from.length);
    const within = (paths: Iterable<string>) => [...paths].filter((path) => isWithin(path, from));
    for (const path of within(this.shown.keys())) {
      this.shown.set(renamed(path), this.shown.get(path));
      this.shown.delete(path);
    }
    for (const path of within(this.refused)) {
      this.refused.add(renamed(path));
      this.refused.delete(path);
    }
    const move = <T extends Aged>(all: Map<string, T>) => {
      for (const path of within(all.keys())) {
        const one = all.get(path);
        if (one) all.set(renamed(path), one);
        all.delete(path);
      }
    };
    // What is in line is in none of the maps once it is on its way, and in one of them before.
    const all = new Set<Aged>([...this.inLine, ...this.waiting.values()]);
    for (const one of all) {
      if (one.path !== undefined && isWithin(one.path, from)) one.path = renamed(one.path);
    }
    move(this.composed);
    move(this.waiting);
    move(this.standing);
  }

  /** Forgets what is typed at a place that is gone, and at all within it. */
  drop(gone: string): void {
    for (const path of [...this.shown.keys()]) if (isWithin(path, gone)) this.shown.delete(path);
    for (const path of [...this.refused]) if (isWithin(path, gone)) this.refused.delete(path);
    for (const all of [this.composed, this.waiting, this.standing]) {
      for (const path of [...all.keys()]) if (isWithin(path, gone)) all.delete(path);
    }
    for (const one of this.inLine) {
      if (one.path !== undefined && isWithin(one.path, gone)) this.gone.add(one);
    }
    this.look();
  }

  private sendInTurn(typing: Typing): void {
    this.standing.set(typing.path, typing);
    void this.queue(typing, async () => {
      if (this.standing.get(typing.path) === typing) this.standing.delete(typing.path);
      try {
        await this.send(typing.edit());
        this.refused.delete(typing.path);
        if (this.isNewest(typing) && !this.composed.has(typing.path)) this.shown.delete(typing.path);
      } catch {
        // What was typed for a row that is gone is gone with it.
        if (this.gone.has(typing)) return;
        this.refused.add(typing.path);
        if (this.isNewest(typing)) this.waiting.set(typing.path, typing);
      }
    });
  }

  /** Whether nothing was typed at its path after what is on its way. */
  private isNewest(typing: Typing): boolean {
    const { path } = typing;
    return !this.waiting.has(path) && ![...this.inLine].some((one) => one !== typing && one.path === path);
  }

  private queue<T>(aged: Aged, task: () => Promise<T>): Promise<T> {
    this.inLine.add(aged);
    this.look();
    const result = this.line.then(task);
    this.line = result
      .catch(() => undefined)
      .then(() => {
        this.inLine.delete(aged);
        this.look();
      });
    return result;
  }

  /** Looks how old the oldest is that is not saved, and once more when it is a second old. */
  private look(): void {
    clearTimeout(this.clock);
    const since = oldest([...this.waiting.values(), ...this.inLine, ...this.composed.values()]);
    const left = since + SECOND - performance.now();
    this.any = since !== Infinity;
    this.late = left <= 0;
    if (this.any && !this.late) this.clock = setTimeout(() => this.look(), left);
  }
}

/** Since when the oldest is there; infinity where there is none. */
function oldest(all: readonly (Aged | undefined)[]): number {
  return Math.min(...all.map((one) => one?.since ?? Infinity));
}
