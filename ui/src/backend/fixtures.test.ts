import { expect, test } from "vitest";
import { known } from "../desk/opened-desk";
import { isWithin, pathOf, type RowOf, rowsOf } from "../draft/place";
import type { Change } from "../types/Change";
import type { Opened } from "../types/Opened";
import { Fixtures } from "./fixtures";

const WASTES = "waste.generated_by";
const PLAN = "case.plan";

async function sample() {
  const backend = new Fixtures(known);
  const opened = (await backend.sample("enterprise"))!;
  return { backend, opened, rows: opened.answers[WASTES] as unknown as RowOf[] };
}
const placed = ({ answers }: Opened, path = "") =>
  rowsOf(answers["production.products"]).find(({ id }) => isWithin(path, pathOf("production.products", id)))?.id ?? "";
const ids = (change: Change) => (change.answers[WASTES] as unknown as RowOf[]).map(({ id }) => id);

test("rows are known by their ids, which are given once", async () => {
  const { backend, rows } = await sample();
  const [a, b, c, d] = rows.map(({ id }) => id) as [string, string, string, string];
  expect(ids(await backend.apply({ edit: "move-row", field: WASTES, row: a, to: 1 }))).toEqual([b, a, c, d]);
  const made = ids(await backend.apply({ edit: "insert-row", field: WASTES, at: 1, row: { name: "渣" } }));
  expect(made[1]).not.toBeUndefined();
  expect([a, b, c, d]).not.toContain(made[1]);
  await backend.apply({ edit: "remove-row", field: WASTES, row: made[1]! });
  const again = ids(await backend.apply({ edit: "insert-row", field: WASTES, at: 0, row: {} }));
  expect(again[0]).not.toBe(made[1]);
  await backend.apply({ edit: "set", path: `${WASTES}[${c}].2025`, value: "1" });
  // By position, as text from outside may name it.
  const change = await backend.apply({ edit: "set", path: `${WASTES}[0].name`, value: "尘" });
  expect((change.answers[WASTES] as unknown as RowOf[])[0]).toEqual({ id: again[0], name: "尘" });
  expect(change.state.figures[`${WASTES}[${c}].2025`]?.value).toBe("1");
});

test("a row that is not there is refused, and nothing changed", async () => {
  const { backend } = await sample();
  const gone = { edit: "remove-row", field: WASTES, row: "r999" } as const;
  await expect(backend.apply(gone)).rejects.toMatchObject({ code: "edit-no-such-row" });
  await expect(
    backend.apply({ edit: "all", edits: [{ edit: "set", path: "case.title", value: "甲" }, gone] }),
  ).rejects.toMatchObject({ code: "edit-no-such-row" });
  expect((await backend.confirm([])).answers).toEqual({});
  expect((await backend.undo()).answers["case.title"]).toBeUndefined();
});

test("what stands in braces comes back as a reference, and is told as gone with its row", async () => {
  const { backend, opened, rows } = await sample();
  const quote = `${WASTES}[${rows[0]?.id}].2025`;
  const text = [{ text: "产生", marks: ["bold" as const] }, `{{${quote}}}万吨{{甲}}`];
  const change = await backend.apply({ edit: "set", path: PLAN, value: [{ type: "paragraph", text }] });
  expect(change.answers[PLAN]).toEqual([
    { type: "paragraph", text: [{ text: "产生", marks: ["bold"] }, { ref: quote }, { text: "万吨{{甲}}" }] },
  ]);
  const { figures } = (await backend.apply({ edit: "remove-row", field: WASTES, row: rows[0]!.id })).state;
  expect(figures[quote]).toMatchObject({ state: "lost", brief: "已删去 144.90" });
  // What nothing quotes is no longer spoken of.
  const [product] = Object.keys(figures).filter((path) => isWithin(path, "production.products"));
  const row = placed(opened, product);
  const gone = await backend.apply({ edit: "remove-row", field: "production.products", row });
  expect(gone.state.figures[product!]).toBeUndefined();
  await backend.undo();
  expect((await backend.undo()).state.figures[quote]?.state).toBe("there");
});

test("what is reckoned is told of the sample only, and quoted once a text has it", async () => {
  const { backend } = await sample();
  const [first] = await backend.reckoned();
  const change = await backend.apply({
    edit: "set",
    path: PLAN,
    value: [{ type: "paragraph", text: `{{${first?.quote}}}` }],
  });
  expect(change.state.figures[first!.quote]).toEqual(first?.figure);
  await backend.create("enterprise");
  expect(await backend.reckoned()).toEqual([]);
});
