/**
 * The decomposition with covariates. What is left of treatment beside them differs between units of a cohort, so that the coefficient is an
 * average of two: from differences within cohorts and periods, and from those between pairs of cohorts, which weigh the variance of what
 * is left between them.
 * Source: Goodman-Bacon (2021), Journal of Econometrics 225(2), doi:10.1016/j.jeconom.2021.03.014, section on controls.
 */
import type { Engine } from "../../../engine/kernels/engine.js";
import { byType } from "./by-type.js";
import type { BaconRecord, TwoByTwo } from "./record.js";
import { treatmentLeft } from "./treatment-left.js";
import type { TwoWayRows } from "./two-way-rows.js";

/** Of a balanced panel without weights. */
export function withCovariates(engine: Engine, rows: TwoWayRows): BaconRecord {
  const left = treatmentLeft(engine, rows);
  const { time, cohort, keys, periods, outcome } = rows;
  const nPeriods = periods.length;
  const size = keys.length * nPeriods;
  const [counts, lefts, outcomes] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  let [products, squares] = [0, 0];
  for (let row = 0; row < time.length; row++) {
    const cell = cohort[row]! * nPeriods + time[row]!;
    counts[cell]!++;
    lefts[cell]! += left[row]!;
    outcomes[cell]! += outcome[row]!;
    products += left[row]! * outcome[row]!;
    squares += left[row]! * left[row]!;
  }
  const between = pairsOf(rows, { counts, lefts, outcomes }).filter(({ weight }) => weight > ROUNDING * squares);
  const variance = between.reduce((sum, { weight }) => sum + weight, 0);
  const covariance = between.reduce((sum, { weight, estimate }) => sum + weight * estimate, 0);
  const comparisons = between.map((pair) => ({ ...pair, weight: pair.weight / squares }));
  const inside = squares - variance;
  return {
    ...{ decomposition: "bacon", coefficient: products / squares, comparisons, by_type: byType(comparisons) },
    within:
      inside > ROUNDING * squares ? { weight: inside / squares, estimate: (products - covariance) / inside } : null,
  };
}

/** Share of the variance of treatment below which that within cohorts is rounding: covariates are alike in them, or absorbed. */
const ROUNDING = 1e-12;

interface CellSums {
  readonly counts: Float64Array;
  readonly lefts: Float64Array;
  readonly outcomes: Float64Array;
}

/** Pairs of cohorts; weights are sums of squares of the difference in what is left of treatment. */
function pairsOf({ keys, periods }: TwoWayRows, { counts, lefts, outcomes }: CellSums): TwoByTwo[] {
  const nPeriods = periods.length;
  const seen = keys.flatMap((key, g) => {
    const units = Math.max(...counts.subarray(g * nPeriods, (g + 1) * nPeriods));
    return units > 0 ? [{ key, g, units }] : [];
  });
  const nUnits = seen.reduce((sum, { units }) => sum + units, 0);
  const meanOf = (sums: Float64Array, g: number, t: number): number =>
    sums[g * nPeriods + t]! / counts[g * nPeriods + t]!;
  return seen.flatMap((one, k) =>
    seen.slice(k + 1).map((other): TwoByTwo => {
      let [product, square] = [0, 0];
      for (let t = 0; t < nPeriods; t++) {
        if (counts[one.g * nPeriods + t] === 0) continue;
        const difference = meanOf(lefts, one.g, t) - meanOf(lefts, other.g, t);
        product += difference * (meanOf(outcomes, one.g, t) - meanOf(outcomes, other.g, t));
        square += difference * difference;
      }
      return {
        ...{ treated: one.key, untreated: other.key, type: "pair of cohorts", estimate: product / square },
        weight: ((one.units * other.units) / nUnits) * square,
      };
    }),
  );
}
