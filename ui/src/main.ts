import { mount } from "svelte";
import App from "./App.svelte";
import type { Backend } from "./backend/backend";
import { shell } from "./backend/shell";
import "./look/page.css";

/** The shell; while developing, in a plain browser, a program that lives in memory. */
async function backend(): Promise<Backend> {
  if (import.meta.env.DEV && !("__TAURI_INTERNALS__" in window)) {
    const { Fixtures, dumps } = await import("./backend/fixtures");
    // Tests in a browser ask it what reached it.
    return Object.assign(window, { program: new Fixtures(await dumps()) }).program;
  }
  return shell;
}

async function start(): Promise<void> {
  const target = document.getElementById("app");
  if (!target) throw new Error("index.html has no #app");
  mount(App, { target, props: { backend: await backend() } });
}

void start();
