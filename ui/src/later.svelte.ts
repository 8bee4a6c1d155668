/** Most of the page, above all the editor of the narrative: it comes once the first view stands. */
type Rest = typeof import("./rest");

let come = $state.raw<Rest>();
let coming: Promise<void> | undefined;

/** Has the rest of the page fetched; answers when it is there. */
export function fetchRest(): Promise<void> {
  coming ??= import("./rest").then((rest) => {
    come = rest;
  });
  return coming;
}

export const later = {
  /** The rest of the page, once it is there. Whoever asks has it fetched. */
  get rest(): Rest | undefined {
    if (!come) void fetchRest();
    return come;
  },
};
