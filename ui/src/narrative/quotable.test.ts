import { expect, test } from "vitest";
import { known } from "../desk/opened-desk";
import { figuresFor, wordsAround } from "./quotable";

const { sample, reckoned } = known["enterprise"]!;
const { figures } = sample.state;
const found = (query: string) => figuresFor(query, figures, reckoned);

test("figures come first, then what is told of the first year to the last, and never too many", () => {
  const all = found("");
  expect(all).toHaveLength(200);
  const kinds = all.map(({ kind }) => kind ?? "");
  const firstReckoned = kinds.findIndex((kind) => kind !== "");
  expect(kinds.slice(firstReckoned)).not.toContain("");
  expect(all[firstReckoned]?.label).toMatch(/^2025 年.*比 2022 年/);
  expect(new Set(all.map(({ quote }) => quote)).size).toBe(all.length);
});

test("what is reckoned is found by the words it is called by, and by its kind", () => {
  const [fall] = found("单位产品 下降");
  expect(fall).toMatchObject({ quote: "fall(waste.per_unit,2022,2025)", kind: "变化", lead: "比2022年下降" });
  expect(found("占比 钢渣 2025").every(({ kind }) => kind === "占比")).toBe(true);
  expect(found("换算")[0]).toMatchObject({ kind: "换算", unit: "亿元" });
  expect(found("没有这样的数")).toEqual([]);
});

test("what the texts quote already is there once, and nothing that has no figure", () => {
  const [first] = reckoned;
  const quoted = {
    ...figures,
    [first!.quote]: first!.figure,
    "waste.generated_by[r99].2025": { ...first!.figure, label: "没有了", state: "lost" as const },
  };
  const all = figuresFor("", quoted, reckoned);
  expect(all.filter(({ quote }) => quote === first!.quote)).toHaveLength(1);
  expect(all.some(({ label }) => label === "没有了")).toBe(false);
  // Before what is reckoned was told, too.
  expect(figuresFor(first!.figure.label, quoted, [])[0]?.quote).toBe(first!.quote);
});

const [fall] = found("单位产品 下降");
const rate = reckoned.map(({ quote, figure }) => ({ quote, ...figure })).find(({ unit }) => unit === "个百分点")!;
test.each([
  { before: "产生量", after: "。", words: ["比2022年下降", "%"] },
  { before: "产生量比2022年", after: "。", words: ["下降", "%"] },
  { before: "产生量比 2022 年 ", after: "%。", words: ["下降", ""] },
  { before: "产生量下降", after: "％。", words: ["", ""] },
  { before: "产生量比", after: "", words: ["2022年下降", "%"] },
])("$before ▢ $after: only the words that are missing are put", ({ before, after, words }) => {
  expect(wordsAround(fall!, before, after)).toEqual(words);
});

test("of a unit only what does not stand there is put; a figure as it stands is put by itself", () => {
  expect(wordsAround(rate, "", "百分点")[1]).toBe("个");
  expect(wordsAround(rate, "", "个百分点")[1]).toBe("");
  expect(wordsAround(found("")[0]!, "共", "")).toEqual(["", ""]);
});
