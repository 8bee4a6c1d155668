import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { Version } from "../types/Version";
import type { Backend } from "./backend";

/** The desktop shell. One method, one command of `src-tauri/src/commands.rs`. */
export class Shell implements Backend {
  version(): Promise<Version> {
    return invoke("version");
  }

  async onClosing(whenAsked: () => Promise<void>): Promise<void> {
    await listen("closing", async () => {
      try {
        await whenAsked();
      } finally {
        await invoke("close");
      }
    });
  }
}
