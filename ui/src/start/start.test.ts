import { render, screen, waitFor } from "@testing-library/svelte";
import { expect, test } from "vitest";
import App from "../App.svelte";
import { Fixtures } from "../backend/fixtures";
import { desk, known, user } from "../desk/opened-desk";

test("a draft based on an earlier one says what to look over, until it is confirmed or changed", async () => {
  const { container } = render(App, { backend: new Fixtures(known) });
  await waitFor(() => expect(container.querySelector("[data-basis]")).toBeTruthy());
  await user.click(container.querySelector("[data-basis]")!);
  const carried = () => container.querySelector<HTMLElement>("[data-carried]");
  await waitFor(() => expect(carried()).toBeTruthy());
  const before = Number(carried()!.dataset["carried"]);
  expect(carried()!.textContent).toContain("沿用自");

  const name = container.querySelector<HTMLInputElement>("#work [name='cover.name']")!;
  await user.click(screen.getByRole("button", { name: "单位名称" }));
  await waitFor(() => expect(document.activeElement).toBe(name));
  await user.type(name, "丙");
  await user.tab();
  await waitFor(() => expect(Number(carried()!.dataset["carried"])).toBe(before - 1));
  await user.click(container.querySelector("[data-confirm]")!);
  await waitFor(() => expect(carried()).toBeNull());
});

test("a draft opened outside comes up once what was typed is saved", async () => {
  const { backend, container, input } = await desk("enterprise");
  await user.type(input("cover.name"), "丙");
  const other = known["park"]!.sample;
  await backend.ask(other.path);
  expect(backend.edits).toEqual([{ edit: "set", path: "cover.name", value: "丙" }]);
  await waitFor(() =>
    expect(input("cover.name").value).toBe(other.answers[other.form.documents.name]),
  );
  // The draft that is open already stays as it is.
  const work = container.querySelector("#work");
  await backend.ask(other.path);
  expect(container.querySelector("#work")).toBe(work);
});

test("a draft opened outside does not take the place of what could not be saved", async () => {
  const { backend, input } = await desk("enterprise");
  await user.type(input("cover.name"), "丙");
  backend.refuse = { code: "disk-full", message: "磁盘满了。请腾出空间后再试。" };
  await backend.ask(known["park"]!.sample.path);
  expect(input("cover.name").value).toBe("丙");
  expect((await screen.findByRole("alert")).textContent).toContain("磁盘满了");
});

async function front(backend = new Fixtures(known)) {
  const { container } = render(App, { backend });
  await waitFor(() => expect(container.querySelector("[data-backups]")).toBeTruthy());
  await user.click(container.querySelector("[data-backups]")!);
  await waitFor(() => expect(document.activeElement?.textContent).toBe("从备份恢复"));
  return { backend, container };
}

test("a copy of a draft is listed with its name and time, and opened as a draft of its own", async () => {
  const { container } = await front();
  const all = await screen.findAllByRole("button", { name: /另存为/ });
  expect(screen.getByRole("heading", { level: 2, name: /enterprise-sample/ })).toBeTruthy();
  expect(all.length).toBe(4);
  expect(all[0]!.textContent).toMatch(/3月18日 14:03 的样子.*最近/);
  all[0]!.focus();
  await user.keyboard("{Enter}");
  await waitFor(() => expect(container.querySelector("#work")).toBeTruthy());
});

test("what cannot be restored is said where it was asked for, and Escape leads back", async () => {
  const { backend, container } = await front();
  const [copy] = await screen.findAllByRole("button", { name: /另存为/ });
  backend.refuse = { code: "file-exists", message: "“甲.wufei”已经存在，没有覆盖它。请换一个文件名。" };
  await user.click(copy!);
  expect((await screen.findByRole("alert")).textContent).toContain("没有覆盖");
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("从备份恢复");
  await user.keyboard("{Escape}");
  await waitFor(() => expect(document.activeElement).toBe(container.querySelector("[data-backups]")));
  expect(screen.queryByRole("alert")).toBeNull();
});

test("without copies the page says so", async () => {
  const backend = new Fixtures(known);
  backend.copies = [];
  await front(backend);
  expect(await screen.findByText(/还没有备份/)).toBeTruthy();
});
