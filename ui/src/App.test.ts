import { render, screen } from "@testing-library/svelte";
import { afterAll, expect, test } from "vitest";
import App from "./App.svelte";
import { dumps, Fixtures } from "./backend/fixtures";

// The page reads the rest of itself once its first view stands, which may be after the last test.
afterAll(() => import("./rest"));

test("the first page names the program, who may apply, and the drafts worked on last", async () => {
  const known = await dumps();
  render(App, { backend: new Fixtures(known) });
  expect((await screen.findByRole("heading", { level: 1 })).textContent).toBe("无废申报");
  for (const { empty } of Object.values(known)) {
    expect(screen.getByText(empty.applicant.who)).toBeTruthy();
  }
  expect(screen.getByText("甲钢铁有限公司")).toBeTruthy();
  expect(screen.getByText("◐ 还差 2 处")).toBeTruthy();
});

test("a program that does not answer is said to be so", async () => {
  const silent = new Fixtures(await dumps());
  silent.start = () => Promise.reject(new Error("gone"));
  render(App, { backend: silent });
  expect((await screen.findByRole("alert")).textContent).toContain("重新打开");
});
