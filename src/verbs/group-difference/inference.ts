/**
 * The permutation test of a difference between groups of units: a coefficient is estimated in each of two
 * groups, by regressions of their own with effects of their own, and the labels of the groups are permuted over units. Works
 * on moments whose clusters are the units that labels are permuted over.
 * Source: Cleary (1999), Journal of Finance 54(2), doi:10.1111/0022-1082.00121; Janssen (1997), Statistics & Probability
 * Letters 36(1), doi:10.1016/S0167-7152(97)00043-6, for dividing the difference by its standard error.
 */
import { DataError } from "../../base/errors.js";
import { isAsFar } from "../../base/ties.js";
import { PURPOSE, randomPermutation } from "../../engine/kernels/cluster-draws.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { type Reweighting, reweightedDraws } from "../../regression/cluster-bootstrap/reweighted.js";

// Permutations of two labels over units, within strata where there are some: random by seed, or every one of them when
// there are few. Knows nothing of what is estimated under them.

/** Label of a unit in neither group: it keeps it in every permutation. */
export const OUTSIDE = 2;

interface LabelPermutations {
  /** Permutations there are to look at: all of them, or as many as were asked for. */
  readonly count: number;
  /** True when each division of the units into groups of these sizes comes once. */
  readonly enumerated: boolean;
  /** Divisions there are; Infinity beyond 2^53. */
  readonly nDivisions: number;
  /** Labels by unit of permutation d, from 0. */
  labels(d: number): Uint8Array;
}

/**
 * Permutations of `labels` (0, 1 or OUTSIDE, by unit) over the units of each stratum (codes by unit; null: one stratum),
 * `draws` at random by `seed`, or all divisions when they are no more than that. The same numbers of each label stay in each
 * stratum. Throws DataError `permutation_groups` when a group is empty or no stratum has units of both.
 */
export function labelPermutations(
  engine: Engine,
  labels: Uint8Array,
  strata: Uint32Array | null,
  { draws, seed }: { readonly draws: number; readonly seed: number },
): LabelPermutations {
  const pools = poolsOf(labels, strata);
  if (!pools.some(({ units, ones }) => ones > 0 && ones < units.length)) {
    throw new DataError(
      "permutation_groups",
      `Labels can't be permuted: ${strata === null ? "one of the groups has no unit" : "no stratum has units of both groups"}.`,
      { got: pools.map(({ units, ones }) => [units.length - ones, ones]), expected: "units of both groups" },
    );
  }
  const sizes = pools.map(({ units, ones }) => combinations(units.length, ones));
  const all = sizes.reduce((product, size) => product * size, 1);
  const enumerated = all <= draws;
  const poolOfUnit = poolByUnit(pools, labels.length);
  return {
    count: enumerated ? all : draws,
    enumerated,
    nDivisions: Number.isSafeInteger(all) ? all : Number.POSITIVE_INFINITY,
    labels: (d) => {
      const own = labels.slice();
      if (enumerated) {
        let rest = d;
        pools.forEach(({ units, ones }, s) => {
          setOnes(own, units, combination(units.length, ones, rest % sizes[s]!));
          rest = Math.floor(rest / sizes[s]!);
        });
        return own;
      }
      // the units of a stratum in the order of a permutation of all: a random order, independent of other strata's
      const order = randomPermutation(engine, labels.length, {
        seed,
        replication: d,
        purpose: PURPOSE.groupDifference,
      });
      const left = pools.map(({ ones }) => ones);
      for (const unit of order) {
        const s = poolOfUnit[unit]!;
        if (s < 0) continue;
        own[unit] = left[s]! > 0 ? 1 : 0;
        left[s]!--;
      }
      return own;
    },
  };
}

/** Units that permute among themselves, ascending, and how many have label 1. */
interface Pool {
  readonly units: readonly number[];
  readonly ones: number;
}

function poolsOf(labels: Uint8Array, strata: Uint32Array | null): Pool[] {
  const members = new Map<number, number[]>();
  labels.forEach((label, unit) => {
    if (label === OUTSIDE) return;
    const stratum = strata?.[unit] ?? 0;
    const own = members.get(stratum);
    if (own === undefined) members.set(stratum, [unit]);
    else own.push(unit);
  });
  return [...members.keys()]
    .sort((a, b) => a - b)
    .map((stratum) => {
      const units = members.get(stratum)!;
      return { units, ones: units.filter((unit) => labels[unit] === 1).length };
    });
}

function poolByUnit(pools: readonly Pool[], nUnits: number): Int32Array {
  const out = new Int32Array(nUnits).fill(-1);
  pools.forEach(({ units }, s) => {
    for (const unit of units) out[unit] = s;
  });
  return out;
}

function setOnes(labels: Uint8Array, units: readonly number[], chosen: readonly number[]): void {
  for (const unit of units) labels[unit] = 0;
  for (const place of chosen) labels[units[place]!] = 1;
}

/** Ways to choose k of n; beyond 2^53 only its size is right. */
function combinations(n: number, k: number): number {
  let ways = 1;
  for (let i = 1; i <= Math.min(k, n - k); i++) ways = Math.round((ways * (n - Math.min(k, n - k) + i)) / i);
  return ways;
}

/** Choice `index` (from 0) of k places of 0..n-1, in lexicographic order. */
function combination(n: number, k: number, index: number): number[] {
  const chosen: number[] = [];
  let rest = index;
  for (let place = 0; place < n && chosen.length < k; place++) {
    const withPlace = combinations(n - place - 1, k - chosen.length - 1);
    if (rest < withPlace) chosen.push(place);
    else rest -= withPlace;
  }
  return chosen;
}

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
