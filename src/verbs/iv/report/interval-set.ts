/**
 * A confidence set in words: an interval, several, half-lines, the whole line, or nothing.
 */
import { formatFixed } from "../../../report/format-number.js";

/** A piece of a set, low to high; an end is infinite where the piece has none. */
export type Piece = readonly [low: number, high: number];

/** Intervals as records have them, null for an end that is infinite, as pieces. */
export const piecesOf = (intervals: readonly (readonly [low: number | null, high: number | null])[]): Piece[] =>
  intervals.map(([low, high]) => [low ?? Number.NEGATIVE_INFINITY, high ?? Number.POSITIVE_INFINITY]);

/** "[0.1, 0.9]", "(-inf, 0.1] U [0.9, inf)", "(-inf, inf)", "empty". */
export function setText(pieces: readonly Piece[], decimals: number, empty = "empty"): string {
  if (pieces.length === 0) return empty;
  return pieces.map((piece) => pieceText(piece, decimals)).join(" U ");
}

/** The same with all digits, for programs. */
export const exactSetText = (pieces: readonly Piece[]): string =>
  pieces.length === 0 ? "empty" : pieces.map((piece) => pieceBy(piece, String)).join(" U ");

/** The same in symbols, as figures print it. */
export const setInSymbols = (pieces: readonly Piece[], decimals: number, empty = "empty"): string =>
  pieces.length === 0
    ? empty
    : setText(pieces, decimals).replaceAll("-", "\u2212").replaceAll("inf", "\u221e").replaceAll(" U ", " \u222a ");

const pieceText = (piece: Piece, decimals: number): string => pieceBy(piece, (end) => formatFixed(end, decimals));

function pieceBy([low, high]: Piece, print: (end: number) => string): string {
  const from = Number.isFinite(low) ? `[${print(low)}` : "(-inf";
  const to = Number.isFinite(high) ? `${print(high)}]` : "inf)";
  return `${from}, ${to}`;
}
