/**
 * The permutation test of a difference between groups of units: a coefficient is estimated in each of two
 * groups, by regressions of their own with effects of their own, and the labels of the groups are permuted over units. Works
 * on moments whose clusters are the units that labels are permuted over.
 * Source: Cleary (1999), Journal of Finance 54(2), doi:10.1111/0022-1082.00121; Janssen (1997), Statistics & Probability
 * Letters 36(1), doi:10.1016/S0167-7152(97)00043-6, for dividing the difference by its standard error.
 */
import { DataError } from "../../base/errors.js";
import { isAsFar } from "../../base/ties.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { type Reweighting, reweightedDraws } from "../../regression/cluster-bootstrap/reweighted.js";
import { type LabelPermutations, OUTSIDE } from "./randomization.js";

/** The coefficient in the second group less that in the first, and that over its clustered standard error; NaN where undefined. */
export interface Difference {
  /** Of the first and of the second group. */
  readonly estimates: readonly [number, number];
  readonly stdErrors: readonly [number, number];
  readonly difference: number;
  readonly statistic: number;
}

/** The differences under each row of `labels` (u8 by unit: 0 first group, 1 second, OUTSIDE neither), of the first wanted regressor. */
export function groupDifferences(
  engine: Engine,
  ready: Reweighting,
  labels: readonly Uint8Array[],
): readonly Difference[] {
  const nUnits = ready.moments.clusters.nLevels;
  const k = ready.moments.nRegressors;
  const nWanted = ready.wanted.length;
  const term = ready.wanted.view()[0]!;
  const weights = new Float64Array(2 * labels.length * nUnits);
  labels.forEach((own, d) => {
    for (let u = 0; u < nUnits; u++) if (own[u] !== OUTSIDE) weights[(2 * d + own[u]!) * nUnits + u] = 1;
  });
  const found = engine.scope((scope) => reweightedDraws(engine, ready, 2 * labels.length, scope.copyF64(weights)));
  const estimate = (fit: number) => found.estimates[fit * k + term]!;
  const stdError = (fit: number) => found.stdErrors[fit * nWanted]!;
  return labels.map((_, d) => {
    const estimates = [estimate(2 * d), estimate(2 * d + 1)] as const;
    const stdErrors = [stdError(2 * d), stdError(2 * d + 1)] as const;
    const difference = estimates[1] - estimates[0];
    // an error of 0 is that of a group in which every score cancels: there is no t
    const statistic = stdErrors.every((each) => each > 0) ? difference / Math.hypot(...stdErrors) : Number.NaN;
    return { estimates, stdErrors, difference, statistic };
  });
}

/** Differences of permutations first .. first + count - 1: the same whatever slices they are made in. */
export function permutedDifferences(
  engine: Engine,
  ready: Reweighting,
  permutations: LabelPermutations,
  first: number,
  count: number,
): readonly Difference[] {
  return groupDifferences(
    engine,
    ready,
    Array.from({ length: count }, (_, i) => permutations.labels(first + i)),
  );
}

export interface DifferencePValues {
  /** By the difference, and by the difference over its standard error. */
  readonly difference: number;
  readonly statistic: number | null;
  /** Permutations with a difference, and with a statistic. */
  readonly used: number;
  readonly usedStatistic: number;
}

/**
 * Two-sided p: (1 + b) / (1 + B) over random permutations, b / M when all M are there, the observed among them. Throws
 * DataError `group_difference` when the coefficient is not identified in both observed groups, or in no permutation.
 */
export function differencePValues(
  observed: Difference,
  draws: readonly Pick<Difference, "difference" | "statistic">[],
  enumerated: boolean,
): DifferencePValues {
  if (Number.isNaN(observed.difference)) {
    const group = Number.isNaN(observed.estimates[0]) ? "first" : "second";
    throw new DataError(
      "group_difference",
      `The coefficient is not identified in the ${group} group: there is no difference to test.`,
      { got: observed.estimates, expected: "an estimate in both groups" },
    );
  }
  const extra = enumerated ? 0 : 1;
  const p = (of: (draw: Pick<Difference, "difference" | "statistic">) => number, own: number) => {
    const values = draws.map(of).filter((value) => Number.isFinite(value));
    const beyond = values.filter(isAsFar(own, "count")).length;
    return { p: (extra + beyond) / (extra + values.length), used: values.length };
  };
  const byDifference = p((draw) => draw.difference, observed.difference);
  const byStatistic = p((draw) => draw.statistic, observed.statistic);
  if (byDifference.used === 0) {
    throw new DataError(
      "group_difference",
      `In none of ${draws.length} permutations is the coefficient identified in both groups.`,
      {
        got: 0,
        expected: "at least one permutation",
      },
    );
  }
  return {
    difference: byDifference.p,
    statistic: Number.isFinite(observed.statistic) && byStatistic.used > 0 ? byStatistic.p : null,
    used: byDifference.used,
    usedStatistic: byStatistic.used,
  };
}
