import { expect, test } from "vitest";

const pages = import.meta.glob<string>("../**/*.svelte", { query: "?raw", import: "default", eager: true });

test("the width of the work is asked for in em, which every engine zooms", () => {
  const asked = Object.entries(pages).flatMap(([path, text]) =>
    [...text.matchAll(/@container[^{]*/g)].map(([query]) => `${path}: ${query}`),
  );
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.filter((query) => /\dpx/.test(query))).toEqual([]);
});
