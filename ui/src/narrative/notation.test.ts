import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { joined, type Labels, type Mark, type Piece, pieces, read, sameText, stored, written } from "./notation";

const none: Labels = { label: () => undefined, path: () => undefined };
const one: Labels = {
  label: (path) => (path === "waste.rate.2025" ? "2025 年综合利用率" : undefined),
  path: (label) => (label === "2025 年综合利用率" ? "waste.rate.2025" : undefined),
};

const marks = fc.subarray<Mark>(["bold", "sub", "sup"]);
const words = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.string({ unit: fc.constantFrom("*", "^", "_", "{", "}", "\\", "甲", "2", " ", "\n"), minLength: 1 }),
);
const piece: fc.Arbitrary<Piece> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ text: words, marks }) },
  {
    weight: 1,
    arbitrary: fc.record({
      ref: fc.constantFrom("waste.rate.2025", "waste.generated_by[1].2022", "cover.name"),
    }),
  },
);

describe("notation", () => {
  test("whatever is written is read as the same text", () => {
    fc.assert(
      fc.property(fc.array(piece), fc.constantFrom(none, one), (list, labels) => {
        const text = stored(joined(list));
        expect(pieces(read(written(text, labels), labels))).toEqual(joined(list));
      }),
      { numRuns: 2000 },
    );
  });

  test("whatever is typed is read, and reads the same once written out", () => {
    fc.assert(
      fc.property(words, (typed) => {
        const text = read(typed, one);
        expect(sameText(read(written(text, one), one), text)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test("the stored form means what its pieces mean", () => {
    fc.assert(
      fc.property(fc.array(piece), (list) => {
        expect(pieces(stored(joined(list)))).toEqual(joined(list));
      }),
    );
  });

  test("marks are typed as people would write them", () => {
    expect(read("减排CO_{2}约**1,234**吨/m^{3}", none)).toEqual([
      { text: "减排CO" },
      { text: "2", marks: ["sub"] },
      { text: "约" },
      { text: "1,234", marks: ["bold"] },
      { text: "吨/m" },
      { text: "3", marks: ["sup"] },
    ]);
  });

  test("marks without a counterpart stay as they were typed", () => {
    for (const typed of ["**注", "a^{2", "5*3", "2022~2025", "a_b", "{{甲}}", "}"]) {
      expect(read(typed, none)).toEqual(
        typed === "{{甲}}" ? [{ text: "{{甲}}" }] : typed,
      );
    }
  });

  test("a quoted figure is written by its label and read back as its path", () => {
    const text = "达到{{waste.rate.2025}}%";
    expect(written(text, one)).toBe("达到{{2025 年综合利用率}}%");
    expect(written(text, none)).toBe("达到{{waste.rate.2025}}%");
    expect(pieces(read("达到{{2025 年综合利用率}}%", one))).toEqual(pieces(text));
  });
});
