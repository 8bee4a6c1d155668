import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { desk, pause, user } from "../desk/opened-desk";
import { byDay, doneInWords, stretchInWords } from "./words";

async function typed() {
  const opened = await desk("enterprise");
  for (const name of ["甲", "乙"]) {
    await user.clear(opened.input("cover.name"));
    await user.type(opened.input("cover.name"), name);
    await pause();
  }
  return opened;
}

test("a version is kept by name, compared with now, and come back to as one change", async () => {
  const { container, input, go } = await typed();
  await user.click(container.querySelector("[data-history]")!);
  const button = await screen.findByRole("button", { name: "保存为版本" });
  expect(button).toHaveProperty("disabled", true);
  await user.type(screen.getByLabelText("给现在的样子起个名字，以后容易找到"), "交领导审核前");
  await user.click(button);
  expect((await within(screen.getByRole("main")).findByRole("status")).textContent).toContain("交领导审核前");

  await go("cover");
  await user.clear(input("cover.name"));
  await user.type(input("cover.name"), "丙");
  await user.click(container.querySelector("[data-history]")!);
  await waitFor(() => expect(container.querySelector("[data-version]")).toBeTruthy());
  await user.click(container.querySelector("[data-version]")!);
  await waitFor(() => expect(container.querySelector("[data-differs='cover.name']")).toBeTruthy());
  const row = container.querySelector("[data-differs='cover.name']")!;
  expect(row.querySelector(".before")?.textContent).toContain("乙");
  expect(row.querySelector(".after")?.textContent).toContain("丙");

  await user.click(container.querySelector("[data-return]")!);
  await screen.findByText("与现在的内容相同。");
  await go("cover");
  expect(input("cover.name").value).toBe("乙");
  await user.keyboard("{Control>}z{/Control}");
  await waitFor(() => expect(input("cover.name").value).toBe("丙"));
});

test("a sitting unfolds into its steps, and a step is saved as a copy", async () => {
  const { container } = await typed();
  await user.click(container.querySelector("[data-history]")!);
  await waitFor(() => expect(container.querySelector("[data-sitting]")).toBeTruthy());
  await user.click(container.querySelector("[data-sitting]")!);
  await waitFor(() => expect(container.querySelectorAll("[data-step]").length).toBeGreaterThan(1));
  await user.click(container.querySelector("[data-step='1']")!);
  await user.click(await screen.findByRole("button", { name: "另存为…" }));
  expect((await within(screen.getByRole("main")).findByRole("status")).textContent).toContain("/文档/旧版.wufei");
  await user.click(container.querySelector("[data-back]")!);
  await waitFor(() => expect(document.activeElement?.textContent).toBe("历史"));
});

test("two moments without names are compared, the earlier first, and keys lead to both", async () => {
  const { container } = await typed();
  await user.click(container.querySelector("[data-menu]")!);
  await user.click(await screen.findByRole("menuitem", { name: "历史" }));
  const steps = () => [...container.querySelectorAll<HTMLButtonElement>("[data-step]")];
  await waitFor(() => expect(container.querySelector("[data-sitting]")).toBeTruthy());
  container.querySelector<HTMLElement>("[data-sitting]")!.focus();
  await user.keyboard("{Enter}");
  await waitFor(() => expect(steps().length).toBeGreaterThan(1));
  // The later of the two is looked at first.
  const [later, earlier] = [steps()[0]!.dataset["step"], steps().at(-1)!.dataset["step"]];
  steps()[0]!.focus();
  await user.keyboard("{Enter}");
  const choose = await screen.findByRole("button", { name: "选别的时候…" });
  choose.focus();
  await user.keyboard("{Enter}");
  await waitFor(() => expect(document.activeElement?.tagName).toBe("H1"));
  expect(steps().find((one) => one.dataset["step"] === later)?.disabled).toBe(true);
  // The manual over the page goes alone.
  await user.keyboard("{F1}");
  await fireEvent.keyDown(await screen.findByRole("dialog", { name: "帮助" }), { key: "Escape" });
  expect(screen.getByRole("button", { name: "← 不选了" })).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "关闭帮助" }));
  // Escape leaves the choice as it was.
  await user.keyboard("{Escape}");
  expect(screen.getByLabelText<HTMLSelectElement>("与").value).toBe("");
  await user.click(screen.getByRole("button", { name: "选别的时候…" }));
  steps().find((one) => one.dataset["step"] === earlier)!.focus();
  await user.keyboard("{Enter}");
  await waitFor(() => expect(screen.getByLabelText<HTMLSelectElement>("与").value).toBe(earlier));
  const row = await waitFor(() => {
    const row = container.querySelector("[data-differs='cover.name']");
    expect(row?.querySelector(".before")?.textContent).toContain("甲");
    return row!;
  });
  expect(row.querySelector(".after")?.textContent).toContain("乙");
});

test("undo shows the place that changed, in whatever section it lies", async () => {
  const { container, input, go } = await typed();
  await go("basics");
  expect(container.querySelector("#work [name='cover.name']")).toBeNull();
  await user.click(container.querySelector("[aria-label^='撤销']")!);
  await waitFor(() => expect(document.activeElement).toBe(input("cover.name")));
});

test("sittings stand under their day, and say in a line what was done", () => {
  const now = new Date(2026, 2, 19, 9);
  const sitting = (began: string, ended: string) => ({
    first: 1,
    last: 2,
    began,
    ended,
    count: 7,
    labels: ["修改 邮箱", "修改 产值"],
    more: 3,
  });
  const late = sitting("2026-03-18 23:50", "2026-03-19 00:20");
  const days = byDay([late, sitting("2026-03-18 09:00", "2026-03-18 09:00")], now);
  expect(days.map(({ day }) => day)).toEqual(["今天", "昨天"]);
  expect(stretchInWords(late, now)).toBe("昨天 23:50–00:20");
  expect(doneInWords(late)).toBe("修改 邮箱，修改 产值 等 5 项");
});
