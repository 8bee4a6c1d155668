// @vitest-environment node
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/** What drives the page: its own tests, those in a browser, those of the real window. */
const driving = [...filesIn("src", ".test.ts"), ...filesIn("tests/browser", ".ts"), ...filesIn("../tests/e2e", ".rs")];

function filesIn(folder: string, ending: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(ending)).map((name) => join(folder, name));
}

test("what tests take hold of the page by is told", () => {
  const table = readFileSync("../docs/interface.md", "utf8");
  const told = new Set<string>(table.slice(table.indexOf("## Hooks for tests")).match(/data-[a-z-]+/g));
  const used = driving.flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/\bdata-[a-z]+(?:-[a-z]+)*/g)].map(([hook]) => ({ hook, file })),
  );
  expect(used.length).toBeGreaterThan(100);
  expect(used.filter(({ hook }) => !told.has(hook))).toEqual([]);
});
