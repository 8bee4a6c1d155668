/** What the first view of a draft does not show: a file of its own, read by `later.svelte.ts`. */
export { default as CheckPage } from "./check/CheckPage.svelte";
export { default as GuideItems } from "./desk/GuideItems.svelte";
export { default as Handbook } from "./handbook/Handbook.svelte";
export { default as HistoryPage } from "./history/HistoryPage.svelte";
export { default as Narrative } from "./narrative/Narrative.svelte";
export { default as Part } from "./narrative/Part.svelte";
export { default as Preview } from "./preview/Preview.svelte";
