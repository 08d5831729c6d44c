/**
 * Wrappers of the passes over rows that iterated weighted least squares takes for a Poisson or a logit
 * regression. Knows nothing of regressors, effects or of when to stop.
 */
import { copyOut, treeSlots } from "./blas.js";
import { checkLength } from "./checks.js";
import type { Engine, F64Block, Scope } from "./engine.js";
import { sumFew, sumPartsBlock } from "./parts.js";
import { rangesOf } from "./ranges.js";

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

/** What a pass tells. */
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
      ranges.map(({ first, rows }, i) => [
        ...[rows, family === "logit" ? 1 : 0, weights === null ? 0 : 1, leastShare, factor],
        ...[y.at(first), weights?.at(first) ?? 0, saturated?.at(first) ?? 0],
        ...[linear.at(first), direction?.at(first) ?? 0],
        ...[eta.at(first), weight.at(first), root.at(first), working.at(first)],
        ...[parts.at(i * SUMS), residuals.at(i), work.at(i * scratch)],
      ]),
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
        return [
          ...[rows, weights === null ? 0 : 1, y.at(first), weights?.at(first) ?? 0],
          ...[saturated.at(first), work.at(i * scratch)],
        ];
      }),
    );
    return sumFew(ranges.length, 1, Float64Array.from(sums))[0]!;
  });
}
