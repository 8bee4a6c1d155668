import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { EditRequest } from "../types/EditRequest";
import { Unsaved } from "./unsaved.svelte";

/** What the manual promises: no more than the last second is lost. */
const SECOND = 1000;
/** Between two keys of somebody who types without a pause. */
const KEY = 80;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface Sent {
  path: string;
  value: unknown;
  at: number;
}

/** A program that saves what it is sent after `flight` ms, while it is not told to refuse. */
function program(flight = 20) {
  const started: Sent[] = [];
  const saved: Sent[] = [];
  const refuses = new Set<string>();
  const unsaved = new Unsaved(async (edit) => {
    const { path, value } = edit as { path: string; value: unknown };
    started.push({ path, value, at: performance.now() });
    const refused = refuses.has(path);
    await new Promise((done) => setTimeout(done, flight));
    if (refused) throw new Error("refused");
    saved.push({ path, value, at: performance.now() });
  });
  const setter = (path: string, value: unknown) => () => ({ edit: "set", path, value }) as EditRequest;
  /** Everything typed so far, by path. */
  const typed = new Map<string, string>();
  const key = (path: string, letter: string) => {
    const text = (typed.get(path) ?? "") + letter;
    typed.set(path, text);
    unsaved.type(path, text, setter(path, text));
  };
  const last = (path: string) => saved.filter((one) => one.path === path).at(-1)?.value ?? "";
  return { unsaved, started, saved, refuses, key, setter, typed, last };
}

const wait = (millis: number) => vi.advanceTimersByTimeAsync(millis);

/** Presses a key each 80 ms, and looks at what `check` holds in between. */
async function steadily(keys: number, press: (nth: number) => void, check: () => void): Promise<void> {
  for (let nth = 0; nth < keys; nth += 1) {
    press(nth);
    for (let part = 0; part < KEY; part += 10) {
      await wait(10);
      check();
    }
  }
}

test("typing without a pause is saved while it goes on: nothing is older than a second", async () => {
  const { unsaved, started, key, last } = program();
  const pressed: number[] = [];
  await steadily(
    125,
    () => {
      pressed.push(performance.now());
      key("name", "字");
    },
    () => {
      const due = pressed.filter((at) => at <= performance.now() - SECOND).length;
      expect(String(last("name")).length).toBeGreaterThanOrEqual(due);
      expect(unsaved.late).toBe(false);
    },
  );
  // Once in a while and not with each key.
  expect(started.length).toBeLessThan(20);
  await wait(400);
  expect(last("name")).toBe("字".repeat(125));
  expect(unsaved.any).toBe(false);
});

test("typing that pauses is sent after the pause, once", async () => {
  const { started, key } = program();
  for (const letter of "甲乙丙") {
    key("name", letter);
    await wait(100);
  }
  await wait(150);
  expect(started).toEqual([]);
  await wait(100);
  expect(started.map((one) => one.value)).toEqual(["甲乙丙"]);
  await wait(5000);
  expect(started).toHaveLength(1);
});

test("two inputs typed in turn are both saved within the second", async () => {
  const { key, last, typed } = program();
  const pressed: { path: string; at: number }[] = [];
  await steadily(
    100,
    (nth) => {
      const path = nth % 2 === 0 ? "name" : "address";
      pressed.push({ path, at: performance.now() });
      key(path, "字");
    },
    () => {
      for (const path of typed.keys()) {
        const due = pressed.filter((one) => one.path === path && one.at <= performance.now() - SECOND);
        expect(String(last(path)).length).toBeGreaterThanOrEqual(due.length);
      }
    },
  );
});

test("what was taken from the input method is saved while the next word is composed", async () => {
  const { unsaved, started, key, setter, last } = program();
  key("name", "甲");
  // Letters on the way, for far longer than a second.
  for (let nth = 1; nth <= 50; nth += 1) {
    unsaved.show("name", `甲${"y".repeat(nth)}`);
    await wait(KEY);
  }
  expect(started.map((one) => one.value)).toEqual(["甲"]);
  expect(unsaved.get("name")).toBe(`甲${"y".repeat(50)}`);
  expect(unsaved.any).toBe(true);
  expect(unsaved.late).toBe(true);
  // Word after word without a pause: each is saved, though a composition is nearly always under way.
  unsaved.type("name", "甲一", setter("name", "甲一"));
  for (let nth = 0; nth < 40; nth += 1) {
    const text = "甲一" + "二".repeat(nth);
    for (const letters of ["e", "er"]) {
      unsaved.show("name", text + letters);
      await wait(KEY);
    }
    unsaved.type("name", `${text}二`, setter("name", `${text}二`));
    // No word is older than a second: at 160 ms each these are the last seven.
    expect(String(last("name")).length).toBeGreaterThanOrEqual(Math.min(2, nth) + nth - 7);
    expect(unsaved.late).toBe(false);
  }
  await wait(400);
  expect(last("name")).toBe("甲一" + "二".repeat(40));
  expect(unsaved.any).toBe(false);
});

test("a word that was long in coming is sent as soon as it is taken", async () => {
  const { unsaved, started, setter } = program();
  unsaved.show("name", "changjiu");
  await wait(3000);
  unsaved.type("name", "长久", setter("name", "长久"));
  await wait(30);
  expect(started.map((one) => one.value)).toEqual(["长久"]);
  expect(unsaved.late).toBe(false);
  expect(unsaved.any).toBe(false);
});

test("a composition that is only noted is unsaved too, and shows nothing", async () => {
  const { unsaved, key } = program();
  unsaved.compose("part");
  expect([unsaved.any, unsaved.has("part")]).toEqual([true, false]);
  await wait(SECOND - 10);
  expect(unsaved.late).toBe(false);
  await wait(20);
  expect(unsaved.late).toBe(true);
  key("part", "字");
  await wait(30);
  expect([unsaved.any, unsaved.late]).toEqual([false, false]);
});

test("while one save is under way one more waits at most, with the newest text", async () => {
  const { unsaved, started, saved, key, last } = program(3500);
  await steadily(
    125,
    (nth) => key(nth % 3 === 0 ? "address" : "name", "字"),
    () => undefined,
  );
  // What was sent first took up to a second to begin, each one after it 3.5 s.
  expect(started.length).toBeLessThanOrEqual(4);
  expect(unsaved.get("name")).toBe("字".repeat(83));
  void unsaved.flush();
  await wait(15_000);
  expect(last("name")).toBe("字".repeat(83));
  expect(last("address")).toBe("字".repeat(42));
  expect(saved.length).toBeLessThanOrEqual(6);
  expect(unsaved.any).toBe(false);
});

test("slow saving is told from the oldest key on, though keys go on", async () => {
  const { unsaved, key } = program(3500);
  const from = performance.now();
  await steadily(
    30,
    () => key("name", "字"),
    () => {
      const age = performance.now() - from;
      // At the very second either is right.
      if (Math.abs(age - SECOND) > 10) expect(unsaved.late, String(age)).toBe(age > SECOND);
    },
  );
  await wait(20_000);
  expect(unsaved.late).toBe(false);
});

test("an answer that comes back while typing goes on changes nothing that is shown", async () => {
  const { unsaved, key, typed, saved } = program(200);
  await steadily(
    60,
    () => key("name", "字"),
    () => {
      // Where nothing is shown as typed, all of it is what was stored last.
      expect(unsaved.get("name") ?? saved.at(-1)?.value).toBe(typed.get("name"));
    },
  );
});

test("what is done after what was typed does not take in what is typed later", async () => {
  const { unsaved, saved, key } = program(1000);
  key("name", "甲");
  void unsaved.flush();
  // That is on its way now; what follows is not, when something else comes after it.
  await wait(10);
  key("name", "乙");
  const done = vi.fn(() => {
    expect(saved.map((one) => one.value)).toEqual(["甲", "甲乙"]);
    return Promise.resolve();
  });
  void unsaved.then(done);
  key("name", "丙");
  await wait(5000);
  expect(done).toHaveBeenCalledOnce();
  expect(saved.map((one) => one.value)).toEqual(["甲", "甲乙", "甲乙丙"]);
});

test("what was refused is not tried again each second, but with the next pause", async () => {
  const { unsaved, started, refuses, key, last } = program();
  refuses.add("name");
  key("name", "甲");
  await wait(400);
  expect(unsaved.keptPaths).toEqual(["name"]);
  await wait(10_000);
  expect(started).toHaveLength(1);
  // Another input is saved meanwhile as ever, and so is the refused one left alone.
  const before = started.length;
  await steadily(
    50,
    () => key("address", "字"),
    () => undefined,
  );
  expect(started.slice(before).some((one) => one.path === "name")).toBe(false);
  expect(String(last("address")).length).toBeGreaterThan(35);
  // Nor is it when it is typed on itself.
  await steadily(
    50,
    () => key("name", "乙"),
    () => undefined,
  );
  expect(started.filter((one) => one.path === "name")).toHaveLength(1);
  refuses.clear();
  await wait(400);
  expect(last("name")).toBe(`甲${"乙".repeat(50)}`);
  expect([unsaved.kept, unsaved.any]).toEqual([0, false]);
});

test("a refused text does not come back over a newer one", async () => {
  const { unsaved, started, refuses, key, last } = program(500);
  refuses.add("name");
  key("name", "甲");
  void unsaved.flush();
  await wait(100);
  refuses.clear();
  key("name", "乙");
  void unsaved.flush();
  await wait(2000);
  expect(started.map((one) => one.value)).toEqual(["甲", "甲乙"]);
  expect(last("name")).toBe("甲乙");
  expect([unsaved.kept, unsaved.any]).toEqual([0, false]);
});

test("nor over one that waits behind something else", async () => {
  const { unsaved, started, refuses, key, last } = program(500);
  refuses.add("name");
  key("name", "甲");
  void unsaved.flush();
  await wait(100);
  refuses.clear();
  key("name", "乙");
  void unsaved.then(() => Promise.resolve());
  await wait(5000);
  void unsaved.flush();
  await wait(5000);
  expect(started.map((one) => one.value)).toEqual(["甲", "甲乙"]);
  expect(last("name")).toBe("甲乙");
  expect([unsaved.kept, unsaved.any]).toEqual([0, false]);
});
