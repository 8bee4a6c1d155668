/**
 * How long a key press takes until it is painted, in the narrative with 8,000 字: `npm run bench`.
 * The page over its fixtures in Chromium; what the core adds is not in it.
 */
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const KEYS = 300;
const vite = createRequire(import.meta.url).resolve("vite/package.json").replace("package.json", "bin/vite.js");
const server = spawn(process.execPath, [vite, "--host", "127.0.0.1", "--port", "0"], {
  env: { ...process.env, NO_COLOR: "1" },
});
const address = await new Promise((done) => {
  let said = "";
  server.stdout.on("data", (words) => {
    said += words;
    const found = /http:\/\/127\.0\.0\.1:\d+\//.exec(said)?.[0];
    if (found) done(found);
  });
});
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(address);
  await page.click("[data-sample]");
  await page.click('nav [data-section="case"]');
  await page.waitForSelector("[data-part] .ProseMirror");
  const part = page.locator("[data-part] .ProseMirror").first();
  await part.click();
  await page.keyboard.press("Control+End");
  await page.keyboard.press("Enter");
  await page.keyboard.insertText("固废综合利用，".repeat(120));
  await page.evaluate(() => {
    window.times = [];
    addEventListener(
      "keydown",
      (event) => {
        const pressed = event.timeStamp;
        requestAnimationFrame(() => {
          // After this frame is painted.
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => window.times.push(performance.now() - pressed);
          port2.postMessage(null);
        });
      },
      true,
    );
  });
  for (let i = 0; i < KEYS; i += 1) {
    await page.keyboard.press("a");
    // As fast as one types, with a pause now and then in which it is saved.
    await page.waitForTimeout(i % 20 === 19 ? 400 : 70);
  }
  await page.waitForTimeout(200);
  const times = (await page.evaluate(() => window.times)).sort((a, b) => a - b);
  const count = await page.evaluate(
    () => [...document.querySelectorAll("[data-part] .ProseMirror")].map((e) => e.textContent).join("").length,
  );
  const at = (share) => times[Math.floor((times.length - 1) * share)].toFixed(1);
  console.log(`${times.length} keys in ${count} characters: median ${at(0.5)} ms, 95 % within ${at(0.95)} ms, longest ${at(1)} ms`);
} finally {
  await browser.close();
  server.kill();
}
