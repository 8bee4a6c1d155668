import fc from "fast-check";
import { expect, test } from "vitest";
import { pieces } from "../notation";
import { blocksOfHtml, blocksOfText, textsOf } from "./clipboard";
import word from "./samples/word.html?raw";
import wps from "./samples/wps.html?raw";

test("what Word copies becomes headings, paragraphs, lists and tables", () => {
  expect(blocksOfHtml(word)).toEqual({
    pictures: 1,
    blocks: [
      { type: "heading", level: 2, text: "源头减量" },
      {
        type: "paragraph",
        text: [
          { text: "公司投资1.2亿元建设钢渣热闷生产线，减排" },
          { text: "二氧化碳", marks: ["bold"] },
          { text: "（CO" },
          { text: "2", marks: ["sub"] },
          { text: "）约3 200 m" },
          { text: "3", marks: ["sup"] },
          { text: "。" },
        ],
      },
      { type: "list", ordered: false, items: ["热闷处理；", "磁选回收。"] },
      { type: "list", ordered: true, items: ["第一步"] },
      { type: "heading", level: 3, text: "成效" },
      {
        type: "table",
        caption: "",
        rows: [
          ["名称", "2025年", ""],
          ["钢渣", "55.20", "万吨 （干基）"],
        ],
      },
    ],
  });
});

test("what WPS copies becomes the same", () => {
  expect(blocksOfHtml(wps)).toEqual({
    pictures: 0,
    blocks: [
      { type: "heading", level: 2, text: "主要做法" },
      {
        type: "paragraph",
        text: [
          { text: "园区建成3条处置线，" },
          { text: "年处置锰渣", marks: ["bold"] },
          { text: "。" },
        ],
      },
      { type: "list", ordered: true, items: ["建立台账", "签订合同"] },
      { type: "paragraph", text: "结尾一行" },
      { type: "paragraph", text: "另起一行" },
    ],
  });
});

test("lists of web pages, frames of one cell and scripts", () => {
  const { blocks } = blocksOfHtml(
    `<script>alert(1)</script><ul><li><p>甲</p></li><li>乙<ul><li>丙</li></ul></li></ul>
     <table><tr><td><p>框里的话</p></td></tr></table><blockquote>引文</blockquote>散字`,
  );
  expect(blocks).toEqual([
    { type: "list", ordered: false, items: ["甲", "乙", "丙"] },
    { type: "paragraph", text: "框里的话" },
    { type: "paragraph", text: "引文" },
    { type: "paragraph", text: "散字" },
  ]);
});

test("plain text is a paragraph a line", () => {
  expect(blocksOfText("　　甲\r\n\r\n乙 \n  丙\u2028丁")).toEqual(
    ["甲", "乙", "丙", "丁"].map((text) => ({ type: "paragraph", text })),
  );
  // Braces that were typed as text elsewhere stay text.
  expect(pieces(textsOf(blocksOfText("{{cover.name}}"))[0] ?? "", (text) => text === "cover.name")).toEqual([
    { text: "{{cover.name}}", marks: [] },
  ]);
});

test("no word is lost, whatever the tags", () => {
  const tag = fc.constantFrom("p", "div", "span", "b", "li", "ul", "ol", "h1", "h3", "table", "td", "tr", "font", "o:p");
  const words = fc.string({ unit: fc.constantFrom("甲", "乙", "2", "x"), minLength: 1, maxLength: 4 });
  const html: fc.Arbitrary<string> = fc.letrec<{ node: string; text: string }>((tie) => ({
    text: words,
    node: fc.oneof(
      { maxDepth: 5 },
      tie("text"),
      fc.tuple(tag, fc.array(tie("node"), { maxLength: 4 })).map(([t, c]) => `<${t}>${c.join("")}</${t}>`),
    ),
  })).node;
  fc.assert(
    fc.property(html, (source) => {
      const shown = new DOMParser().parseFromString(source, "text/html").body.textContent;
      const { blocks } = blocksOfHtml(source);
      const read = textsOf(blocks)
        .flatMap((text) => pieces(text, () => false).map((piece) => ("text" in piece ? piece.text : "")))
        .concat(blocks.map((block) => ("caption" in block ? block.caption : "")))
        .join("");
      const sorted = (text: string) => [...text.replace(/\s/g, "")].sort().join("");
      expect(sorted(read)).toBe(sorted(shown));
    }),
    { numRuns: 500 },
  );
});
