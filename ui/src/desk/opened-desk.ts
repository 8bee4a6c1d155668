import { render, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect } from "vitest";
import App from "../App.svelte";
import { dumps, Fixtures } from "../backend/fixtures";
import { pathOf } from "../draft/place";
import { fetchRest } from "../later.svelte";

/** For component tests: a draft opened from the first page, as a person would open it. */

export const known = await dumps();
export const user = userEvent.setup();

// jsdom lays nothing out, and so has nothing to scroll.
window.IntersectionObserver ??= class {
  observe(): void {}
  disconnect(): void {}
} as unknown as typeof IntersectionObserver;
Element.prototype.scrollTo ??= () => undefined;
Element.prototype.scrollIntoView ??= () => undefined;

// jsdom knows no modal dialogs.
HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
  this.open = true;
};
HTMLDialogElement.prototype.close ??= function (this: HTMLDialogElement) {
  this.open = false;
  this.dispatchEvent(new Event("close"));
};

/** Waits longer than the pause after which an input is sent. */
export function pause(): Promise<void> {
  return new Promise((done) => setTimeout(done, 450));
}

/** The desk with a new draft or a sample of a kind of applicant. */
export async function desk(kind: string, which: "create" | "sample" = "create") {
  const backend = new Fixtures(known);
  // Whoever goes on at once finds all of it there, as a person does.
  await fetchRest();
  const { container } = render(App, { backend });
  await waitFor(() => expect(container.querySelector(`[data-${which}]`)).toBeTruthy());
  await user.click(container.querySelector(`[data-${which}="${kind}"]`)!);
  await waitFor(() => expect(container.querySelector("#work")).toBeTruthy());
  return {
    backend,
    container,
    /** The input of a path. */
    input: (name: string, more = "") =>
      container.querySelector<HTMLInputElement>(`#work [name="${name}"]${more}`)!,
    /** The place of the row that stands at a position of a field. */
    row: (field: string, at = 0) =>
      pathOf(field, container.querySelectorAll<HTMLElement>(`[data-rows="${field}"]`)[at]?.dataset["row"]),
    /** Goes to a section by the task list. */
    go: (section: string) => user.click(container.querySelector(`nav [data-section="${section}"]`)!),
  };
}
