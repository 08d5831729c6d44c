/**
 * The error that psmatch2 prints for the effect on the treated.
 */
import { DataError } from "../../../base/errors.js";
import { weightedMoments } from "../../../engine/kernels/balance.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { groupWeights } from "./balance.js";

/**
 * Standard error of the effect on the treated with the weights of a matching taken as fixed and outcomes as independent, of
 * one variance a group: sqrt(var(y1) / N1 + var(y0) sum w0^2 / N1^2), variances over the rows of positive weight, unweighted,
 * N1 the weight of the treated. It leaves out that matches and score were estimated.
 *
 * @param outcome f64[n]
 * @param treated u8[n]
 * @param weights f64[n]: of treated rows 1 or 0; those of controls sum to the number of treated rows that count
 *
 * NaN where a group has but one row. Throws DataError `matching_empty` when no treated row or no control weighs anything.
 *
 * Source: Lechner (2001), in Lechner & Pfeiffer (eds.), Econometric Evaluation of Labour Market Policies,
 * doi:10.1007/978-3-642-57615-7_3, eq. for matching with replacement; the documentation of psmatch2 (Leuven & Sianesi 2003).
 */
export function psmatch2Error(
  engine: Engine,
  outcome: Float64Array,
  treated: Uint8Array,
  weights: Float64Array,
): number {
  const [w1, w0] = [groupWeights(treated, 1, weights), groupWeights(treated, 0, weights)];
  const marked = (w: Float64Array) => w.map((value) => (value > 0 ? 1 : 0));
  const [used1, used0, uses] = weightedMoments(engine, [outcome], [marked(w1), marked(w0), w0]);
  const n1 = used1!.weight;
  if (n1 === 0 || used0!.weight === 0) {
    throw new DataError("matching_empty", "No treated row has a match, so there is no effect to give an error of.", {
      got: { treated: n1, control: used0!.weight },
      expected: "matched treated rows and their controls",
    });
  }
  const variance = (m: { readonly weight: number; readonly squares: Float64Array }) => m.squares[0]! / (m.weight - 1);
  return Math.sqrt(variance(used1!) / n1 + (variance(used0!) * uses!.squaredWeights) / n1 ** 2);
}
