import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import type { Answers } from "../draft/place";
import type { Session } from "../draft/session.svelte";
import type { Task } from "../types/Task";
import { desk, known, pause, user } from "./opened-desk";
import { stepFrom, Trail } from "./trail.svelte";

// As on a wide screen: the side column stands beside the work.
window.innerWidth = 1280;

const step = (section: string, path: string): Task => ({ section, path, words: path, count: 1 });
const steps = [
  step("cover", "cover.name"),
  step("cover", "cover.phone"),
  step("production", "production.products[r9].name"),
  step("production", "production.products[r2]"),
  step("attachments", "attachments.organisation"),
];
const form = known["enterprise"]!.empty.form;
const answers: Answers = { "production.products": ["r4", "r9", "r2"].map((id) => ({ id })) };
const from = (view: string, here: string, some = steps, ready = false) =>
  stepFrom(some, { form, answers }, view, here, ready)?.path;

test("the next thing is the first after the place, and then from the start", () => {
  expect(from("cover", "")).toBe("cover.name");
  expect(from("pledge", "")).toBe("production.products[r9].name");
  expect(from("check", "")).toBe("cover.name");
  expect(from("attachments", "attachments.organisation")).toBe("cover.name");
  expect(from("cover", "", [])).toBeUndefined();
});

test("from a place that is itself to be done, the next thing is the one after", () => {
  expect(from("cover", "cover.name")).toBe("cover.phone");
  expect(from("cover", "cover.phone")).toBe("production.products[r9].name");
  expect(from("production", "production.products[r9].2024")).toBe("production.products[r2]");
  expect(from("production", "production.products[r4].name")).toBe("production.products[r9].name");
});

test("what was passed over is not come back to from every place that was filled", () => {
  expect(from("cover", "cover.contact")).toBe("cover.phone");
  expect(from("production", "production.output_value.2023")).toBe("production.products[r9].name");
  expect(from("attachments", "attachments.plan")).toBe("attachments.organisation");
  expect(from("cover", "cover.email", [step("cover", "cover.name")])).toBe("cover.name");
});

test("once nothing stands in the way, each doubt is passed once", () => {
  const doubts = [step("case", "case.title"), step("case", "case")];
  expect(from("check", "", doubts, true)).toBe("case.title");
  expect(from("case", "case.title", doubts, true)).toBe("case");
  expect(from("case", "case", doubts, true)).toBeUndefined();
  expect(from("statement", "", doubts, true)).toBeUndefined();
});

test("a step that has no input of its own is left behind like any other", async () => {
  document.body.innerHTML = '<main id="work"><input name="case.title" /></main>';
  const steps = [step("case", "case"), step("statement", "statement")];
  const state = { review: { steps, ready: false } };
  const session = { form, answers, state, view: "case", go: () => undefined, sectionOf: () => "case" };
  const trail = new Trail(session as unknown as Session);
  document.addEventListener("focusin", (event) => trail.notice(event.target as Element));
  await trail.onward();
  expect(trail.here).toBe("case.title");
  expect(trail.next?.path).toBe("statement");
  document.body.innerHTML = "";
});

test("接下来 leads from field to field, by mouse and by Alt N", async () => {
  const { container, input } = await desk("enterprise");
  await user.click(container.querySelector("nav [data-next]")!);
  expect(document.activeElement).toBe(input("cover.name"));
  await user.keyboard("{Alt>}n{/Alt}");
  expect(document.activeElement).toBe(input("cover.address"));
  const foot = container.querySelector<HTMLElement>("#work [data-next]")!;
  expect(foot.dataset["next"]).toBe("cover.contact");
});

test("findings are counted and shown by kind, and a kind that is settled is let go", async () => {
  const { container, go } = await desk("enterprise");
  await go("check");
  const list = container.querySelector<HTMLElement>("#work [data-findings]")!;
  const all = list.querySelectorAll("[data-code]").length;
  expect(within(list).getByRole("button", { name: `全部 ${all}` }).getAttribute("aria-pressed")).toBe("true");
  const toCome = list.querySelector<HTMLElement>("[data-sort=to-come]")!;
  expect(toCome.textContent).toContain(String(all));
  expect(list.querySelector("[data-waiting]")).toBeTruthy();
  await user.click(toCome);
  expect(toCome.getAttribute("aria-pressed")).toBe("true");
  expect(list.querySelector("[data-waiting]")).toBeNull();
});

test("a finding leads to its place, and Alt B back to the finding", async () => {
  const { container, input, go } = await desk("enterprise");
  await go("check");
  const entry = container.querySelector<HTMLElement>('#work [data-path="cover.email"] button')!;
  await user.click(entry);
  await waitFor(() => expect(document.activeElement).toBe(input("cover.email")));
  await user.keyboard("{Alt>}b{/Alt}");
  await waitFor(() =>
    expect(document.activeElement?.closest("[data-path]")?.getAttribute("data-path")).toBe("cover.email"),
  );
  expect(container.querySelector("[data-back]")).toBeNull();
});

test("back from a finding that was settled, the focus is on the one in its place", async () => {
  const { container, input, go } = await desk("enterprise");
  await go("check");
  await user.click(container.querySelector('#work [data-path="cover.email"] button')!);
  await waitFor(() => expect(document.activeElement).toBe(input("cover.email")));
  await user.keyboard("a@b.cn");
  await pause();
  await user.click(container.querySelector("[data-back]")!);
  await waitFor(() => expect(document.activeElement?.closest("#work [data-findings]")).toBeTruthy());
  expect(document.activeElement?.closest("[data-path]")?.getAttribute("data-path")).toBe("cover.date");
});

test("what a computed figure waits for leads to the answer", async () => {
  const { container, input, go } = await desk("enterprise");
  await go("check");
  const waiting = container.querySelector<HTMLDetailsElement>("#work [data-waiting]")!;
  waiting.open = true;
  await user.click(waiting.querySelector('[data-need="waste.generated.2024"]')!);
  await waitFor(() => expect(document.activeElement).toBe(input("waste.generated.2024")));
});

test("F8 goes round the findings", async () => {
  const { input } = await desk("enterprise");
  await user.keyboard("{F8}");
  await waitFor(() => expect(document.activeElement).toBe(input("cover.name")));
  await user.keyboard("{F8}");
  await waitFor(() => expect(document.activeElement).toBe(input("cover.address")));
  await user.keyboard("{Shift>}{F8}{/Shift}");
  await waitFor(() => expect(document.activeElement).toBe(input("cover.name")));
});

test("both base years are shown with their figures, as text", async () => {
  const { container, go } = await desk("enterprise", "sample");
  await go("check");
  const rule = container.querySelector<HTMLElement>("[data-rule=utilisation-rate]")!;
  expect(rule.querySelectorAll("[data-base]")).toHaveLength(2);
  const picture = within(rule).getByRole("img");
  expect(picture.getAttribute("aria-label")).toContain("2022 年 93.23");
  expect(container.querySelector("[data-bases]")?.textContent).toContain("2023");
});

test("the check page opens with its summary in focus", async () => {
  const { container, go } = await desk("park");
  await go("check");
  await waitFor(() => expect(document.activeElement).toBe(container.querySelector("[data-lead]")));
  expect(document.activeElement?.textContent).toContain("还不能定稿");
});

test("the place in focus is explained with limits, source and example", async () => {
  const { container, input, go } = await desk("enterprise");
  await go("case");
  await user.click(input("case.title"));
  const help = container.querySelector<HTMLElement>("aside [data-help='case.title']")!;
  expect(help.textContent).toContain("最多 8,000 字");
  expect(help.textContent).toContain("体现模式特色和创新点");
  expect(help.textContent).toContain("例如");
  await go("eligibility");
  expect(container.querySelector("aside [data-help]")).toBeNull();
});

test("an item of the guide becomes a heading or a note at the end of the chosen part", async () => {
  const { backend, container, go } = await desk("enterprise");
  await go("case");
  const item = container.querySelector<HTMLElement>("aside [data-guide='enterprise.1.2.6']")!;
  item.closest("details")!.open = true;
  await user.selectOptions(within(container.querySelector("aside")!).getByRole("combobox"), "case.practices");
  await user.click(item.querySelector("[data-take=heading]")!);
  await user.click(item.querySelector("[data-take=note]")!);
  expect(backend.edits.at(-1)).toEqual({
    edit: "set",
    path: "case.practices",
    value: [
      { type: "heading", level: 2, text: "适时开展工艺技术改造" },
      { type: "paragraph", text: "【待写】适时开展工艺技术改造" },
    ],
  });
  expect(screen.getByText(/已放在“主要做法”的末尾/)).toBeTruthy();
});

test("the deadline is only told where it is known", async () => {
  const { container, input } = await desk("enterprise");
  const due = await waitFor(() => {
    const found = container.querySelector<HTMLElement>("[data-due]");
    expect(found).toBeTruthy();
    return found!;
  });
  expect(due.dataset["due"]).toBe("");
  await user.click(within(due).getByRole("button"));
  await waitFor(() => expect(document.activeElement).toBe(input("cover.deadline")));
});

test("the deadline says what was told last, though an earlier answer comes later", async () => {
  const { backend, container } = await desk("enterprise");
  await waitFor(() => expect(container.querySelector("[data-due]")).toBeTruthy());
  const answers: ((words: string) => void)[] = [];
  backend.deadlines = () =>
    new Promise((done) =>
      answers.push((words) => done([{ label: "", day: "2026-05-01", clause: "", words, days: 5, own: true }])),
    );
  window.dispatchEvent(new Event("focus"));
  window.dispatchEvent(new Event("focus"));
  answers.at(-1)!("现在");
  answers.at(-2)!("刚才");
  await pause();
  expect(container.querySelector("[data-due]")?.textContent).toContain("现在");
});
