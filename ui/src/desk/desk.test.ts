import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import App from "../App.svelte";
import { Fixtures } from "../backend/fixtures";
import { desk, known, pause, user } from "./opened-desk";

test("the first page offers each kind of applicant, a sample of each, and drafts with their state", async () => {
  const { container } = render(App, { backend: new Fixtures(known) });
  await waitFor(() => expect(container.querySelector("[data-create]")).toBeTruthy());
  const of = (hook: string) =>
    [...container.querySelectorAll(`[data-${hook}]`)].map((e) => e.getAttribute(`data-${hook}`));
  expect(of("create").sort()).toEqual(Object.keys(known).sort());
  expect(of("sample").sort()).toEqual(Object.keys(known).sort());
  expect(of("recent")).toEqual(Object.values(known).map((dump) => dump.sample.path));
  expect(screen.getByText("✓ 可以定稿")).toBeTruthy();
});

test("what is typed is sent once, after the pause", async () => {
  const { backend, input } = await desk("enterprise");
  await user.type(input("cover.name"), "丙公司");
  expect(backend.edits).toEqual([]);
  await pause();
  expect(backend.edits).toEqual([{ edit: "set", path: "cover.name", value: "丙公司" }]);
});

test("nothing is sent while a composition is under way, and what it came to is sent once", async () => {
  const { backend, input } = await desk("enterprise");
  const name = input("cover.name");
  name.focus();
  await fireEvent.compositionStart(name);
  for (const text of ["b", "bi", "bing"]) await fireEvent.input(name, { target: { value: text } });
  await pause();
  expect(backend.edits).toEqual([]);
  expect(name.value).toBe("bing");
  await fireEvent.input(name, { target: { value: "丙" } });
  await fireEvent.compositionEnd(name);
  await pause();
  expect(backend.edits).toEqual([{ edit: "set", path: "cover.name", value: "丙" }]);
});

test("what is unsaved for longer than a second is not called saved, though typing goes on", async () => {
  const { backend, container, input } = await desk("enterprise");
  const said = () => container.querySelector("[data-saved]")?.textContent;
  const apply = backend.apply.bind(backend);
  let free = () => undefined as void;
  const busy = new Promise<void>((done) => (free = done));
  backend.apply = async (edit) => {
    await busy;
    return apply(edit);
  };
  const name = input("cover.name");
  const begin = performance.now();
  while (performance.now() - begin < 1300) {
    await fireEvent.input(name, { target: { value: `${name.value}字` } });
    await new Promise((done) => setTimeout(done, 60));
    const words = said();
    if (performance.now() - begin < 950) expect(words).toContain("已保存");
  }
  expect(said()).toContain("正在保存");
  const text = name.value;
  free();
  await waitFor(() => expect(said()).toContain("已保存"));
  await waitFor(() => expect(container.querySelector("[data-saved=yes]")).toBeTruthy());
  expect(backend.edits.at(-1)).toEqual({ edit: "set", path: "cover.name", value: text });
  expect(name.value).toBe(text);
});

test("leaving an input sends at once", async () => {
  const { backend, input } = await desk("enterprise");
  await user.type(input("cover.name"), "丙");
  await fireEvent.blur(input("cover.name"));
  await Promise.resolve();
  expect(backend.edits).toHaveLength(1);
});

test("undo sends what was typed before, and then takes it back", async () => {
  const { backend, input } = await desk("enterprise");
  await user.type(input("cover.name"), "丙");
  await user.keyboard("{Control>}z{/Control}");
  await waitFor(() => expect(input("cover.name").value).toBe(""));
  expect(backend.edits).toHaveLength(1);
  await user.keyboard("{Control>}y{/Control}");
  await waitFor(() => expect(input("cover.name").value).toBe("丙"));
});

test("going to another section sends what was typed and shows it on return", async () => {
  const { backend, container, input, go } = await desk("enterprise");
  await user.type(input("cover.name"), "丙");
  // Without leaving the input first: a click of the mouse would.
  await fireEvent.click(container.querySelector('nav [data-section="basics"]')!);
  expect(backend.edits).toHaveLength(1);
  expect(input("basics.head")).toBeTruthy();
  await go("cover");
  expect(input("cover.name").value).toBe("丙");
});

test("closing the window sends what was typed", async () => {
  const { backend, input } = await desk("enterprise");
  await user.type(input("cover.name"), "丙");
  expect(backend.edits).toEqual([]);
  await backend.close();
  expect(backend.edits).toEqual([{ edit: "set", path: "cover.name", value: "丙" }]);
});

test.each(["the window", "the draft"])("%s with what could not be saved is left only when that was told", async (what) => {
  const { backend, container, input } = await desk("enterprise");
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
  backend.apply = () => Promise.reject({ code: "disk-full", message: "磁盘满了。请腾出空间后再试。" });
  const leave = async () => {
    if (what === "the window") return backend.close();
    await user.click(container.querySelector("header button[aria-label*='首页']")!);
    return container.querySelector("#work") === null;
  };
  await user.type(input("cover.name"), "丙");
  expect(await leave()).toBe(false);
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toContain("磁盘满了");
  expect(alert.textContent).toContain("单位名称");
  // What was not told yet is told first.
  await user.type(input("cover.address"), "某路");
  expect(await leave()).toBe(false);
  await waitFor(() => expect(screen.getByRole("alert").textContent).toContain("地址"));
  await leave();
  await waitFor(async () => expect(await leave().catch(() => true)).toBe(true));
});

test("nothing is red before it was touched; a finding appears when it is, and goes with the answer", async () => {
  const { container, input } = await desk("enterprise");
  expect(container.querySelectorAll("#work [data-said], #work [aria-invalid]")).toHaveLength(0);
  const name = input("cover.name");
  await user.click(name);
  await fireEvent.blur(name);
  await waitFor(() => expect(name.getAttribute("aria-invalid")).toBe("true"));
  const said = document.getElementById(name.getAttribute("aria-describedby")!);
  expect(said?.dataset["said"]).toBe("missing");
  await user.type(name, "丙");
  await waitFor(() => expect(name.getAttribute("aria-invalid")).toBeNull());
  expect(container.querySelector("#work [data-said]")).toBeNull();
  await user.clear(name);
  await waitFor(() => expect(name.getAttribute("aria-invalid")).toBe("true"));
});

test("what was refused is said, stays in its input, and is sent again", async () => {
  const { backend, container, input } = await desk("enterprise");
  backend.refuse = { code: "disk-full", message: "磁盘满了。请腾出空间后再试。" };
  await user.type(input("cover.name"), "丙");
  expect((await screen.findByRole("alert")).textContent).toContain("磁盘满了。请腾出空间后再试。");
  expect(input("cover.name").value).toBe("丙");
  expect(container.querySelector("[data-saved]")?.textContent).toContain("有内容没有保存");
  await fireEvent.blur(input("cover.name"));
  await waitFor(() => expect(container.querySelector("[data-saved=yes]")).toBeTruthy());
  expect(backend.edits.map((edit) => edit.edit === "set" && edit.value)).toEqual(["丙", "丙"]);
  await user.click(within(screen.getByRole("alert")).getByRole("button"));
  expect(screen.queryByRole("alert")).toBeNull();
});

test("what is typed and could not be saved is not called missing", async () => {
  const { backend, container, input } = await desk("enterprise");
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
  backend.apply = () => Promise.reject({ code: "disk-full", message: "磁盘满了。请腾出空间后再试。" });
  await user.type(input("cover.address"), "某路 8 号");
  await user.tab();
  await screen.findByRole("alert");
  expect(container.querySelector("[data-saved=no]")).toBeTruthy();
  expect(input("cover.address").closest(".field")?.querySelector("[data-said]")).toBeNull();
});

test("what could not be done is told until one turns to something else, what is not saved until it is", async () => {
  const { backend, go, input } = await desk("enterprise");
  const alert = () => screen.queryByRole("alert");
  backend.refuse = { code: "io", message: "读不出来。" };
  await user.click(screen.getByRole("button", { name: "填今天" }));
  await waitFor(() => expect(alert()).toBeTruthy());
  await go("pledge");
  await waitFor(() => expect(alert()).toBeNull());
  await go("cover");
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
  backend.apply = () => Promise.reject({ code: "disk-full", message: "磁盘满了。请腾出空间后再试。" });
  await user.type(input("cover.name"), "甲");
  await go("pledge");
  await waitFor(() => expect(alert()?.textContent).toContain("磁盘满了"));
});

test("a final export with errors is refused in words, and a draft is written", async () => {
  const { container, go } = await desk("enterprise");
  await go("check");
  const write = screen.getByRole("button", { name: "导出到文件夹…" });
  await user.click(screen.getByRole("radio", { name: /^定稿/ }));
  await user.click(write);
  const alert = await screen.findByRole("alert");
  expect(alert.getAttribute("data-failure")).toBe("not-ready");
  expect(alert.textContent).toContain("不能定稿");
  expect(container.querySelector("[data-file]")).toBeNull();
  await user.click(screen.getByRole("radio", { name: /^草稿/ }));
  await user.click(write);
  await waitFor(() => expect(container.querySelectorAll("[data-file]")).toHaveLength(3));
});

const places = Object.entries(known).flatMap(([kind, dump]) =>
  (["create", "sample"] as const).flatMap((which) =>
    dump.empty.form.section.map((section) => [kind, which, section.id] as const),
  ),
);
test.each(places)("%s, %s: section %s shows its heading and an input", async (kind, which, id) => {
  const { container, go } = await desk(kind, which);
  await go(id);
  const section = known[kind]!.empty.form.section.find((one) => one.id === id)!;
  expect(within(container.querySelector("#work")!).getByRole("heading", { level: 1 }).textContent).toContain(
    section.name,
  );
  expect(container.querySelector(`#work [data-kind="${section.kind}"]`)).toBeTruthy();
  expect(container.querySelector("#work :is(input, textarea, [contenteditable], button)")).toBeTruthy();
  expect(screen.queryByRole("alert")).toBeNull();
});
