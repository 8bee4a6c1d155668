import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { desk, known, user } from "../desk/opened-desk";
import type { Proposal } from "../types/Proposal";

const { collected } = known["enterprise"]!.empty.form.years;
const [first, second, third, last] = collected as [number, number, number, number];

/** A clipboard that can be read and written. */
class Clipboard {
  constructor(readonly data: Record<string, string> = {}) {}
  getData = (kind: string) => this.data[kind] ?? "";
  setData = (kind: string, text: string) => void (this.data[kind] = text);
}

function paste(input: HTMLInputElement, data: Record<string, string>): Promise<boolean> {
  return fireEvent.paste(input, { clipboardData: new Clipboard(data) });
}

/** What is put on the clipboard by an event on the cell with the focus. */
async function copied(kind: "copy" | "cut" = "copy"): Promise<Record<string, string>> {
  const clipboard = new Clipboard();
  await fireEvent[kind](document.activeElement!, { clipboardData: clipboard });
  return clipboard.data;
}

const output = (year: number) => `production.output_value.${year}`;
const sales = (year: number) => `production.sales.${year}`;

function selectedCells(container: HTMLElement): string[] {
  return [...container.querySelectorAll(".cell.selected input")].map((input) =>
    input.getAttribute("name")!,
  );
}

const proposal: Proposal = {
  plain: false,
  notes: ["“吨”换算成“万吨”，1 处。"],
  left: ["“2021年”不在本表的年份里，没有粘贴。"],
  heads: [`${second} 年`],
  lines: [
    { label: "产值", added: false, cells: [{ before: "9", pasted: "20000吨", after: "2" }] },
    { label: "高炉渣", added: true, cells: [null] },
  ],
  edit: { edit: "all", edits: [{ edit: "set", path: output(second), value: "2" }] },
};

test("a rectangle goes to the program with the cell it was pasted into, and is one change", async () => {
  const { backend, input, go } = await desk("enterprise");
  await go("production");
  await paste(input(output(second)), { "text/plain": "1\t2\r\n3\t\r\n" });
  await waitFor(() => expect(input(output(third)).value).toBe("2"));
  expect(backend.pasted).toEqual([
    {
      at: output(second),
      cells: [
        ["1", "2"],
        ["3", ""],
      ],
    },
  ]);
  expect(backend.edits).toHaveLength(1);
  await user.keyboard("{Control>}z{/Control}");
  await waitFor(() => expect(input(output(third)).value).toBe(""));
});

test("a table in HTML goes before its text; merged cells stand in their first", async () => {
  const { backend, input, go } = await desk("enterprise");
  await go("production");
  await paste(input(output(first)), {
    "text/plain": "not this",
    "text/html":
      `<meta><body><!--StartFragment--><table><tr><td rowspan=2>产<br>值</td><td colspan=2> 1 </td></tr>` +
      `<tr><td><p>2</p></td><td>3</td></tr></table></body>`,
  });
  await waitFor(() => expect(backend.pasted).toHaveLength(1));
  expect(backend.pasted[0]!.cells).toEqual([
    ["产 值", "1", ""],
    ["", "2", "3"],
  ]);
});

test("one text is left to the input, but for a figure that takes the place of all", async () => {
  const { backend, input, go } = await desk("enterprise", "sample");
  await go("production");
  const cell = input(sales(first));
  cell.focus();
  cell.setSelectionRange(1, 1);
  expect(await paste(cell, { "text/plain": "12" })).toBe(true);
  cell.select();
  expect(await paste(cell, { "text/plain": "12万元" })).toBe(false);
  await waitFor(() => expect(backend.pasted).toEqual([{ at: sales(first), cells: [["12万元"]] }]));
});

test("what is not plain is shown first, done by a key, and undone at once", async () => {
  const { backend, container, input, go } = await desk("enterprise");
  await go("production");
  backend.proposal = proposal;
  await paste(input(output(second)), { "text/plain": "2021年\t2022年\n1\t20000吨" });
  const panel = within(await screen.findByRole("dialog", { name: "粘贴前请看一看" }));
  panel.getByText("“2021年”不在本表的年份里，没有粘贴。", { exact: false });
  panel.getByText("“吨”换算成“万吨”，1 处。");
  const row = panel.getByRole("row", { name: /产值/ });
  expect(row.textContent).toMatch(/原来是9.*→.*2.*原表 20000吨/s);
  panel.getByText("新添");
  expect(backend.edits).toEqual([]);
  expect(document.activeElement).toBe(panel.getByRole("button", { name: "粘贴" }));
  await user.keyboard("{Enter}");
  await waitFor(() => expect(input(output(second)).value).toBe("2"));
  expect(container.querySelector("[data-paste]")).toBeNull();
  expect(backend.edits).toEqual([proposal.edit]);
  expect(document.activeElement).toBe(input(output(second)));
  await user.keyboard("{Control>}z{/Control}");
  await waitFor(() => expect(input(output(second)).value).toBe(""));
});

test("Escape leaves a proposal; a change of the draft asks for it anew", async () => {
  const { backend, container, input, go } = await desk("enterprise");
  await go("production");
  backend.proposal = proposal;
  await paste(input(output(second)), { "text/plain": "1\t2" });
  await screen.findByRole("dialog");
  await user.type(input(sales(first)), "5");
  await waitFor(() => expect(backend.pasted).toHaveLength(2), { timeout: 2000 });
  container.querySelector<HTMLElement>("[data-paste-now]")!.focus();
  await user.keyboard("{Escape}");
  await waitFor(() => expect(container.querySelector("[data-paste]")).toBeNull());
  expect(backend.edits).toHaveLength(1);
});

test("Shift and arrows select cells, which are copied as a table and cleared as one change", async () => {
  const { backend, container, input, go } = await desk("enterprise", "sample");
  await go("production");
  const before = [input(output(first)).value, input(output(second)).value];
  await user.click(input(output(first)));
  input(output(first)).select();
  await user.keyboard("{Shift>}{ArrowRight}{ArrowDown}{/Shift}");
  const names = [output(first), output(second), sales(first), sales(second)];
  expect(selectedCells(container)).toEqual(names);
  expect(screen.getByText(`选中 4 格，${first} 年到${second} 年`)).toBeTruthy();
  expect(document.activeElement).toBe(input(output(first)));

  const data = await copied();
  const [line] = data["text/plain"]!.split("\r\n");
  expect(line).toBe(before.join("\t"));
  expect(data["text/html"]).toContain(`<td>${before[1]}</td></tr><tr>`);

  await user.keyboard("{Delete}");
  await waitFor(() => expect(input(sales(second)).value).toBe(""));
  expect(backend.edits).toEqual([
    { edit: "all", edits: names.map((path) => ({ edit: "set", path, value: null })) },
  ]);
  await user.keyboard("{Control>}z{/Control}");
  await waitFor(() => expect(input(output(second)).value).toBe(before[1]!.replaceAll(",", "")));
  await user.keyboard("{Escape}");
  expect(selectedCells(container)).toEqual([]);
});

test("cutting copies and clears; typing and moving leave the selection", async () => {
  const { backend, container, input, go } = await desk("enterprise", "sample");
  await go("production");
  await user.click(input(output(third)));
  input(output(third)).select();
  await user.keyboard("{Shift>}{ArrowRight}{/Shift}");
  const data = await copied("cut");
  expect(data["text/plain"]!.split("\t")).toHaveLength(2);
  await waitFor(() => expect(input(output(last)).value).toBe(""));
  expect(backend.edits).toHaveLength(1);
  await user.keyboard("7");
  expect(selectedCells(container)).toEqual([]);
  await user.keyboard("{Shift>}{ArrowDown}{/Shift}{ArrowDown}");
  expect(selectedCells(container)).toEqual([]);
});

test("Ctrl A takes the text, then the grid, which is copied with names before it and heads above", async () => {
  const { container, input, row, go } = await desk("enterprise", "sample");
  await go("waste");
  const cell = input(`waste.generated.${first}`);
  await user.click(cell);
  cell.setSelectionRange(1, 1);
  await user.keyboard("{Control>}a{/Control}");
  expect(selectedCells(container)).toEqual([]);
  cell.select();
  await user.keyboard("{Control>}a{/Control}");
  expect(selectedCells(container).length).toBeGreaterThan(20);
  const rows = (await copied())["text/plain"]!.split("\r\n").map((row) => row.split("\t"));
  expect(rows[0]![0]).toBe("工业固废产生量");
  expect(rows[1]![0]).toBe(input(`${row("waste.generated_by")}.name`).value);
  // What is computed is copied too, where it stands.
  const rate = rows.find((row) => row[0] === "工业固废综合利用率")!;
  expect(rate.at(-1)).toMatch(/^\d+\.\d\d$/);
});

test("a drag selects cells, and Shift with a click goes on from there", async () => {
  const { container, input, go } = await desk("enterprise", "sample");
  await go("production");
  const [from, to] = [input(output(first)), input(sales(second))];
  document.elementFromPoint = () => to;
  await fireEvent.mouseDown(from, { button: 0, buttons: 1 });
  from.focus();
  await fireEvent.mouseMove(to, { buttons: 1 });
  await fireEvent.mouseUp(to);
  expect(selectedCells(container)).toHaveLength(4);
  await fireEvent.mouseDown(input(sales(third)), { button: 0, shiftKey: true });
  expect(selectedCells(container)).toHaveLength(6);
  await fireEvent.mouseDown(input(sales(third)), { button: 0 });
  expect(selectedCells(container)).toEqual([]);
});

test("one text pasted into selected cells fills them", async () => {
  const { backend, input, go } = await desk("enterprise");
  await go("production");
  await user.click(input(output(first)));
  await user.keyboard("{Shift>}{ArrowRight}{ArrowDown}{/Shift}");
  await paste(input(output(first)), { "text/plain": "5" });
  await waitFor(() => expect(backend.pasted).toHaveLength(1));
  expect(backend.pasted[0]).toEqual({ at: output(first), cells: [["5", "5"], ["5", "5"]] });
});

test("rows are inserted, moved, copied and removed by keys, and the focus goes along", async () => {
  const { backend, input, row, go } = await desk("enterprise", "sample");
  await go("waste");
  const name = (at: number) => input(`${row("waste.generated_by", at)}.name`);
  const [one, two] = [name(0).value, name(1).value];
  const at = (stands: number) => input(`${row("waste.generated_by", stands)}.${second}`);
  await user.click(at(0));
  await user.keyboard("{Alt>}{ArrowDown}{/Alt}");
  await waitFor(() => expect(document.activeElement).toBe(at(1)));
  expect([name(0).value, name(1).value]).toEqual([two, one]);
  await user.keyboard("{Alt>}{ArrowUp}{/Alt}");
  await waitFor(() => expect(document.activeElement).toBe(at(0)));
  await user.keyboard("{Control>}{Enter}{/Control}");
  await waitFor(() => expect(document.activeElement).toBe(name(1)));
  expect(name(1).value).toBe("");
  await user.keyboard("{Alt>}{Delete}{/Alt}");
  await waitFor(() => expect(name(1).value).toBe(two));
  expect(backend.edits.map((edit) => edit.edit)).toEqual([
    "move-row",
    "move-row",
    "insert-row",
    "remove-row",
  ]);
});

test("the handle of a row holds the same in a menu", async () => {
  const { backend, container, input, row, go } = await desk("enterprise", "sample");
  await go("waste");
  const first = container.querySelector<HTMLElement>('[data-rows="waste.generated_by"] [data-row-menu]')!;
  await user.click(first);
  const menu = within(screen.getByRole("menu"));
  expect(menu.getByRole("menuitem", { name: /上移/ }).hasAttribute("disabled")).toBe(true);
  expect(document.activeElement).toBe(menu.getByRole("menuitem", { name: /在上方插入/ }));
  await user.keyboard("{Escape}");
  expect(screen.queryByRole("menu")).toBeNull();
  expect(document.activeElement).toBe(first);
  await user.keyboard("{Enter}");
  await user.click(screen.getByRole("menuitem", { name: /复制成新的一行/ }));
  await waitFor(() =>
    expect(input(`${row("waste.generated_by", 1)}.name`).value).toBe(
      input(`${row("waste.generated_by")}.name`).value,
    ),
  );
  // A copy is a row of its own.
  expect(row("waste.generated_by", 1)).not.toBe(row("waste.generated_by"));
  expect(backend.edits).toHaveLength(1);
  expect(backend.edits[0]).not.toHaveProperty("row.id");
});

test("a figure reads as printed until it is typed in", async () => {
  const { backend, input, go } = await desk("enterprise");
  const known = backend.apply.bind(backend);
  backend.apply = async (edit) => {
    const change = await known(edit);
    return { ...change, state: { ...change.state, printed: { [output(first)]: "1,234.50" } } };
  };
  await go("production");
  await user.type(input(output(first)), "１２３４．５０");
  expect(input(output(first)).value).toBe("１２３４．５０");
  await user.click(input(sales(first)));
  await waitFor(() => expect(input(output(first)).value).toBe("1,234.50"));
  input(output(first)).focus();
  expect(input(output(first)).value).toBe("１２３４．５０");
  expect(backend.edits).toHaveLength(1);
});

test("where parts and total part, it is said under the sum", async () => {
  const { backend, container, input, row, go } = await desk("enterprise", "sample");
  const known = backend.apply.bind(backend);
  backend.apply = async (edit) => {
    const change = await known(edit);
    const years = { [first]: { value: "5", differs: "比工业固废产生量多 1" } };
    const sums = { "waste.generated_by": { label: "各项之和", unit: "万吨", years } };
    return { ...change, state: { ...change.state, sums } };
  };
  await go("waste");
  await user.type(input(`${row("waste.generated_by")}.${first}`), "9");
  await waitFor(() =>
    expect(container.querySelector(`[data-apart="${first}"]`)?.textContent).toContain(
      "比工业固废产生量多 1",
    ),
  );
  expect(container.querySelector(`[data-apart="${second}"]`)).toBeNull();
});
