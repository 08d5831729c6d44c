/**
 * The numbers with a property, as closed intervals, from directions among which every change of it lies: the
 * property is asked halfway between neighbours and each change found by halving. Knows no statistics.
 */
import type { Ends } from "../../../regression/record/iv-record.js";
import { between, type Direction } from "./quadratic-directions.js";

/** Halvings of a turn, until the two sides of a change are neighbours. */
const HALVINGS = 60;

/**
 * The intervals, ascending, of the numbers whose direction `isInside`; null where it is undefined somewhere. `splits` ascend and
 * have t > 0; at least one.
 */
export function intervalsOf(
  splits: readonly Direction[],
  isInside: (at: Direction) => boolean | null,
  numberOf: (at: Direction) => number,
): Ends[] | null {
  const stops: Direction[] = [[-1, 0], ...splits, [1, 0]];
  const middles = stops.slice(1).map((stop, i) => between(stops[i]!, stop));
  const states = middles.map(isInside);
  if (states.includes(null)) return null;
  const changes: number[] = [];
  middles.slice(1).forEach((middle, i) => {
    if (states[i] === states[i + 1]) return;
    changes.push(numberOf(changeBetween(middles[i]!, middle, isInside)));
  });
  let insideFirst = states[0]!;
  const last = middles[middles.length - 1]!;
  if (states[states.length - 1] !== states[0]) {
    // A change on the way through infinity: on the side of the large numbers, or of the large negative ones.
    const [s0, t0] = middles[0]!;
    const [s, t] = changeBetween(last, [-s0, -t0], isInside);
    if (t > 0) changes.push(numberOf([s, t]));
    else if (t < 0) {
      changes.unshift(numberOf([-s, -t]));
      insideFirst = !insideFirst;
    }
  }
  return piecesOf(changes, insideFirst);
}

function changeBetween(from: Direction, to: Direction, isInside: (at: Direction) => boolean | null): Direction {
  const state = isInside(from);
  let [before, after] = [from, to];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = between(before, after);
    if (isInside(middle) === state) before = middle;
    else after = middle;
  }
  return state === true ? before : after;
}

function piecesOf(changes: readonly number[], insideFirst: boolean): Ends[] {
  const pieces: Ends[] = [];
  let low: number | null = null;
  let isInside = insideFirst;
  for (const change of changes) {
    if (isInside) pieces.push([low, change]);
    else low = change;
    isInside = !isInside;
  }
  if (isInside) pieces.push([low, null]);
  return pieces;
}
