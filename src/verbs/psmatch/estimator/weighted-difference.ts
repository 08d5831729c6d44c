/**
 * The difference of two weighted means, and its error as the regression of outcome on treatment gives it,
 * robust to heteroskedasticity, weights taken as fixed.
 * Source of the correction n / (n - 2): MacKinnon & White (1985), Journal of Econometrics 29(3),
 * doi:10.1016/0304-4076(85)90158-7.
 */
import { compensatedSum } from "../../../base/compensated-sum.js";

/** Means by group, their difference, and HC1 of it. */
export interface WeightedDifference {
  readonly estimate: number;
  readonly meanTreated: number;
  readonly meanControl: number;
  /** Units with a weight. */
  readonly nTreated: number;
  readonly nControl: number;
  /** NaN where no unit is left for it: two units with a weight, or fewer. */
  readonly hc1: number;
}

/**
 * @param outcome f64[n]; where the weight is 0 it plays no part
 * @param treated u8[n]: 1 treated, 0 control
 * @param weights f64[n], by group of a sum above 0; all 1 where null
 */
export function weightedDifference(
  outcome: Float64Array,
  treated: Uint8Array,
  weights: Float64Array | null,
): WeightedDifference {
  const [of1, of0] = [groupOf(outcome, treated, weights, 1), groupOf(outcome, treated, weights, 0)];
  const n = of1.n + of0.n;
  return {
    estimate: of1.mean - of0.mean,
    meanTreated: of1.mean,
    meanControl: of0.mean,
    nTreated: of1.n,
    nControl: of0.n,
    hc1: n > 2 ? Math.sqrt(((of1.variance + of0.variance) * n) / (n - 2)) : Number.NaN,
  };
}

function groupOf(outcome: Float64Array, treated: Uint8Array, weights: Float64Array | null, group: 0 | 1) {
  const w: number[] = [];
  const y: number[] = [];
  for (let i = 0; i < outcome.length; i++) {
    const weight = weights === null ? 1 : weights[i]!;
    if (treated[i] !== group || weight === 0) continue;
    w.push(weight);
    y.push(outcome[i]!);
  }
  const total = compensatedSum(w);
  const mean = compensatedSum(w.map((weight, i) => weight * y[i]!)) / total;
  const squares = compensatedSum(w.map((weight, i) => (weight * (y[i]! - mean)) ** 2));
  return { n: w.length, mean, variance: squares / total ** 2 };
}
