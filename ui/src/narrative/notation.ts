/**
 * The narrative's text as people type it.
 *
 * `**…**` is bold, `^{…}` raised, `_{…}` lowered, `{{…}}` a quoted figure by its label (or, where
 * no label names it alone, by its path). A backslash makes the next of these marks a plain
 * character. Reading what was written gives the same text again, whatever it is made of.
 */
import { hasShapeOfPath } from "../draft/place";
import type { Text } from "../types/Text";

/** How words differ from plain text. */
export type Mark = "bold" | "sub" | "sup";

/** A piece of text: words in one look, or a figure quoted by path. */
export type Piece = { text: string; marks: Mark[] } | { ref: string };

/** Labels of the figures that may be quoted, both ways. */
export interface Labels {
  /** The label of a path, if it names that path alone. */
  label(path: string): string | undefined;
  /** The path that a label names. */
  path(label: string): string | undefined;
}

const ORDER: Mark[] = ["bold", "sub", "sup"];
const OPENERS: Partial<Record<Mark, string>> = { sub: "_{", sup: "^{" };

/** The pieces of a stored text. */
export function pieces(text: Text): Piece[] {
  if (typeof text === "string") return plain(text);
  return joined(
    text.map((piece) =>
      "ref" in piece
        ? { ref: piece.ref }
        : { text: piece.text, marks: ORDER.filter((mark) => piece.marks?.includes(mark)) },
    ),
  );
}

/** The stored form of pieces: a plain string where nothing needs more. */
export function stored(list: Piece[]): Text {
  if (list.length === 0) return "";
  const [only] = list;
  if (list.length === 1 && only && "text" in only && only.marks.length === 0) {
    if (!only.text.includes("{{")) return only.text;
  }
  return list.map((piece) =>
    "ref" in piece || piece.marks.length > 0
      ? piece
      : { text: piece.text },
  );
}

/** Whether two texts say the same in the same look. */
export function sameText(a: Text, b: Text): boolean {
  return JSON.stringify(pieces(a)) === JSON.stringify(pieces(b));
}

/** A plain string, in which `{{path}}` is a reference. */
function plain(text: string): Piece[] {
  const out: Piece[] = [];
  let words = "";
  let rest = text;
  for (;;) {
    const open = rest.indexOf("{{");
    if (open < 0) break;
    const close = rest.indexOf("}}", open + 2);
    if (close < 0) break;
    const inside = rest.slice(open + 2, close).trim();
    if (hasShapeOfPath(inside)) {
      words += rest.slice(0, open);
      out.push({ text: words, marks: [] }, { ref: inside });
      words = "";
      rest = rest.slice(close + 2);
    } else {
      words += rest.slice(0, open + 1);
      rest = rest.slice(open + 1);
    }
  }
  out.push({ text: words + rest, marks: [] });
  return joined(out);
}

/** Joins neighbouring words of the same look and drops empty ones. */
export function joined(list: Piece[]): Piece[] {
  const out: Piece[] = [];
  for (const piece of list) {
    const last = out.at(-1);
    if ("ref" in piece) out.push(piece);
    else if (piece.text === "") continue;
    else if (last && "text" in last && last.marks.join() === piece.marks.join()) {
      out[out.length - 1] = { text: last.text + piece.text, marks: last.marks };
    } else out.push(piece);
  }
  return out;
}

// --- writing ----------------------------------------------------------------------------------

/** The text as people type it. */
export function written(text: Text, labels: Labels): string {
  const list = pieces(text);
  let out = "";
  let bold = false;
  for (const piece of list) {
    if ("ref" in piece) {
      out += `{{${labels.label(piece.ref) ?? piece.ref}}}`;
      continue;
    }
    if (piece.marks.includes("bold") !== bold) {
      out += "**";
      bold = !bold;
    }
    const groups = ORDER.filter((mark) => OPENERS[mark] && piece.marks.includes(mark));
    out += groups.map((mark) => OPENERS[mark]).join("");
    const alone = list.length === 1 && piece.marks.length === 0;
    out += escaped(piece.text, {
      first: !alone,
      last: !alone,
      grouped: groups.length > 0,
    });
    out += "}".repeat(groups.length);
  }
  return bold ? `${out}**` : out;
}

function escaped(
  text: string,
  at: { first: boolean; last: boolean; grouped: boolean },
): string {
  let out = "";
  for (let i = 0; i < text.length; i += 1) {
    const char = text.charAt(i);
    const next = text.charAt(i + 1);
    const ends = next === "" && at.last;
    const begins = i === 0 && at.first;
    const special =
      (char === "*" && (next === "*" || text.charAt(i - 1) === "*" || ends || begins)) ||
      ((char === "^" || char === "_" || char === "{") && (next === "{" || ends)) ||
      (char === "{" && begins) ||
      (char === "}" && at.grouped) ||
      (char === "\\" && (ends || "\\*^_{}".includes(next === "" ? " " : next)));
    out += special ? `\\${char}` : char;
  }
  return out;
}

// --- reading ----------------------------------------------------------------------------------

type Token =
  | { kind: "char"; char: string }
  | { kind: "ref"; path: string }
  | { kind: "bold" }
  | { kind: "open"; mark: "sub" | "sup" }
  | { kind: "close" };

/** The text that people typed. A mark without its counterpart is a plain character. */
export function read(typed: string, labels: Labels): Text {
  return stored(readPieces(typed, labels));
}

/** As [`read`], in pieces. */
export function readPieces(typed: string, labels: Labels): Piece[] {
  const tokens = tokensOf(typed, labels);
  const out: Piece[] = [];
  const open: ("sub" | "sup")[] = [];
  let bold = false;
  for (const token of tokens) {
    if (token.kind === "ref") out.push({ ref: token.path });
    else if (token.kind === "bold") bold = !bold;
    else if (token.kind === "open") open.push(token.mark);
    else if (token.kind === "close") open.pop();
    else {
      const marks = ORDER.filter((mark) => (mark === "bold" ? bold : open.includes(mark)));
      out.push({ text: token.char, marks });
    }
  }
  return joined(out);
}

function tokensOf(typed: string, labels: Labels): Token[] {
  const tokens: Token[] = [];
  const opened: number[] = [];
  let lastBold = -1;
  let bolds = 0;
  const char = (text: string) => tokens.push({ kind: "char", char: text });
  for (let i = 0; i < typed.length; ) {
    const here = typed.charAt(i);
    const two = typed.slice(i, i + 2);
    if (here === "\\" && i + 1 < typed.length && "\\*^_{}".includes(typed.charAt(i + 1))) {
      char(typed.charAt(i + 1));
      i += 2;
    } else if (two === "{{") {
      const close = typed.indexOf("}}", i + 2);
      const inside = close < 0 ? "" : typed.slice(i + 2, close).trim();
      const path = labels.path(inside) ?? (hasShapeOfPath(inside) ? inside : undefined);
      if (path === undefined) {
        char("{");
        i += 1;
      } else {
        tokens.push({ kind: "ref", path });
        i = close + 2;
      }
    } else if (two === "**") {
      lastBold = tokens.push({ kind: "bold" }) - 1;
      bolds += 1;
      i += 2;
    } else if (two === "^{" || two === "_{") {
      opened.push(tokens.push({ kind: "open", mark: two === "^{" ? "sup" : "sub" }) - 1);
      i += 2;
    } else if (here === "}" && opened.length > 0) {
      opened.pop();
      tokens.push({ kind: "close" });
      i += 1;
    } else {
      char(here);
      i += 1;
    }
  }
  // What was opened and never closed is meant as it stands.
  const literal = new Map<number, string>();
  if (bolds % 2 === 1) literal.set(lastBold, "**");
  for (const at of opened) {
    const token = tokens[at];
    literal.set(at, token?.kind === "open" && token.mark === "sup" ? "^{" : "_{");
  }
  return tokens.flatMap((token, i) => {
    const text = literal.get(i);
    return text === undefined ? [token] : [...text].map((c) => ({ kind: "char" as const, char: c }));
  });
}
