/**
 * Layer report. A confidence set in words: an interval, several, half-lines, the whole line, or nothing.
 */
import { formatFixed } from "./format-number.js";

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

/** The same in symbols, as figures print it. */
export const setInSymbols = (pieces: readonly Piece[], decimals: number, empty = "empty"): string =>
  pieces.length === 0
    ? empty
    : setText(pieces, decimals).replaceAll("-", "\u2212").replaceAll("inf", "\u221e").replaceAll(" U ", " \u222a ");

function pieceText([low, high]: Piece, decimals: number): string {
  const from = Number.isFinite(low) ? `[${formatFixed(low, decimals)}` : "(-inf";
  const to = Number.isFinite(high) ? `${formatFixed(high, decimals)}]` : "inf)";
  return `${from}, ${to}`;
}
