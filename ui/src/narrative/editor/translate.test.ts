import fc from "fast-check";
import { EditorState } from "prosemirror-state";
import { Transform } from "prosemirror-transform";
import { describe, expect, test } from "vitest";
import type { Block } from "../../types/Block";
import type { Text } from "../../types/Text";
import { joined, type Mark, type Piece, stored } from "../notation";
import { difference, merge } from "./merge";
import { schema } from "./schema";
import { blocksOf, docOf as documentOf } from "./translate";

const words = fc.string({
  unit: fc.constantFrom("甲", "乙", "2", "{", "}", " ", "\n", "\t", "<", "&", "𠀀", "　"),
  minLength: 1,
  maxLength: 6,
});
const KNOWN = ["waste.rate.2025", "waste.generated_by[r7].2022", "fall(waste.generated,2022,2025)", "cover.name"];
const docOf = (list: readonly Block[]) => documentOf(list, (text) => KNOWN.includes(text));
const path = fc.constantFrom(...KNOWN);
const piece: fc.Arbitrary<Piece> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ text: words, marks: fc.subarray<Mark>(["bold", "sub", "sup"]) }) },
  { weight: 1, arbitrary: fc.record({ ref: path }) },
);
/** As it is sent: braces in plain words are for the program to read. */
const asSent = (list: Piece[]): Text =>
  stored(
    joined(list).map((piece) =>
      "text" in piece && piece.marks.length === 0 && piece.text.includes("{{") ? { ...piece, asks: true } : piece,
    ),
  );
const text: fc.Arbitrary<Text> = fc.array(piece, { maxLength: 4 }).map(asSent);
const caption = fc
  .array(fc.oneof(words, path.map((one) => `{{${one}}}`)), { maxLength: 3 })
  .map((list) => list.join(""));
const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ type: fc.constant("paragraph" as const), text }),
  fc.record({ type: fc.constant("heading" as const), level: fc.integer({ min: 1, max: 4 }), text }),
  fc.record({
    type: fc.constant("list" as const),
    ordered: fc.boolean(),
    items: fc.array(text, { minLength: 1, maxLength: 4 }),
  }),
  fc.record({
    type: fc.constant("table" as const),
    caption,
    rows: fc.array(fc.array(text, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ type: fc.constant("figure" as const), attachment: fc.constantFrom("a1", ""), caption }),
  fc.record({ type: fc.constant("chart" as const), of: path, caption }),
);
const blocks = fc.array(block, { minLength: 1, maxLength: 5 });

/** The document as if it had been typed: no node remembers its block. */
function retyped(list: Block[]) {
  return schema.nodeFromJSON(docOf(list).toJSON());
}

describe("blocks and documents", () => {
  test("every block goes into the document and comes out the same", () => {
    fc.assert(
      fc.property(blocks, (list) => {
        const doc = retyped(list);
        doc.check();
        expect(blocksOf(doc)).toEqual(list);
      }),
      { numRuns: 1000 },
    );
  });

  test("a block that nobody touched is the very block it was, odd as it may be", () => {
    const odd: Block[] = [
      { type: "list", ordered: true, items: [] },
      { type: "table", caption: "{{ cover.name }}", rows: [[], ["甲"]] },
      { type: "paragraph", text: [{ text: "甲" }, { text: "乙", marks: [] }, { text: "" }] },
    ];
    docOf(odd).check();
    expect(blocksOf(docOf(odd))).toEqual(odd);
  });

  test("a part that is not answered is a paragraph to write in", () => {
    expect(blocksOf(docOf([]))).toEqual([{ type: "paragraph", text: "" }]);
  });
});

describe("changes from elsewhere", () => {
  test("the smallest replacement makes one document the other", () => {
    fc.assert(
      fc.property(blocks, blocks, (one, other) => {
        const [a, b] = [docOf(one), docOf(other)];
        const change = difference(a, b);
        const made = new Transform(a);
        if (change) made.replaceWith(change.from, change.to, change.put);
        expect(made.doc.toJSON()).toEqual(b.toJSON());
      }),
      { numRuns: 1000 },
    );
  });

  test("only what differs is replaced", () => {
    const a = docOf([{ type: "paragraph", text: "增至501.6万吨" }, { type: "paragraph", text: "乙" }]);
    const b = docOf([{ type: "paragraph", text: "增至502.6万吨" }, { type: "paragraph", text: "乙" }]);
    expect(difference(a, b)).toMatchObject({ from: 5, to: 6 });
    expect(difference(a, a)).toBeUndefined();
  });

  test("a change elsewhere and a change here are both there afterwards", () => {
    const part = (first: string, second: string) =>
      docOf([{ type: "paragraph", text: first }, { type: "paragraph", text: second }]);
    const base = part("甲", "乙");
    for (const [theirs, ours, both] of [
      [part("甲甲", "乙"), part("甲", "乙乙乙"), part("甲甲", "乙乙乙")],
      [part("甲", "乙乙"), part("丙甲", "乙"), part("丙甲", "乙乙")],
      [part("丙", "乙"), part("丁", "乙"), part("丁", "乙")],
    ] as const) {
      const state = EditorState.create({ doc: ours });
      expect(merge(state.tr, base, theirs).doc.toJSON()).toEqual(both.toJSON());
    }
  });

  test("without a change here, the document becomes what was changed elsewhere", () => {
    fc.assert(
      fc.property(blocks, blocks, (one, other) => {
        const base = docOf(one);
        const state = EditorState.create({ doc: base });
        expect(merge(state.tr, base, docOf(other)).doc.toJSON()).toEqual(docOf(other).toJSON());
      }),
    );
  });
});
