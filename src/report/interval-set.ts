/**
 * Layer report. A confidence set in words: an interval, several, half-lines, the whole line, or nothing.
 */
import { formatFixed } from "./format-number.js";

/** A piece of a set, low to high; an end is infinite where the piece has none. */
export type Piece = readonly [low: number, high: number];

/** "[0.1, 0.9]", "(-inf, 0.1] U [0.9, inf)", "(-inf, inf)", "empty". */
export function setText(pieces: readonly Piece[], decimals: number): string {
  if (pieces.length === 0) return "empty";
  return pieces.map((piece) => pieceText(piece, decimals)).join(" U ");
}

function pieceText([low, high]: Piece, decimals: number): string {
  const from = Number.isFinite(low) ? `[${formatFixed(low, decimals)}` : "(-inf";
  const to = Number.isFinite(high) ? `${formatFixed(high, decimals)}]` : "inf)";
  return `${from}, ${to}`;
}
