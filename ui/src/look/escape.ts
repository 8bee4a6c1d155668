/** Whether a key is Escape for the page itself: nobody has heard it, and no dialog lies over the page (as the
 *  manual may). It is heard then. */
export function isOwnEscape(event: KeyboardEvent): boolean {
  if (event.key !== "Escape" || event.defaultPrevented) return false;
  if (event.target instanceof Element && event.target.closest("dialog")) return false;
  event.preventDefault();
  return true;
}
