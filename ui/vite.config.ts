import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig } from "vitest/config";
import { manualPage } from "./manual-page.ts";

export default defineConfig({
  plugins: [manualPage(), svelte(), svelteTesting()],
  build: {
    // The oldest engine the page meets: WebKitGTK 2.40 of Debian 12 before its updates.
    target: ["safari16.4", "chrome111"],
    // The page is read from the program itself: source maps would only make it larger,
    // and an inlined asset would need a looser content policy.
    sourcemap: false,
    assetsInlineLimit: 0,
    // A polyfill by inline script would be refused by the content policy.
    modulePreload: { polyfill: false },
  },
  test: {
    environment: "jsdom",
    // A machine that does something else besides is no failure.
    testTimeout: 30_000,
    include: ["src/**/*.test.ts", "tests/**/*.test.ts"],
    // Colours are read by a test; other style sheets are left out.
    css: { include: [/tokens\.css/] },
  },
});
