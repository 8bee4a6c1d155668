import { invoke } from "@tauri-apps/api/core";
import { beforeEach, expect, test, vi } from "vitest";
import type { Change } from "../types/Change";
import { call } from "./call";

vi.mock("@tauri-apps/api/core", () => ({ invoke: vi.fn() }));
const invoked = vi.mocked(invoke);

beforeEach(() => {
  invoked.mockReset();
});

/** A head and bytes as they cross. */
function parcel(head: string, bytes: number[]): ArrayBuffer {
  const text = new TextEncoder().encode(head);
  return new Uint8Array([text.length, 0, 0, 0, ...text, ...bytes]).buffer;
}

test("arguments go by their names, and bytes behind them", async () => {
  await call("steps", { first: 1, last: 7 });
  expect(invoked).toHaveBeenLastCalledWith("steps", { first: 1, last: 7 });
  await call("ready_bytes", { kind: "a", name: "甲", bytes: new Uint8Array([0, 255]) });
  const sent = new Uint8Array(parcel('{"kind":"a","name":"甲"}', [0, 255]));
  expect(invoked).toHaveBeenLastCalledWith("ready_bytes", sent);
});

test("bytes that are answered come with what is said of them", async () => {
  invoked.mockResolvedValue(parcel('"趋势图"', [1, 2]));
  expect(await call("chart", { of: "a" })).toEqual({ head: "趋势图", bytes: new Uint8Array([1, 2]) });
  invoked.mockResolvedValue(parcel("null", []));
  expect(await call("chart", { of: "a" })).toEqual({ head: null, bytes: new Uint8Array() });
});

test("what the table of calls does not know is no program", () => {
  const wrong = [
    // @ts-expect-error no call has this name
    () => call("stepz", { first: 1, last: 7 }),
    // @ts-expect-error an argument is missing
    () => call("steps", { first: 1 }),
    // @ts-expect-error an argument has another name
    () => call("steps", { first: 1, latest: 7 }),
    // @ts-expect-error an argument is of another type
    () => call("steps", { first: "1", last: 7 }),
    // @ts-expect-error there is one argument too many
    () => call("steps", { first: 1, last: 7, more: 1 }),
    // @ts-expect-error it takes nothing
    () => call("undo", { steps: 1 }),
    // @ts-expect-error it takes something
    () => call("apply"),
    // @ts-expect-error it answers something else
    (): Promise<Change> => call("steps", { first: 1, last: 7 }),
    // @ts-expect-error it may answer nothing
    (): Promise<Change> => call("attach_ready"),
  ];
  expect(wrong).toHaveLength(9);
});
