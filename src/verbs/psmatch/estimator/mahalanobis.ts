/**
 * Nearest neighbours by Mahalanobis' distance over several columns, perhaps within a caliper of a score: who is
 * matched with whom. Sources: Rubin (1980), Biometrics 36(2), doi:10.2307/2529981; Rosenbaum & Rubin (1985), The American
 * Statistician 39(1), doi:10.1080/00031305.1985.10479383 (within calipers of the score).
 */
import { UsageError } from "../../../base/errors.js";
import type { Surroundings } from "../../../engine/kernels/box-tree.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { treeWithoutReplacement, treeWithReplacement } from "../../../engine/kernels/tree-search.js";
import type { Candidates, Pairs } from "./match.js";
import { turnsOf } from "./nearest.js";
import {
  checkCaliper,
  checkOptions,
  limitOf,
  type NearestOptions,
  participantsOf,
  requireFinite,
  requirePairs,
  tieToleranceOf,
} from "./participants.js";
import { pooledCovariance } from "./pooled-covariance.js";

export interface MahalanobisOptions extends NearestOptions {
  /** f64[n] by position: for the orders `largest` and `smallest`, and for `scoreCaliper`. */
  readonly score?: Float64Array;
  /** The most by which scores of a match may differ, itself allowed. */
  readonly scoreCaliper?: number | null;
  /** What columns are called in errors; otherwise by their number from 1. */
  readonly names?: readonly string[];
}

export interface MahalanobisPairs extends Pairs {
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
 * that does not vary within the groups but tells them apart, or none varies; `observations`: fewer than three units
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
