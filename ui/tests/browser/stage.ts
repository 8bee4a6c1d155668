import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from "playwright-core";
import { expect } from "vitest";

/** Debian's Chromium; another one may be named. */
const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

/** The page over its fixtures, in a real browser whose input method is played. */
export class Stage {
  /** A page that a test is done with: going to another draft is quicker than loading it anew. */
  private free: { page: Page; thrown: string[] } | undefined;

  private constructor(
    private readonly server: ChildProcess,
    private readonly address: string,
    private readonly browser: Browser,
    // One for all, so that what the server sends is kept.
    private readonly context: BrowserContext,
  ) {}

  static async open(): Promise<Stage> {
    const { server, address } = await serve();
    const browser = await chromium.launch({
      executablePath: CHROMIUM,
      // Chromium does not start as root with its sandbox; the page is our own.
      args: ["--no-sandbox"],
    });
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    return new Stage(server, address, browser, context);
  }

  /**
   * A draft with its narrative before one: empty, or the sample. `change` is run on what the core
   * said of the draft, `dump`, before the page has it.
   */
  async narrative(which: "create" | "sample", change = ""): Promise<Writer> {
    const kind = "enterprise";
    const { page, thrown } = change === "" && this.free ? this.free : await this.loaded(kind, change);
    this.free = undefined;
    await page.click(`[data-${which}="${kind}"]`);
    await page.click('nav [data-section="case"]');
    await page.waitForSelector("[data-part] .ProseMirror");
    // What earlier tests sent is not this one's.
    await page.evaluate(() => {
      (window as unknown as { program: { edits: unknown[] } }).program.edits.length = 0;
    });
    const input = await page.context().newCDPSession(page);
    return new Writer(page, input, thrown, async () => {
      await input.detach();
      if (change !== "") return page.close();
      await page.click("header button[aria-label*='首页']");
      await page.waitForSelector("[data-create]");
      this.free = { page, thrown };
    });
  }

  private async loaded(kind: string, change: string): Promise<{ page: Page; thrown: string[] }> {
    const page = await this.context.newPage();
    page.setDefaultTimeout(10_000);
    if (change !== "") {
      await page.route(`**/dumps/${kind}-{empty,sample}.json*`, async (route) => {
        const response = await route.fetch();
        const body = (await response.text()).replace("export default", "const dump =");
        await route.fulfill({ response, body: `${body};\n${change};\nexport default dump;` });
      });
    }
    const thrown: string[] = [];
    page.on("pageerror", (error) => thrown.push(String(error.stack ?? error)));
    await page.goto(this.address);
    return { page, thrown };
  }

  async close(): Promise<void> {
    await this.browser.close();
    this.server.kill();
  }
}

/** The page as while developing. In a process of its own: inside vitest, Svelte is not made for browsers. */
async function serve(): Promise<{ server: ChildProcess; address: string }> {
  const vite = createRequire(import.meta.url).resolve("vite/package.json").replace("package.json", "bin/vite.js");
  const { VITEST: _, NODE_ENV: __, ...env } = process.env;
  const server = spawn(process.execPath, [vite, "--host", "127.0.0.1", "--port", "0"], {
    env: { ...env, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  for await (const words of server.stdout) {
    said += String(words);
    const address = /http:\/\/127\.0\.0\.1:\d+\//.exec(said)?.[0];
    if (address) return { server, address };
  }
  throw new Error(`vite ended: ${said}`);
}

/** What was to be seen of a part at a moment. */
export interface Note {
  at: number;
  /** How much is shown, and how much of it was sent last. */
  shown: number;
  sent: number;
  /** What the header says. */
  said: string;
}

/** What was shown a second ago was sent, at every moment. */
export function withinTheSecond(notes: readonly Note[]): void {
  for (const { at, sent } of notes) {
    const due = Math.max(0, ...notes.filter((before) => before.at <= at - 1000).map(({ shown }) => shown));
    expect(sent, `after ${at - notes[0]!.at} ms`).toBeGreaterThanOrEqual(due);
  }
}

/** In the page: the texts of a part that reached the program. */
const SENT = (path: string): string[] => {
  interface Piece {
    text?: string | Piece[];
  }
  const { program } = window as unknown as {
    program: { edits: { path?: string; value?: Piece[] | null }[] };
  };
  const words = (text: string | Piece[]): string =>
    typeof text === "string" ? text : text.map((piece) => words(piece.text ?? "")).join("");
  return program.edits.filter((edit) => edit.path === path).map((edit) => words(edit.value ?? []));
};

/** Someone who writes Chinese in a part. */
export class Writer {
  constructor(
    readonly page: Page,
    private readonly input: CDPSession,
    /** What the page threw. */
    readonly thrown: string[],
    /** Leaves the draft, once a test has passed. */
    readonly leave: () => Promise<void>,
  ) {}

  /** The text of a part. */
  part(path: string) {
    return this.page.locator(`[data-part="${path}"] .ProseMirror`);
  }

  /** Puts the caret at the end of what a selector finds in a part. */
  async caret(path: string, inside: string, end = true): Promise<void> {
    await this.part(path).focus();
    await this.page.evaluate(
      ({ path, inside, end }) => {
        const element = document.querySelector(`[data-part="${path}"] .ProseMirror ${inside}`);
        if (!element) throw new Error(`${inside} is not there`);
        const selection = getSelection();
        selection?.selectAllChildren(element);
        if (end) selection?.collapseToEnd();
        else selection?.collapseToStart();
      },
      { path, inside, end },
    );
    // The editor hears of a selection a moment later.
    await this.page.waitForTimeout(50);
  }

  /** Letters typed into the input method, shown and not yet taken. */
  async compose(...shown: string[]): Promise<void> {
    for (const text of shown) {
      await this.key("Process", 229);
      await this.input.send("Input.imeSetComposition", {
        text,
        selectionStart: text.length,
        selectionEnd: text.length,
      });
    }
  }

  /** The input method gives its text. */
  async commit(text: string): Promise<void> {
    await this.take(text);
    await this.page.waitForTimeout(80);
  }

  /** The same where the next word is begun at once. */
  async take(text: string): Promise<void> {
    await this.key("Process", 229);
    await this.input.send("Input.insertText", { text });
  }

  /** The input method gives nothing. */
  async cancel(): Promise<void> {
    await this.input.send("Input.imeSetComposition", { text: "", selectionStart: 0, selectionEnd: 0 });
    await this.page.waitForTimeout(80);
  }

  /** Writes a word as pinyin is typed. */
  async write(letters: string, text: string): Promise<void> {
    await this.compose(...[...letters].map((_, i) => letters.slice(0, i + 1)));
    await this.commit(text);
  }

  private async key(key: string, code: number): Promise<void> {
    await this.input.send("Input.dispatchKeyEvent", {
      type: "rawKeyDown",
      key,
      windowsVirtualKeyCode: code,
    });
  }

  /** Pastes into what has the focus. */
  async paste(clipboard: { html?: string; text?: string; picture?: string }): Promise<void> {
    await this.page.evaluate(({ html, text, picture }) => {
      const data = new DataTransfer();
      if (html !== undefined) data.setData("text/html", html);
      if (text !== undefined) data.setData("text/plain", text);
      if (picture !== undefined) data.items.add(new File(["-"], picture, { type: "image/png" }));
      document.activeElement?.dispatchEvent(
        new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
      );
    }, clipboard);
  }

  /** Waits until all is saved, goes elsewhere and comes back: what is there was really stored. */
  async stored(path: string): Promise<string[]> {
    await this.page.waitForTimeout(400);
    await this.page.waitForSelector("[data-saved=yes]");
    await this.page.click('nav [data-section="cover"]');
    await this.page.click('nav [data-section="case"]');
    return this.lines(path);
  }

  /** Every text of a part that was sent so far, its paragraphs in one. */
  async sent(path: string): Promise<string[]> {
    return this.page.evaluate(SENT, path);
  }

  /**
   * Notes from now on, several times a second, how many characters of a sort a part shows and how many
   * the last text holds that was sent. The page does both in one thread, so no busy machine comes between.
   */
  async note(path: string, sort: RegExp): Promise<void> {
    await this.page.evaluate(
      ({ path, sort, sent }) => {
        const texts = new Function(`return (${sent})`)() as typeof SENT;
        const count = (text: string) => text.match(new RegExp(sort, "g"))?.length ?? 0;
        const part = document.querySelector(`[data-part="${path}"] .ProseMirror`);
        const notes: Note[] = [];
        const look = () =>
          notes.push({
            at: performance.now(),
            shown: count(part?.textContent ?? ""),
            sent: count(texts(path).at(-1) ?? ""),
            said: document.querySelector("[data-saved]")?.textContent.trim() ?? "",
          });
        Object.assign(window, { notes, noting: setInterval(look, 40) });
      },
      { path, sort: sort.source, sent: String(SENT) },
    );
  }

  /** What was noted; it ends. */
  async noted(): Promise<Note[]> {
    return this.page.evaluate(() => {
      const { notes, noting } = window as unknown as { notes: Note[]; noting: number };
      clearInterval(noting);
      return notes;
    });
  }

  /** The texts of a part as shown, a line each. */
  async lines(path: string): Promise<string[]> {
    return this.part(path).evaluate((element) =>
      [...element.querySelectorAll("p, li, td, caption, figcaption, h3")].map((e) => e.textContent ?? ""),
    );
  }
}
