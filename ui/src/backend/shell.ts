import { listen } from "@tauri-apps/api/event";
import type { Backend } from "./backend";
import { call } from "./call";

/** The desktop shell. One method, one call of the program. */
export const shell: Backend = {
  start: () => call("start"),
  create: (applicant, form) => call("create", { applicant, form }),
  sample: (applicant, form) => call("sample", { applicant, form }),
  receiveForm: () => call("receive_form"),
  basedOn: (path) => call("based_on", { path }),
  open: (path) => call("open", { path }),
  backups: () => call("backups"),
  restoreBackup: (path) => call("restore_backup", { path }),
  openAsked: () => call("open_asked"),
  prefer: (preferences) => call("prefer", { preferences }),
  leave: () => call("leave"),

  deadlines: () => call("deadlines"),
  checklist: () => call("checklist"),
  typeface: async () => (await call("typeface")).bytes,
  apply: (edit) => call("apply", { edit }),
  proposePaste: (at, cells) => call("propose_paste", { at, cells }),
  reckoned: () => call("reckoned"),
  undo: () => call("undo"),
  redo: () => call("redo"),

  history: (before) => call("history", { before }),
  steps: (first, last) => call("steps", { first, last }),
  compare: (from, to) => call("compare", { from, to }),
  nameVersion: (number, name) => call("name_version", { number, name }),
  returnTo: (number) => call("return_to", { number }),
  confirm: (fields) => call("confirm", { fields }),
  restoreCopy: (number) => call("restore_copy", { number }),

  chooseFiles: () => call("choose_files"),
  readyChosen: (kind, number) => call("ready_chosen", { kind, number }),
  checkSize: (name, size) => call("check_size", { name, size }),
  readyBytes: (kind, name, bytes) => call("ready_bytes", { kind, name, bytes }),
  attachReady: () => call("attach_ready"),
  forgetFiles: () => call("forget_files"),

  async chart(of) {
    const { head, bytes } = await call("chart", { of });
    return head === null ? null : { words: head, picture: new Blob([bytes], { type: "image/png" }) };
  },

  async picture({ id, media }) {
    const { bytes } = await call("picture", { id });
    return new Blob([bytes], { type: `image/${media.type}` });
  },

  async thumbnail({ id }) {
    const { bytes } = await call("thumbnail", { id });
    return new Blob([bytes], { type: "image/jpeg" });
  },

  preview: () => call("preview"),

  async page(paper, index, scale) {
    const { head, bytes } = await call("page", { paper, index, scale });
    return head && { lines: head, picture: new Blob([bytes], { type: "image/png" }) };
  },

  saveAttachment: (id) => call("save_attachment", { id }),
  search: (catalogue, query) => call("search", { catalogue, query }),
  exportTo: (request) => call("export_to", { request }),
  exportBeside: (request) => call("export_beside", { request }),
  reveal: (folder, name) => call("reveal", { folder, name }),

  async onClosing(whenAsked) {
    await listen("closing", async () => {
      // A page that is in trouble keeps no window open.
      const may = await whenAsked().catch(() => true);
      await call(may ? "close" : "stay");
    });
  },

  async onAsked(whenAsked) {
    await listen("asked", whenAsked);
  },
};
