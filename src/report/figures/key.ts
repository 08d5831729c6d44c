/**
 * The key of a figure: symbols, each with its words, in as many lines above the plot as they take. In pixels.
 */

import { type FigureLayer, type Look, mark, stroke, words } from "./marks.js";
import { type Palette, TYPE } from "./theme.js";
import { textWidth } from "./words.js";

/** Words and the mark they explain, if any; `upright` shows a line as it stands in the plot. */
export interface KeyEntry {
  readonly name: string;
  readonly text: string;
  readonly look?: Look;
  readonly upright?: boolean;
}

/** Where an entry begins, and its line from the top. */
export interface KeyPlace {
  readonly x: number;
  readonly line: number;
}

/** Pixels of a line of the key. */
export const KEY_LINE = 18;
/** Pixels of the symbols, from a symbol to its words, and from these to the next symbol. */
const POINT = 9;
const PIECE = 22;
const GAP = 6;
const BETWEEN = 24;
/** Side of the square that stands for an area or a bar. */
const SQUARE = 9;

const isLine = ({ look, upright }: KeyEntry) => (look?.type === "rule" || look?.type === "line") && upright !== true;
/** Pixels of a symbol with the gap to its words. */
export const symbolRoom = (entry: KeyEntry): number =>
  entry.look === undefined ? 0 : (isLine(entry) ? PIECE : POINT) + GAP;

/** Pixels of all entries in one line. */
export const keyWidth = (entries: readonly KeyEntry[]): number =>
  entries.reduce((sum, entry) => sum + symbolRoom(entry) + textWidth(entry.text, TYPE.small) + BETWEEN, -BETWEEN);

/** Entries from the left in lines of at most `width` pixels. */
export function placeKey(entries: readonly KeyEntry[], width: number): KeyPlace[] {
  let [x, line] = [0, 0];
  return entries.map((entry) => {
    const needs = keyWidth([entry]);
    if (x > 0 && x + needs > width) [x, line] = [0, line + 1];
    const place = { x, line };
    x += needs + BETWEEN;
    return place;
  });
}

/** The symbol of an entry, its left end at `x`. */
export function symbolLayers(entry: KeyEntry, x: number, y: number): FigureLayer[] {
  const { name, look, upright } = entry;
  if (look === undefined) return [];
  const middle = x + POINT / 2;
  if (upright === true) return [mark(`${name}-key`, [{}], { x: middle, y: y - 7, y2: y + 7 }, asRule(look))];
  if (isLine(entry)) return [mark(`${name}-key`, [{}], { x, x2: x + PIECE, y }, asRule(look))];
  return [mark(`${name}-key`, [{}], { x: middle, y }, asPoint(look))];
}

/** A symbol and its words. */
export function keyLayers(entry: KeyEntry, x: number, y: number, palette: Palette): FigureLayer[] {
  const look = words(palette.ink, "left", "small");
  const text = mark(`${entry.name}-words`, [{ text: entry.text }], { x: x + symbolRoom(entry), y, text: "text" }, look);
  return [...symbolLayers(entry, x, y), text];
}

function asRule(look: Look): Look {
  const {
    color,
    strokeWidth,
    strokeDash,
    opacity = 1,
  } = look as { color: string; strokeWidth: number } & {
    strokeDash?: readonly number[];
    opacity?: number;
  };
  return stroke(color, strokeWidth, opacity, strokeDash);
}

const asPoint = (look: Look): Look =>
  look.type === "point" ? look : ({ ...look, type: "square", filled: true, size: SQUARE * SQUARE } as Look);
