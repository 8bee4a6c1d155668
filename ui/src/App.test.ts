import { render, screen } from "@testing-library/svelte";
import { expect, test } from "vitest";
import App from "./App.svelte";
import { Fixtures } from "./backend/fixtures";

test("the page names the program and its version", async () => {
  render(App, { backend: new Fixtures() });
  expect((await screen.findByRole("heading")).textContent).toBe("无废申报");
  expect(screen.getByText("版本 0.0.0")).toBeTruthy();
});

test("a program that does not answer is said to be so", async () => {
  const silent = new Fixtures();
  silent.version = () => Promise.reject(new Error("gone"));
  render(App, { backend: silent });
  expect((await screen.findByRole("alert")).textContent).toContain("重新打开");
});
