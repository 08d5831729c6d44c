/**
 * Room a text takes in a figure, without a font at hand: close to DejaVu Sans, which is among the widest
 * interface fonts, and the same on every host, so that the same figure is the same bytes.
 */
import { displayWidth, wrap } from "../render/display-width.js";

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
 * `text` in lines of about `pixels`, broken at spaces, Chinese anywhere; another word that no line can hold, such as the
 * name of a file, is cut.
 */
export function fitLines(text: string, pixels: number, fontSize: number): string[] {
  const columns = Math.max(2, Math.floor(pixels / (USUAL_WIDTH * fontSize)));
  return wrap(
    text
      .split(" ")
      .flatMap((word) => fitWord(word, columns))
      .join(" "),
    columns,
  );
}

function fitWord(word: string, columns: number): string[] {
  if (displayWidth(word) <= columns) return [word];
  if (displayWidth(word) === word.length) return [`${word.slice(0, columns - 1)}\u2026`];
  const pieces = [""];
  for (const character of word) {
    if (displayWidth(pieces.at(-1)! + character) > columns) pieces.push("");
    pieces[pieces.length - 1] += character;
  }
  return pieces;
}

/** Lines of words about the middle `y`, in pixels. */
export const linesAbout = (lines: readonly string[], y: number): { text: string; y: number }[] =>
  lines.map((text, l) => ({ text, y: y + (l - (lines.length - 1) / 2) * LINE_HEIGHT }));
