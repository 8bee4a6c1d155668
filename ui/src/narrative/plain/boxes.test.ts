import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { afterEach, expect, test } from "vitest";
import { desk, known, pause, user } from "../../desk/opened-desk";

const PLAN = "case.plan";
const FALL = "fall(waste.per_unit,2022,2025)";
const { figure: fall } = known["enterprise"]!.reckoned.find(({ quote }) => quote === FALL)!;

afterEach(() => localStorage.clear());

/** The sample's first part in plain boxes. */
async function boxes() {
  const one = await desk("enterprise", "sample");
  await one.go("case");
  await user.click(await screen.findByText("纯文本"));
  const at = await waitFor(() => {
    const all = [...one.container.querySelectorAll<HTMLTextAreaElement>(`[data-part="${PLAN}"] textarea`)];
    expect(all.length).toBeGreaterThan(2);
    return all.findIndex((box) => box.getAttribute("aria-label")?.startsWith("第"));
  });
  const box = () => one.container.querySelectorAll<HTMLTextAreaElement>(`[data-part="${PLAN}"] textarea`)[at]!;
  /** Types in place of all that stands in the box. */
  const type = (text: string, caret = text.length) => {
    box().focus();
    return fireEvent.input(Object.assign(box(), { value: text }), {}).then(() => box().setSelectionRange(caret, caret));
  };
  const print = () => box().closest(".prose")!.querySelector(".print")!;
  return { ...one, box, type, print };
}

test("what is typed in braces is sent as it is and is a figure when it comes back; the box and its caret stay", async () => {
  const { backend, box, type, print } = await boxes();
  const typed = `**约**单耗下降{{${FALL}}}%`;
  await type(typed, 3);
  await pause();
  expect(JSON.stringify(backend.edits.at(-1))).toContain(`"{{${FALL}}}"`);
  expect(box().value).toBe(typed);
  expect(box().selectionStart).toBe(3);
  await waitFor(() => expect(print().querySelector("[data-quoted=there]")?.textContent).toBe(fall.value));
  expect(print().querySelector("b")?.textContent).toBe("约");
  // Typed on after it, and left: by its name now.
  await type(`${typed}，`);
  await pause();
  await fireEvent.blur(box());
  await waitFor(() => expect(box().value).toBe(`**约**单耗下降{{${fall.label}}}%，`));
});

test("braces that name a row by position are written by its name, with the caret beside the same words", async () => {
  const { backend, box, type } = await boxes();
  // As the core has it: the row that stands there.
  const place = "waste.generated_by[r4].2025";
  const apply = backend.apply.bind(backend);
  backend.apply = (edit) =>
    apply(JSON.parse(JSON.stringify(edit).replace("waste.generated_by[0].2025", place)) as typeof edit);
  await type("渣{{waste.generated_by[0].2025}}万吨", 0);
  box().setSelectionRange(box().value.length - 1, box().value.length - 1);
  await pause();
  await waitFor(() => expect(box().value).toMatch(/^渣\{\{2025 年固废“高炉渣”的产生量\}\}万吨$/));
  expect(box().value.slice(box().selectionStart)).toBe("吨");
});

test("what is reckoned is put by its name, with the words it needs", async () => {
  const { box, type, print } = await boxes();
  await type("单耗比2022年。", "单耗比2022年".length);
  await user.click(document.querySelector("[data-quote-button]")!);
  await waitFor(() => expect(document.querySelector("dialog")).toBeTruthy());
  await user.type(document.querySelector<HTMLInputElement>("dialog input")!, "变化 单位产品");
  await waitFor(() => expect(document.querySelector(`[data-quote="${FALL}"]`)).toBeTruthy());
  await user.keyboard("{Enter}");
  expect(box().value).toBe(`单耗比2022年下降{{${fall.label}}}%。`);
  await pause();
  expect(print().textContent).toContain(`单耗比2022年下降${fall.value}%。`);
});
