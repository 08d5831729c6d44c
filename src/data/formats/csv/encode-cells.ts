/**
 * Many texts as UTF-8 bytes side by side, each quoted as a cell of CSV where it must be. Texts of one byte a character, the most, are
 * encoded many at a time.
 */
import { quotedCell } from "../../table/write-csv.js";

/** Text i is the bytes offsets[i] to offsets[i + 1]. */
export interface EncodedLevels {
  readonly bytes: Uint8Array;
  readonly offsets: Uint32Array;
  /** Bytes of the longest. */
  readonly longest: number;
}

/** Texts encoded at a time. */
const CHUNK = 4096;

/** What makes `quotedCell` look at a cell, in any text. */
const SUSPECT = /[",;\t|\r\n\s]/;

/** The cells of CSV that `texts` make. */
export const encodeCells = (texts: readonly string[]): EncodedLevels => encodeTexts(texts, SUSPECT, quotedCell);

/** The bytes of `texts`; where a chunk of them matches `suspect`, of what `change` makes of each. */
export function encodeTexts(
  texts: readonly string[],
  suspect?: RegExp,
  change: (text: string) => string = (text) => text,
): EncodedLevels {
  const encoder = new TextEncoder();
  const offsets = new Uint32Array(texts.length + 1);
  const pieces: Uint8Array[] = [];
  let longest = 0;
  let at = 0;
  for (let first = 0; first < texts.length; first += CHUNK) {
    let chunk = texts.slice(first, first + CHUNK);
    let together = chunk.join("");
    if (suspect?.test(together) === true) {
      chunk = chunk.map(change);
      together = chunk.join("");
    }
    const bytes = encoder.encode(together);
    const each = bytes.length === together.length ? undefined : chunk.map((text) => encoder.encode(text));
    pieces.push(...(each ?? [bytes]));
    chunk.forEach((text, i) => {
      const { length } = each?.[i] ?? text;
      if (length > longest) longest = length;
      at += length;
      offsets[first + i + 1] = at;
    });
  }
  const all = new Uint8Array(at);
  let to = 0;
  for (const piece of pieces) {
    all.set(piece, to);
    to += piece.length;
  }
  return { bytes: all, offsets, longest };
}
