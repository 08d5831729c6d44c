/**
 * Samples of n values that are multiples of one step: which means and which standard deviations they can have. Everything is counted in steps,
 * as integers. Knows no table.
 *
 * A sum K of n integers is an integer, so that means are multiples of 1/n (GRIM: Brown & Heathers 2017, Social Psychological and Personality
 * Science 8(4)). A sum of squares Q has the parity of K, as k^2 and k have; it is least where all values are within one of each other and
 * greatest where all but one are at the ends; deviations have the sum of squares Q - K^2/n (GRIMMER: Anaya 2016, Allard 2018).
 */
import type { Range } from "../../../printed.js";

/** Values in steps from `min` to `max`, both of them taken; without ends where they are not known. */
export interface Ends {
  readonly min: number;
  readonly max: number;
}

/** Share by which bounds are widened for the rounding of our own arithmetic. */
const SLACK = 1e-9;

/** Sums of `n` integers whose mean is in `mean`, the least and the greatest; undefined where there is none. */
export function sumsOf(n: number, mean: Range): Range | undefined {
  const low = Math.ceil(mean.low * n - SLACK * (1 + Math.abs(mean.low * n)));
  const high = Math.floor(mean.high * n + SLACK * (1 + Math.abs(mean.high * n)));
  return low <= high ? { low, high } : undefined;
}

/** Free values, and their least value, their greatest and their sum. */
interface Free {
  readonly count: number;
  readonly low: number;
  readonly high: number;
  readonly sum: number;
}

/** Samples up to so many free values of so many different ones are enumerated. */
const MOST_FREE = 40;
const MOST_DIFFERENT = 8;

/**
 * Sums of squares that `n` >= 2 integers of sum `sum` can have, of those within `about`, in deviations from floor(sum/n): whether there is one,
 * and the nearest ones outside. Without ends, or where samples are too many to enumerate, those of the right parity between the least and the
 * greatest count as possible, so that none that is possible is denied.
 */
export function squaresNear(
  n: number,
  sum: number,
  ends: Ends | null,
  about: Range,
): { fits: boolean; below: number | null; above: number | null } {
  const origin = Math.floor(sum / n);
  const rest = sum - n * origin;
  const possible = ends === null ? anyEnds(n, rest) : givenEnds(n, rest, ends.min - origin, ends.max - origin);
  if (possible === undefined) return { fits: false, below: null, above: null };
  const slack = SLACK * (1 + Math.abs(about.high));
  const above = next(possible, about.low - slack, 1);
  if (above !== null && above <= about.high + slack) return { fits: true, below: null, above: null };
  return { fits: false, below: next(possible, about.low, -1), above };
}

/** Sums of squares: from the least to the greatest those of one parity, of which `has` may know fewer. */
interface Possible {
  readonly least: number;
  readonly most: number;
  readonly has: ((square: number) => boolean) | null;
}

/** The first possible sum of squares from `start` on, upwards or downwards; null where there is none. */
function next({ least, most, has }: Possible, start: number, direction: 1 | -1): number | null {
  let square = direction === 1 ? Math.max(Math.ceil(start), least) : Math.min(Math.floor(start), most);
  if (Math.abs(square - least) % 2 === 1) square += direction;
  while (square >= least && square <= most) {
    if (has === null || has(square)) return square;
    square += 2 * direction;
  }
  return null;
}

/** Integers without ends: `rest` of them are one above the others at least, and there is no most. */
const anyEnds = (_n: number, rest: number): Possible => ({ least: rest, most: Number.POSITIVE_INFINITY, has: null });

function givenEnds(n: number, rest: number, min: number, max: number): Possible | undefined {
  if (min === max) return rest === n * min ? { least: n * min * min, most: n * min * min, has: null } : undefined;
  const free: Free = { count: n - 2, low: min, high: max, sum: rest - min - max };
  if (free.sum < free.count * min || free.sum > free.count * max) return undefined;
  const ends = min * min + max * max;
  const bounds = { least: ends + leastSquares(free), most: ends + mostSquares(free) };
  if (free.count > MOST_FREE || max - min > MOST_DIFFERENT) return { ...bounds, has: null };
  const shifted = free.sum - free.count * min;
  const own = squaresOf(free.count, max - min)[shifted]!;
  // (v + min)^2 = v^2 + 2 min v + min^2 over the free values
  const offset = ends + 2 * min * shifted + free.count * min * min;
  return { ...bounds, has: (square) => square >= offset && ((own >> BigInt(square - offset)) & 1n) === 1n };
}

/** All within one of each other. */
function leastSquares({ count, sum }: Free): number {
  if (count === 0) return 0;
  const base = Math.floor(sum / count);
  const above = sum - base * count;
  return (count - above) * base * base + above * (base + 1) ** 2;
}

/** All at the ends but one. */
function mostSquares({ count, low, high, sum }: Free): number {
  if (count === 0) return 0;
  const atHigh = Math.min(Math.floor((sum - count * low) / (high - low)), count);
  if (atHigh === count) return count * high * high;
  const one = sum - atHigh * high - (count - atHigh - 1) * low;
  return atHigh * high * high + one * one + (count - atHigh - 1) * low * low;
}

/** By sum, the sums of squares of `count` values from 0 to `top`, as bits. */
function squaresOf(count: number, top: number): readonly bigint[] {
  let now: bigint[] = [1n];
  for (let i = 0; i < count; i++) {
    const after = new Array<bigint>(now.length + top).fill(0n);
    for (const [sum, squares] of now.entries()) {
      if (squares === 0n) continue;
      for (let value = 0; value <= top; value++) after[sum + value]! |= squares << BigInt(value * value);
    }
    now = after;
  }
  return now;
}
