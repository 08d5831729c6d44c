/**
 * Permutations of two labels over units, within strata where there are some: random by seed, or every one
 * of them when there are few. Knows nothing of what is estimated under them.
 */
import { DataError } from "../../base/errors.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { PURPOSE, randomPermutation } from "../../engine/kernels/resample.js";

/** Label of a unit in neither group: it keeps it in every permutation. */
export const OUTSIDE = 2;

export interface LabelPermutations {
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
