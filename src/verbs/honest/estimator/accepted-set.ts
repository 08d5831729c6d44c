/**
 * The set of values that a test accepts, by its ends: between values at which the test may jump, changes of acceptance are bracketed and
 * their places found by bisection, so that no end is read off a grid. The set need not be an interval.
 */

import { crossing } from "./bracket.js";

export interface Piece {
  readonly low: number;
  readonly high: number;
}

/** Above 0 where the test accepts; continuous between values at which it may jump. */
export type Margin = (theta: number) => number;

/** Values looked at between two jumps, at which the margin may have turned unseen. */
const LOOKS = 12;
/** How closely an end is found, by the distance between two jumps. */
const EDGE = 1e-13;
const GOLDEN = 0.6180339887498949;
const GOLDEN_STEPS = 24;

/** The pieces of {margin >= 0} between `low` and `high`, finite; `jumps` ascending. */
export function acceptedPieces(margin: Margin, low: number, high: number, jumps: readonly number[]): Piece[] {
  const cuts = [low, ...jumps.filter((jump) => jump > low && jump < high), high];
  const pieces: Piece[] = [];
  for (let i = 0; i + 1 < cuts.length; i++) {
    for (const piece of between(margin, cuts[i]!, cuts[i + 1]!)) pieces.push(piece);
  }
  return merged(pieces);
}

/** Overlapping or touching pieces as one, ascending. */
export function merged(pieces: readonly Piece[]): Piece[] {
  const out: Piece[] = [];
  for (const piece of [...pieces].sort((a, b) => a.low - b.low)) {
    const last = out.at(-1);
    if (last !== undefined && piece.low <= last.high)
      out[out.length - 1] = { low: last.low, high: Math.max(last.high, piece.high) };
    else out.push(piece);
  }
  return out;
}

/** Pieces between two jumps, where the margin is continuous but for its values at the ends. */
function between(margin: Margin, low: number, high: number): Piece[] {
  const width = high - low;
  if (!(width > 0)) return margin(low) >= 0 ? [{ low, high: low }] : [];
  const inset = width * 1e-9;
  const looks = Array.from({ length: LOOKS + 1 }, (_, i) => {
    const theta = i === 0 ? low + inset : i === LOOKS ? high - inset : low + (width * i) / LOOKS;
    return { theta, value: margin(theta) };
  });
  const points = withTurns(margin, looks);
  const pieces: Piece[] = [];
  let start = points[0]!.value >= 0 ? low : null;
  for (let i = 1; i < points.length; i++) {
    const [one, other] = [points[i - 1]!, points[i]!];
    if (one.value >= 0 === other.value >= 0) continue;
    const [without, within] = one.value >= 0 ? [other, one] : [one, other];
    const edge = crossing(margin, without.theta, within.theta, EDGE * width);
    if (start === null) start = edge;
    else {
      pieces.push({ low: start, high: edge });
      start = null;
    }
  }
  if (start !== null) pieces.push({ low: start, high });
  return pieces;
}

interface Look {
  readonly theta: number;
  readonly value: number;
}

/** Where three values have one sign and the middle is nearest 0, the margin may cross it twice in between: its extreme is looked up. */
function withTurns(margin: Margin, looks: readonly Look[]): readonly Look[] {
  const found: Look[] = [];
  for (let i = 1; i + 1 < looks.length; i++) {
    const [before, own, after] = [looks[i - 1]!, looks[i]!, looks[i + 1]!];
    const sign = own.value >= 0 ? 1 : -1;
    if (before.value >= 0 !== own.value >= 0 || after.value >= 0 !== own.value >= 0) continue;
    const isTurn = sign * own.value <= sign * before.value && sign * own.value <= sign * after.value;
    if (!isTurn || (own.value === before.value && own.value === after.value)) continue;
    const extreme = nearest(margin, before.theta, after.theta, sign);
    if (extreme.value >= 0 !== own.value >= 0) found.push(extreme);
  }
  return [...looks, ...found].sort((a, b) => a.theta - b.theta);
}

/** The least sign * margin, by golden sections. */
function nearest(margin: Margin, from: number, to: number, sign: number): Look {
  let [low, high] = [from, to];
  let best: Look = { theta: low, value: margin(low) };
  for (let step = 0; step < GOLDEN_STEPS; step++) {
    const [one, other] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
    const [a, b] = [margin(one), margin(other)];
    for (const look of [
      { theta: one, value: a },
      { theta: other, value: b },
    ]) {
      if (sign * look.value < sign * best.value) best = look;
    }
    if (sign * best.value < 0) return best;
    if (sign * a < sign * b) high = other;
    else low = one;
  }
  return best;
}
