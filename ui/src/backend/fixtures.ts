import type { Version } from "../types/Version";
import type { Backend } from "./backend";

/** A program that lives in memory: for component tests and for the page in a plain browser. */
export class Fixtures implements Backend {
  version(): Promise<Version> {
    return Promise.resolve({ name: "无废申报", number: "0.0.0" });
  }

  onClosing(): Promise<void> {
    return Promise.resolve();
  }
}
