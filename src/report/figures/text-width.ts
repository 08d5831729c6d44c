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
