// @vitest-environment node
import { afterAll, beforeAll, expect, test } from "vitest";
import { Stage, withinTheSecond, type Writer } from "./stage";

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
}, 60_000);
afterAll(() => stage.close());

/** A test of the narrative with an input method; the page must throw nothing. */
function typing(name: string, which: "create" | "sample", run: (writer: Writer) => Promise<void>): void {
  test(name, { timeout: 20_000 }, async () => {
    const writer = await stage.narrative(which);
    await run(writer);
    expect(writer.thrown).toEqual([]);
    await writer.leave();
  });
}

const PLAN = "case.plan";

typing("in an empty draft, from the first letter", "create", async (writer) => {
  await writer.part(PLAN).click();
  await writer.write("wofang", "我方");
  await writer.write("bianzhi", "编制");
  await writer.page.keyboard.press("Enter");
  await writer.write("fangan", "方案");
  expect(await writer.lines(PLAN)).toEqual(["我方编制", "方案"]);
  expect(await writer.stored(PLAN)).toEqual(["我方编制", "方案"]);
});

typing("in a draft that was resumed, at the end and in the middle of a text", "sample", async (writer) => {
  const before = await writer.lines(PLAN);
  await writer.caret(PLAN, "p:first-of-type");
  await writer.write("bu", "补");
  await writer.caret(PLAN, "p:first-of-type", false);
  await writer.write("shou", "首");
  const after = [`首${before[0]}补`, ...before.slice(1)];
  expect(await writer.lines(PLAN)).toEqual(after);
  expect(await writer.stored(PLAN)).toEqual(after);
});

typing("beyond the limit, where nothing is cut off", "create", async (writer) => {
  await writer.part(PLAN).click();
  const long = "固废".repeat(4100);
  await writer.page.keyboard.insertText(long);
  await writer.write("chao", "超");
  await writer.write("e", "额");
  expect(await writer.stored(PLAN)).toEqual([`${long}超额`]);
});

typing("in a cell of a table, and in its caption", "create", async (writer) => {
  await writer.part(PLAN).click();
  await writer.page.click("[data-block-kind=table]");
  await writer.write("biaotou", "表头");
  await writer.page.keyboard.press("Tab");
  await writer.write("danwei", "单位");
  await writer.caret(PLAN, "caption");
  await writer.write("biao", "表");
  const filled = ["表", "表头", "单位", "", "", "", "", ""];
  expect(await writer.lines(PLAN)).toEqual(filled);
  expect(await writer.stored(PLAN)).toEqual(filled);
});

typing("before and after a quoted figure, which stays whole", "sample", async (writer) => {
  const chip = `[data-part="${PLAN}"] p:first-of-type [data-ref]`;
  const value = await writer.page.textContent(chip);
  const around = (end: boolean) =>
    writer.page.evaluate(
      ({ chip, end }) => {
        const element = document.querySelector(chip)!;
        const range = document.createRange();
        if (end) range.setStartAfter(element);
        else range.setStartBefore(element);
        getSelection()?.removeAllRanges();
        getSelection()?.addRange(range);
      },
      { chip, end },
    );
  await writer.part(PLAN).focus();
  await around(false);
  await writer.page.waitForTimeout(50);
  await writer.write("qian", "前");
  await around(true);
  await writer.page.waitForTimeout(50);
  await writer.write("hou", "后");
  const [first] = await writer.stored(PLAN);
  expect(first).toContain(`前${value}后`);
  expect(await writer.page.locator(chip).count()).toBe(1);
  // As one piece it goes, and as one it comes back.
  await writer.part(PLAN).focus();
  await around(true);
  await writer.page.waitForTimeout(50);
  await writer.page.keyboard.press("Backspace");
  expect(await writer.page.locator(chip).count()).toBe(0);
  await writer.page.keyboard.press("Control+z");
  await expect.poll(() => writer.page.locator(chip).count()).toBe(1);
});

typing("over everything selected", "sample", async (writer) => {
  await writer.caret(PLAN, "p:first-of-type");
  await writer.page.keyboard.press("Control+a");
  await writer.write("chongxie", "重写");
  expect(await writer.lines(PLAN)).toEqual(["重写"]);
  expect(await writer.stored(PLAN)).toEqual(["重写"]);
});

typing("a composition that is given up leaves the text as it was", "sample", async (writer) => {
  const before = await writer.lines(PLAN);
  await writer.caret(PLAN, "p:first-of-type");
  await writer.compose("f", "fa", "fan");
  await writer.cancel();
  expect(await writer.lines(PLAN)).toEqual(before);
  expect(await writer.stored(PLAN)).toEqual(before);
});

typing("undo during a composition breaks neither", "create", async (writer) => {
  await writer.part(PLAN).click();
  await writer.write("jia", "甲");
  await writer.page.keyboard.press("Enter");
  await writer.write("yi", "乙");
  await writer.page.waitForTimeout(400);
  await writer.page.waitForSelector("[data-saved=yes]");
  await writer.compose("b", "bi");
  // The keys belong to the input method; the draft's undo comes by itself in the middle.
  await writer.page.keyboard.press("Control+z");
  await writer.page.evaluate(() =>
    document.querySelector<HTMLElement>("[aria-label^='撤销']")?.click(),
  );
  await writer.page.waitForTimeout(200);
  expect((await writer.lines(PLAN)).join()).toContain("bi");
  await writer.compose("bing");
  await writer.commit("丙");
  const lines = await writer.lines(PLAN);
  expect(lines.join()).toContain("丙");
  expect(lines.join()).not.toContain("bi");
  expect(await writer.stored(PLAN)).toEqual(lines);
});

typing("nothing is sent and nothing moves while composing; the rest is sent before", "create", async (writer) => {
  await writer.part(PLAN).click();
  await writer.write("jia", "甲");
  // What was typed before is on its way; its answer comes while the next word is composed.
  await writer.compose("y", "yi");
  await writer.page.waitForTimeout(600);
  expect(await writer.lines(PLAN)).toEqual(["甲yi"]);
  expect(await writer.page.getAttribute("[data-saved]", "data-saved")).not.toBe("yes");
  await writer.commit("乙");
  expect(await writer.stored(PLAN)).toEqual(["甲乙"]);
});

typing("a figure is looked for and taken while the words come from the input method", "sample", async (writer) => {
  const { page } = writer;
  await writer.caret(PLAN, "p:first-of-type");
  await page.keyboard.type("达到/");
  await page.waitForSelector("[role=listbox]");
  const first = await page.getAttribute("[role=option]", "data-quote");
  // Letters on the way are no query yet, and the keys are the input method's.
  await writer.compose("l", "li", "liyong");
  expect(await page.getAttribute("[role=option]", "data-quote")).toBe(first);
  await writer.commit("综合利用率");
  await page.keyboard.type(" 2024");
  await page.waitForSelector('[role=option][data-quote="waste.rate.2024"]');
  await page.keyboard.press("Enter");
  const [line] = await writer.lines(PLAN);
  expect(line).toMatch(/达到[0-9.]+$/);
  expect(await writer.stored(PLAN)).toContain(line);
});

typing("word after word without a pause is saved meanwhile", "create", async (writer) => {
  await writer.part(PLAN).click();
  await writer.page.keyboard.insertText("首尾");
  await writer.page.waitForTimeout(400);
  await writer.page.keyboard.press("ArrowLeft");
  const words = [..."固废综合利用率逐年提高"];
  await writer.note(PLAN, /[^a-z]/u);
  for (const word of words) {
    for (const letters of ["z", "zi"]) {
      await writer.compose(letters);
      await writer.page.waitForTimeout(110);
    }
    await writer.take(word);
  }
  await writer.page.waitForTimeout(50);
  const notes = await writer.noted();
  expect(await writer.lines(PLAN)).toEqual([`首${words.join("")}尾`]);
  withinTheSecond(notes);
  // Letters on the way are nobody's text.
  expect((await writer.sent(PLAN)).join("")).not.toMatch(/[a-z]/);
  expect(await writer.stored(PLAN)).toEqual([`首${words.join("")}尾`]);
});

for (const plain of [false, true]) {
  const where = plain ? "a plain box" : "the editor";
  typing(`a word that is long in coming is not disturbed, and not called saved, in ${where}`, "create", async (writer) => {
    const { page } = writer;
    const said = () => page.locator("[data-saved]").textContent();
    if (plain) await page.click("text=纯文本");
    const text = plain ? page.locator(`textarea[name="${PLAN}[0]"]`) : writer.part(PLAN);
    const shown = () => (plain ? text.inputValue() : text.textContent());
    await text.click();
    await page.keyboard.insertText("首尾");
    await page.waitForTimeout(400);
    await page.keyboard.press("ArrowLeft");
    await writer.write("jia", "甲");
    const letters = "changchangdeyijuhua";
    for (let nth = 1; nth <= letters.length; nth += 1) {
      await writer.compose(letters.slice(0, nth));
      await page.waitForTimeout(80);
      expect(await shown()).toBe(`首甲${letters.slice(0, nth)}尾`);
    }
    // What was there before it has long been sent, and nothing of it.
    expect(await writer.sent(PLAN)).toEqual(["首尾", "首甲尾"]);
    expect(await said()).toContain("正在保存");
    await writer.commit("长长的一句话");
    await expect.poll(said).toContain("已保存");
    expect(await shown()).toBe("首甲长长的一句话尾");
    expect(await writer.sent(PLAN)).toEqual(["首尾", "首甲尾", "首甲长长的一句话尾"]);
    if (plain) await page.click("text=纯文本");
  });
}
