import { baseKeymap, splitBlock } from "prosemirror-commands";
import { type Command, EditorState, TextSelection } from "prosemirror-state";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Block } from "../../types/Block";
import { newBlock } from "../blocks";
import {
  becomeParagraph,
  endList,
  insertBlock,
  leaveBlock,
  mark,
  moveBlock,
  removeBlock,
  setKind,
  setLevel,
} from "./commands";
import { hitsIn, replaceHits } from "./hits";
import { schema } from "./schema";
import { changeTable, fillTable, stepCell, stepRow } from "./table";
import { blocksOf, docOf as documentOf } from "./translate";

const docOf = (list: Block[]) => documentOf(list, (text) => text === "waste.rate.2025");

const all: [string, Command][] = [
  ["paragraph", setKind("paragraph")],
  ["heading", setKind("heading")],
  ["list", setKind("list")],
  ["numbers", setKind("numbers")],
  ["level up", setLevel(-1)],
  ["level down", setLevel(1)],
  ["bold", mark("bold")],
  ["raised", mark("sup")],
  ["lowered", mark("sub")],
  ["table", insertBlock(newBlock("table"))],
  ["figure", insertBlock(newBlock("figure", "a1"))],
  ["chart", insertBlock(newBlock("chart", "", "waste.rate"))],
  ["up", moveBlock(-1)],
  ["down", moveBlock(1)],
  ["remove", removeBlock],
  ["leave", leaveBlock],
  ["end list", endList],
  ["become paragraph", becomeParagraph],
  ["row", changeTable("row")],
  ["column", changeTable("column")],
  ["remove row", changeTable("remove-row")],
  ["remove column", changeTable("remove-column")],
  ["fill", fillTable([["1", "2"], ["3"]])],
  ["next cell", stepCell(1)],
  ["cell before", stepCell(-1)],
  ["next row", stepRow],
  ["split", splitBlock],
  ["backspace", baseKeymap["Backspace"]!],
  ["delete", baseKeymap["Delete"]!],
];
const start: Block[] = [
  { type: "paragraph", text: "甲{{waste.rate.2025}}乙" },
  { type: "heading", level: 3, text: "题" },
  { type: "list", ordered: true, items: ["一", ""] },
  { type: "table", caption: "表", rows: [["头", "头"], ["格"]] },
  { type: "figure", attachment: "a1", caption: "图" },
  { type: "paragraph", text: "" },
];

/** A state with a text selection somewhere. */
function at(state: EditorState, from: number, to: number): EditorState {
  const place = (share: number) => state.doc.resolve(Math.floor(share * state.doc.content.size));
  return state.apply(state.tr.setSelection(TextSelection.between(place(from), place(to))));
}

describe("commands", () => {
  test("whatever is done anywhere, the document holds blocks of the contract", () => {
    const step = fc.record({
      command: fc.constantFrom(...all),
      from: fc.double({ min: 0, max: 1, noNaN: true }),
      to: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined, freq: 3 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        let state = EditorState.create({ doc: docOf(start) });
        for (const { command, from, to } of steps) {
          state = at(state, from, to ?? from);
          command[1](state, (tr) => (state = state.apply(tr)));
          state.doc.check();
          // What is drawn again from its blocks is the same document, looks of chips included.
          const again = docOf(blocksOf(schema.nodeFromJSON(state.doc.toJSON())));
          expect(again.toJSON()).toEqual(state.doc.toJSON());
        }
      }),
      { numRuns: 1500 },
    );
  });

  test("a kind changes how texts stand and not what they say", () => {
    const kinds = ["paragraph", "heading", "list", "numbers"] as const;
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(...kinds), share, share, (kind, from, to) => {
        const before = at(EditorState.create({ doc: docOf(start) }), from, to);
        let after = before;
        setKind(kind)(before, (tr) => (after = before.apply(tr)));
        const words = (state: EditorState) => state.doc.textBetween(0, state.doc.content.size, "|", "▢");
        expect(words(after)).toBe(words(before));
        expect(after.selection.$head.parent.textContent).toBe(before.selection.$head.parent.textContent);
      }),
    );
  });

  test("moving down and up again changes nothing", () => {
    const before = at(EditorState.create({ doc: docOf(start) }), 0.1, 0.1);
    let state = before;
    const dispatch = (tr: typeof state.tr) => (state = state.apply(tr));
    moveBlock(1)(state, dispatch);
    expect(state.doc.eq(before.doc)).toBe(false);
    moveBlock(-1)(state, dispatch);
    expect(state.doc.eq(before.doc)).toBe(true);
    expect(state.selection.from).toBe(before.selection.from);
  });
});

describe("find and replace", () => {
  test("hits stand where the words stand, in every kind of text, and never across a quoted figure", () => {
    const doc = docOf([...start, { type: "paragraph", text: "甲乙，CO2、co2" }]);
    const found = (query: string) => hitsIn(doc, query).map(({ from, to }) => doc.textBetween(from, to));
    expect(found("甲乙")).toEqual(["甲乙"]);
    expect(found("co")).toEqual(["CO", "co"]);
    expect(found("头")).toEqual(["头", "头"]);
    expect(found("图")).toEqual(["图"]);
    expect(found("")).toEqual([]);
  });

  test("words that are replaced keep their look, and the new words are not looked through again", () => {
    const doc = docOf([
      { type: "paragraph", text: [{ text: "甲" }, { text: "甲", marks: ["bold"] }, { text: "乙" }] },
    ]);
    const state = EditorState.create({ doc });
    const replaced = replaceHits(state.tr, hitsIn(doc, "甲"), "甲甲").doc;
    expect(blocksOf(replaced)).toEqual([
      { type: "paragraph", text: [{ text: "甲甲" }, { text: "甲甲", marks: ["bold"] }, { text: "乙" }] },
    ]);
    expect(blocksOf(replaceHits(state.tr, hitsIn(doc, "甲"), "").doc)).toEqual([
      { type: "paragraph", text: "乙" },
    ]);
  });
});
