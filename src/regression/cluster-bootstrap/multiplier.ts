/**
 * The multiplier bootstrap of estimators that are sums of influences: draws are the influences weighted at
 * random, standard errors come from the draws' interquartile range, and a uniform band covers all coefficients at once by
 * the quantile of the largest |draw| over its standard error.
 *
 * Influences are scaled so that estimate less truth is their sum over units, as A^-1 X_c'u_c is of least squares: divide
 * by the number of units what other programs average.
 * Sources: Callaway & Sant'Anna (2021), Journal of Econometrics 225(2), doi:10.1016/j.jeconom.2020.12.001, algorithm 1;
 * Chernozhukov, Chetverikov & Kato (2013), Annals of Statistics 41(6), doi:10.1214/13-AOS1161.
 */
import { NumericalError, UsageError } from "../../base/errors.js";
import { quantile } from "../../base/numbers.js";
import { handShare, type Replicated, shareOf, takeWhole } from "../../base/replications.js";
import { PURPOSE } from "../../engine/kernels/cluster-draws.js";
import type { Engine, F64Block } from "../../engine/kernels/engine.js";
import { qnorm } from "../../engine/kernels/math.js";
import { multiplierDraws, type WildKind } from "../../engine/kernels/wild.js";
import { requireLevel } from "../tests/coefficients.js";

/** Products of weights and influences between looks at the signal. */
const MOST_PRODUCTS = 2 ** 30;
const DEFAULT_DRAWS = 999;
/** Weights by default. */
export const MULTIPLIER_WEIGHTS = "mammen";

export interface MultiplierOptions extends Replicated {
  /** Default 999. */
  readonly draws?: number;
  readonly seed: number;
  /** Default mammen. */
  readonly weights?: Exclude<WildKind, "enumerate">;
  readonly level: number;
  /** Standard errors (p) whose multiples make the uniform band, 0 for none; default those of the interquartile range. */
  readonly studentizeBy?: ArrayLike<number>;
  /** Heard between slices of draws. */
  readonly signal?: AbortSignal;
}

export interface MultiplierBands {
  readonly draws: number;
  /** From the interquartile range of draws: (q75 - q25) / (z75 - z25). */
  readonly stdErrors: Float64Array;
  /** Standard deviations of draws, with B - 1. */
  readonly stdDeviations: Float64Array;
  /** Studentizing errors on either side of an estimate: of one interval, and of all at once, which is never the narrower. */
  readonly pointwise: number;
  readonly uniform: number;
}

/** Draws first .. first + count - 1 of each of p coefficients, f64[count * p], by draw; psi f64[nUnits * p], column-major. */
export function multiplierSlice(
  engine: Engine,
  psi: F64Block,
  p: number,
  {
    first,
    count,
    seed,
    weights,
  }: { first: number; count: number; seed: number; weights: Exclude<WildKind, "enumerate"> },
): Float64Array {
  const stream = { kind: weights, seed, purpose: PURPOSE.multiplier };
  return multiplierDraws(engine, psi.length / p, p, psi, first, count, stream);
}

/**
 * Standard errors and bands of p coefficients by their influences, f64[nUnits * p] column-major. A coefficient without
 * influence (such as a reference period) has standard error 0 and does not enter the uniform band.
 *
 * @throws UsageError `multiplier_draws` for fewer than two draws or influences that are no whole columns, NumericalError
 *   `multiplier_flat` when no coefficient has any influence; as `handShare` and `takeWhole`
 */
export function multiplierBootstrap(
  engine: Engine,
  influence: Float64Array,
  p: number,
  { draws = DEFAULT_DRAWS, seed, weights = MULTIPLIER_WEIGHTS, ...options }: MultiplierOptions,
): MultiplierBands {
  const { level, studentizeBy, signal, replications } = options;
  requireLevel(level);
  const nUnits = influence.length / p;
  if (!(Number.isSafeInteger(draws) && draws >= 2) || !Number.isInteger(nUnits)) {
    throw new UsageError(
      "multiplier_draws",
      `A multiplier bootstrap needs at least 2 draws and whole columns of influences; got ${draws} draws and ${influence.length} influences for ${p} coefficients.`,
      { got: draws, expected: "2 or more" },
    );
  }
  const all = new Float64Array(draws * p);
  const stage = `multiplier draws: ${draws}`;
  if (replications?.kind === "whole") {
    takeWhole(replications, stage, { effects: all });
    return multiplierBands(engine, all, p, level, studentizeBy);
  }
  const share =
    replications === undefined ? { first: 0, count: draws } : shareOf(draws, replications.task, replications.tasks);
  const end = share.first + share.count;
  engine.scope((scope) => {
    const psi = scope.copyF64(influence);
    const together = Math.max(1, Math.floor(MOST_PRODUCTS / Math.max(1, influence.length)));
    for (let { first } = share; first < end; first += together) {
      signal?.throwIfAborted();
      const count = Math.min(together, end - first);
      all.set(multiplierSlice(engine, psi, p, { first, count, seed, weights }), first * p);
    }
  });
  if (replications !== undefined) handShare(replications, { stage, of: draws, ...share, columns: { effects: all } });
  return multiplierBands(engine, all, p, level, studentizeBy);
}

/**
 * Bands by draws made before, f64[B * p], by draw; `studentizeBy` as in the options. Throws NumericalError as
 * `multiplierBootstrap`.
 */
export function multiplierBands(
  engine: Engine,
  all: Float64Array,
  p: number,
  level: number,
  studentizeBy?: ArrayLike<number>,
): MultiplierBands {
  const draws = all.length / p;
  const between = 2 * qnorm(engine, 0.75);
  const pointwise = qnorm(engine, (1 + level) / 2);
  const columns = Array.from({ length: p }, (_, j) =>
    Float64Array.from({ length: draws }, (_, d) => all[d * p + j]!).sort(),
  );
  const stdErrors = Float64Array.from(columns, (column) => (quantile(column, 0.75) - quantile(column, 0.25)) / between);
  const errors = studentizeBy ?? stdErrors;
  const largest = new Float64Array(draws);
  for (let d = 0; d < draws; d++) {
    for (let j = 0; j < p; j++) {
      if (errors[j]! > 0) largest[d] = Math.max(largest[d]!, Math.abs(all[d * p + j]!) / errors[j]!);
    }
  }
  if (!largest.some((value) => value > 0)) {
    throw new NumericalError(
      "multiplier_flat",
      "No draw of the multiplier bootstrap moves any coefficient: influences are all 0.",
      {
        got: 0,
        expected: "influences that vary",
      },
    );
  }
  return {
    draws,
    stdErrors,
    stdDeviations: Float64Array.from(columns, standardDeviation),
    pointwise,
    uniform: Math.max(pointwise, quantile(largest.sort(), level)),
  };
}

function standardDeviation(column: Float64Array): number {
  const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
  return Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (column.length - 1));
}
