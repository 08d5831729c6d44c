/**
 * A distribution of draws in a few numbers.
 */
import { quantile } from "../../base/quantile.js";

/** Mean, standard deviation with n - 1, quantiles keyed "2.5%"; null where there are too few draws. */
export interface Distribution {
  readonly mean: number | null;
  readonly sd: number | null;
  readonly quantiles: Readonly<Record<string, number | null>>;
}

const PERCENT = [0.5, 2.5, 5, 50, 95, 97.5, 99.5] as const;

/** Summary of `draws`, in any order. */
export function distributionOf(draws: readonly number[]): Distribution {
  const sorted = Float64Array.from(draws).sort();
  const n = sorted.length;
  const mean = n > 0 ? sorted.reduce((sum, value) => sum + value, 0) / n : null;
  const squares = mean === null ? 0 : sorted.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return {
    mean,
    sd: n > 1 ? Math.sqrt(squares / (n - 1)) : null,
    quantiles: Object.fromEntries(
      PERCENT.map((percent) => [`${percent}%`, n > 0 ? quantile(sorted, percent / 100) : null]),
    ),
  };
}
