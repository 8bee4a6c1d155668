import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import App from "../App.svelte";
import { Fixtures } from "../backend/fixtures";
import { desk, known, pause, user } from "./opened-desk";
import { MENU, shortcutOf } from "./shortcuts";

window.innerWidth = 1280;

const press = (key: string, more: KeyboardEventInit = {}) => new KeyboardEvent("keydown", { key, ...more });

test("keys mean one thing each, and every entry of the menu that has keys can be pressed", () => {
  const all = MENU.flatMap((group) => group.entries);
  const keys = all.flatMap((entry) => entry.keys);
  expect(new Set(keys).size).toBe(keys.length);
  expect(shortcutOf(press("z", { ctrlKey: true }))).toBe("undo");
  expect(shortcutOf(press("Z", { ctrlKey: true, shiftKey: true }))).toBe("redo");
  expect(shortcutOf(press("=", { metaKey: true }))).toBe("larger");
  expect(shortcutOf(press("F8", { shiftKey: true }))).toBe("finding-before");
  expect(shortcutOf(press("z"))).toBeUndefined();
  expect(shortcutOf(press("ArrowLeft"))).toBeUndefined();
});

test("the menu opens by keys, goes round, and gives the focus back", async () => {
  const { container } = await desk("enterprise");
  const button = screen.getByRole("button", { name: "菜单" });
  button.focus();
  await user.keyboard("{ArrowDown}");
  const menu = screen.getByRole("menu");
  expect(document.activeElement?.getAttribute("data-do")).toBe("save");
  await user.keyboard("{ArrowUp}");
  expect(document.activeElement?.getAttribute("data-look")).toBe("dark");
  await user.keyboard("{ArrowDown}{ArrowDown}");
  expect(document.activeElement?.getAttribute("data-do")).toBe("export");
  expect(within(menu).getByRole("menuitem", { name: /^撤销/ }).hasAttribute("disabled")).toBe(true);
  await user.keyboard("{Escape}");
  expect(screen.queryByRole("menu")).toBeNull();
  expect(document.activeElement).toBe(button);
  await user.click(button);
  await user.click(container.querySelector("h1")!);
  expect(screen.queryByRole("menu")).toBeNull();
});

test("what can be undone is named in the menu, and done from there", async () => {
  const { container, input } = await desk("enterprise");
  await user.type(input("cover.name"), "丙");
  await pause();
  await user.click(screen.getByRole("button", { name: "菜单" }));
  await user.click(container.querySelector("[data-do=undo]")!);
  await waitFor(() => expect(input("cover.name").value).toBe(""));
});

test("Ctrl S sends what was typed and says that it is saved", async () => {
  const { backend, input } = await desk("enterprise");
  await user.type(input("cover.name"), "丙");
  await user.keyboard("{Control>}s{/Control}");
  await waitFor(() => expect(screen.getByText(/已保存 14:04，不用自己保存/)).toBeTruthy());
  expect(backend.edits).toHaveLength(1);
});

test("Ctrl E leads to the documents", async () => {
  const { container } = await desk("enterprise");
  await user.keyboard("{Control>}e{/Control}");
  await waitFor(() =>
    expect(document.activeElement).toBe(container.querySelector("#work .export .main")),
  );
});

test("Alt ← and → go through the sections to the page of checks and stop at the ends", async () => {
  const { container, input } = await desk("enterprise");
  const current = () => container.querySelector("nav [aria-current]")?.getAttribute("data-section");
  const order = [...container.querySelectorAll("nav [data-section]")].map((one) =>
    one.getAttribute("data-section"),
  );
  input("cover.name").focus();
  await user.keyboard("{Alt>}{ArrowLeft}{/Alt}");
  expect(current()).toBe(order[0]);
  for (const section of order.slice(1)) {
    await user.keyboard("{Alt>}{ArrowRight}{/Alt}");
    expect(current()).toBe(section);
  }
  await user.keyboard("{Alt>}{ArrowRight}{/Alt}");
  expect(current()).toBe("check");
});

test("a field is found by its words and has the focus then", async () => {
  const { input } = await desk("enterprise");
  await user.keyboard("{Control>}f{/Control}");
  const dialog = await screen.findByRole("dialog", { name: "查找栏目" });
  await user.type(within(dialog).getByRole("combobox"), "销售");
  expect(within(dialog).getAllByRole("option")[0]?.getAttribute("data-found")).toBe("production.sales");
  await user.keyboard("{Enter}");
  await waitFor(() => expect(document.activeElement).toBe(input("production.sales.2022")));
  expect(screen.queryByRole("dialog", { name: "查找栏目" })).toBeNull();
});

test("size and theme are asked of the program, within its limits", async () => {
  const { backend, container } = await desk("enterprise");
  await user.keyboard("{Control>}={/Control}");
  expect(backend.preferences.zoom).toBe(110);
  for (let i = 0; i < 9; i += 1) await user.keyboard("{Control>}={/Control}");
  expect(backend.preferences.zoom).toBe(200);
  await user.keyboard("{Control>}-{/Control}");
  expect(backend.preferences.zoom).toBe(175);
  await user.keyboard("{Control>}0{/Control}");
  expect(backend.preferences.zoom).toBe(100);
  await user.click(screen.getByRole("button", { name: "菜单" }));
  await user.click(container.querySelector("[data-look=dark]")!);
  expect(backend.preferences.look).toBe("dark");
  expect(container.querySelector("[data-look=dark]")?.getAttribute("aria-checked")).toBe("true");
});

test("F1 opens the manual, also where no draft is open, and its three pages turn by keys", async () => {
  const { container } = render(App, { backend: new Fixtures(known) });
  await waitFor(() => expect(container.querySelector("[data-create]")).toBeTruthy());
  await user.keyboard("{F1}");
  const help = await screen.findByRole("dialog", { name: "帮助" });
  expect(help.querySelector("[data-manual]")?.textContent).toContain("从头到尾，六步");
  const contents = within(within(help).getByRole("navigation")).getAllByRole("button");
  expect(contents.length).toBeGreaterThan(4);
  const first = contents[0]!;
  await user.click(first);
  expect(document.activeElement?.textContent).toBe(first.textContent);
  within(help).getByRole("tab", { name: "使用手册" }).focus();
  await user.keyboard("{ArrowRight}");
  expect(help.textContent).toContain("Ctrl Z");
  for (const where of ["输入框里", "表格里", "正文里", "预览的左边线上"]) {
    expect(within(help).getByRole("heading", { name: where })).toBeTruthy();
  }
  await user.keyboard("{ArrowRight}");
  expect(help.textContent).toContain("0.1.0");
  expect(help.textContent).toContain("GPL 3");
});

test("keys of the draft are not heard in a dialog or during a composition", async () => {
  const { backend, input } = await desk("enterprise");
  await user.type(input("cover.name"), "丙");
  await pause();
  await fireEvent.keyDown(input("cover.name"), { key: "z", ctrlKey: true, isComposing: true });
  await pause();
  expect(input("cover.name").value).toBe("丙");
  await user.keyboard("{Control>}f{/Control}");
  await fireEvent.keyDown(screen.getByRole("combobox", { name: /要找的栏目/ }), { key: "z", ctrlKey: true });
  await pause();
  expect(input("cover.name").value).toBe("丙");
  expect(backend.edits).toHaveLength(1);
});
