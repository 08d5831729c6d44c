/**
 * Wrappers of the passes over rows that iterated weighted least squares takes for a Poisson or a logit
 * regression. Knows nothing of regressors, effects or of when to stop.
 */
import { copyOut, treeSlots } from "./blas.js";
import { checkLength, rangesOf, sumFew, sumPartsBlock } from "./call.js";
import type { Engine, F64Block, Scope } from "./engine.js";
import { packedSize } from "./moments.js";

/** Distribution of the outcome, each with its canonical link. */
export type Family = "poisson" | "logit";

const SUMS = 3;

/** Scratch of `irlsPass`, in f64. */
export const irlsPassWork = (n: number): number => 264 * 5 + 8 * SUMS + SUMS * treeSlots(n);

/** Scratch of `poissonSaturated`, in f64. */
export const poissonSaturatedWork = (n: number): number => 264 * 2 + 8 + treeSlots(n);

/** Outcomes in linear memory. */
export interface OutcomeRows {
  readonly family: Family;
  readonly n: number;
  /** f64[n], at least 0; 0 or 1 of the logit. */
  readonly y: F64Block;
  /** f64[n] > 0, how often a row counts; once when null. */
  readonly weights: F64Block | null;
  /** f64[n] = y log y - y; null of the logit. */
  readonly saturated: F64Block | null;
}

/** Where a pass writes: f64[n] each. */
export interface WorkingRows {
  /** The linear predictor. */
  readonly eta: F64Block;
  /** Information of the row, at least `leastShare` of the score, and its square root. */
  readonly weight: F64Block;
  readonly root: F64Block;
  /** Derivative of the log-likelihood by the linear predictor, the score, over the weight. */
  readonly working: F64Block;
}

/** What a pass gives. */
export interface IrlsPass {
  /** Not finite where the step went beyond the numbers. */
  readonly deviance: number;
  /** Sum of the working weights. */
  readonly weight: number;
  /** Root of the mean square of the direction, by working weights. */
  readonly meanMove: number;
  /** The largest |direction|. */
  readonly largestMove: number;
  /** The largest |working residual|. */
  readonly largestResidual: number;
}

/**
 * Weights, working residuals and deviance at `linear` + `step` `direction`; a task for each range of rows.
 *
 * @param leastShare share of a row's score that its weight is at least: no working residual is larger than its inverse
 */
export function irlsPass(
  engine: Engine,
  scope: Scope,
  { family, n, y, weights, saturated }: OutcomeRows,
  linear: F64Block,
  direction: F64Block | null,
  step: number,
  { eta, weight, root, working }: WorkingRows,
  leastShare = 0,
): IrlsPass {
  for (const [name, block] of Object.entries({ y, linear, eta, weight, root, working })) {
    checkLength("irlsPass", name, block.length, n);
  }
  const factor = direction === null ? 0 : step;
  return scope.scope((inner) => {
    const ranges = rangesOf(n, SUMS + irlsPassWork(n));
    const scratch = irlsPassWork(ranges[0]!.rows);
    const [parts, work] = [inner.f64(ranges.length * SUMS), inner.f64(ranges.length * scratch)];
    const residuals = inner.f64(ranges.length);
    const moves = engine.run(
      "irlsPass",
      ranges.map(({ first, rows }, i) => ({
        n: rows,
        family: family === "logit" ? 1 : 0,
        weighted: weights === null ? 0 : 1,
        share: leastShare,
        step: factor,
        y: y.at(first),
        w: weights?.at(first),
        saturated: saturated?.at(first),
        linear: linear.at(first),
        direction: direction?.at(first),
        eta: eta.at(first),
        weight: weight.at(first),
        root: root.at(first),
        working: working.at(first),
        sums: parts.at(i * SUMS),
        residual: residuals.at(i),
        work: work.at(i * scratch),
      })),
    );
    const [half, total, squares] = copyOut(sumPartsBlock(engine, ranges.length, SUMS, parts)) as unknown as number[];
    return {
      deviance: 2 * half!,
      weight: total!,
      meanMove: Math.sqrt(squares! / total!),
      largestMove: moves.reduce((most, move) => Math.max(most, move), 0),
      largestResidual: residuals.view().reduce((most, size) => Math.max(most, size), 0),
    };
  });
}

/**
 * Fills `saturated` with y log y - y; returns the log-likelihood of a fit without error, the sum of
 * w (y log y - y - log Gamma(y + 1)).
 */
export function poissonSaturated(
  engine: Engine,
  scope: Scope,
  y: F64Block,
  weights: F64Block | null,
  saturated: F64Block,
): number {
  checkLength("poissonSaturated", "saturated", saturated.length, y.length);
  return scope.scope((inner) => {
    const ranges = rangesOf(y.length, poissonSaturatedWork(y.length));
    const scratch = poissonSaturatedWork(ranges[0]!.rows);
    const work = inner.f64(ranges.length * scratch);
    const sums = engine.run(
      "poissonSaturated",
      ranges.map(({ first, rows }, i) => {
        return {
          n: rows,
          weighted: weights === null ? 0 : 1,
          y: y.at(first),
          w: weights?.at(first),
          saturated: saturated.at(first),
          work: work.at(i * scratch),
        };
      }),
    );
    return sumFew(ranges.length, 1, Float64Array.from(sums))[0]!;
  });
}

// Wrapper of the pass over rows that maximum likelihood of a binary outcome takes at each step: information, gradient
// and log-likelihood at given coefficients. Knows nothing of steps or of what is estimated.

/** Distribution of the latent error. */
export type BinaryLink = "logit" | "probit";

/** Numbers that `binaryPass` sums over rows, for k columns. */
export const binarySums = (k: number): number => packedSize(k) + k + 1;

/** Scratch of `binaryPass`, in f64. */
export const binaryPassWork = (n: number, k: number): number =>
  264 * (k + 4) + 8 * (k * (k + 2) + k + 1) + treeSlots(n) * binarySums(k);

/** A binary outcome and its regressors in linear memory. */
export interface BinaryRows {
  readonly n: number;
  readonly k: number;
  /** f64[n*k], column-major. */
  readonly X: F64Block;
  /** f64[n], 0 or 1. */
  readonly y: F64Block;
  /** f64[n] >= 0, how often a row counts; once when null. */
  readonly weights: F64Block | null;
}

/** What one pass gives. */
export interface BinaryPass {
  /** k by k, column-major, symmetric. */
  readonly information: Float64Array;
  /** k numbers. */
  readonly gradient: Float64Array;
  readonly logLik: number;
  /** The largest (2y - 1) X beta of rows with weight; 0 when none is above. */
  readonly largestMargin: number;
}

/**
 * Information, gradient and log-likelihood at `beta`, a task for each range of rows.
 *
 * @param information `observed` or `expected`; the same for the logit
 * @param linear f64[n], overwritten with X beta
 * @param fitted f64[n], overwritten with P(y = 1)
 */
export function binaryPass(
  engine: Engine,
  scope: Scope,
  { n, k, X, y, weights }: BinaryRows,
  link: BinaryLink,
  information: "observed" | "expected",
  beta: Float64Array,
  linear: F64Block,
  fitted: F64Block,
): BinaryPass {
  checkLength("binaryPass", "X", X.length, n * k);
  checkLength("binaryPass", "y", y.length, n);
  checkLength("binaryPass", "beta", beta.length, k);
  checkLength("binaryPass", "linear", linear.length, n);
  checkLength("binaryPass", "fitted", fitted.length, n);
  if (weights !== null) checkLength("binaryPass", "weights", weights.length, n);
  return scope.scope((inner) => {
    const size = binarySums(k);
    const ranges = rangesOf(n, size + binaryPassWork(n, k));
    const scratch = binaryPassWork(ranges[0]!.rows, k);
    const [parts, work, at] = [
      inner.f64(ranges.length * size),
      inner.f64(ranges.length * scratch),
      inner.copyF64(beta),
    ];
    const [probit, expected] = [link === "probit" ? 1 : 0, information === "expected" ? 1 : 0];
    const margins = engine.run(
      "binaryPass",
      ranges.map(({ first, rows }, i) => ({
        n: rows,
        stride: n,
        k,
        link: probit,
        expected,
        weighted: weights === null ? 0 : 1,
        X: X.at(first),
        y: y.at(first),
        w: weights?.at(first),
        beta: at,
        sums: parts.at(i * size),
        linear: linear.at(first),
        fitted: fitted.at(first),
        work: work.at(i * scratch),
      })),
    );
    const sums = Float64Array.from(sumPartsBlock(engine, ranges.length, size, parts).view());
    return {
      information: unpacked(k, sums),
      gradient: sums.slice(packedSize(k), packedSize(k) + k),
      logLik: sums[size - 1]!,
      largestMargin: Math.max(...margins),
    };
  });
}

/** The full matrix of an upper triangle packed by rows. */
function unpacked(k: number, packed: Float64Array): Float64Array {
  const full = new Float64Array(k * k);
  let at = 0;
  for (let i = 0; i < k; i++) {
    for (let j = i; j < k; j++) {
      full[i + j * k] = packed[at]!;
      full[j + i * k] = packed[at++]!;
    }
  }
  return full;
}
