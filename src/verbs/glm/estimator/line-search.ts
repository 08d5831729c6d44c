/**
 * How far to go along a step of maximum likelihood: all of it where that lowers the deviance, else as far as
 * is sure to. Knows no rows, only what a pass over them says.
 *
 * The curvature of these likelihoods changes by at most a factor of e where a row's predictor moves by 1, so that along a
 * direction whose largest move is d the length log(1 + d) / d lowers the deviance, however far off rows are. Where fitted
 * means are far too large, as one row out of range can make them, a step lowers their logarithms by 1 each; the direction
 * is right, and it is followed by twice the length as long as the deviance falls.
 * Source: Sun & Tran-Dinh (2019), Mathematical Programming 178, doi:10.1007/s10107-018-1282-4, for functions with their nu = 2.
 */
import type { Engine } from "../../../engine/kernels/engine.js";
import type { IrlsPass } from "../../../engine/kernels/irls.js";
import { log } from "../../../engine/kernels/math.js";

/** Rise of the deviance that is rounding: a share of it, and of the weights, whose size that of the rows' terms follows. */
const ROUNDING = 1e-10;
const ROUNDING_OF_WEIGHT = 1e-13;
/** Fitted means that are this many times the outcomes in total are far too large. */
const TOO_LARGE = 4;

export interface StepTaken {
  /** The last pass made, which is that of `length`. */
  readonly moved: IrlsPass;
  readonly length: number;
  readonly halvings: number;
}

/**
 * The length to go; null where not even the one that is sure to lower the deviance does, in floating point.
 *
 * @param pass evaluates a length; the last call is that of the length returned
 * @param before the deviance to stay below; null for the first step, which only has to lead to numbers
 * @param outcomes sum of the outcomes where means may be too large for them, else infinite
 */
export function lineSearch(
  engine: Engine,
  pass: (length: number) => IrlsPass,
  before: number | null,
  outcomes: number,
): StepTaken | null {
  let [length, halvings] = [1, 0];
  let moved = pass(length);
  const sure = sureLength(engine, moved.largestMove);
  while (!isLower(moved, before)) {
    if (!(length > sure)) return null;
    halvings++;
    length = Math.max(length / 2, sure);
    moved = pass(length);
  }
  if (before === null || length < 1 || !(moved.weight > TOO_LARGE * outcomes)) return { moved, length, halvings };
  for (;;) {
    const farther = pass(2 * length);
    if (!(farther.deviance < moved.deviance)) return { moved: pass(length), length, halvings };
    [moved, length] = [farther, 2 * length];
  }
}

/** log(1 + d) / d, or, where d is at most 1, a number below it. */
const sureLength = (engine: Engine, d: number): number => (d > 1 ? log(engine, Float64Array.of(1 + d))[0]! / d : 1 / 2);

/** Whether a step may be taken: it leads to numbers, and not to a higher deviance. */
function isLower({ deviance, weight }: IrlsPass, before: number | null): boolean {
  if (!Number.isFinite(deviance) || !(weight > 0 && weight < Number.POSITIVE_INFINITY)) return false;
  return before === null || deviance <= before + ROUNDING * Math.abs(before) + ROUNDING_OF_WEIGHT * weight;
}
