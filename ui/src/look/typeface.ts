import type { Backend } from "../backend/backend";

/** The family under which the stylesheets know the typeface of the narrative on paper. */
const FAMILY = "Paper FangSong";

/**
 * Has the narrative shown in the typeface it is printed in. It is a data file beside the program,
 * not a part of the page; where it cannot be had, the system's own FangSong stands in for it.
 */
export async function showTypeface(backend: Backend): Promise<void> {
  if (typeof FontFace === "undefined") return;
  try {
    const face = new FontFace(FAMILY, await backend.typeface());
    document.fonts.add(await face.load());
  } catch (thrown) {
    console.warn("the paper's typeface is not to be had", thrown);
  }
}
