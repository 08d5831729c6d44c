/**
 * Whether a sample of whole numbers could have a printed mean and standard deviation, in exact integer arithmetic: sums are tried one by one,
 * and where the sample is small and its values few, every pair of sum and sum of squares that such samples have is enumerated.
 */
import type { Summary } from "./printout.js";

/** Samples up to so many values, and so many different ones, are enumerated. */
const MOST_ENUMERATED = 24;
const MOST_VALUES = 8;
/** Sums of squares tried where samples are too many to enumerate. */
const MOST_TRIED = 20_000;

/** A decimal as an integer over a power of ten, and whether a minus stands before it. */
function decimal(text: string): { readonly digits: bigint; readonly power: bigint } {
  const places = text.includes(".") ? text.length - text.indexOf(".") - 1 : 0;
  return { digits: BigInt(text.replace(".", "")), power: 10n ** BigInt(places) };
}

/** What no sample of `n` values that are multiples of the step could be. */
export function impossibleSummary({ n: count, mean, sd, min, max, step }: Summary): string[] {
  const found: string[] = [];
  const [low, high] = [Number(min), Number(max)];
  const half = (text: string) => 0.5 / Number(decimal(text).power);
  const slack = 1e-9 * Math.max(1, Math.abs(low), Math.abs(high));
  const ownEnd = (text: string) => (text.includes(".") ? half(text) : step === null ? 0.5 : 0);
  const [least, most] = [low - ownEnd(min) - slack, high + ownEnd(max) + slack];
  const [meanLow, meanHigh] = [Number(mean) - half(mean), Number(mean) + half(mean)];
  if (least > most) found.push("minimum above maximum");
  if (meanHigh < least || meanLow > most) found.push("mean outside the range");
  const n = Number(count);
  const [sdLow, sdHigh] = [Number(sd) - half(sd), Number(sd) + half(sd)];
  // the most spread a mean allows has all values at the ends
  const m = Math.min(Math.max((least + most) / 2, meanLow), meanHigh);
  const widest = Math.sqrt(Math.max(0, ((m - least) * (most - m) * n) / Math.max(n - 1, 1)));
  if (sdLow > widest * (1 + 1e-9) + 1e-9) found.push("standard deviation above what the range allows");
  // the least spread has the two ends once and all else between them
  const closest = Math.max(0, Number(max) - ownEnd(max) - (Number(min) + ownEnd(min))) / Math.sqrt(2 * n);
  if (sdHigh < closest * (1 - 1e-9) - 1e-9) found.push("standard deviation below what the range allows");
  if (sdHigh < 0) found.push("standard deviation below 0");
  if (step !== null && Number.isInteger(low / step) && Number.isInteger(high / step)) {
    found.push(...ofWholeNumbers(n, mean, sd, step, low / step, high / step));
  }
  return found;
}

/** The same of values in steps, counted in steps: sums S with |S step / n - mean| at most half a unit of its last digit. */
function ofWholeNumbers(n: number, mean: string, sd: string, step: number, low: number, high: number): string[] {
  const { digits, power } = decimal(mean);
  const [N, s] = [BigInt(n), BigInt(step)];
  const about = Math.round((Number(mean) * n) / step);
  const reach = Math.ceil(n / (2 * step * Number(power))) + 2;
  const sums: number[] = [];
  for (let sum = about - reach; sum <= about + reach; sum++) {
    const off = 2n * (BigInt(sum) * s * power - digits * N);
    if ((off < 0n ? -off : off) <= N) sums.push(sum);
  }
  if (sums.length === 0) return ["mean of whole numbers"];
  const inside = sums.filter((sum) => sum >= low * n && sum <= high * n);
  if (inside.length === 0) return ["mean outside the range"];
  return inside.some((sum) => deviationFits(n, sum, sd, step, low, high))
    ? []
    : ["standard deviation of whole numbers"];
}

/** Whether some sample of that sum has the standard deviation, over n - 1 or over n. */
function deviationFits(n: number, sum: number, sd: string, step: number, low: number, high: number): boolean {
  if (n < 2) return true;
  const { digits, power } = decimal(sd);
  const fits = (squares: bigint): boolean => {
    // n Q - S² is n times the sum of squared deviations
    const spread = BigInt(n) * squares - BigInt(sum) ** 2n;
    if (spread < 0n) return false;
    return [BigInt(n) * BigInt(n - 1), BigInt(n) ** 2n].some((over) => {
      // (2d - 1)/2p <= step sqrt(spread/over) <= (2d + 1)/2p, squared and without fractions
      const middle = 4n * power * power * BigInt(step) ** 2n * spread;
      const [below, above] = [2n * digits - 1n, 2n * digits + 1n];
      return (below <= 0n || below * below * over <= middle) && above > 0n && middle <= above * above * over;
    });
  };
  if (high === low) return sum === n * low && fits(BigInt(n * low * low));
  // the least and the greatest are in the sample; the others are free
  const [free, rest] = [n - 2, sum - low - high];
  if (rest < free * low || rest > free * high) return false;
  const ends = low * low + high * high;
  const values = high - low + 1;
  if (free <= MOST_ENUMERATED && values <= MOST_VALUES) {
    const shifted = rest - low * free;
    // in deviations from the minimum: Q = Q' + 2 low S' + n low²
    return [...squaresOf(free, values - 1)[shifted]!].some((own) =>
      fits(BigInt(ends + own + 2 * low * shifted + free * low * low)),
    );
  }
  const least = leastSquares(free, rest);
  const most = mostSquares(free, rest, low, high);
  // sums of squares have the parity of sums, and samples that reach from the least to the most pass near every such number between
  const half = 0.5 / Number(power);
  const target = (value: number, over: number) => (Math.max(value, 0) / step) ** 2 * over + (sum * sum) / n;
  return [n - 1, n].some((over) => {
    const from = Math.max(least + ends, Math.floor(target(Number(sd) - half, over)) - 2);
    const to = Math.min(most + ends, Math.ceil(target(Number(sd) + half, over)) + 2);
    for (let q = from + (Math.abs(from - sum) % 2), tries = 0; q <= to && tries < MOST_TRIED; q += 2, tries++) {
      if (fits(BigInt(q))) return true;
    }
    return false;
  });
}

/** Least sum of squares of n whole numbers of that sum: all within one of each other. */
function leastSquares(n: number, sum: number): number {
  if (n === 0) return 0;
  const base = Math.floor(sum / n);
  const above = sum - base * n;
  return (n - above) * base * base + above * (base + 1) ** 2;
}

/** Most sum of squares of n whole numbers from low to high of that sum: all at the ends but one. */
function mostSquares(n: number, sum: number, low: number, high: number): number {
  if (n === 0) return 0;
  const atHigh = Math.min(Math.floor((sum - n * low) / (high - low)), n);
  if (atHigh === n) return n * high * high;
  const one = sum - atHigh * high - (n - atHigh - 1) * low;
  return atHigh * high * high + one * one + (n - atHigh - 1) * low * low;
}

const memo = new Map<string, readonly Set<number>[]>();

/** By sum, all sums of squares of n values from 0 to `top`. */
function squaresOf(n: number, top: number): readonly Set<number>[] {
  const key = `${n} ${top}`;
  const known = memo.get(key);
  if (known !== undefined) return known;
  const made =
    n === 0
      ? [new Set([0])]
      : (() => {
          const before = squaresOf(n - 1, top);
          const after = Array.from({ length: n * top + 1 }, () => new Set<number>());
          before.forEach((own, sum) => {
            for (let value = 0; value <= top; value++) for (const q of own) after[sum + value]!.add(q + value * value);
          });
          return after;
        })();
  memo.set(key, made);
  return made;
}
