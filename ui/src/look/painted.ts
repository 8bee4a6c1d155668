/** Waits until what was just put in place is painted and the page takes input. */
export function painted(): Promise<void> {
  // The second frame begins after the first was painted.
  return new Promise((done) =>
    requestAnimationFrame(() => requestAnimationFrame(() => done())),
  );
}
