import { afterEach, expect, test } from "vitest";
import type { Session } from "../draft/session.svelte";
import type { Block } from "../types/Block";
import { Finding } from "./plain/finding.svelte";
import { Search } from "./search.svelte";
import type { Searched } from "./writing";

/** A part of the narrative in boxes, with one paragraph, as it is written out in its box. */
function written(text: string, box: string): Finding {
  const blocks: Block[] = [{ type: "paragraph", text }];
  const area = document.createElement("textarea");
  [area.name, area.value] = ["case.part[0]", box];
  // jsdom has none.
  area.scrollIntoView = () => undefined;
  document.body.append(area);
  return new Finding("case.part", () => blocks, () => undefined, (text) => text === "production.output.2024");
}
afterEach(() => document.body.replaceChildren());

function selected(): string {
  const area = document.activeElement as HTMLTextAreaElement;
  return `${area.selectionStart}–${area.selectionEnd}`;
}

test.each([
  // Where hits touch one another each begins where the one before ends.
  { text: "甲甲甲甲", box: "甲甲甲甲", query: "甲甲", at: 1, there: "2–4" },
  // A quoted figure is no word, though its name is written out.
  { text: "{{production.output.2024}}产值", box: "{{2024 年产值}}产值", query: "产值", at: 0, there: "12–14" },
])("the present hit of $query in $box is what is selected", ({ text, box, query, at, there }) => {
  const finding = written(text, box);
  finding.look(query, at);
  finding.focus();
  expect(selected()).toBe(there);
});

test("what was put in is not looked through again, however often it holds what is looked for", () => {
  let text = "甲乙甲乙";
  const part: Searched = {
    part: "case.part",
    get hits() {
      return [...text.matchAll(/甲/g)].map(({ index }) => ({ from: index, to: index + 1 }));
    },
    look: () => undefined,
    replace: ([hit], words) => {
      if (hit) text = text.slice(0, hit.from) + words + text.slice(hit.to);
    },
    replaced: () => undefined,
    focus: () => undefined,
  };
  const search = new Search({} as Session, () => [part]);
  [search.query, search.words] = ["甲", "甲甲"];
  search.look();
  search.replace();
  search.replace();
  expect(text).toBe("甲甲乙甲甲乙");
});
