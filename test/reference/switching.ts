/**
 * Plain TypeScript twins of the switching kernels: the same sums in the same order, by names.
 */
import type { Arrays } from "../cases/row.js";

/** Which change a unit has at t, NaN where it is not observed. */
type Change = (unit: number, t: number) => number;

interface Outcomes {
  readonly nPeriods: number;
  readonly lag: number;
  readonly placebo: number;
  readonly y: Float64Array;
}

const changes =
  ({ nPeriods, lag, placebo, y }: Outcomes): Change =>
  (u, t) => {
    const at = (period: number): number => (period < 0 ? Number.NaN : y[u * nPeriods + period]!);
    const change = at(t) - at(t - lag);
    return placebo === 0 || Number.isNaN(change) ? change : at(t - 2 * lag) - at(t - lag);
  };

export function switchingSums(given: Arrays<"switchingSums">): number {
  const { nUnits, nPeriods, nSets, lag, weighted, w, counts, until, first, direction, set, cohort, cluster } = given;
  const { allowed, cells, cohorts, flags, stamps } = given;
  for (const out of [cells, cohorts, flags, stamps]) out.fill(0);
  const change = changes(given);
  const weight = (u: number, t: number): number => counts[cluster[u]!]! * (weighted ? w[u * nPeriods + t]! : 1);
  const isSeen = (u: number, t: number): boolean => !Number.isNaN(change(u, t)) && weight(u, t) > 0;
  const others = Array.from({ length: nSets * nPeriods }, () => new Set<number>());
  for (let u = 0; u < nUnits; u++) {
    for (let t = lag; t < until[u]!; t++) {
      if (!isSeen(u, t)) continue;
      const cell = set[u]! * nPeriods + t;
      cells[12 * cell]! += weight(u, t);
      cells[12 * cell + 1]! += weight(u, t) * change(u, t);
      cells[12 * cell + 2]!++;
      others[cell]!.add(cluster[u]!);
    }
  }
  const own = new Map<number, Set<number>>();
  const alike = new Map<number, Set<number>>();
  const seen = (all: Map<number, Set<number>>, key: number): Set<number> => {
    if (!all.has(key)) all.set(key, new Set());
    return all.get(key)!;
  };
  for (let u = 0; u < nUnits; u++) {
    const t = first[u]! + lag - 1;
    const cell = set[u]! * nPeriods + t;
    if (direction[u] === 0 || allowed[u] === 0 || t >= nPeriods || !isSeen(u, t) || !(cells[12 * cell]! > 0)) continue;
    flags[u] = 1;
    const at = 12 * cell + 4 * direction[u]!;
    const k = 4 * cohort[u]!;
    for (const [sums, place] of [[cells, at] as const, [cohorts, k] as const]) {
      sums[place]! += weight(u, t);
      sums[place + 1]! += weight(u, t) * change(u, t);
      sums[place + 2]!++;
    }
    cohorts[k + 3] = seen(alike, k).add(cluster[u]!).size;
    if (others[cell]!.has(cluster[u]!)) continue;
    cells[at + 3] = seen(own, at).add(cluster[u]!).size;
  }
  others.forEach(({ size }, cell) => {
    cells[12 * cell + 3] = size;
  });
  stamps.fill(0);
  return 0;
}

export function switchingInfluence(given: Arrays<"switchingInfluence">): number {
  const { nUnits, nPeriods, lag, weighted, w, until, first, direction, set, cohort, cluster, flags, live } = given;
  const { slope, centre, share, mean, used, influence } = given;
  const change = changes(given);
  const weight = (u: number, t: number): number => (weighted ? w[u * nPeriods + t]! : 1);
  for (let u = 0; u < nUnits; u++) {
    let sum = 0;
    for (let t = lag; t < until[u]!; t++) {
      const cell = set[u]! * nPeriods + t;
      if (live[cell] === 0 || Number.isNaN(change(u, t)) || !(weight(u, t) > 0)) continue;
      sum += weight(u, t) * (slope[cell]! * change(u, t) - centre[cell]!);
      used[u * nPeriods + t] = 1;
    }
    const t = first[u]! + lag - 1;
    if (flags[u] !== 0) {
      const k = cohort[u]!;
      sum += (direction[u] === 1 ? 1 : -1) * weight(u, t) * share[k]! * (change(u, t) - mean[k]!);
      used[u * nPeriods + t] = 1;
    }
    influence[cluster[u]!]! += sum;
  }
  return 0;
}

interface Regressors {
  readonly nUnits: number;
  readonly nPeriods: number;
  readonly p: number;
  readonly k: number;
  readonly y: Float64Array;
  readonly x: Float64Array;
  readonly powers: Float64Array;
}

/** The regressors of a row and its outcome, with the place of each among all; null where one is not observed. */
function rowOf({ nUnits, nPeriods, p, k, y, x, powers }: Regressors, u: number, t: number) {
  const size = nUnits * nPeriods;
  const at = u * nPeriods + t;
  const change = (values: Float64Array, from: number): number => values[from + at]! - values[from + at - 1]!;
  const values = [
    ...Array.from({ length: p }, (_, j) => change(x, j * size)),
    ...Array.from({ length: k }, (_, j) => powers[u * k + j]!),
    change(y, 0),
  ];
  const places = values.map((_, j) => (j < p ? j : j < p + k ? p + t * k + (j - p) : p + k * nPeriods));
  return values.some(Number.isNaN) ? null : { values, places };
}

export function switchingMoments(given: Arrays<"switchingMoments">): number {
  const { nUnits, nPeriods, nSets, nLevels, p, k, weighted, w, counts, first, set, level, cluster } = given;
  const { means, moments, z } = given;
  const [n, q] = [p + k + 1, p + k * nPeriods + 1];
  means.fill(0);
  moments.fill(0);
  const eachRow = (
    read: (row: NonNullable<ReturnType<typeof rowOf>>, weight: number, cell: number, l: number) => void,
  ) => {
    for (let u = 0; u < nUnits; u++) {
      for (let t = 1; t < Math.min(first[u]!, nPeriods); t++) {
        const weight = counts[cluster[u]!]! * (weighted ? w[u * nPeriods + t]! : 1);
        const row = weight > 0 ? rowOf(given, u, t) : null;
        if (row !== null) read(row, weight, (n + 2) * (set[u]! * nPeriods + t), level[set[u]!]!);
      }
    }
  };
  eachRow(({ values }, weight, cell) => {
    means[cell]! += weight;
    means[cell + 1]!++;
    values.forEach((value, j) => {
      means[cell + 2 + j]! += weight * value;
    });
  });
  for (let c = 0; c < nSets * nPeriods; c++) {
    const cell = (n + 2) * c;
    for (let j = 0; j < n && means[cell]! > 0; j++) means[cell + 2 + j]! /= means[cell]!;
  }
  eachRow(({ values, places }, weight, cell, l) => {
    const own = values.map((value, j) => value - means[cell + 2 + j]!);
    own.forEach((a, i) => {
      for (let j = 0; j <= i; j++) moments[l * q * q + places[i]! * q + places[j]!]! += weight * a * own[j]!;
    });
  });
  for (let l = 0; l < nLevels; l++) {
    for (let i = 0; i < q; i++) {
      for (let j = 0; j < i; j++) moments[l * q * q + j * q + i] = moments[l * q * q + i * q + j]!;
    }
  }
  z.fill(0);
  return 0;
}

export function switchingResiduals(given: Arrays<"switchingResiduals">): number {
  const { nUnits, nPeriods, p, k, y, x, powers, set, level, theta, out } = given;
  const width = p + k * nPeriods;
  for (let u = 0; u < nUnits; u++) {
    const b = level[set[u]!]! * width;
    let drift = 0;
    for (let t = 0; t < nPeriods; t++) {
      const at = u * nPeriods + t;
      let fitted = 0;
      for (let j = 0; j < p; j++) fitted += theta[b + j]! * x[j * nUnits * nPeriods + at]!;
      for (let j = 0; j < k && t > 0; j++) drift += theta[b + p + t * k + j]! * powers[u * k + j]!;
      out[at] = y[at]! - fitted - drift;
    }
  }
  return 0;
}

export function switchingScores(given: Arrays<"switchingScores">): number {
  const { nUnits, nPeriods, nLevels, nClusters, p, k, h, weighted, w, first, set, level, cluster, means } = given;
  const { theta, factor, directions, influence, z } = given;
  const [n, width] = [p + k, p + k * nPeriods];
  for (let u = 0; u < nUnits; u++) {
    const l = level[set[u]!]!;
    for (let t = 1; t < Math.min(first[u]!, nPeriods); t++) {
      const weight = weighted ? w[u * nPeriods + t]! : 1;
      const row = weight > 0 ? rowOf(given, u, t) : null;
      if (row === null) continue;
      const cell = set[u]! * nPeriods + t;
      const own = row.values.map((value, j) => value - means[(n + 3) * cell + 2 + j]!);
      let e = own[n]!;
      for (let j = 0; j < n; j++) e -= theta[l * width + row.places[j]!]! * own[j]!;
      for (let r = 0; r < h; r++) {
        let along = 0;
        for (let j = 0; j < n; j++) along += directions[(r * nLevels + l) * width + row.places[j]!]! * own[j]!;
        influence[r * nClusters + cluster[u]!]! += weight * factor[cell]! * e * along;
      }
    }
  }
  z.fill(0);
  return 0;
}
