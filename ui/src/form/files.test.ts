import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, expect, test, vi } from "vitest";
import { desk, user } from "../desk/opened-desk";

beforeEach(() => {
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      constructor(told: (entries: { isIntersecting: boolean }[]) => void) {
        return { disconnect: () => undefined, observe: () => told([{ isIntersecting: true }]) };
      }
    },
  );
});

/** A file with its bytes, which jsdom's files do not give. */
function file(name: string, text: string): File {
  const bytes = new TextEncoder().encode(text);
  return Object.assign(new File([text], name), { arrayBuffer: () => Promise.resolve(bytes.buffer) });
}

async function attachments() {
  const all = await desk("enterprise");
  await all.go("attachments");
  const kind = (id: string) =>
    all.container.querySelector<HTMLElement>(`[data-attachment-kind=${id}]`)!;
  const add = (id: string) => within(kind(id)).getByRole("button", { name: /添加文件/ });
  const titles = (id: string) =>
    [...kind(id).querySelectorAll<HTMLInputElement>("li input")].map((input) => input.value);
  return { ...all, kind, add, titles };
}

test("several files are one change, and one step back", async () => {
  const { backend, add, titles } = await attachments();
  backend.choice = ["方案.pdf", "附录.pdf", "总图.png"];
  await user.click(add("plan"));
  await waitFor(() => expect(titles("plan")).toEqual(["方案", "附录", "总图"]));
  await user.keyboard("{Control>}z{/Control}");
  await waitFor(() => expect(titles("plan")).toEqual([]));
});

test("a file of no use is told by its name, and the others are added", async () => {
  const { container, kind, titles } = await attachments();
  const files = [file("甲.pdf", "one"), file("乙.pdf", ""), file("丙.png", "three")];
  await fireEvent.drop(kind("proof"), { dataTransfer: { files } });
  await waitFor(() => expect(titles("proof")).toEqual(["甲", "丙"]));
  const alert = within(kind("proof")).getByRole("alert");
  expect(alert.textContent).toContain("乙.pdf");
  expect(within(kind("plan")).queryByRole("alert")).toBeNull();
  await user.click(within(alert).getByRole("button", { name: /知道了/ }));
  expect(container.querySelector("[data-failure]")).toBeNull();
});

test("what cannot be read, a folder, is told too", async () => {
  const { kind, titles } = await attachments();
  const folder = new File([], "照片");
  folder.arrayBuffer = () => Promise.reject(new DOMException("a folder", "NotFoundError"));
  await fireEvent.drop(kind("proof"), { dataTransfer: { files: [folder, file("甲.pdf", "one")] } });
  await waitFor(() => expect(titles("proof")).toEqual(["甲"]));
  expect(within(kind("proof")).getByRole("alert").textContent).toContain("文件夹");
});

test("what is far too large is refused before it is read", async () => {
  const { kind, titles } = await attachments();
  const film = file("录像.mp4", "a film");
  const read = vi.spyOn(film, "arrayBuffer");
  Object.defineProperty(film, "size", { value: 3 * 2 ** 30 });
  await fireEvent.drop(kind("proof"), { dataTransfer: { files: [film, file("甲.pdf", "one")] } });
  await waitFor(() => expect(titles("proof")).toEqual(["甲"]));
  expect(within(kind("proof")).getByRole("alert").textContent).toContain("录像.mp4");
  expect(read).not.toHaveBeenCalled();
});

test("what takes long is told, and can be stopped; then nothing is added", async () => {
  const { backend, add, kind, titles } = await attachments();
  let go: () => void = () => undefined;
  backend.slow = new Promise((done) => (go = done));
  backend.choice = ["一.png", "二.png"];
  await user.click(add("photo"));
  expect(within(kind("photo")).queryByRole("progressbar")).toBeNull();
  await waitFor(() => expect(within(kind("photo")).getByRole("progressbar")).toBeTruthy(), {
    timeout: 2000,
  });
  expect(kind("photo").textContent).toContain("第 1 份，共 2 份：一.png");
  // A disabled button would lose the focus, and the keyboard its place.
  const button = add("photo") as HTMLButtonElement;
  expect([button.disabled, button.getAttribute("aria-disabled")]).toEqual([false, "true"]);
  await user.click(within(kind("photo")).getByRole("button", { name: /停止/ }));
  go();
  await waitFor(() => expect(within(kind("photo")).queryByRole("progressbar")).toBeNull());
  expect(titles("photo")).toEqual([]);
  backend.slow = Promise.resolve();
  await user.click(add("photo"));
  await waitFor(() => expect(titles("photo")).toEqual(["一", "二"]));
});

test("pictures are known by a small picture, other files by their ending", async () => {
  const made = vi.fn(() => "blob:x");
  vi.stubGlobal("URL", Object.assign(URL, { createObjectURL: made, revokeObjectURL: () => undefined }));
  const { backend, add, kind } = await attachments();
  backend.choice = ["总图.png", "方案.docx"];
  await user.click(add("plan"));
  await waitFor(() => expect(kind("plan").querySelectorAll("[data-thumbnail]")).toHaveLength(1));
  expect(screen.getByText("DOCX")).toBeTruthy();
});
