import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Fixtures } from "../backend/fixtures";
import { desk, known, user } from "../desk/opened-desk";
import type { Paper } from "../types/Paper";
import type { Spot } from "../types/Spot";
import { Previewing } from "./previewing.svelte";
import { spotOf, spotsAt } from "./spots";

/** CSS pixels a pt while nothing has a width. */
const SCALE = 96 / 72;

beforeEach(() => {
  window.innerWidth = 1280;
  // jsdom shows no pictures.
  HTMLImageElement.prototype.decode = () => Promise.resolve();
  URL.createObjectURL = () => "blob:picture";
  URL.revokeObjectURL = () => undefined;
  const nothing = { unobserve: () => undefined, disconnect: () => undefined };
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      constructor(told: (entries: { isIntersecting: boolean }[]) => void) {
        return { ...nothing, observe: () => told([{ isIntersecting: true }]) };
      }
    },
  );
  vi.stubGlobal(
    "ResizeObserver",
    class {
      constructor() {
        return { ...nothing, observe: () => undefined };
      }
    },
  );
});
afterEach(() => vi.unstubAllGlobals());

async function opened() {
  const all = await desk("enterprise", "sample");
  const preview = vi.spyOn(all.backend, "preview");
  const page = vi.spyOn(all.backend, "page");
  await user.click(screen.getByRole("tab", { name: "预览" }));
  await waitFor(() => expect(all.container.querySelectorAll("[data-drawn=yes]")).toHaveLength(2));
  return { ...all, preview, page };
}

test("the paper is made when it is looked at, and anew after a pause in typing", async () => {
  const { container, input, preview } = await opened();
  expect(preview).toHaveBeenCalledTimes(1);
  const said = () => screen.getByRole("group", { name: "第 2 页" }).textContent;
  expect(said()).toContain("第 1 稿，第 2 页");
  await user.type(input("cover.contact"), "丙");
  await waitFor(() => expect(preview).toHaveBeenCalledTimes(2), { timeout: 3000 });
  await waitFor(() => expect(said()).toContain("第 2 稿，第 2 页"));
  expect(container.querySelectorAll("[data-drawn=yes] img")).toHaveLength(2);
});

test("a page stays until it is painted anew", async () => {
  const { container, input, page } = await opened();
  let come = () => {};
  const picture = { lines: [], picture: new Blob() };
  page.mockReturnValueOnce(new Promise((done) => (come = () => done(picture))));
  const shown = () => container.querySelector("[data-page='1'] img");
  const before = shown();
  await user.type(input("cover.contact"), "丙");
  await waitFor(() => expect(page).toHaveBeenCalledTimes(3), { timeout: 3000 });
  expect(container.querySelectorAll("[data-drawn=no]")).toHaveLength(2);
  expect(shown()).toBe(before);
  come();
  await waitFor(() => expect(container.querySelector("[data-drawn=no]")).toBeNull());
  expect(shown()).not.toBe(before);
});

test("a page that cannot be painted says why", async () => {
  const { backend, container, input } = await opened();
  vi.spyOn(backend, "page").mockRejectedValue({ code: "picture-unreadable", message: "读不出来。" });
  await user.type(input("cover.contact"), "丙");
  await waitFor(() => expect(container.querySelector("[data-failure=picture-unreadable]")).toBeTruthy(), {
    timeout: 3000,
  });
});

test("what could not be made is told, and what was shown stays", async () => {
  const { backend, container, input } = await opened();
  vi.spyOn(backend, "preview").mockRejectedValue({ code: "too-many-pages", message: "太长。" });
  await user.type(input("cover.contact"), "丙");
  await waitFor(() => expect(container.querySelector("[data-failure=too-many-pages]")).toBeTruthy(), {
    timeout: 3000,
  });
  expect(container.querySelectorAll("[data-drawn=yes]")).toHaveLength(2);
});

test("a click on the paper leads to the form", async () => {
  const { backend, container } = await opened();
  const { spots } = await backend.preview();
  const waste = spots.find((spot) => spot.path === "waste")!;
  await fireEvent.click(container.querySelector("[data-page='1']")!, {
    clientX: (waste.x + 5) * SCALE,
    clientY: (waste.y + 5) * SCALE,
  });
  await waitFor(() =>
    expect(container.querySelector("[data-section=waste]")?.getAttribute("aria-current")).toBe("page"),
  );
  // Beside everything there is nowhere to go.
  await fireEvent.click(container.querySelector("[data-page='1']")!, { clientX: 2, clientY: 2 });
  expect(container.querySelector("[data-section=waste]")?.getAttribute("aria-current")).toBe("page");
});

test("the tabs change by arrows, around", async () => {
  await desk("enterprise", "sample");
  screen.getByRole("tab", { name: "说明" }).focus();
  await user.keyboard("{ArrowLeft}");
  expect(screen.getByRole("tab", { name: "预览" }).getAttribute("aria-selected")).toBe("true");
  await user.keyboard("{ArrowRight}");
  expect(screen.getByRole("tab", { name: "说明" }).getAttribute("aria-selected")).toBe("true");
});

/** A backend whose papers come when they are let go; each is known by its number. */
function slowly() {
  const backend = new Fixtures(known);
  const waiting: ((paper: Paper) => void)[] = [];
  vi.spyOn(backend, "preview").mockImplementation(() => new Promise((done) => waiting.push(done)));
  const give = (number: number) =>
    waiting.shift()?.({ number, count: 1, width: 595, height: 842, spots: [] });
  return { backend, previewing: new Previewing(backend), waiting, give };
}

test("only the newest paper is shown, and one at a time is made", async () => {
  const { previewing, waiting, give } = slowly();
  previewing.want(0);
  await vi.waitFor(() => expect(waiting).toHaveLength(1));
  previewing.want(0);
  previewing.want(0);
  await new Promise((done) => setTimeout(done, 20));
  expect(waiting).toHaveLength(1);
  give(1);
  await vi.waitFor(() => expect(waiting).toHaveLength(1));
  expect(previewing.seen).toBeUndefined();
  give(2);
  await vi.waitFor(() => expect(previewing.seen?.number).toBe(2));
  previewing.want(0);
  await vi.waitFor(() => expect(waiting).toHaveLength(1));
  previewing.stop();
  give(3);
  await new Promise((done) => setTimeout(done, 20));
  expect(previewing.seen?.number).toBe(2);
});

test("pages are painted one at a time, and not those that were given up meanwhile", async () => {
  const { backend, previewing } = slowly();
  const waiting: (() => void)[] = [];
  const page = vi.spyOn(backend, "page");
  page.mockImplementation(() => new Promise((done) => waiting.push(() => done(null))));
  const given = new AbortController();
  const paper = { number: 7, count: 3, width: 595, height: 842, spots: [] };
  const all = [
    previewing.paint(paper, 0, 1, new AbortController().signal),
    previewing.paint(paper, 1, 1, given.signal),
    previewing.paint(paper, 2, 1, new AbortController().signal),
  ];
  await vi.waitFor(() => expect(waiting).toHaveLength(1));
  given.abort();
  waiting.shift()?.();
  await vi.waitFor(() => expect(waiting).toHaveLength(1));
  waiting.shift()?.();
  expect(await Promise.all(all)).toEqual([undefined, undefined, undefined]);
  expect(page.mock.calls).toEqual([
    [7, 0, 1],
    [7, 2, 1],
  ]);
});

const spot = (path: string, page: number, y: number, height: number): Spot => {
  return { path, page, x: 50, y, width: 400, height };
};

test("a place is found where it is printed, else around it, else in its section", () => {
  const spots = [spot("waste", 3, 0, 500), spot("waste.generated", 3, 100, 20), spot("waste.generated.2025", 3, 100, 19)];
  expect(spotOf(spots, "waste.generated.2025", "waste")?.path).toBe("waste.generated.2025");
  expect(spotOf(spots, "waste.generated.2024", "waste")?.path).toBe("waste.generated");
  expect(spotOf(spots, "production.sales.2024", "waste")?.path).toBe("waste");
  expect(spotOf(spots, "summary.brief", "summary")).toBeUndefined();
});

test("under a point the smallest place comes first", () => {
  const spots = [spot("waste", 3, 0, 500), spot("waste.generated", 3, 100, 20), spot("cover", 0, 0, 500)];
  expect(spotsAt(spots, 3, 60, 110).map(({ path }) => path)).toEqual(["waste.generated", "waste"]);
  expect(spotsAt(spots, 3, 20, 110)).toEqual([]);
  expect(spotsAt(spots, 1, 60, 110)).toEqual([]);
});
