/**
 * Nearest neighbours by Mahalanobis' distance over several columns, perhaps within a caliper of a score: who is
 * matched with whom. Sources: Rubin (1980), Biometrics 36(2), doi:10.2307/2529981; Rosenbaum & Rubin (1985), The American
 * Statistician 39(1), doi:10.1080/00031305.1985.10479383 (within calipers of the score).
 */
import { DataError, UsageError } from "../../../base/errors.js";
import { crossProducts } from "../../../engine/kernels/blas.js";
import type { Surroundings } from "../../../engine/kernels/box-tree.js";
import { treeWithoutReplacement, treeWithReplacement } from "../../../engine/kernels/box-tree.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { turnsOf } from "./kernel-matching.js";
import type { Candidates, Pairs } from "./match.js";
import {
  checkCaliper,
  checkOptions,
  limitOf,
  type NearestOptions,
  type Participants,
  participantsOf,
  requireFinite,
  requirePairs,
  tieToleranceOf,
} from "./participants.js";

// The covariance within groups that Mahalanobis' distance is measured by, as the inverse of its triangle; and which
// columns it has no use for. Knows nothing of searches.

interface PooledCovariance {
  /** Columns that are used, and those that the ones before them determine. */
  readonly kept: readonly number[];
  readonly dropped: readonly number[];
  /** f64[k] of the columns kept: their mean. */
  readonly centre: Float64Array;
  /** f64[k*k], column-major: the inverse of the lower triangle L of the covariance L L'. */
  readonly inverse: Float64Array;
}

/** A column of whose sum of squares within groups no more than this share is left is a combination of the others. */
const COLLINEAR = 1e-10;
/** Deviations, and differences of groups, no larger than this share of a column's largest number are its rounding. */
const ROUNDING = 1e-10;

/**
 * Covariance of those who take part about the mean of their group, by their number less two, as in MatchIt.
 *
 * A column that others determine adds nothing to the distance and is dropped; but where it does so within groups only, and
 * the groups differ in it, no control is near any treated unit.
 *
 * @param names what columns are called in errors
 * @throws DataError `no_variation`: such a column, or no column varies within groups; `observations`: fewer than three units
 */
export function pooledCovariance(
  engine: Engine,
  X: readonly Float64Array[],
  { treated, controls }: Participants,
  names: readonly string[],
): PooledCovariance {
  const [k, n] = [X.length, treated.length + controls.length];
  if (n < 3) {
    throw new DataError("observations", `A covariance within two groups needs three units; ${n} take part.`, {
      got: n,
      expected: ">= 3",
    });
  }
  const centred = new Float64Array(n * k);
  const groups = X.map((x, j) => [
    centredColumn(x, treated, centred, j * n),
    centredColumn(x, controls, centred, j * n + treated.length),
  ]) as (readonly [Centred, Centred])[];
  const columns = groups.map(([own, other], j) => ({
    name: names[j]!,
    mean: (own.mean * treated.length + other.mean * controls.length) / n,
    difference: own.mean - other.mean,
    rounding: ROUNDING * Math.max(own.largest, other.largest),
  }));
  const { kept, dropped, L } = triangle(crossProducts(engine, n, k, centred), columns, n);
  const inverse = inverseOfLower(L);
  const scale = Math.sqrt(n - 2);
  return {
    ...{ kept, dropped },
    centre: Float64Array.from(kept, (j) => columns[j]!.mean),
    inverse: inverse.map((value) => value * scale),
  };
}

interface Centred {
  readonly mean: number;
  /** Largest number, either sign. */
  readonly largest: number;
}

/** Puts x less its mean over `units` at `out[at ..]`. */
function centredColumn(x: Float64Array, units: Uint32Array, out: Float64Array, at: number): Centred {
  let [sum, largest] = [0, 0];
  for (let i = 0; i < units.length; i++) {
    const value = x[units[i]!]!;
    sum += value;
    largest = Math.max(largest, Math.abs(value));
  }
  const mean = sum / units.length;
  for (let i = 0; i < units.length; i++) out[at + i] = x[units[i]!]! - mean;
  return { mean, largest };
}

interface Column {
  readonly name: string;
  /** Mean of the treated less that of the controls. */
  readonly difference: number;
  readonly rounding: number;
}

/**
 * The rows of the Cholesky triangle of `products`, of n deviations a column; a column of which nothing is left is dropped. The
 * difference of the groups goes through the same elimination: in a dropped column nothing of it may be left.
 */
function triangle(products: Float64Array, columns: readonly Column[], n: number) {
  const k = columns.length;
  const [kept, dropped, L, z]: [number[], number[], number[][], number[]] = [[], [], [], []];
  columns.forEach(({ name, difference, rounding }, j) => {
    const row: number[] = [];
    kept.forEach((other, a) => {
      const known = row.reduce((sum, value, b) => sum + value * L[a]![b]!, 0);
      row.push((products[j * k + other]! - known) / L[a]![a]!);
    });
    const whole = products[j * k + j]!;
    const left = row.reduce((rest, value) => rest - value * value, whole);
    const apart = row.reduce((rest, value, a) => rest - value * z[a]!, difference);
    if (left > COLLINEAR * whole && whole > n * rounding ** 2) {
      const pivot = Math.sqrt(left);
      L.push([...row, pivot]);
      z.push(apart / pivot);
      kept.push(j);
      return;
    }
    const explained = Math.abs(difference) + row.reduce((sum, value, a) => sum + Math.abs(value * z[a]!), 0);
    if (Math.abs(apart) > rounding + Math.sqrt(COLLINEAR) * explained) throw noVariation(name, kept.length > 0);
    dropped.push(j);
  });
  if (kept.length === 0) {
    throw new DataError(
      "no_variation",
      "No column varies among those who take part: there is no distance to match by.",
      {
        got: 0,
        expected: ">= 1 column",
      },
    );
  }
  return { kept, dropped, L };
}

function noVariation(name: string, hasOthers: boolean): DataError {
  const others = hasOthers ? ", or what the columns before it leave of it," : "";
  return new DataError(
    "no_variation",
    `${name}${others} is constant among the treated and among the controls, but differs between them: no control is near any treated unit. Leave it out.`,
    { got: "no variation within groups", expected: "variation", column: name },
  );
}

/** The inverse of a lower triangle given by rows, column-major. */
function inverseOfLower(L: readonly (readonly number[])[]): Float64Array {
  const k = L.length;
  const inverse = new Float64Array(k * k);
  for (let j = 0; j < k; j++) {
    for (let i = j; i < k; i++) {
      let value = i === j ? 1 : 0;
      for (let b = j; b < i; b++) value -= L[i]![b]! * inverse[j * k + b]!;
      inverse[j * k + i] = value / L[i]![i]!;
    }
  }
  return inverse;
}

export interface MahalanobisOptions extends NearestOptions {
  /** f64[n] by position: for the orders `largest` and `smallest`, and for `scoreCaliper`. */
  readonly score?: Float64Array;
  /** The most by which scores of a match may differ, itself allowed. */
  readonly scoreCaliper?: number | null;
  /** What columns are called in errors; otherwise by their number from 1. */
  readonly names?: readonly string[];
}

interface MahalanobisPairs extends Pairs {
  /** Numbers from 0 of the columns that those before them determine: the distance is the same without them. */
  readonly dropped: readonly number[];
}

/**
 * As `nearestPairs`, by the distance sqrt((x - y)' S^-1 (x - y)) of the columns `X`, f64[n] each by position. S is the covariance
 * about the means of treated and controls, pooled, by their number less two, of those who take part: as in MatchIt.
 *
 * Rows alike, or apart by the same numbers up to their common sign, are exactly as near: they go by position.
 *
 * @param options.caliper in Mahalanobis' distance
 * @throws as `nearestPairs`; UsageError `columns` without columns, `score` where one is needed; DataError `no_variation`: a column
 * that does not vary within the groups but separates them, or none varies; `observations`: fewer than three units
 */
export function mahalanobisPairs(
  engine: Engine,
  candidates: Candidates,
  X: readonly Float64Array[],
  options: MahalanobisOptions,
): MahalanobisPairs {
  checkOptions(options);
  const { ratio, replace, caliper, score, scoreCaliper = null } = options;
  checkCaliper("caliper of the score", scoreCaliper);
  requireColumns(X, options);
  const found = participantsOf(candidates, ratio);
  const names = X.map((_, j) => options.names?.[j] ?? `column ${j + 1}`);
  X.forEach((x, j) => void requireFinite(names[j]!, x, found));
  if (score !== undefined) requireFinite("score", score, found);
  const { kept, dropped, centre, inverse } = pooledCovariance(engine, X, found, names);
  const problem: Surroundings = {
    ...{ ...found, cells: candidates.cells, nCells: candidates.nCells, centre, inverse },
    X: kept.map((j) => X[j]!),
    window: scoreCaliper === null ? null : { score: score!, width: limitOf(scoreCaliper) },
  };
  const limit = limitOf(caliper);
  const turns = () => turnsOf(engine, found.treated, score ?? new Float64Array(0), options);
  const pairs = replace
    ? treeWithReplacement(engine, problem, { ratio, limit, tolerance: tieToleranceOf(options) })
    : treeWithoutReplacement(engine, problem, turns(), { ratio, limit });
  const calipers = [
    ...(caliper === null ? [] : [`the caliper (${Number(caliper.toPrecision(6))})`]),
    ...(scoreCaliper === null ? [] : [`the caliper of the score (${Number(scoreCaliper.toPrecision(6))})`]),
  ];
  requirePairs(pairs, candidates, found, calipers.join(" and "));
  return { ...pairs, dropped };
}

function requireColumns(X: readonly Float64Array[], options: MahalanobisOptions): void {
  if (X.length === 0) {
    throw new UsageError("columns", "Mahalanobis' distance needs a column at least.", { got: 0, expected: ">= 1" });
  }
  const { replace, order, scoreCaliper = null, score } = options;
  const isOrdered = !replace && (order === "largest" || order === "smallest");
  if (score !== undefined || (scoreCaliper === null && !isOrdered)) return;
  const use = isOrdered ? `the order '${order}'` : "a caliper of the score";
  throw new UsageError(
    "score",
    `Matching by Mahalanobis' distance needs a score for ${use}: give one, or leave that out.`,
    {
      got: undefined,
      expected: "score",
    },
  );
}
