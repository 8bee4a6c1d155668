import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { Attachment } from "../types/Attachment";
import type { BackedUp } from "../types/BackedUp";
import type { Catalogue } from "../types/Catalogue";
import type { Change } from "../types/Change";
import type { ChecklistItem } from "../types/ChecklistItem";
import type { Due } from "../types/Due";
import type { EditRequest } from "../types/EditRequest";
import type { Difference } from "../types/Difference";
import type { Exported } from "../types/Exported";
import type { ExportRequest } from "../types/ExportRequest";
import type { History } from "../types/History";
import type { Hit } from "../types/Hit";
import type { Offered } from "../types/Offered";
import type { Opened } from "../types/Opened";
import type { Paper } from "../types/Paper";
import type { Preferences } from "../types/Preferences";
import type { Proposal } from "../types/Proposal";
import type { Reckoned } from "../types/Reckoned";
import type { Start } from "../types/Start";
import type { Step } from "../types/Step";
import type { TextLine } from "../types/TextLine";
import type { Backend, ChartPicture, PagePicture } from "./backend";

/** What `parcel` in `src-tauri/src/paper.rs` packed: something in JSON, and bytes. */
function unpacked<Head>(parcel: ArrayBuffer): [Head, Uint8Array<ArrayBuffer>] {
  const length = new DataView(parcel).getUint32(0, true);
  const head = new TextDecoder().decode(new Uint8Array(parcel, 4, length));
  return [JSON.parse(head) as Head, new Uint8Array(parcel, 4 + length)];
}

/** The desktop shell. One method, one command of `src-tauri/src/commands.rs`. */
export class Shell implements Backend {
  start(): Promise<Start> {
    return invoke<Start>("start");
  }

  create(applicant: string, form: string | null): Promise<Opened | null> {
    return invoke<Opened | null>("create", { applicant, form });
  }

  sample(applicant: string, form: string | null): Promise<Opened | null> {
    return invoke<Opened | null>("sample", { applicant, form });
  }

  receiveForm(): Promise<Offered | null> {
    return invoke<Offered | null>("receive_form");
  }

  basedOn(path: string | null): Promise<Opened | null> {
    return invoke<Opened | null>("based_on", { path });
  }

  open(path: string | null): Promise<Opened | null> {
    return invoke<Opened | null>("open", { path });
  }

  backups(): Promise<BackedUp[]> {
    return invoke<BackedUp[]>("backups");
  }

  restoreBackup(path: string): Promise<Opened | null> {
    return invoke<Opened | null>("restore_backup", { path });
  }

  openAsked(): Promise<Opened | null> {
    return invoke<Opened | null>("open_asked");
  }

  prefer(preferences: Preferences): Promise<Preferences> {
    return invoke<Preferences>("prefer", { preferences });
  }

  leave(): Promise<void> {
    return invoke<void>("leave");
  }

  checklist(): Promise<ChecklistItem[]> {
    return invoke<ChecklistItem[]>("checklist");
  }

  deadlines(): Promise<Due[]> {
    return invoke<Due[]>("deadlines");
  }

  typeface(): Promise<ArrayBuffer> {
    return invoke<ArrayBuffer>("typeface");
  }

  apply(edit: EditRequest): Promise<Change> {
    return invoke<Change>("apply", { edit });
  }

  proposePaste(at: string, cells: string[][]): Promise<Proposal> {
    return invoke<Proposal>("propose_paste", { at, cells });
  }

  reckoned(): Promise<Reckoned[]> {
    return invoke<Reckoned[]>("reckoned");
  }

  undo(): Promise<Change> {
    return invoke<Change>("undo");
  }

  redo(): Promise<Change> {
    return invoke<Change>("redo");
  }

  history(before: number | null): Promise<History> {
    return invoke<History>("history", { before });
  }

  steps(first: number, last: number): Promise<Step[]> {
    return invoke<Step[]>("steps", { first, last });
  }

  compare(from: number, to: number | null): Promise<Difference[]> {
    return invoke<Difference[]>("compare", { from, to });
  }

  nameVersion(number: number, name: string): Promise<void> {
    return invoke<void>("name_version", { number, name });
  }

  returnTo(number: number): Promise<Change> {
    return invoke<Change>("return_to", { number });
  }

  confirm(fields: string[]): Promise<Change> {
    return invoke<Change>("confirm", { fields });
  }

  restoreCopy(number: number): Promise<string | null> {
    return invoke<string | null>("restore_copy", { number });
  }

  chooseFiles(): Promise<string[]> {
    return invoke<string[]>("choose_files");
  }

  readyChosen(kind: string, number: number): Promise<void> {
    return invoke<void>("ready_chosen", { kind, number });
  }

  checkSize(name: string, size: number): Promise<void> {
    return invoke<void>("check_size", { name, size });
  }

  readyBytes(kind: string, name: string, bytes: Uint8Array): Promise<void> {
    const headers = { "x-kind": encodeURIComponent(kind), "x-name": encodeURIComponent(name) };
    return invoke<void>("ready_bytes", bytes, { headers });
  }

  attachReady(): Promise<Change | null> {
    return invoke<Change | null>("attach_ready");
  }

  forgetFiles(): Promise<void> {
    return invoke<void>("forget_files");
  }

  async thumbnail(attachment: Attachment): Promise<Blob> {
    const bytes = await invoke<ArrayBuffer>("thumbnail", { id: attachment.id });
    return new Blob([bytes], { type: "image/jpeg" });
  }

  async picture(attachment: Attachment): Promise<Blob> {
    const bytes = await invoke<ArrayBuffer>("picture", { id: attachment.id });
    return new Blob([bytes], { type: `image/${attachment.media.type}` });
  }

  async chart(of: string): Promise<ChartPicture | null> {
    const [words, bytes] = unpacked<string | null>(await invoke<ArrayBuffer>("chart", { of }));
    return words === null ? null : { words, picture: new Blob([bytes], { type: "image/png" }) };
  }

  preview(): Promise<Paper> {
    return invoke<Paper>("preview");
  }

  async page(paper: number, index: number, scale: number): Promise<PagePicture | null> {
    const parcel = await invoke<ArrayBuffer>("page", { paper, index, scale });
    const [lines, bytes] = unpacked<TextLine[] | null>(parcel);
    return lines && { lines, picture: new Blob([bytes], { type: "image/png" }) };
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

  exportBeside(request: ExportRequest): Promise<Exported> {
    return invoke<Exported>("export_beside", { request });
  }

  reveal(folder: string, name: string | null): Promise<void> {
    return invoke<void>("reveal", { folder, name });
  }

  async onClosing(whenAsked: () => Promise<boolean>): Promise<void> {
    await listen("closing", async () => {
      // A page that is in trouble keeps no window open.
      const may = await whenAsked().catch(() => true);
      await (may ? invoke<void>("close") : invoke<void>("stay"));
    });
  }

  async onAsked(whenAsked: () => Promise<void>): Promise<void> {
    await listen("asked", whenAsked);
  }
}
