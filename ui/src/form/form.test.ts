import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { desk, known, user } from "../desk/opened-desk";

const { collected } = known["enterprise"]!.empty.form.years;
const [first, second, third] = collected as [number, number, number];

/** Pastes a text that a spreadsheet put on the clipboard. */
async function paste(input: HTMLInputElement, text: string): Promise<void> {
  await fireEvent.paste(input, { clipboardData: { getData: () => text } });
}

test("a rectangle pasted into figures is one change, from the cell on and within the years", async () => {
  const { backend, input, go } = await desk("enterprise");
  await go("production");
  await paste(input(`production.output_value.${second}`), "1\t2\r\n3\t\r\n");
  await waitFor(() => expect(input(`production.sales.${second}`).value).toBe("3"));
  expect(input(`production.output_value.${third}`).value).toBe("2");
  expect(backend.edits).toEqual([
    {
      edit: "all",
      edits: [
        { edit: "set", path: `production.output_value.${second}`, value: "1" },
        { edit: "set", path: `production.output_value.${third}`, value: "2" },
        { edit: "set", path: `production.sales.${second}`, value: "3" },
        { edit: "set", path: `production.sales.${third}`, value: null },
      ],
    },
  ]);
});

test("a rectangle pasted into rows adds the rows it needs, and is undone at once", async () => {
  const { backend, input, go } = await desk("enterprise");
  await go("waste");
  await paste(input("waste.generated_by[0].name"), "高炉渣\t1\n钢渣\t2");
  await waitFor(() => expect(input("waste.generated_by[1].name").value).toBe("钢渣"));
  expect(backend.edits).toEqual([
    {
      edit: "all",
      edits: [
        { edit: "insert-row", field: "waste.generated_by", at: 0, row: {} },
        { edit: "set", path: "waste.generated_by[0].name", value: "高炉渣" },
        { edit: "set", path: `waste.generated_by[0].${first}`, value: "1" },
        { edit: "insert-row", field: "waste.generated_by", at: 1, row: {} },
        { edit: "set", path: "waste.generated_by[1].name", value: "钢渣" },
        { edit: "set", path: `waste.generated_by[1].${first}`, value: "2" },
      ],
    },
  ]);
  await user.keyboard("{Control>}z{/Control}");
  await waitFor(() => expect(input("waste.generated_by[1].name")).toBeNull());
  expect(input("waste.generated_by[0].name").value).toBe("");
});

test("one cell on the clipboard is left to the input", async () => {
  const { input, go } = await desk("enterprise");
  await go("production");
  const cell = input(`production.sales.${first}`);
  const event = new Event("paste", { bubbles: true, cancelable: true });
  Object.assign(event, { clipboardData: { getData: () => "12" } });
  cell.dispatchEvent(event);
  expect(event.defaultPrevented).toBe(false);
});

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
  const { backend, container, input, go } = await desk("enterprise");
  await go("waste");
  await user.type(input("waste.generated_by[0].name"), "渣");
  await fireEvent.blur(input("waste.generated_by[0].name"));
  await waitFor(() =>
    expect(backend.edits).toEqual([
      { edit: "insert-row", field: "waste.generated_by", at: 0, row: { name: "渣" } },
    ]),
  );
  await user.click(container.querySelector('[data-add="waste.generated_by"]')!);
  await waitFor(() => expect(document.activeElement).toBe(input("waste.generated_by[1].name")));
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
