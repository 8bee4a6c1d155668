import { render, waitFor } from "@testing-library/svelte";
import { beforeEach, expect, test } from "vitest";
import { Fixtures } from "../backend/fixtures";
import { known } from "../desk/opened-desk";
import { Session } from "../draft/session.svelte";
import { SESSION } from "../draft/session-context";
import type { Failure } from "../types/Failure";
import ChartPicture from "./ChartPicture.svelte";

/** Addresses of pictures that are still held. */
const held = new Set<string>();
let made = 0;
beforeEach(() => {
  held.clear();
  URL.createObjectURL = () => {
    made += 1;
    held.add(`blob:${made}`);
    return `blob:${made}`;
  };
  URL.revokeObjectURL = (url) => void held.delete(url);
});

async function chart(of: string, which: "create" | "sample" = "sample", refuse?: Failure) {
  const backend = new Fixtures(known);
  const opened = await backend[which]("enterprise");
  const session = new Session(backend, opened!);
  backend.refuse = refuse;
  const shown = render(ChartPicture, { props: { of }, context: new Map([[SESSION, session]]) });
  const img = () => shown.container.querySelector("img");
  return { backend, session, img, ...shown };
}

test("a chart is drawn anew when its figures change, and only then", async () => {
  const { backend, session, img, unmount } = await chart("waste.generated");
  await waitFor(() => expect(img()?.alt).toContain("2025 年工业固废产生量"));
  const first = img()!.src;
  await session.apply({ edit: "set", path: "case.title", value: "另一个题目" });
  await session.apply({ edit: "set", path: "waste.utilised.2025", value: "12" });
  expect(backend.charts).toEqual(["waste.generated"]);

  await session.apply({ edit: "set", path: "waste.generated.2025", value: "4321" });
  await waitFor(() => expect(img()?.alt).toContain("2025 年工业固废产生量 4321"));
  expect(img()!.src).not.toBe(first);
  // A picture that is no longer shown is let go.
  expect([...held]).toEqual([img()!.src]);
  unmount();
  expect(held.size).toBe(0);
});

test("without figures the place says so, and a chart that cannot be drawn says why", async () => {
  const empty = await chart("waste.generated", "create");
  await waitFor(() => expect(empty.container.textContent).toContain("数据还没有填"));
  const refused = { code: "fonts-missing", message: "字体不见了，请重新安装。" };
  const failing = await chart("waste.rate", "sample", refused);
  await waitFor(() => expect(failing.container.textContent).toContain("字体不见了"));
  expect(failing.img()).toBeNull();
});
