import { screen, waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Columns } from "./columns.svelte";
import { desk, user } from "./opened-desk";

// What is only drawn in a real browser.
vi.mock("../preview/Preview.svelte", async () => import("./UncomputedFigures.svelte"));

beforeEach(() => {
  localStorage.clear();
  window.innerWidth = 1280;
});
afterEach(() => localStorage.clear());

function reading(width: number): Columns {
  const columns = new Columns();
  columns.width = width;
  columns.tab = "preview";
  return columns;
}

test("beside the paper the work keeps room for a table of years, in windows of every width", () => {
  for (let width = 1101; width < 2600; width += 7) {
    const columns = reading(width);
    const list = columns.list ? 232 : 0;
    expect(columns.sideWidth).toBeGreaterThanOrEqual(340);
    expect(width - list - columns.sideWidth, `${width} px`).toBeGreaterThanOrEqual(668);
  }
  expect(reading(1280).list).toBe(false);
  expect(reading(1920).list).toBe(true);
});

test("a side column that is asked for covers the work only where both have no room", () => {
  for (let width = 820; width <= 1100; width += 7) {
    const columns = reading(width);
    for (const tab of ["help", "preview"] as const) {
      columns.side = true;
      columns.tab = tab;
      expect(columns.over, `${width} px`).toBe(false);
      expect(columns.list).toBe(false);
      expect(width - columns.sideWidth).toBeGreaterThanOrEqual(480);
      columns.side = false;
      expect(columns.list).toBe(width > 860);
    }
  }
  expect(reading(819).over).toBe(true);
  // Nobody asked for it there.
  window.innerWidth = 1100;
  expect(new Columns().side).toBe(false);
});

test("the task list is back once the paper is gone, and stays folded where it was folded by hand", () => {
  const columns = reading(1280);
  columns.tab = "help";
  expect(columns.list).toBe(true);
  columns.turnList();
  expect(columns.list).toBe(false);
  expect(new Columns().list).toBe(false);
  columns.turnList();
  expect(new Columns().list).toBe(true);
});

test("the width drawn is remembered, within what leaves room for the work", () => {
  const columns = reading(1280);
  columns.draw(2000);
  expect(columns.sideWidth).toBe(800);
  columns.draw(100);
  expect(columns.sideWidth).toBe(340);
  columns.draw(700);
  expect(reading(1280).sideWidth).toBe(700);
  expect(reading(1101).sideWidth).toBe(621);
  columns.draw();
  expect(reading(1280).sideWidth).toBe(589);
});

test("the edge of the paper moves by keys; the list comes over the work and goes by Escape", async () => {
  const { container } = await desk("enterprise", "sample");
  const list = () => container.querySelector<HTMLElement>(".list")!;
  expect(screen.queryByRole("separator")).toBeNull();
  await user.click(screen.getByRole("tab", { name: "预览" }));
  expect(list().hidden).toBe(true);
  const edge = screen.getByRole("separator", { name: "预览的宽度" });
  edge.focus();
  await user.keyboard("{ArrowLeft}");
  expect(edge.getAttribute("aria-valuenow")).toBe("605");
  await user.keyboard("{ArrowRight}{ArrowRight}");
  expect(edge.getAttribute("aria-valuenow")).toBe("573");
  await user.keyboard("{Home}");
  expect(edge.getAttribute("aria-valuenow")).toBe("340");
  await user.keyboard("{End}");
  expect(edge.getAttribute("aria-valuenow")).toBe("800");
  await user.keyboard("{Enter}");
  expect(edge.getAttribute("aria-valuenow")).toBe("589");

  await user.keyboard("{Shift>}{F9}{/Shift}");
  await waitFor(() => expect(document.activeElement?.getAttribute("aria-current")).toBe("page"));
  expect(list().hidden).toBe(false);
  await user.keyboard("{Escape}");
  expect(list().hidden).toBe(true);
  expect(document.activeElement).toBe(screen.getByRole("button", { name: "任务列表" }));
  await user.keyboard("{Enter}");
  await user.click(container.querySelector("nav [data-section=basics]")!);
  expect(list().hidden).toBe(true);
  await user.click(screen.getByRole("tab", { name: "说明" }));
  expect(list().hidden).toBe(false);
});
