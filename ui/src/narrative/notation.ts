/**
 * The narrative's text as people type it.
 *
 * `**…**` is bold, `^{…}` raised, `_{…}` lowered, `{{…}}` a quoted figure by its label (or, where
 * no label names it alone, by its reference). A backslash makes the next of these marks a plain
 * character. Reading what was written gives the same text again, whatever it is made of.
 *
 * What may stand in braces is for the program to say. The page knows the figures that it was told; what
 * else is typed in braces goes to the program as it is, which reads it.
 */
import type { Text } from "../types/Text";

/** How words differ from plain text. */
export type Mark = "bold" | "sub" | "sup";

/**
 * A piece of text: words in one look, or a figure quoted by its reference. Of words that ask, the program
 * reads what stands in braces.
 */
export type Piece = { text: string; marks: Mark[]; asks?: true } | { ref: string };

/** Whether a text is the reference of a figure. */
export type Known = (text: string) => boolean;

/** Labels of the figures that may be quoted, both ways. */
export interface Labels {
  /** The label of a reference, if it names that one alone. */
  label(quote: string): string | undefined;
  /** The reference that a label names. */
  quote(label: string): string | undefined;
  /** Whether a text is the reference of a figure. */
  knows: Known;
}

const ORDER: Mark[] = ["bold", "sub", "sup"];
const OPENERS: Partial<Record<Mark, string>> = { sub: "_{", sup: "^{" };

/** The pieces of a text; in its plain strings braces around the reference of a figure quote it. */
export function pieces(text: Text, known: Known): Piece[] {
  const parts = typeof text === "string" ? [text] : text;
  return joined(
    parts.flatMap((piece): Piece[] => {
      if (typeof piece === "string") return plain(piece, known);
      if ("ref" in piece) return [{ ref: piece.ref }];
      return [{ text: piece.text, marks: ORDER.filter((mark) => piece.marks?.includes(mark)) }];
    }),
  );
}

/** The stored form of pieces: a plain string where nothing needs more. */
export function stored(list: Piece[]): Text {
  const [only] = list;
  if (!only) return "";
  if (list.length === 1 && "text" in only && only.marks.length === 0) {
    if (only.asks || !only.text.includes("{{")) return only.text;
  }
  return list.map((piece) => {
    if ("ref" in piece) return piece;
    if (piece.marks.length > 0) return { text: piece.text, marks: piece.marks };
    return piece.asks ? piece.text : { text: piece.text };
  });
}

/** Whether two texts say the same in the same look. */
export function sameText(a: Text, b: Text, known: Known): boolean {
  const said = (text: Text) =>
    JSON.stringify(
      joined(pieces(text, known).map((piece) => ("ref" in piece ? piece : { text: piece.text, marks: piece.marks }))),
    );
  return said(a) === said(b);
}

/** A plain string, in which braces around the reference of a figure quote it. */
function plain(text: string, known: Known): Piece[] {
  const out: Piece[] = [];
  let words = "";
  let rest = text;
  for (;;) {
    const open = rest.indexOf("{{");
    if (open < 0) break;
    const close = rest.indexOf("}}", open + 2);
    if (close < 0) break;
    const inside = rest.slice(open + 2, close).trim();
    if (known(inside)) {
      words += rest.slice(0, open);
      out.push(asking(words), { ref: inside });
      words = "";
      rest = rest.slice(close + 2);
    } else {
      words += rest.slice(0, open + 1);
      rest = rest.slice(open + 1);
    }
  }
  out.push(asking(words + rest));
  return out;
}

/** Words without marks in which the program reads what stands in braces. */
function asking(text: string): Piece {
  return text.includes("{{") ? { text, marks: [], asks: true } : { text, marks: [] };
}

/** Joins neighbouring words of the same look and drops empty ones. */
export function joined(list: Piece[]): Piece[] {
  const out: Piece[] = [];
  for (const piece of list) {
    const last = out.at(-1);
    if ("ref" in piece) out.push(piece);
    else if (piece.text === "") continue;
    else if (last && "text" in last && alike(last, piece)) {
      out[out.length - 1] = { ...last, text: last.text + piece.text };
    } else out.push(piece);
  }
  return out;
}

function alike(one: Exclude<Piece, { ref: string }>, other: Exclude<Piece, { ref: string }>): boolean {
  return one.marks.join() === other.marks.join() && one.asks === other.asks;
}

// --- writing ----------------------------------------------------------------------------------

/** The text as people type it. */
export function written(text: Text, labels: Labels): string {
  const list = pieces(text, labels.knows);
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
    if (piece.asks) {
      out += piece.text
        .split(/(\{\{[^{}]*\}\})/)
        .map((part, i) => (i % 2 === 1 && isBraced(part.slice(2, -2)) ? part : escaped(part, ENDS)))
        .join("");
    } else {
      out += escaped(piece.text, { first: !alone, last: !alone, grouped: groups.length > 0 });
    }
    out += "}".repeat(groups.length);
  }
  return bold ? `${out}**` : out;
}

/** Whether a text may stand in braces as it is typed: there is no mark in it. */
function isBraced(inside: string): boolean {
  return inside.trim() !== "" && !/[{}\\*^\n]/.test(inside);
}

/** Words between others. */
const ENDS = { first: true, last: true, grouped: false };

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
  | { kind: "ref"; quote: string }
  | { kind: "braces"; text: string }
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
    if (token.kind === "ref") out.push({ ref: token.quote });
    else if (token.kind === "bold") bold = !bold;
    else if (token.kind === "open") open.push(token.mark);
    else if (token.kind === "close") open.pop();
    else {
      const marks = ORDER.filter((mark) => (mark === "bold" ? bold : open.includes(mark)));
      if (token.kind === "char") out.push({ text: token.char, marks });
      else out.push({ text: token.text, marks, ...(marks.length === 0 && { asks: true as const }) });
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
      const quote = labels.quote(inside) ?? (labels.knows(inside) ? inside : undefined);
      if (quote !== undefined) tokens.push({ kind: "ref", quote });
      else if (isBraced(inside)) tokens.push({ kind: "braces", text: typed.slice(i, close + 2) });
      else {
        char("{");
        i += 1;
        continue;
      }
      i = close + 2;
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
