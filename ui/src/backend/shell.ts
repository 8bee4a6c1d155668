import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { Attachment } from "../types/Attachment";
import type { Catalogue } from "../types/Catalogue";
import type { Change } from "../types/Change";
import type { EditRequest } from "../types/EditRequest";
import type { Exported } from "../types/Exported";
import type { ExportRequest } from "../types/ExportRequest";
import type { Hit } from "../types/Hit";
import type { Opened } from "../types/Opened";
import type { Start } from "../types/Start";
import type { Backend } from "./backend";

/** The desktop shell. One method, one command of `src-tauri/src/commands.rs`. */
export class Shell implements Backend {
  start(): Promise<Start> {
    return invoke<Start>("start");
  }

  create(applicant: string): Promise<Opened | null> {
    return invoke<Opened | null>("create", { applicant });
  }

  sample(applicant: string): Promise<Opened | null> {
    return invoke<Opened | null>("sample", { applicant });
  }

  open(path: string | null): Promise<Opened | null> {
    return invoke<Opened | null>("open", { path });
  }

  leave(): Promise<void> {
    return invoke<void>("leave");
  }

  typeface(): Promise<ArrayBuffer> {
    return invoke<ArrayBuffer>("typeface");
  }

  apply(edit: EditRequest): Promise<Change> {
    return invoke<Change>("apply", { edit });
  }

  undo(): Promise<Change> {
    return invoke<Change>("undo");
  }

  redo(): Promise<Change> {
    return invoke<Change>("redo");
  }

  attach(kind: string): Promise<Change | null> {
    return invoke<Change | null>("attach", { kind });
  }

  attachBytes(kind: string, name: string, bytes: Uint8Array): Promise<Change> {
    const headers = { "x-kind": encodeURIComponent(kind), "x-name": encodeURIComponent(name) };
    return invoke<Change>("attach_bytes", bytes, { headers });
  }

  async picture(attachment: Attachment): Promise<Blob> {
    const bytes = await invoke<ArrayBuffer>("picture", { id: attachment.id });
    return new Blob([bytes], { type: `image/${attachment.media.type}` });
  }

  saveAttachment(id: string): Promise<string | null> {
    return invoke<string | null>("save_attachment", { id });
  }

  search(catalogue: Catalogue, query: string): Promise<Hit[]> {
    return invoke<Hit[]>("search", { catalogue, query });
  }

  exportTo(request: ExportRequest): Promise<Exported | null> {
    return invoke<Exported | null>("export_to", { request });
  }

  reveal(name: string | null): Promise<void> {
    return invoke<void>("reveal", { name });
  }

  async onClosing(whenAsked: () => Promise<void>): Promise<void> {
    await listen("closing", async () => {
      try {
        await whenAsked();
      } finally {
        await invoke<void>("close");
      }
    });
  }
}
