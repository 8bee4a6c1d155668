/** Cells of a rectangle as Excel and WPS put it on the clipboard; none where it is a single cell. */
export function rectangle(text: string): string[][] | undefined {
  const body = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  if (!/[\t\n]/.test(body)) return undefined;
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  for (let i = 0; i < body.length; i += 1) {
    const char = body.charAt(i);
    if (quoted) {
      if (char === '"' && body.charAt(i + 1) === '"') {
        cell += '"';
        i += 1;
      } else if (char === '"') quoted = false;
      else cell += char;
    } else if (char === '"' && cell === "" && closes(body, i)) quoted = true;
    else if (char === "\t") {
      row.push(cell);
      cell = "";
    } else if (char === "\n") {
      rows.push([...row, cell]);
      row = [];
      cell = "";
    } else cell += char;
  }
  rows.push([...row, cell]);
  return rows.map((cells) => cells.map((text) => text.replace(/\s*\n\s*/g, " ").trim()));
}

/** Whether the quotation mark at `at` opens a cell that another one closes. */
function closes(text: string, at: number): boolean {
  return /^"(?:[^"]|"")*"(?:[\t\n]|$)/.test(text.slice(at));
}
