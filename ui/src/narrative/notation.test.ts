import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { joined, type Labels, type Mark, type Piece, pieces, read, sameText, stored, written } from "./notation";

const KNOWN = ["waste.rate.2025", "waste.generated_by[r7].2022", "fall(waste.generated,2022,2025)", "cover.name"];
const knows = (text: string) => KNOWN.includes(text);
const none: Labels = { label: () => undefined, quote: () => undefined, knows };
const one: Labels = {
  label: (quote) => (quote === "waste.rate.2025" ? "2025 年综合利用率" : undefined),
  quote: (label) => (label === "2025 年综合利用率" ? "waste.rate.2025" : undefined),
  knows,
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
      ref: fc.constantFrom(...KNOWN),
    }),
  },
);

describe("notation", () => {
  test("whatever is written is read as the same text", () => {
    fc.assert(
      fc.property(fc.array(piece), fc.constantFrom(none, one), (list, labels) => {
        const text = stored(joined(list));
        expect(pieces(read(written(text, labels), labels), knows)).toEqual(joined(list));
      }),
      { numRuns: 2000 },
    );
  });

  test("whatever is typed is read, and reads the same once written out", () => {
    fc.assert(
      fc.property(words, (typed) => {
        const text = read(typed, one);
        expect(sameText(read(written(text, one), one), text, knows)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test("the stored form means what its pieces mean", () => {
    fc.assert(
      fc.property(fc.array(piece), (list) => {
        expect(pieces(stored(joined(list)), knows)).toEqual(joined(list));
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
      expect(read(typed, none)).toEqual(typed);
    }
  });

  test("a quoted figure is written by its label and read back as its reference", () => {
    const text = "达到{{waste.rate.2025}}%";
    expect(written(text, one)).toBe("达到{{2025 年综合利用率}}%");
    expect(written(text, none)).toBe("达到{{waste.rate.2025}}%");
    expect(pieces(read("达到{{2025 年综合利用率}}%", one), knows)).toEqual(pieces(text, knows));
  });

  test("what the page does not know in braces is left to the program, unless it is meant as it stands", () => {
    const typed = "**约**{{rise(waste.rate,2022,2025)}}个百分点";
    expect(read(typed, one)).toEqual([
      { text: "约", marks: ["bold"] },
      "{{rise(waste.rate,2022,2025)}}",
      { text: "个百分点" },
    ]);
    expect(written(read(typed, one), one)).toBe(typed);
    const meant = String.raw`\{{cover.name}}`;
    expect(read(meant, one)).toEqual([{ text: "{{cover.name}}" }]);
    expect(written(read(meant, one), one)).toMatch(/^\\/);
  });
});
