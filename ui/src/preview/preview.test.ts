import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Preview } from "../backend/backend";
import { Fixtures } from "../backend/fixtures";
import { desk, known, user } from "../desk/opened-desk";
import type { Spot } from "../types/Spot";
import type { Paper } from "./paper";
import { Previewing } from "./previewing.svelte";
import { spotOf, spotsAt } from "./spots";

/** CSS pixels a pt while nothing has a width. */
const SCALE = 96 / 72;

const papers = vi.hoisted(() => ({ opened: [] as { closed: boolean; drawn: number[] }[] }));
vi.mock("./paper", () => ({
  Paper: {
    open: () => {
      const paper = {
        count: 2,
        width: 595,
        height: 842,
        closed: false,
        drawn: [] as number[],
        draw: (index: number) => {
          paper.drawn.push(index);
          return { done: Promise.resolve(document.createElement("canvas")), cancel: () => undefined };
        },
        words: (index: number, layer: HTMLElement) => {
          layer.textContent = `纸面 ${index + 1}`;
          return Promise.resolve();
        },
        close: () => {
          paper.closed = true;
          return Promise.resolve();
        },
      };
      papers.opened.push(paper);
      return Promise.resolve(paper);
    },
  },
}));

beforeEach(() => {
  papers.opened.length = 0;
  window.innerWidth = 1280;
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
  await user.click(screen.getByRole("tab", { name: "预览" }));
  await waitFor(() => expect(all.container.querySelectorAll("[data-drawn=yes]")).toHaveLength(2));
  return { ...all, preview };
}

test("the paper is made when it is looked at, and anew after a pause in typing", async () => {
  const { container, input, preview } = await opened();
  expect(preview).toHaveBeenCalledTimes(1);
  expect(screen.getByRole("group", { name: "第 2 页" }).textContent).toContain("纸面 2");
  await user.type(input("cover.contact"), "丙");
  await waitFor(() => expect(preview).toHaveBeenCalledTimes(2), { timeout: 3000 });
  await waitFor(() => expect(papers.opened.map((paper) => paper.closed)).toEqual([true, false]));
  expect(container.querySelectorAll("[data-page]")).toHaveLength(2);
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

test("the paper is put away with its tab", async () => {
  await opened();
  await user.click(screen.getByRole("tab", { name: "说明" }));
  await waitFor(() => expect(papers.opened.every((paper) => paper.closed)).toBe(true));
});

test("the tabs change by arrows, around", async () => {
  await desk("enterprise", "sample");
  screen.getByRole("tab", { name: "说明" }).focus();
  await user.keyboard("{ArrowLeft}");
  expect(screen.getByRole("tab", { name: "预览" }).getAttribute("aria-selected")).toBe("true");
  await user.keyboard("{ArrowRight}");
  expect(screen.getByRole("tab", { name: "说明" }).getAttribute("aria-selected")).toBe("true");
});

/** A backend whose papers come when they are let go. */
function slowly() {
  const backend = new Fixtures(known);
  const waiting: ((preview: Preview) => void)[] = [];
  vi.spyOn(backend, "preview").mockImplementation(() => new Promise((done) => waiting.push(done)));
  const opened: string[] = [];
  const closed: string[] = [];
  const open = (pdf: Uint8Array) => {
    const name = new TextDecoder().decode(pdf);
    opened.push(name);
    return Promise.resolve({ name, close: () => Promise.resolve(void closed.push(name)) });
  };
  const previewing = new Previewing(backend, open as unknown as (pdf: Uint8Array) => Promise<Paper>);
  const give = (name: string) =>
    waiting.shift()?.({ pdf: new TextEncoder().encode(name), spots: [] });
  return { previewing, waiting, opened, closed, give };
}

test("only the newest paper is shown, and one at a time is made", async () => {
  const { previewing, waiting, opened, closed, give } = slowly();
  previewing.want(0);
  await vi.waitFor(() => expect(waiting).toHaveLength(1));
  previewing.want(0);
  previewing.want(0);
  await new Promise((done) => setTimeout(done, 20));
  expect(waiting).toHaveLength(1);
  give("old");
  await vi.waitFor(() => expect(waiting).toHaveLength(1));
  expect(opened).toEqual([]);
  give("new");
  await vi.waitFor(() => expect(previewing.seen).toBeTruthy());
  expect(opened).toEqual(["new"]);
  previewing.want(0);
  await vi.waitFor(() => expect(waiting).toHaveLength(1));
  give("newer");
  await vi.waitFor(() => expect(closed).toEqual(["new"]));
  previewing.stop();
  expect(closed).toEqual(["new", "newer"]);
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
