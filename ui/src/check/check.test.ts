import { fireEvent, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { desk, pause, user } from "../desk/opened-desk";

const beside = (name: string) => `/文档/申报书-报送/${name}`;

async function checkPage(kind: string) {
  const opened = await desk(kind, "sample");
  await opened.go("check");
  await waitFor(() => expect(opened.container.querySelector("[data-about=day]")).toBeTruthy());
  const press = async (selector: string) => {
    await user.click(opened.container.querySelector(selector)!);
    await pause();
  };
  return { ...opened, press, outcome: () => opened.container.querySelector("[data-outcome]") };
}

test.each(["enterprise", "park"])("%s: printing names the copies, makes the PDF and opens it", async (kind) => {
  const { backend, container, press, input, outcome } = await checkPage(kind);
  await press("[data-print]");
  expect(container.querySelector("dialog[open]")).toBeTruthy();
  expect(outcome()).toBeNull();
  await user.type(input("cover.copies"), "2");
  await press("[data-make]");
  expect(backend.edits.at(-1)).toMatchObject({ path: "cover.copies", value: "2" });
  expect(backend.revealed).toEqual([beside("申报书.pdf")]);
  expect(outcome()?.textContent).toContain("份数填 2");
  // What was written belongs to what is chosen.
  await press('[name="print.kind"][value=seal]');
  expect(outcome()).toBeNull();
  await press("[data-make]");
  expect(backend.revealed).toEqual([beside("申报书.pdf"), beside("申报书.seal")]);
});

test("Ctrl P leads to what prints, wherever one was", async () => {
  const { container } = await desk("park", "sample");
  await fireEvent.keyDown(container.querySelector("#work")!, { key: "p", ctrlKey: true });
  await waitFor(() => expect(document.activeElement).toBe(container.querySelector("[data-print]")));
});

test("the pages for the seal are chosen where that was pressed", async () => {
  const { input, press } = await checkPage("enterprise");
  await press("[data-seal]");
  expect(input("print.kind", "[value=seal]").checked).toBe(true);
});

test("an e-mail carries the papers and, if wanted, the attached files; it is handed over, never sent", async () => {
  const { backend, container, press, input, outcome } = await checkPage("enterprise");
  await press("[data-mail]");
  await user.type(input("cover.recipient"), "shouli@example.cn");
  await press("[data-make]");
  const names = () => [...container.querySelectorAll("[data-outcome] [data-file]")].map((li) => li.getAttribute("data-file"));
  expect(names()).toEqual(["docx", "xlsx", "pdf", "attachments", "eml"].map((kind) => `申报书.${kind}`));
  expect(outcome()?.textContent).toContain("shouli@example.cn");
  expect(backend.revealed).toEqual([]);
  await press("[data-hand-over]");
  expect(backend.revealed).toEqual([beside("申报书.eml")]);

  // A letter to another address is another letter.
  await user.type(input("cover.recipient"), ".com");
  await waitFor(() => expect(outcome()).toBeNull());
  await press("[data-make]");
  expect(outcome()?.textContent).toContain("shouli@example.cn.com");

  await press('[name="mail.along"]');
  expect(outcome()).toBeNull();
  await press("[data-make]");
  expect(names()).not.toContain("申报书.attachments");
});

test("what cannot be written is said, and the dialog stays", async () => {
  const { backend, container, press, outcome } = await checkPage("park");
  await press("[data-print]");
  backend.refuse = { code: "io", message: "文件夹写不进去，请换一个地方。" };
  await press("[data-make]");
  expect(outcome()).toBeNull();
  expect(backend.revealed).toEqual([]);
  expect(container.querySelector("dialog[open]")?.textContent).toContain("文件夹写不进去");
});

test("what an export wrote is opened where it was written, whatever was printed since", async () => {
  const { backend, container, press } = await checkPage("enterprise");
  await press(".export .main");
  await press("[data-print]");
  await press("[data-make]");
  await user.click(container.querySelector("dialog header button")!);
  await pause();
  await press(".export [data-file] button");
  expect(backend.revealed).toEqual([beside("申报书.pdf"), "/文档/申报/申报书.docx"]);
});

test.each(["[data-print]", "[data-mail]"])("%s: the button keeps the focus while it works, and works once", async (way) => {
  const { backend, container, press } = await checkPage("enterprise");
  let asked = 0;
  backend.exportBeside = () => {
    asked += 1;
    return new Promise(() => undefined);
  };
  await press(way);
  await press("[data-make]");
  await press("[data-make]");
  const button = container.querySelector<HTMLButtonElement>("[data-make]")!;
  expect([button.disabled, button.getAttribute("aria-disabled"), asked]).toEqual([false, "true", 1]);
  expect(document.activeElement).toBe(button);
});

test("the list says what was told last, though an earlier answer comes later", async () => {
  const { backend, container } = await checkPage("enterprise");
  const told = await backend.checklist();
  const answers: ((words: string) => void)[] = [];
  backend.checklist = () =>
    new Promise((done) => answers.push((words) => done(told.map((item) => ({ ...item, words })))));
  window.dispatchEvent(new Event("focus"));
  window.dispatchEvent(new Event("focus"));
  answers[1]!("现在");
  answers[0]!("刚才");
  await pause();
  expect(container.querySelector("[data-about=print]")?.textContent).toContain("现在");
});

test.each([".export .main", "[data-mail]"])("%s: what could not be saved is told before papers are made", async (way) => {
  const { backend, container, input, press, outcome } = await checkPage("enterprise");
  const apply = backend.apply.bind(backend);
  const full = { code: "disk-full", message: "磁盘满了。请腾出空间后再试。" };
  const make = way === ".export .main" ? way : "[data-make]";
  const told = () => container.querySelector<HTMLElement>("[data-not-saved]");
  await user.click(container.querySelector("nav [data-section=cover]")!);
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
  backend.apply = () => Promise.reject(full);
  await user.type(input("cover.phone"), "1");
  await user.click(container.querySelector("nav [data-section=check]")!);
  if (way !== ".export .main") await press(way);
  await waitFor(() => expect(told()).toBeTruthy());
  expect(told()?.textContent).toContain("电话");
  // Whoever was told may go on with what is saved.
  await press(make);
  expect(outcome()).toBeTruthy();
  await user.click(within(told()!).getByRole("button"));
  await waitFor(() => expect(document.activeElement).toBe(input("cover.phone")));
  backend.apply = apply;
  await user.type(input("cover.phone"), "2");
  await pause();
  await user.click(container.querySelector("nav [data-section=check]")!);
  expect(told()).toBeNull();
});

test("what turns out not to be saved when papers are asked for is told instead of making them", async () => {
  const { backend, container, input, press, outcome } = await checkPage("enterprise");
  await press("[data-print]");
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
  backend.apply = () => Promise.reject({ code: "disk-full", message: "磁盘满了。请腾出空间后再试。" });
  await user.type(input("cover.copies"), "2");
  await user.click(container.querySelector("[data-make]")!);
  await pause();
  expect(container.querySelector("dialog [data-not-saved]")?.textContent).toContain("份");
  expect(outcome()).toBeNull();
  await press("[data-make]");
  expect(outcome()).toBeTruthy();
});
