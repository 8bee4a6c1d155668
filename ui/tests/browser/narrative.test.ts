// @vitest-environment node
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Stage, withinTheSecond, type Writer } from "./stage";

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
}, 60_000);
afterAll(() => stage.close());

/** A test of the narrative in a real browser; the page must throw nothing. */
function writing(
  name: string,
  which: "create" | "sample",
  run: (writer: Writer) => Promise<void>,
  change?: string,
): void {
  test(name, { timeout: 20_000 }, async () => {
    const writer = await stage.narrative(which, change);
    await run(writer);
    expect(writer.thrown).toEqual([]);
    await writer.leave();
  });
}

const PLAN = "case.plan";
const RESULTS = "case.results";

writing("headings, lists and paragraphs come and go by keys and buttons", "create", async (writer) => {
  const { keyboard } = writer.page;
  const kind = (name: string) => writer.page.click(`[data-block-kind=${name}]`);
  await writer.part(PLAN).click();
  await kind("heading");
  await keyboard.type("总体思路");
  await keyboard.press("Enter");
  await keyboard.type("一段。");
  await keyboard.press("Enter");
  await kind("numbers");
  await keyboard.type("减量");
  await keyboard.press("Enter");
  await keyboard.type("利用");
  await keyboard.press("Enter");
  await keyboard.press("Enter");
  await keyboard.type("结尾");
  const shape = () =>
    writer.part(PLAN).evaluate((e) => [...e.children].map((c) => `${c.tagName} ${c.textContent}`));
  const whole = ["H3 总体思路", "P 一段。", "OL 减量利用", "P 结尾"];
  expect(await shape()).toEqual(whole);
  await keyboard.press("Alt+ArrowUp");
  expect(await shape()).toEqual(["H3 总体思路", "P 一段。", "P 结尾", "OL 减量利用"]);
  await keyboard.press("Alt+ArrowDown");
  await writer.stored(PLAN);
  expect(await shape()).toEqual(whole);
  // Backspace at the beginning: an item becomes a paragraph, a heading too.
  await writer.caret(PLAN, "li", false);
  await keyboard.press("Backspace");
  expect(await shape()).toEqual(["H3 总体思路", "P 一段。", "P 减量", "OL 利用", "P 结尾"]);
  await writer.caret(PLAN, "h3", false);
  await keyboard.press("Backspace");
  expect((await shape())[0]).toBe("P 总体思路");
});

writing("the toolbar is one stop, with arrows within, and gives the focus back", "create", async (writer) => {
  const { page } = writer;
  const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim());
  await writer.part(PLAN).click();
  await page.keyboard.type("甲");
  await page.keyboard.press("Alt+F10");
  expect(await focused()).toBe("正文");
  await page.keyboard.press("ArrowRight");
  expect(await focused()).toBe("标题");
  await page.keyboard.press("Enter");
  await page.keyboard.type("乙");
  expect(await writer.part(PLAN).locator("h3").textContent()).toBe("甲乙");
  expect(await page.locator("[role=toolbar] button:not([tabindex='-1'])").count()).toBe(1);
  // What can be done only in a table is no stop outside of it.
  await page.click("[data-block-kind=table]");
  await page.keyboard.press("Alt+F10");
  await page.locator("[data-table=column]").focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Control+Enter");
  await page.keyboard.type("丙");
  await page.keyboard.press("Alt+F10");
  expect(await focused()).toBe("正文");
});

writing("the arrows go on in the part beside", "create", async (writer) => {
  const { keyboard } = writer.page;
  await writer.part(PLAN).click();
  await keyboard.type("甲");
  await keyboard.press("ArrowDown");
  await keyboard.type("乙");
  await keyboard.press("ArrowUp");
  await keyboard.type("丙");
  expect(await writer.lines("case.practices")).toEqual(["乙"]);
  expect(await writer.lines(PLAN)).toEqual(["甲丙"]);
});

writing("a table grows and shrinks, and Tab leaves it at its end", "create", async (writer) => {
  const { page } = writer;
  await writer.part(PLAN).click();
  await page.click("[data-block-kind=table]");
  await page.keyboard.type("甲");
  await page.click("[data-table=row]");
  await page.keyboard.type("乙");
  await page.click("[data-table=column]");
  const size = () =>
    writer.part(PLAN).evaluate((e) => [...e.querySelectorAll("tr")].map((row) => row.children.length));
  expect(await size()).toEqual([4, 4, 4]);
  await page.click("[data-table=remove-column]");
  await page.click("[data-table=remove-row]");
  expect(await size()).toEqual([3, 3]);
  await writer.caret(PLAN, "tr:last-child td:last-child");
  await page.keyboard.press("Tab");
  expect(await writer.part(PLAN).evaluate((e) => e.contains(document.activeElement))).toBe(false);
});

writing("headings of each level, raised and lowered letters come by keys", "create", async (writer) => {
  const { keyboard } = writer.page;
  await writer.part(PLAN).click();
  for (const [key, words] of [["2", "甲"], ["3", "乙"], ["4", "丙"]] as const) {
    await keyboard.press(`Control+Alt+${key}`);
    await keyboard.type(words);
    await keyboard.press("Enter");
  }
  // A level is given, not turned: once more leaves it.
  await keyboard.press("Control+Alt+2");
  await keyboard.press("Control+Alt+2");
  await keyboard.press("Control+Alt+0");
  await keyboard.type("360 m");
  await keyboard.press("Control+Shift+P");
  await keyboard.type("2");
  await keyboard.press("Control+Shift+P");
  await keyboard.type("，CO");
  await keyboard.press("Control+Shift+B");
  await keyboard.type("2");
  await keyboard.press("Control+Shift+B");
  await keyboard.type("，");
  await keyboard.press("Control+B");
  await keyboard.type("粗");
  await writer.stored(PLAN);
  const html = await writer.part(PLAN).innerHTML();
  expect(html.replaceAll(/ data-[^>]*/g, "")).toBe(
    "<h3>甲</h3><h4>乙</h4><h5>丙</h5><p>360 m<sup>2</sup>，CO<sub>2</sub>，<strong>粗</strong></p>",
  );
});

writing("Tab fills a table, and makes its rows", "create", async (writer) => {
  const { keyboard } = writer.page;
  await writer.part(PLAN).click();
  await writer.page.click("[data-block-kind=table]");
  await keyboard.press("Tab");
  await keyboard.press("ArrowUp");
  await keyboard.type("表名");
  for (const words of ["甲", "乙", "丙", "1", "2", "3", "4", "5", "6"]) {
    await keyboard.press("Tab");
    await keyboard.type(words);
  }
  await keyboard.press("Enter");
  await keyboard.type("表后");
  expect(await writer.stored(PLAN)).toEqual(["表名", "甲", "乙", "丙", "1", "2", "3", "4", "5", "6", "表后"]);
});

writing("the arrows go from row to row of a table, to its caption and out of it", "create", async (writer) => {
  const { keyboard } = writer.page;
  await writer.part(PLAN).click();
  await writer.page.click("[data-block-kind=table]");
  await keyboard.press("Tab");
  for (const [words, key] of [
    ["上", "ArrowDown"],
    ["下", "ArrowDown"],
    ["后", "ArrowUp"],
  ] as const) {
    await keyboard.type(words);
    await keyboard.press(key);
  }
  await writer.caret(PLAN, "tr:last-child td:nth-child(2)");
  await keyboard.press("ArrowUp");
  await keyboard.press("ArrowUp");
  await keyboard.type("名");
  await keyboard.press("ArrowDown");
  await keyboard.type("首");
  expect(await writer.stored(PLAN)).toEqual(["名", "首", "上", "", "", "下", "", "后"]);
});

writing("which chart it is, is chosen from its caption by keys", "create", async (writer) => {
  const { page } = writer;
  const focused = () => page.evaluate(() => document.activeElement?.tagName);
  const choice = writer.part(PLAN).locator("select");
  await writer.part(PLAN).click();
  await page.click("[data-block-kind=chart]");
  await page.keyboard.type("走势");
  await page.keyboard.press("Shift+Tab");
  expect(await focused()).toBe("SELECT");
  const [first, second] = await choice.locator("option").evaluateAll((all) =>
    all.map((one) => (one as HTMLOptionElement).value),
  );
  expect(await choice.inputValue()).toBe(first);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Tab");
  await page.keyboard.type("图");
  await page.keyboard.press("Enter");
  await page.keyboard.type("图后");
  expect(await writer.stored(PLAN)).toEqual(["走势图", "图后"]);
  expect(await choice.inputValue()).toBe(second);
  // Whoever only goes through the page is not held up by it.
  await writer.part(PLAN).focus();
  await page.keyboard.press("Tab");
  expect(await writer.part("case.practices").evaluate((e) => e === document.activeElement)).toBe(true);
  // Among plain boxes it is one of them.
  await page.click("text=纯文本");
  const plain = page.locator(`[data-part="${PLAN}"] select[aria-label=图表的数据]`);
  expect(await plain.evaluate((e) => (e as HTMLSelectElement).tabIndex)).toBe(0);
  await page.click("text=纯文本");
});

writing("a stroke asks for a figure, which stands as a chip and follows the tables", "sample", async (writer) => {
  const { page } = writer;
  await writer.caret(PLAN, "p:first-of-type");
  await page.keyboard.type("利用率/2025 综合利用率");
  await page.waitForSelector("[role=option]");
  expect(await writer.part(PLAN).getAttribute("aria-activedescendant")).toBeTruthy();
  const wanted = await page.getAttribute("[role=option][aria-selected=true]", "data-quote");
  expect(wanted).toBe("waste.rate.2025");
  await page.keyboard.press("Enter");
  const chip = page.locator(`[data-part="${PLAN}"] p:first-of-type [data-ref="waste.rate.2025"]`);
  expect(await chip.textContent()).toBe("98.73");
  expect(await chip.getAttribute("title")).toContain("÷");
  expect(await page.locator("[role=listbox]").count()).toBe(0);
  const [first] = await writer.stored(PLAN);
  expect(first?.endsWith("利用率98.73")).toBe(true);
});

writing("a stroke in a unit or a sentence that goes on asks for nothing", "sample", async (writer) => {
  const { page } = writer;
  await writer.caret(PLAN, "p:first-of-type");
  await page.keyboard.type("万吨/");
  expect(await page.locator("[role=listbox]").count()).toBe(0);
  await page.keyboard.type("年，或/");
  await page.waitForSelector("[role=listbox]");
  await page.keyboard.type("者，");
  expect(await page.locator("[role=listbox]").count()).toBe(0);
  await page.keyboard.type("其他/");
  await page.waitForSelector("[role=listbox]");
  await page.keyboard.press("Escape");
  expect(await page.locator("[role=listbox]").count()).toBe(0);
  await page.keyboard.press("Enter");
  expect((await writer.lines(PLAN))[0]).toMatch(/万吨\/年，或\/者，其他\/$/);
});

writing("words are found in all parts, and replaced as one change", "sample", async (writer) => {
  const { page } = writer;
  const before = [await writer.lines(PLAN), await writer.lines(RESULTS)];
  const count = (lines: string[], word: string) => lines.join("\n").split(word).length - 1;
  await writer.part(PLAN).click();
  await page.keyboard.press("Control+h");
  await page.fill("[aria-label=查找]", "固废");
  const said = async () => (await page.textContent("[data-hits]"))?.trim() ?? "";
  const total = Number(/^1 \/ (\d+)$/.exec(await said())?.[1]);
  expect(total).toBeGreaterThan(count(before[0]!, "固废") + count(before[1]!, "固废"));
  await page.keyboard.press("Enter");
  expect(await said()).toBe(`2 / ${total}`);
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.press("Shift+Enter");
  expect(await said()).toBe(`${total} / ${total}`);
  await page.fill("[aria-label=替换成]", "废料");
  await page.click("text=全部替换");
  await expect.poll(said).toBe("没有找到");
  expect(count(await writer.lines(RESULTS), "废料")).toBe(count(before[1]!, "固废"));
  await page.keyboard.press("Escape");
  await page.click("[aria-label^='撤销']");
  await expect.poll(() => writer.lines(RESULTS)).toEqual(before[1]);
  expect(await writer.lines(PLAN)).toEqual(before[0]);
});

writing("hits are replaced one by one, from the present one on", "create", async (writer) => {
  const { page } = writer;
  await writer.part(PLAN).click();
  await page.keyboard.type("甲乙甲乙甲");
  await page.keyboard.press("Control+h");
  await page.fill("[aria-label=查找]", "甲");
  await page.keyboard.press("Enter");
  await page.fill("[aria-label=替换成]", "丙甲");
  await page.keyboard.press("Enter");
  expect(await writer.lines(PLAN)).toEqual(["甲乙丙甲乙甲"]);
  expect((await page.textContent("[data-hits]"))?.trim()).toBe("3 / 3");
  await page.keyboard.press("Escape");
  expect(await writer.stored(PLAN)).toEqual(["甲乙丙甲乙甲"]);
});

/** The blocks of all parts as stored, found and replaced with words in one way of writing or the other. */
async function replacedIn(writer: Writer, query: string, words: string) {
  const { page } = writer;
  const part = page.locator(`[data-part="${PLAN}"]`);
  await part.locator("p, textarea").first().click();
  await page.keyboard.press("Control+h");
  await page.fill("[aria-label=查找]", query);
  const found = (await page.textContent("[data-hits]"))?.trim();
  await page.fill("[aria-label=替换成]", words);
  await page.click("text=全部替换");
  await expect.poll(async () => (await page.textContent("[data-hits]"))?.trim()).toBe("没有找到");
  await page.keyboard.press("Escape");
  await page.waitForSelector("[data-saved=yes]");
  return { found };
}

writing("plain boxes find and replace as the editor does", "sample", async (writer) => {
  const { page } = writer;
  const texts = async () => [await writer.lines(PLAN), await writer.lines(RESULTS)];
  const before = await texts();
  const printed = await replacedIn(writer, "固废", "废料");
  const wanted = await texts();
  expect(wanted).not.toEqual(before);
  await page.click("[aria-label^='撤销']");
  await expect.poll(texts).toEqual(before);

  await page.click("text=纯文本");
  await page.waitForSelector(`[name="${PLAN}[0]"]`);
  expect((await replacedIn(writer, "固废", "废料")).found).toBe(printed.found);
  await page.click("text=纯文本");
  await writer.part(PLAN).waitFor();
  expect(await texts()).toEqual(wanted);
});

writing("in plain boxes hits are marked, gone through and replaced one by one", "create", async (writer) => {
  const { page } = writer;
  await page.click("text=纯文本");
  const box = page.locator(`[name="${PLAN}[0]"]`);
  await box.fill("甲乙**甲**乙甲");
  await page.keyboard.press("Control+f");
  // The desk's own Ctrl F, which finds a field, is not meant here.
  expect(await page.locator("dialog[open]").count()).toBe(0);
  await page.fill("[aria-label=查找]", "甲");
  const said = async () => (await page.textContent("[data-hits]"))?.trim();
  expect(await said()).toBe("1 / 3");
  expect(await page.locator(".print .hit").allTextContents()).toEqual(["甲", "甲", "甲"]);
  expect(await page.locator(".print b.hit").count()).toBe(1);
  await page.keyboard.press("Enter");
  expect(await page.locator(".print .present").evaluate((e) => e.tagName)).toBe("B");
  await page.click("text=替换…");
  await page.fill("[aria-label=替换成]", "丙甲");
  await page.keyboard.press("Enter");
  // In the look of what stood there, and on with what stood behind it.
  await expect.poll(() => box.inputValue()).toBe("甲乙**丙甲**乙甲");
  await expect.poll(said).toBe("3 / 3");
  // The focus goes to the words that were found.
  await page.keyboard.press("Escape");
  expect(await page.evaluate(() => document.activeElement?.getAttribute("name"))).toBe(`${PLAN}[0]`);
  const chosen = await box.evaluate((e: HTMLTextAreaElement) => e.selectionStart);
  expect(chosen).toBe("甲乙**丙甲**乙".length);
  await page.click("text=纯文本");
});

writing("plain boxes write the same text, and are remembered", "create", async (writer) => {
  const { page } = writer;
  await writer.part(PLAN).click();
  await page.keyboard.type("甲");
  await page.keyboard.press("Control+b");
  await page.keyboard.type("乙");
  await page.click("text=纯文本");
  const box = page.locator(`[name="${PLAN}[0]"]`);
  expect(await box.inputValue()).toBe("甲**乙**");
  await box.fill("甲**乙**^{2}");
  await page.click('nav [data-section="cover"]');
  await page.click('nav [data-section="case"]');
  expect(await box.inputValue()).toBe("甲**乙**^{2}");
  await page.click("text=纯文本");
  await writer.part(PLAN).waitFor();
  expect(await writer.part(PLAN).innerHTML()).toContain("甲<strong>乙</strong><sup>2</sup>");
});

/** A sentence that the core finds to contradict the tables. */
const CONTRADICTION = `
  dump.answers["case.plan"] = [{ type: "paragraph", text: "2025年综合利用率为95.3%。" }];
  dump.state.review.findings.push({
    code: "inconsistent", severity: "warning", path: "case.plan", block: 0, section: "case",
    span: { text: 0, from: 11, to: 15 }, instead: "{{waste.rate.2025}}",
    message: "正文写的 2025 年综合利用率是 95.3%，表中是 98.73%。", fix: "请核对。",
  });`;

writing(
  "a figure that contradicts the tables is underlined, and becomes a reference by keys",
  "sample",
  async (writer) => {
    const { page } = writer;
    const doubt = writer.part(PLAN).locator("[data-doubt]");
    expect(await doubt.textContent()).toBe("95.3");
    expect(await page.locator("[data-offer]").count()).toBe(0);
    // The mark goes with its words, at once.
    await writer.caret(PLAN, "p", false);
    await page.keyboard.type("到");
    expect(await doubt.textContent()).toBe("95.3");
    await page.waitForTimeout(400);
    await page.waitForSelector("[data-saved=yes]");
  },
  CONTRADICTION,
);

for (const how of ["keys", "mouse"] as const) {
  writing(
    `what contradicts the tables becomes a reference by ${how}, and undo brings it back`,
    "sample",
    async (writer) => {
      const { page } = writer;
      await writer.part(PLAN).locator("[data-doubt]").click();
      expect(await page.textContent("[data-offer]")).toContain("表中是 98.73%");
      if (how === "keys") await page.keyboard.press("Alt+Enter");
      else await page.click("[data-turn-into-reference]");
      expect(await writer.lines(PLAN)).toEqual(["2025年综合利用率为98.73%。"]);
      expect(await page.locator("[data-offer]").count()).toBe(0);
      expect(await writer.part(PLAN).locator("[data-ref]").count()).toBe(1);
      await page.keyboard.press("Control+z");
      await expect.poll(() => writer.lines(PLAN)).toEqual(["2025年综合利用率为95.3%。"]);
    },
    CONTRADICTION,
  );
}

/** A part that quotes a row that is gone, with what the program says of it; a figure still to come; a fall that is a rise. */
const LOST = `
  const [gone, ...rows] = dump.answers["waste.generated_by"] ?? [];
  if (gone) {
    const quote = "waste.generated_by[" + gone.id + "].2025";
    const other = "waste.generated_by[" + rows[0].id + "].2025";
    const text = "高炉渣{{" + quote + "}}万吨，产值{{production.nothing.2025}}、{{fall(waste.intensity,2022,2025)}}%。";
    dump.answers["case.plan"] = [{ type: "paragraph", text: "前言。" }, { type: "paragraph", text }];
    dump.answers["waste.generated_by"] = rows;
    const figure = dump.state.figures[quote];
    dump.state.figures = {
      ...dump.state.figures,
      [quote]: { ...figure, value: "〔已删去：" + figure.label + " 144.90万吨〕", brief: "已删去 144.90", state: "lost" },
      "production.nothing.2025": { ...figure, label: "2025 年产值", value: "〔2025 年产值：还没有填〕", brief: "还没有填", state: "open" },
      "fall(waste.intensity,2022,2025)": { ...figure, label: "2025 年强度比 2022 年下降", value: "-3.04", unit: "%", state: "contrary", kind: "变化" },
    };
    dump.state.review.findings.push({
      code: "lost-reference", severity: "error", path: "case.plan", section: "case", block: 1,
      span: { text: 0, from: 3, to: 4 },
      message: "正文引用的“2025 年固废‘高炉渣’的产生量”已从附表删去。", fix: "请改引另一行，或改成文字。",
      choices: [
        { words: "改成文字“144.90”", instead: "144.90" },
        { words: "改引 钢渣 55.20", instead: "{{" + other + "}}" },
      ],
    });
  }`;

writing(
  "chips say in a word and by a sign what they have no figure of, and their tips what it is",
  "sample",
  async (writer) => {
    const chip = (state: string) => writer.part(PLAN).locator(`[data-quoted=${state}]`);
    const sign = (state: string) => chip(state).evaluate((e) => getComputedStyle(e, "::before").content);
    expect(await chip("lost").textContent()).toBe("已删去 144.90");
    expect(await sign("lost")).toContain("✕");
    expect(await chip("lost").getAttribute("title")).toMatch(/^〔已删去：.*高炉渣.* 144\.90万吨〕，来自“/);
    expect(await chip("open").textContent()).toBe("还没有填");
    expect(await sign("open")).toContain("○");
    expect(await chip("contrary").textContent()).toBe("-3.04");
    expect(await sign("contrary")).toContain("▲");
    expect(await chip("contrary").getAttribute("title")).toContain("方向与这里说的相反");
    // So they do in plain boxes.
    await writer.page.click("text=纯文本");
    const shown = writer.page.locator(`[data-part="${PLAN}"] .print [data-quoted=lost]`);
    expect(await shown.textContent()).toBe("已删去 144.90");
    await writer.page.click("text=纯文本");
  },
  LOST,
);

for (const how of ["Alt Enter", "keys", "mouse"] as const) {
  writing(
    `where a quoted row is gone, the finding leads to the chip and one of the choices mends it: ${how}`,
    "sample",
    async (writer) => {
      const { page } = writer;
      await page.click('nav [data-section="check"]');
      await page.click("#work [data-code=lost-reference] [data-entry]");
      await page.waitForSelector("[data-offer=lost-reference]");
      expect(await page.locator("[data-choice]").allTextContents()).toEqual([
        expect.stringContaining("改成文字“144.90”"),
        expect.stringContaining("改引 钢渣 55.20"),
      ]);
      if (how === "Alt Enter") await page.keyboard.press("Alt+Enter");
      else if (how === "mouse") await page.click("[data-choice='1']");
      else {
        await page.keyboard.press("Shift+Alt+Enter");
        await page.keyboard.press("ArrowUp");
        await page.keyboard.press("ArrowDown");
        await page.keyboard.press("Enter");
      }
      const figure = how === "Alt Enter" ? "144.90" : "55.20";
      await expect.poll(async () => (await writer.lines(PLAN))[1]).toMatch(new RegExp(`^高炉渣${figure}万吨，`));
      expect(await page.locator("[data-offer]").count()).toBe(0);
      // Whoever chose goes on writing there.
      await page.keyboard.type("计");
      expect((await writer.lines(PLAN))[1]).toMatch(new RegExp(`^高炉渣${figure}计万吨`));
      await page.waitForSelector("[data-saved=yes]");
      await page.click('nav [data-section="check"]');
      expect(await page.locator("[data-code=lost-reference]").count()).toBe(0);
    },
    LOST,
  );
}

writing(
  "in plain boxes the choices stand with the finding, and it leads to the box",
  "sample",
  async (writer) => {
    const { page } = writer;
    await page.click("text=纯文本");
    await page.click('nav [data-section="check"]');
    await page.click("#work [data-code=lost-reference] [data-entry]");
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("name"))).toBe(`${PLAN}[1]`);
    await page.click(`[data-part="${PLAN}"] [data-choice='1']`);
    const quoted = page.locator(`[data-part="${PLAN}"] .print [data-quoted=there]`);
    await expect.poll(() => quoted.allTextContents()).toEqual(["55.20"]);
    expect(await page.locator("[data-offer]").count()).toBe(0);
    await page.click("text=纯文本");
  },
  LOST,
);

writing("what is reckoned is offered after the figures, and put with the words it needs", "sample", async (writer) => {
  const { page } = writer;
  await writer.caret(PLAN, "p:first-of-type");
  await page.keyboard.type("，单位产品产生量比2022年/单位产品 变化");
  await page.waitForSelector("[role=option]");
  const first = page.locator("[role=option][aria-selected=true]");
  expect(await first.textContent()).toMatch(/^变化 2025 年/);
  await page.keyboard.press("Enter");
  const [line] = await writer.stored(PLAN);
  expect(line).toMatch(/，单位产品产生量比2022年下降\d+\.\d+%$/);
  const chip = writer.part(PLAN).locator('[data-ref="fall(waste.per_unit,2022,2025)"]');
  expect(await chip.getAttribute("title")).toContain("由 2022 年");
  // Figures before anything else, and by the dialog the same.
  await writer.caret(PLAN, "p:first-of-type");
  await page.keyboard.press("Control+/");
  await page.fill("dialog input", "钢渣 2025");
  const kinds = await page.locator("dialog [role=option]").evaluateAll((all) =>
    all.map((one) => one.querySelector("i")?.textContent ?? ""),
  );
  expect(kinds[0]).toBe("");
  expect(kinds).toContain("占比");
  await page.fill("dialog input", "占比 钢渣 2025");
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await writer.lines(PLAN))[0]).toMatch(/%\d+\.\d+%$/);
});

writing("what is typed in braces comes back as a figure while one goes on", "sample", async (writer) => {
  const { page } = writer;
  const chips = writer.part(PLAN).locator("p:first-of-type [data-ref]");
  const before = await chips.count();
  await writer.caret(PLAN, "p:first-of-type");
  await page.keyboard.press("Control+b");
  await page.keyboard.type("粗");
  await page.keyboard.press("Control+b");
  await page.keyboard.type("率{{waste.rate.2025}}");
  // Longer than the pause after which it is sent.
  for (const letter of "%，降{{fall(waste.per_unit,2022,2025)}}%") {
    await page.keyboard.type(letter);
    await page.waitForTimeout(40);
  }
  await expect.poll(() => chips.count()).toBe(before + 2);
  await page.keyboard.type("完");
  const [line] = await writer.stored(PLAN);
  expect(line).toMatch(/粗率98\.73%，降\d+\.\d+%完$/);
  expect(await writer.part(PLAN).locator("p:first-of-type strong").textContent()).toBe("粗");
});

writing("what Word copies is pasted clean, into texts, cells and captions", "create", async (writer) => {
  const { page } = writer;
  const word = readFileSync(new URL("../../src/narrative/paste/samples/word.html", import.meta.url), "utf8");
  await writer.part(PLAN).click();
  await writer.paste({ html: word, text: "不用" });
  const shape = () =>
    writer.part(PLAN).evaluate((e) => [...e.children].map((c) => c.tagName).join(" "));
  expect(await shape()).toBe("H3 P UL OL H4 TABLE");
  expect(await page.getAttribute("[role=alert] [data-failure], [data-failure]", "data-failure")).toBe(
    "pasted-picture",
  );
  await writer.caret(PLAN, "caption");
  await writer.paste({ html: "<p>一行</p><p><b>又一行</b></p>" });
  await writer.caret(PLAN, "tr:last-child td:last-child");
  await writer.paste({ text: "5\t6\n7\t8" });
  expect(
    await writer
      .part(PLAN)
      .evaluate((e) => [...e.querySelectorAll("tr")].map((row) => [...row.children].map((c) => c.textContent))),
  ).toEqual([
    ["名称", "2025年", "", ""],
    ["钢渣", "55.20", "5", "6"],
    ["", "", "7", "8"],
  ]);
  expect(await writer.part(PLAN).locator("caption").textContent()).toBe("一行 又一行");
  await writer.caret(PLAN, "p");
  await writer.paste({ text: "甲\r\n\r\n  乙" });
  expect(await shape()).toBe("H3 P P UL OL H4 TABLE");
  const before = await writer.lines(PLAN);
  expect(await writer.stored(PLAN)).toEqual(before);
});

writing("what is copied in the narrative is pasted as it was, and a picture goes to the attachments", "sample", async (writer) => {
  const { page } = writer;
  await writer.caret(PLAN, "p:first-of-type");
  await page.evaluate(() => {
    const chip = document.querySelector('[data-part="case.plan"] [data-ref]')!;
    const range = document.createRange();
    range.selectNode(chip);
    getSelection()?.removeAllRanges();
    getSelection()?.addRange(range);
  });
  await page.waitForTimeout(50);
  await page.keyboard.press("Control+c");
  await writer.caret("case.replication", "p:last-of-type");
  await page.keyboard.press("Control+v");
  const replication = writer.part("case.replication");
  await expect.poll(() => replication.locator("p:last-of-type [data-ref]").count()).toBeGreaterThan(0);
  const figures = await replication.locator("figure").count();
  await writer.paste({ picture: "image.png" });
  await expect.poll(() => replication.locator("figure").count()).toBe(figures + 1);
  await page.click('nav [data-section="attachments"]');
  await page.waitForSelector("text=image");
});

writing("typing without a pause is saved meanwhile, and the caret stays where it is", "create", async (writer) => {
  const { page } = writer;
  await writer.part(PLAN).click();
  await page.keyboard.type("首尾");
  await page.waitForTimeout(400);
  await page.keyboard.press("ArrowLeft");
  const words = Array.from({ length: 40 }, (_, nth) => String.fromCharCode(0x4e00 + nth)).join("");
  await writer.note(PLAN, /./u);
  for (const word of words) {
    await page.keyboard.insertText(word);
    await page.waitForTimeout(70);
  }
  const notes = await writer.noted();
  expect(await writer.lines(PLAN)).toEqual([`首${words}尾`]);
  withinTheSecond(notes);
  for (const { said } of notes) expect(said).toContain("已保存");
  // Not with every key either.
  expect((await writer.sent(PLAN)).length).toBeLessThan(15);
  expect(await writer.stored(PLAN)).toEqual([`首${words}尾`]);
});
