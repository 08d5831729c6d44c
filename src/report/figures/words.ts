/**
 * Numbers as figures print and describe them, and the refusal of numbers that can't be drawn.
 */
import { DataError } from "../../base/errors.js";
import { catalogue } from "../../base/messages.js";
import { decimalsFor, formatFixed } from "../format-number.js";
import { displayWidth } from "../render/display-width.js";

/** `value` with `decimals` decimals and a minus sign instead of a hyphen. */
export const signed = (value: number, decimals: number): string => formatFixed(value, decimals).replace(/-/g, "\u2212");

/** An estimate with its interval. */
export interface Interval {
  readonly estimate: number;
  readonly conf_low: number;
  readonly conf_high: number;
}

/** An estimate whose interval may be withheld. */
export interface MaybeInterval {
  readonly estimate: number;
  readonly conf_low: number | null;
  readonly conf_high: number | null;
}

export const hasInterval = <P extends MaybeInterval>(point: P): point is P & Interval =>
  point.conf_low !== null && point.conf_high !== null;

/** Decimals under which the narrowest of the intervals keeps two digits of its half width. */
export const intervalDecimals = (rows: readonly MaybeInterval[]): number => {
  const known = rows.filter(hasInterval);
  if (known.length === 0) return decimalsFor(rows.map(({ estimate }) => Math.abs(estimate) / 10));
  return decimalsFor(known.map((row) => (row.conf_high - row.conf_low) / 2));
};

/** "0.012 (0.007, 0.018)". */
export const intervalText = (row: Interval, decimals: number): string =>
  `${signed(row.estimate, decimals)} (${signed(row.conf_low, decimals)}, ${signed(row.conf_high, decimals)})`;

/** The same of an estimate that may have no interval: "0.012 (n.a.)". */
export const pointText = (point: MaybeInterval, decimals: number): string =>
  hasInterval(point) ? intervalText(point, decimals) : `${signed(point.estimate, decimals)} (n.a.)`;

/** "95%" for 0.95. */
export const percent = (level: number): string => `${Number((level * 100).toPrecision(6))}%`;

/** Throws DataError `figure_empty` when there is nothing to draw. */
export function requireRows(figure: string, rows: readonly unknown[]): void {
  if (rows.length > 0) return;
  throw new DataError("figure_empty", `The ${figure} got no rows; give it at least one.`, { got: 0, expected: ">= 1" });
}

/** Throws DataError `figure_value` when `value` is not a finite number; `where` names it. */
export function requireFinite(figure: string, where: string, value: number): void {
  if (Number.isFinite(value)) return;
  throw new DataError(
    "figure_value",
    `The ${figure} got ${value} for ${where}; expected a finite number. Leave out what was not estimated.`,
    { got: value, expected: "finite", where },
  );
}

/**
 * Throws DataError `figure_empty` when there are no rows, `figure_value` when a number of a row is not finite: `numbersOf` gives
 * them by what they are; null is none.
 */
export function requireNumbers<T>(
  figure: string,
  rows: readonly T[],
  numbersOf: (row: T, i: number) => Readonly<Record<string, number | null>>,
): void {
  requireRows(figure, rows);
  for (const [i, row] of rows.entries()) {
    for (const [where, value] of Object.entries(numbersOf(row, i))) {
      if (value !== null) requireFinite(figure, where, value);
    }
  }
}

/** Throws DataError `figure_value` or `figure_interval` unless the interval is finite and holds its estimate. */
export function requireInterval(figure: string, where: string, row: Interval): void {
  requireFinite(figure, `the estimate of ${where}`, row.estimate);
  requireFinite(figure, `the lower bound of ${where}`, row.conf_low);
  requireFinite(figure, `the upper bound of ${where}`, row.conf_high);
  if (row.conf_low <= row.estimate && row.estimate <= row.conf_high) return;
  throw new DataError(
    "figure_interval",
    `The ${figure} got an interval from ${row.conf_low} to ${row.conf_high} for ${where}, which does not hold its estimate ${row.estimate}.`,
    { got: [row.conf_low, row.estimate, row.conf_high], expected: "conf_low <= estimate <= conf_high", where },
  );
}

/** Words on the coefficient figure. */
export const coefficientWords = catalogue({
  title: { en: "Coefficients", zh: "系数" },
  x: {
    en: (level: string) => `Estimate and ${level} confidence interval`,
    zh: (level: string) => `估计值及 ${level} 置信区间`,
  },
  truth: { en: "True effect", zh: "真实效应" },
  isTrue: { en: (value: string) => `, true effect ${value}`, zh: (value: string) => `，真实效应 ${value}` },
  of: {
    en: (series: string, label: string) => `${label}, ${series}`,
    zh: (series: string, label: string) => `${label}（${series}）`,
  },
  description: {
    en: (level: string, parts: string) => `Estimates with ${level} confidence intervals. ${parts}.`,
    zh: (level: string, parts: string) => `估计值及 ${level} 置信区间。${parts}。`,
  },
});

// Room a text takes in a figure, without a font at hand.

const NARROW = /[ .,:;'|!()[\]ijlIft-]/;
const BROAD = /[mwMW%@\u2212\u2264\u2265\u2026]/;

/** Widths per pixel of type: an ideograph takes two columns of half each. */
const NARROW_WIDTH = 0.4;
const USUAL_WIDTH = 0.66;
const BROAD_WIDTH = 0.92;
const COLUMN_WIDTH = 0.5;

/** Pixels from line to line of words that break. */
export const LINE_HEIGHT = 14;

/** Pixels `text` takes at `fontSize` pixels. */
export function textWidth(text: string, fontSize: number): number {
  let width = 0;
  for (const character of text) {
    if (NARROW.test(character)) width += NARROW_WIDTH;
    else if (BROAD.test(character)) width += BROAD_WIDTH;
    else width += displayWidth(character) === 1 ? USUAL_WIDTH : displayWidth(character) * COLUMN_WIDTH;
  }
  return width * fontSize;
}

/** Pixels the widest of `texts` takes; 0 when there are none. */
export const widestText = (texts: readonly string[], fontSize: number): number =>
  Math.max(0, ...texts.map((text) => textWidth(text, fontSize)));

/**
 * `text` in lines of at most `pixels`, broken at spaces, Chinese anywhere; another word that no line can hold, such as the
 * name of a file, is cut.
 */
export function fitLines(text: string, pixels: number, fontSize: number): string[] {
  const fits = (line: string): boolean => textWidth(line, fontSize) <= pixels;
  const lines = [""];
  const add = (piece: string, between: string): void => {
    const line = lines.at(-1)!;
    if (line === "" || fits(line + between + piece))
      lines[lines.length - 1] = line === "" ? piece : line + between + piece;
    else lines.push(piece);
  };
  for (const word of text.split(" ")) {
    if (fits(word)) add(word, " ");
    else if (displayWidth(word) === word.length) add(cutWord(word, fits), " ");
    else for (const [i, character] of [...word].entries()) add(character, i === 0 ? " " : "");
  }
  return lines;
}

function cutWord(word: string, fits: (text: string) => boolean): string {
  const length = Array.from(word, (_, i) => i).findLast((n) => fits(`${word.slice(0, n)}\u2026`)) ?? 0;
  return `${word.slice(0, length)}\u2026`;
}

/** Lines of words about the middle `y`, in pixels. */
export const linesAbout = (lines: readonly string[], y: number): { text: string; y: number }[] =>
  lines.map((text, l) => ({ text, y: y + (l - (lines.length - 1) / 2) * LINE_HEIGHT }));
