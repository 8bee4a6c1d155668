import { fireEvent, waitFor } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { desk, known, pause, user } from "../desk/opened-desk";
import { BLANK, pathOf } from "../draft/place";
import type { EditRequest } from "../types/EditRequest";

const [first, second] = known["enterprise"]!.empty.form.years.collected as [number, number];
const WASTES = "waste.generated_by";

/** The table of wastes of the sample, whose program answers only when it is told to. */
async function table(which: "create" | "sample" = "sample") {
  const one = await desk("enterprise", which);
  await one.go("waste");
  const { backend } = one;
  const apply = backend.apply.bind(backend);
  let held: (() => void)[] = [];
  let slow = false;
  backend.apply = async (edit: EditRequest) => {
    if (slow) await new Promise<void>((go) => held.push(go));
    return apply(edit);
  };
  return {
    ...one,
    names: () => [...one.container.querySelectorAll<HTMLInputElement>(`[data-rows="${WASTES}"] input[name$=".name"]`)].map(({ value }) => value),
    name: (at: number) => one.input(`${one.row(WASTES, at)}.name`),
    figure: (at: number) => one.input(`${one.row(WASTES, at)}.${second}`),
    /** From now on what is sent waits. */
    hold: () => void (slow = true),
    /** Until here. */
    answer: async () => {
      slow = false;
      const waiting = held;
      held = [];
      for (const go of waiting) go();
      await pause();
    },
  };
}

test.each([
  { what: "removed", keys: "{Alt>}{Delete}{/Alt}", from: 0, order: [1, 2, 3] },
  { what: "moved down", keys: "{Alt>}{ArrowDown}{/Alt}", from: 0, order: [1, 0, 2, 3] },
  { what: "moved past it", keys: "{Alt>}{ArrowDown}{/Alt}", from: 1, order: [0, 2, 1, 3] },
])("typing under way in the third row stays there while another is $what above it", async ({ keys, from, order }) => {
  const { backend, names, name, figure, row, input, hold, answer } = await table();
  const before = names();
  const third = figure(2);
  const place = third.name;
  await user.click(name(from));
  hold();
  await user.keyboard(keys);
  await user.click(third);
  third.select();
  await user.keyboard("12.3");
  third.setSelectionRange(2, 2);
  await answer();
  expect(names()).toEqual(order.map((at) => before[at]));
  // The same input, with the caret where it was, and nothing else changed.
  expect(document.activeElement).toBe(third);
  expect(third.name).toBe(place);
  expect([third.value, third.selectionStart]).toEqual(["12.3", 2]);
  await pause();
  expect(backend.edits.at(-1)).toEqual({ edit: "set", path: place, value: "12.3" });
  const at = order.indexOf(2);
  expect(input(`${row(WASTES, at)}.${second}`).value).toBe("12.3");
  expect(figure(at === 0 ? 1 : 0).value).not.toBe("12.3");
});

test("a value that was refused stays with its row, and goes with it", async () => {
  const { backend, container, name, figure, row } = await table();
  const third = figure(2);
  const place = third.name;
  await user.click(third);
  third.select();
  backend.refuse = { code: "file-io", message: "磁盘满了。" };
  await user.keyboard("77");
  await pause();
  expect(container.querySelector("[data-saved=no]")).toBeTruthy();
  // Saved with the next change: so it is refused again.
  const apply = backend.apply.bind(backend);
  backend.apply = (edit) =>
    edit.edit === "set" ? Promise.reject({ code: "file-io", message: "磁盘满了。" }) : apply(edit);
  await user.click(name(0));
  await user.keyboard("{Alt>}{Delete}{/Alt}");
  await pause();
  expect(row(WASTES, 1)).toBe(place.slice(0, place.lastIndexOf(".")));
  expect(figure(1).value).toBe("77");
  expect(figure(2).value).not.toBe("77");
  expect(container.querySelector("[data-saved=no]")).toBeTruthy();
  await user.click(name(1));
  await user.keyboard("{Alt>}{Delete}{/Alt}");
  await pause();
  expect(container.querySelector("[data-saved=no]")).toBeNull();
});

test("a key pressed again while the row goes does nothing to the next", async () => {
  const { backend, container, names, name, hold, answer } = await table();
  const before = names();
  await user.click(name(0));
  hold();
  await user.keyboard("{Alt>}{Delete}{Delete}{Delete}{/Alt}");
  await answer();
  await waitFor(() => expect(names()).toEqual(before.slice(1)));
  expect(document.activeElement).toBe(name(0));
  expect(container.querySelector("[role=alert]")).toBeNull();
  expect(backend.edits.filter(({ edit }) => edit === "remove-row")).toHaveLength(1);
});

test("whoever went on while a row is made is left there", async () => {
  const { names, name, input, hold, answer } = await table();
  await user.click(name(0));
  hold();
  await user.keyboard("{Control>}{Enter}{/Control}");
  const elsewhere = input(`waste.generated.${first}`);
  await user.click(elsewhere);
  await answer();
  expect(names()[1]).toBe("");
  expect(document.activeElement).toBe(elsewhere);
});

test("undo brings a removed row back with the focus in its column; redo leaves it in the table", async () => {
  const { names, figure, row } = await table();
  const before = names();
  const removed = row(WASTES, 1);
  await user.click(figure(1));
  await user.keyboard("{Alt>}{Delete}{/Alt}");
  await waitFor(() => expect(names()).toEqual([before[0], before[2], before[3]]));
  expect(document.activeElement).toBe(figure(1));
  await user.keyboard("{Control>}z{/Control}");
  await waitFor(() => expect(names()).toEqual(before));
  expect(row(WASTES, 1)).toBe(removed);
  await waitFor(() => expect(document.activeElement).toBe(figure(1)));
  await user.keyboard("{Control>}y{/Control}");
  await waitFor(() => expect(names()).toHaveLength(3));
  await waitFor(() => expect(document.activeElement).toBe(figure(1)));
});

test("what is typed in the blank line goes into the row that is made of it, all of it and once", async () => {
  const { backend, names, name, figure, row, hold, answer } = await table("create");
  expect(row(WASTES)).toBe(pathOf(WASTES, BLANK));
  const cell = name(0);
  await user.click(cell);
  hold();
  await user.keyboard("高");
  await pause();
  await user.keyboard("炉渣");
  await user.type(figure(0), "5");
  await user.click(cell);
  cell.setSelectionRange(1, 1);
  await answer();
  await pause();
  // The same input under another name.
  expect(document.activeElement).toBe(cell);
  expect(cell.selectionStart).toBe(1);
  expect(row(WASTES)).not.toBe(pathOf(WASTES, BLANK));
  expect(cell.name).toBe(`${row(WASTES)}.name`);
  expect(names()).toEqual(["高炉渣"]);
  expect(figure(0).value).toBe("5");
  expect(backend.edits.filter(({ edit }) => edit === "insert-row")).toHaveLength(1);
  await user.keyboard("{End}甲");
  await pause();
  expect(names()).toEqual(["高炉渣甲"]);
});

test("a composition in the blank line goes on while its row is made", async () => {
  const { names, name, figure, hold, answer } = await table("create");
  hold();
  await user.type(figure(0), "5");
  const cell = name(0);
  await user.click(cell);
  await fireEvent.compositionStart(cell);
  cell.value = "gao";
  await fireEvent.input(cell, { isComposing: true });
  await answer();
  expect(cell.value).toBe("gao");
  expect(document.activeElement).toBe(cell);
  cell.value = "高";
  await fireEvent.compositionEnd(cell);
  await pause();
  expect(names()).toEqual(["高"]);
  expect(figure(0).value).toBe("5");
});

test("what is typed in the blank line while undo brings rows back is a row of its own", async () => {
  const { backend, names, name, hold, answer } = await table("create");
  for (const [at, word] of ["甲", "乙"].entries()) {
    if (at > 0) await user.keyboard("{Control>}{Enter}{/Control}");
    if (at > 0) await waitFor(() => expect(document.activeElement).toBe(name(1)));
    await user.type(name(at), word);
    await pause();
  }
  // Both go as one change.
  const rows = backend.edits.length;
  await user.click(name(0));
  await user.keyboard("{Alt>}{Delete}{/Alt}");
  await waitFor(() => expect(names()).toEqual(["乙"]));
  await user.keyboard("{Alt>}{Delete}{/Alt}");
  await waitFor(() => expect(names()).toEqual([""]));
  expect(backend.edits.length).toBe(rows + 2);
  const undo = backend.undo.bind(backend);
  let go: () => void = () => undefined;
  backend.undo = async () => {
    await new Promise<void>((done) => (go = done));
    return undo();
  };
  hold();
  await user.click(name(0));
  await user.keyboard("{Control>}z{/Control}");
  await user.keyboard("丙");
  go();
  await pause();
  await answer();
  await pause();
  expect(names()).toEqual(["乙", "丙"]);
});

test("a table that is pasted into the blank line stands in the row that is made of it", async () => {
  const { backend, names, name } = await table("create");
  const cell = name(0);
  backend.proposal = {
    plain: true,
    notes: [],
    left: [],
    heads: [],
    lines: [],
    edit: { edit: "insert-row", field: WASTES, at: 0, row: { name: "钢渣", values: { [first]: "3" } } },
  };
  cell.focus();
  await fireEvent.paste(cell, {
    clipboardData: { getData: (kind: string) => (kind === "text/plain" ? "钢渣\t3" : "") },
  });
  await waitFor(() => expect(names()).toEqual(["钢渣"]));
  expect(backend.pasted[0]?.at).toBe(`${pathOf(WASTES, BLANK)}.name`);
  expect(document.activeElement).toBe(cell);
});
