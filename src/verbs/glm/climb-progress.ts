/**
 * How far a climb to the maximum of a likelihood is. Newton's steps square the change of the deviance, so that the last one says how
 * many are to come. Nothing that is estimated depends on it.
 */
import type { LongOptions } from "../../base/progress.js";

/** A change from which nothing can be told yet is taken for this. */
const EARLY = 0.5;

/** Steps to come after one that changed the deviance by the share `change`; the last, which makes the variance, among them. */
function stepsLeft(change: number, tolerance: number): number {
  const [now, end] = [Math.log(Math.min(change, EARLY)), Math.log(Math.min(tolerance, EARLY))];
  return 1 + Math.max(0, Math.ceil(Math.log2(end / now)));
}

/** Tells `onProgress` of each step of a climb that begins now; what it is told never falls. */
export function climbProgress(
  { tolerance, maxIterations }: { readonly tolerance: number; readonly maxIterations: number },
  onProgress: NonNullable<LongOptions["onProgress"]>,
): (made: number, change: number) => void {
  const started = performance.now();
  let fraction = 0;
  return (made, change) => {
    const left = Math.min(stepsLeft(change, tolerance), maxIterations - made);
    fraction = Math.max(fraction, made / (made + left));
    const msLeft = made === 0 ? null : ((performance.now() - started) * left) / made;
    onProgress({ stage: "maximum likelihood", fraction, msLeft });
  };
}
