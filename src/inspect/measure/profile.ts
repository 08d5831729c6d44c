/**
 * A numeric column looked at once: its values in order, how many differ, how many decimals it is given with. Knows no rule.
 */
import type { NumericColumn } from "../../base/columns.js";
import { quantile } from "../../base/numbers.js";

export interface Profile {
  readonly name: string;
  readonly values: Float64Array;
  /** Finite values, ascending. */
  readonly sorted: Float64Array;
  readonly distinct: number;
  /** Decimals all values are given with; null where they have more than `MOST_DECIMALS`, so that none was rounded by hand. */
  readonly decimals: number | null;
  readonly median: number;
  readonly quartiles: readonly [low: number, high: number];
}

const MOST_DECIMALS = 9;
/** Values whose decimals are looked at, evenly among the ordered. */
const LOOKED_AT = 5_000;
/** Rounding of a product by a power of ten, relatively. */
const ROUNDING = 8 * 2 ** -52;

export function profileOf({ name, values }: NumericColumn): Profile {
  const sorted = values.filter(Number.isFinite).sort();
  let distinct = sorted.length === 0 ? 0 : 1;
  for (let i = 1; i < sorted.length; i++) if (sorted[i] !== sorted[i - 1]) distinct++;
  const at = (p: number) => (sorted.length === 0 ? Number.NaN : quantile(sorted, p));
  return {
    ...{ name, values, sorted, distinct },
    decimals: decimalsOf(sorted),
    median: at(0.5),
    quartiles: [at(0.25), at(0.75)],
  };
}

function decimalsOf(sorted: Float64Array): number | null {
  const stride = Math.max(1, Math.floor(sorted.length / LOOKED_AT));
  let decimals = 0;
  for (let i = 0; i < sorted.length; i += stride) {
    while (!isWhole(sorted[i]! * 10 ** decimals)) if (++decimals > MOST_DECIMALS) return null;
  }
  return decimals;
}

/** Whether a value times a power of ten is whole up to the rounding of that product. */
export const isWhole = (scaled: number): boolean =>
  Math.abs(scaled) < 2 ** 49 && Math.abs(scaled - Math.round(scaled)) <= ROUNDING * Math.abs(scaled);

/** The least distance of two values as they are given; 0 of a column that was not rounded. */
export const stepOf = ({ decimals }: Pick<Profile, "decimals">): number => (decimals === null ? 0 : 10 ** -decimals);
