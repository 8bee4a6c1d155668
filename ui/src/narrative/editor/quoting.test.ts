import fc from "fast-check";
import type { Node } from "prosemirror-model";
import { EditorState, TextSelection } from "prosemirror-state";
import { expect, test } from "vitest";
import { known } from "../../desk/opened-desk";
import type { Block } from "../../types/Block";
import { putFigure, readIn, takeRead } from "./quoting";
import { blocksOf, docOf as documentOf } from "./translate";

const KNOWN = ["waste.rate.2025", "fall(waste.per_unit,2022,2025)"];
const docOf = (...texts: string[]) =>
  documentOf(texts.map((text): Block => ({ type: "paragraph", text })), (text) => KNOWN.includes(text));
/** As it is typed: nothing is known in braces. */
const typed = (...texts: string[]) =>
  documentOf(texts.map((text): Block => ({ type: "paragraph", text })), () => false);
const words = (doc: Node) => doc.children.map((p) => p.textBetween(0, p.content.size, "", (n) => `<${String(n.attrs["quote"])}>`));

/** The document after the program answered what was sent of it, while it was written on. */
function answered(sent: Node, answer: Node, now = sent, caret = 1) {
  const read = readIn(sent, answer);
  expect(read).toBeDefined();
  const state = EditorState.create({ doc: now, selection: TextSelection.create(now, caret) });
  const after = state.apply(takeRead(state.tr, sent, read!));
  return { words: words(after.doc), caret: after.selection.from };
}

test("braces that the program has read become figures, and the caret stays where it was written on", () => {
  const [sent, answer] = [typed("达{{waste.rate.2025}}%", "乙"), docOf("达{{waste.rate.2025}}%", "乙")];
  expect(answered(sent, answer)).toEqual({ words: ["达<waste.rate.2025>%", "乙"], caret: 1 });
  const end = 2 + "{{waste.rate.2025}}".length;
  expect(answered(sent, answer, sent, end).caret).toBe(3);
  // Typed on right behind them, and elsewhere.
  const on = typed("达{{waste.rate.2025}}，共%", "乙");
  expect(answered(sent, answer, on, end + 2)).toEqual({ words: ["达<waste.rate.2025>，共%", "乙"], caret: 5 });
  const elsewhere = typed("达{{waste.rate.2025}}%", "乙丙");
  expect(answered(sent, answer, elsewhere).words).toEqual(["达<waste.rate.2025>%", "乙丙"]);
});

test("braces by position are read by the program as it names the row; braces typed in meanwhile stay", () => {
  const sent = typed("{{waste.generated_by[0].2025}}与{{fall(waste.per_unit,2022,2025)}}");
  const answer = documentOf(
    [{ type: "paragraph", text: [{ ref: "waste.generated_by[r4].2025" }, { text: "与" }, { ref: KNOWN[1]! }] }],
    () => false,
  );
  expect(answered(sent, answer).words).toEqual([`<waste.generated_by[r4].2025>与<${KNOWN[1]}>`]);
  const on = typed("{{waste.generated_by[0].2024}}与{{fall(waste.per_unit,2022,2025)}}");
  expect(answered(sent, answer, on).words).toEqual([`{{waste.generated_by[0].2024}}与<${KNOWN[1]}>`]);
});

test("another answer is none of what was sent", () => {
  const sent = typed("达{{waste.rate.2025}}%");
  for (const other of [docOf("达{{waste.rate.2025}}"), docOf("{{waste.rate.2025}}%"), docOf("达%"), docOf("达{{waste.rate.2025}}%", "乙")]) {
    expect(readIn(sent, other)).toBeUndefined();
  }
  expect(readIn(sent, sent)).toEqual([]);
});

test("whatever is typed with braces comes to what the program makes of it, marks and all", () => {
  const run = fc.oneof(
    fc.record({ text: fc.constantFrom("甲", "{", "}", "{{", "}}", "乙 ", "2"), marks: fc.subarray(["bold" as const, "sup" as const]) }),
    fc.constantFrom(...KNOWN.map((quote) => `{{${quote}}}`)),
  );
  fc.assert(
    fc.property(fc.array(run, { maxLength: 8 }), (text) => {
      const [sent, answer] = [() => false, (one: string) => KNOWN.includes(one)].map((knows) =>
        documentOf([{ type: "paragraph", text }], knows),
      ) as [Node, Node];
      const read = readIn(sent, answer);
      if (!read) return;
      const state = EditorState.create({ doc: sent });
      expect(takeRead(state.tr, sent, read).doc.toJSON()).toEqual(answer.toJSON());
    }),
    { numRuns: 500 },
  );
});

test("what is reckoned is put with the words it needs, which look as the words around", () => {
  const { quote, figure } = known["enterprise"]!.reckoned.find(({ quote }) => quote === KNOWN[1])!;
  const doc = documentOf([{ type: "paragraph", text: [{ text: "产生量/%。", marks: ["bold"] }] }], () => false);
  const state = EditorState.create({ doc, selection: TextSelection.create(doc, 5) });
  const after = state.apply(putFigure(state, 4, 5, { quote, ...figure }));
  expect(blocksOf(after.doc)).toEqual([
    {
      type: "paragraph",
      text: [
        { text: "产生量比2022年下降", marks: ["bold"] },
        { ref: quote },
        { text: "%。", marks: ["bold"] },
      ],
    },
  ]);
  expect(after.selection.from).toBe(4 + "比2022年下降".length + 1);
});
