/**
 * The cells on a clipboard: of a table where one was copied (Excel, WPS, a web page), else of lines
 * and tabs; none where there is nothing. What they mean is for the program to say.
 */
export function cellsOf(data: DataTransfer | null): string[][] | undefined {
  const text = data?.getData("text/plain") ?? "";
  return tableIn(data?.getData("text/html") ?? "") ?? (text.trim() === "" ? undefined : lines(text));
}

/** The only table in a piece of HTML; a cell that spans several stands in the first of them. */
function tableIn(html: string): string[][] | undefined {
  if (!/<table[\s>]/i.test(html)) return undefined;
  const page = new DOMParser().parseFromString(html, "text/html");
  const tables = [...page.querySelectorAll("table")].filter((table) => !table.querySelector("table"));
  const table = tables[0];
  // Text around a table, or several tables, are a piece of a document and no rectangle.
  if (!table || tables.length > 1) return undefined;
  const rows: string[][] = [];
  const taken = new Set<string>();
  [...table.rows].forEach((row, y) => {
    const out = (rows[y] ??= []);
    let x = 0;
    for (const cell of row.cells) {
      while (taken.has(`${x} ${y}`)) out[x++] = "";
      for (let down = 0; down < Math.min(cell.rowSpan || 1, MOST_SPAN); down += 1) {
        for (let right = 0; right < Math.min(cell.colSpan, MOST_SPAN); right += 1) {
          taken.add(`${x + right} ${y + down}`);
          if (down === 0) out[x + right] = "";
        }
      }
      for (const end of cell.querySelectorAll("br, p, div")) end.append("\n");
      out[x] = (cell.textContent ?? "").replace(/\s+/g, " ").trim();
      x += cell.colSpan;
    }
  });
  return rows.map((row) => Array.from(row, (cell) => cell ?? ""));
}

/** More columns or rows than a cell of a table that anybody copies spans. */
const MOST_SPAN = 200;

/** Cells of a rectangle as Excel and WPS put it on the clipboard; none where it is a single cell. */
export function rectangle(text: string): string[][] | undefined {
  const cells = lines(text);
  return cells.length > 1 || (cells[0]?.length ?? 0) > 1 ? cells : undefined;
}

/** Cells of lines and tabs, as spreadsheets write them. */
function lines(text: string): string[][] {
  const body = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
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

/** Puts a rectangle on a clipboard, for spreadsheets and for documents. */
export function put(data: DataTransfer, rows: Copied[][]): void {
  const plain = rows.map((row) => row.map((cell) => quoted(cell.text)).join("\t")).join("\r\n");
  const table = document.createElement("table");
  for (const row of rows) {
    const line = table.insertRow();
    for (const { text, figure } of row) {
      const cell = line.insertCell();
      cell.textContent = text;
      // A spreadsheet must not take a name for a date or a number.
      if (!figure && text !== "") cell.setAttribute("style", String.raw`mso-number-format:"\@"`);
    }
  }
  data.setData("text/plain", plain);
  data.setData("text/html", `<meta charset="utf-8">${table.outerHTML}`);
}

/** A cell to copy. */
export interface Copied {
  text: string;
  /** Whether it is a figure, and no text that only looks like one. */
  figure: boolean;
}

function quoted(text: string): string {
  return /[\t\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
