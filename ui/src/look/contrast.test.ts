import { expect, test } from "vitest";
import tokens from "./tokens.css?raw";

const [light = "", dark = ""] = tokens.split("@media (prefers-color-scheme: dark)");

function coloursOf(css: string): Map<string, string> {
  return new Map([...css.matchAll(/--([\w-]+): #([0-9a-f]{6});/g)].map((m) => [m[1]!, m[2]!]));
}

/** Relative luminance after WCAG 2. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [0, 2, 4].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const TEXT: [string, string[]][] = [
  ...["ink", "ink-2", "ink-3", "accent"].map((ink): [string, string[]] => [
    ink,
    ["surface", "paper", "sunken", "accent-weak"],
  ]),
  ["amber", ["surface", "paper", "sunken", "amber-weak"]],
  ["red", ["surface", "paper", "sunken", "red-weak"]],
  ["derived", ["surface", "paper", "sunken", "derived-weak"]],
  ["accent-ink", ["accent"]],
];
const FRAMES: [string, string[]][] = [
  ["edge", ["surface", "paper"]],
  ["accent", ["surface", "paper", "sunken"]],
];

test.each([
  ["light", light],
  ["dark", dark],
])("%s: text keeps 4.5 and frames keep 3 against what they stand on", (_, css) => {
  const colours = coloursOf(css);
  const weak = (pairs: [string, string[]][], least: number) =>
    pairs.flatMap(([ink, grounds]) =>
      grounds
        .map((ground) => ({
          ink,
          ground,
          ratio: contrast(colours.get(ink) ?? "", colours.get(ground) ?? ""),
        }))
        .filter(({ ratio }) => !(ratio >= least)),
    );
  expect([...weak(TEXT, 4.5), ...weak(FRAMES, 3)]).toEqual([]);
});
