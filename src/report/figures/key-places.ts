/**
 * Where the symbols of a key stand in one line above a plot, each with its words at the right.
 */
import { textWidth } from "./text-width.js";
import { TYPE } from "./theme.js";

/** Pixels from the middle of a symbol to its words. */
export const SYMBOL = 12;
/** Pixels between the words of one symbol and the next symbol. */
const BETWEEN = 24;

/** Middles of the symbols of a key: from the left of the plotting area, or ending with it where it is narrower. */
export function keyPlaces(texts: readonly string[], plotWidth: number): number[] {
  const widths = texts.map((text) => SYMBOL + textWidth(text, TYPE.small) + BETWEEN);
  const total = widths.reduce((sum, width) => sum + width, 0);
  let at = Math.min(SYMBOL / 2, plotWidth - total + BETWEEN / 2);
  return widths.map((width) => {
    at += width;
    return at - width;
  });
}

/** A symbol of a key of several lines: its middle from the left, and its line from 0. */
export interface KeyPlace {
  readonly x: number;
  readonly line: number;
}

/** Symbols of a key from the left, in as many lines as `width` asks for. */
export function keyLines(texts: readonly string[], width: number): KeyPlace[] {
  let [x, line] = [SYMBOL / 2, 0];
  return texts.map((text) => {
    const needs = SYMBOL + textWidth(text, TYPE.small);
    if (x > SYMBOL / 2 && x + needs > width) [x, line] = [SYMBOL / 2, line + 1];
    const place = { x, line };
    x += needs + BETWEEN;
    return place;
  });
}
