/** What this window remembers from one start to the next; `undefined` where nothing is. */
export function kept(name: string): string | undefined {
  try {
    return localStorage.getItem(name) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Remembers it; `undefined` forgets. Where nothing can be kept, it lasts as long as the window. */
export function keep(name: string, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // It only makes the window more comfortable.
  }
}
