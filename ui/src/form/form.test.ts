import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { desk, known, user } from "../desk/opened-desk";
import type { Finding } from "../types/Finding";

const { collected } = known["enterprise"]!.empty.form.years;
const [first, second] = collected as [number, number];

test("the arrow keys and Enter move in the table of years, sideways only from the end of a text", async () => {
  const { input, go } = await desk("enterprise", "sample");
  await go("production");
  const at = (field: string, year: number) => input(`production.${field}.${year}`);
  await user.click(at("output_value", first));
  await user.keyboard("{ArrowDown}");
  expect(document.activeElement).toBe(at("sales", first));
  at("sales", first).setSelectionRange(1, 1);
  await user.keyboard("{ArrowRight}");
  expect(document.activeElement).toBe(at("sales", first));
  const { length } = at("sales", first).value;
  at("sales", first).setSelectionRange(length, length);
  await user.keyboard("{ArrowRight}");
  expect(document.activeElement).toBe(at("sales", second));
  await user.keyboard("{Enter}");
  expect(document.activeElement).toBe(at("capacity", second));
  await user.keyboard("{Shift>}{Enter}{/Shift}{ArrowUp}");
  expect(document.activeElement).toBe(at("output_value", second));
  at("output_value", second).setSelectionRange(0, 0);
  await user.keyboard("{ArrowLeft}");
  expect(document.activeElement).toBe(at("output_value", first));
});

test("typing into a row that is not there yet puts it in; adding a row focuses its name", async () => {
  const { backend, container, input, row, go } = await desk("enterprise");
  await go("waste");
  const cell = input(`${row("waste.generated_by")}.name`);
  await user.type(cell, "渣");
  await fireEvent.blur(cell);
  await waitFor(() =>
    expect(backend.edits).toEqual([
      { edit: "insert-row", field: "waste.generated_by", at: 0, row: { name: "渣" } },
    ]),
  );
  await user.click(container.querySelector('[data-add="waste.generated_by"]')!);
  await waitFor(() => expect(document.activeElement).toBe(input(`${row("waste.generated_by", 1)}.name`)));
});

test("a row that is not there yet is put in while one types on in it", async () => {
  const { backend, container, input, row, go } = await desk("enterprise");
  await go("waste");
  const name = "waste.generated_by[0].name";
  const cell = input(name);
  cell.focus();
  for (let nth = 0; nth < 16; nth += 1) {
    await user.type(cell, "渣", { skipClick: true });
    await new Promise((done) => setTimeout(done, 80));
  }
  // Nothing is made anew under the caret; the input is that of the row since there is one.
  await waitFor(() => expect(input(`${row("waste.generated_by", 0)}.name`)).toBe(cell));
  expect(document.activeElement).toBe(cell);
  await waitFor(() => expect(container.querySelector("[data-saved=yes]")).toBeTruthy());
  expect(cell.value).toBe("渣".repeat(16));
  const [inserted, ...set] = backend.edits;
  expect(inserted?.edit).toBe("insert-row");
  expect(set.every((edit) => edit.edit === "set" && edit.path === cell.name)).toBe(true);
  expect(set.at(-1)).toMatchObject({ value: "渣".repeat(16) });
});

test("a statement is affirmed and taken back by the space bar", async () => {
  const { backend, input, go } = await desk("enterprise");
  await go("pledge");
  input("pledge.truthful").focus();
  await user.keyboard(" ");
  await waitFor(() =>
    expect(backend.edits).toEqual([{ edit: "set", path: "pledge.truthful", value: true }]),
  );
  expect(input("pledge.truthful").checked).toBe(true);
  await user.keyboard(" ");
  await waitFor(() =>
    expect(backend.edits[1]).toEqual({ edit: "set", path: "pledge.truthful", value: null }),
  );
  expect(input("pledge.truthful").checked).toBe(false);
});

test("a question is answered with yes or no, and no is an answer", async () => {
  const { backend, input, go } = await desk("enterprise");
  await go("eligibility");
  const path = "eligibility.legal_person";
  await user.click(input(path, "[value=no]"));
  await user.click(input(path, "[value=yes]"));
  await waitFor(() =>
    expect(backend.edits).toEqual([
      { edit: "set", path, value: false },
      { edit: "set", path, value: true },
    ]),
  );
  expect(input(path, "[value=yes]").checked).toBe(true);
});

test("an industry is found by its name and taken by keys", async () => {
  const { backend, input, go } = await desk("enterprise");
  await go("basics");
  const industry = input("basics.industry");
  await user.type(industry, "炼钢");
  const list = document.getElementById(industry.getAttribute("aria-controls")!)!;
  await waitFor(() => expect(industry.getAttribute("aria-expanded")).toBe("true"));
  await user.keyboard("{ArrowDown}");
  const chosen = document.getElementById(industry.getAttribute("aria-activedescendant")!)!;
  expect(list.contains(chosen)).toBe(true);
  expect(chosen.textContent).toContain("312 炼钢");
  await user.keyboard("{Enter}");
  expect(industry.getAttribute("aria-expanded")).toBe("false");
  await waitFor(() =>
    expect(backend.edits.at(-1)).toEqual({ edit: "set", path: "basics.industry", value: "312" }),
  );
  await waitFor(() => expect(industry.value).toBe("312 炼钢"));
});

test("Escape closes the suggestions and leaves what was typed", async () => {
  const { input, go } = await desk("enterprise");
  await go("basics");
  const industry = input("basics.industry");
  await user.type(industry, "炼");
  await waitFor(() => expect(industry.getAttribute("aria-expanded")).toBe("true"));
  await user.keyboard("{Escape}");
  expect(industry.getAttribute("aria-expanded")).toBe("false");
  expect(industry.value).toBe("炼");
});

test("several industries are added one by one and taken away again", async () => {
  const { backend, input, go } = await desk("park");
  await go("basics");
  const industries = input("basics.industries");
  for (const name of ["炼钢", "谷物种植"]) {
    await user.type(industries, name);
    await waitFor(() => expect(industries.getAttribute("aria-expanded")).toBe("true"));
    await user.keyboard("{ArrowDown}{Enter}");
  }
  const list = within(screen.getByRole("list", { name: "已选的产业" }));
  expect(list.getAllByRole("listitem")).toHaveLength(2);
  await user.click(list.getByRole("button", { name: "去掉312 炼钢" }));
  await waitFor(() =>
    expect(backend.edits.map((edit) => edit.edit === "set" && edit.value)).toEqual([
      ["312"],
      ["312", "011"],
      ["011"],
    ]),
  );
});

test.each(["the button", "Alt Enter"])("a figure typed with another unit is offered converted: %s", async (way) => {
  const year = second;
  const path = `production.output_value.${year}`;
  const dump = known["enterprise"]!.sample;
  const before = dump.state;
  const said: Finding = {
    code: "format",
    to_come: false,
    severity: "error",
    path,
    section: "production",
    message: "单位是元，这里要填万元，没有自动换算。",
    fix: "换算过来是 12 万元。",
    instead: "12",
  };
  dump.state = { ...before, review: { ...before.review, findings: [said] } };
  try {
    const { backend, container, input, go } = await desk("enterprise", "sample");
    await go("production");
    const offer = container.querySelector<HTMLButtonElement>("[data-instead]")!;
    expect(offer.textContent).toContain("改为 12");
    // Nothing is offered at other places.
    input(`production.sales.${year}`).focus();
    await user.keyboard("{Alt>}{Enter}{/Alt}");
    expect(backend.edits).toHaveLength(0);
    if (way === "the button") await user.click(offer);
    else {
      input(path).focus();
      await user.keyboard("{Alt>}{Enter}{/Alt}");
    }
    await waitFor(() => expect(backend.edits).toEqual([{ edit: "set", path, value: "12" }]));
    await waitFor(() => expect(document.activeElement).toBe(input(path)));
    expect(container.querySelector("[data-instead]")).toBeNull();
  } finally {
    dump.state = before;
  }
});
