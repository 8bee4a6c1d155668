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

async function first(backend: Fixtures) {
  const { container } = render(App, { backend });
  await waitFor(() => expect(container.querySelector("[data-receive]")).toBeTruthy());
  return container;
}

/** A form that somebody sent. */
const water = {
  id: "water-2027",
  title: "节水案例申请书",
  paper: "申请书",
  notice: "《关于征集节水案例的通知》",
  applicants: [
    { id: "enterprise", label: "学校", who: "办学三年以上的学校" },
    { id: "park", label: "工厂", who: "投产三年以上的工厂" },
  ],
  samples: ["park"],
};

test("a draft is made of a form that was received, for one of its kinds of applicant", async () => {
  const backend = new Fixtures(known);
  backend.received = water;
  const container = await first(backend);
  await user.click(container.querySelector("[data-receive]")!);
  await waitFor(() => expect(document.activeElement?.textContent).toBe("节水案例申请书"));
  expect(screen.getByRole("button", { name: /新建 · 学校/ }).textContent).toContain("办学三年以上");
  expect(screen.getAllByRole("button", { name: /示例：/ }).length).toBe(1);
  await user.click(screen.getByRole("button", { name: /新建 · 工厂/ }));
  await waitFor(() => expect(container.querySelector("#work")).toBeTruthy());
  expect(backend.made).toEqual([{ form: null, applicant: "park" }]);
});

test("what is wrong with a received form is told, and Escape leads back from a sound one", async () => {
  const backend = new Fixtures(known);
  const container = await first(backend);
  backend.refuse = {
    code: "form-contradiction",
    message: "这份表单有 2 处问题，不能使用。第 40 行：部分 front 是 cover 类，不能有 lines。请让制作表单的人改正后再发来。",
  };
  await user.click(container.querySelector("[data-receive]")!);
  expect((await screen.findByRole("alert")).textContent).toContain("第 40 行");
  backend.received = water;
  await user.click(container.querySelector("[data-receive]")!);
  await waitFor(() => expect(document.activeElement?.textContent).toBe("节水案例申请书"));
  expect(screen.queryByRole("alert")).toBeNull();
  await user.keyboard("{Escape}");
  await waitFor(() => expect(document.activeElement).toBe(container.querySelector("[data-receive]")));
});

test("several forms are offered side by side", async () => {
  const backend = new Fixtures(known);
  backend.forms = [...backend.forms, water];
  const container = await first(backend);
  expect(screen.getByRole("heading", { level: 2, name: "节水案例申请书" })).toBeTruthy();
  expect(container.querySelectorAll("[data-create]").length).toBe(4);
  expect(container.querySelectorAll("[data-sample]").length).toBe(3);
  await user.click(container.querySelector("[data-create='park'][data-form='water-2027']")!);
  await waitFor(() => expect(container.querySelector("#work")).toBeTruthy());
  expect(backend.made).toEqual([{ form: "water-2027", applicant: "park" }]);
});
