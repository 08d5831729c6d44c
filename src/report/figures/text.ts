/**
 * Room a text takes in a figure, without a font at hand: close to DejaVu Sans, which is among the widest
 * interface fonts, and the same on every host, so that the same figure is the same bytes.
 */
import { displayWidth } from "../render/display-width.js";

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
