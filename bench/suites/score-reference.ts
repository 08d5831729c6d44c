/**
 * A logit, and counterfactuals from all pairs, by plain loops that share no code with what is timed.
 */

import type { Estimate } from "../peers/estimate.js";
import type { IndexProblem, TreatmentProblem } from "../problems/treatment.js";
import { inverseOf } from "./inverse.js";

const MOST_STEPS = 50;
/** Newton's method is done when no coefficient moves by more than this share of its error. */
const DONE = 1e-12;

/** Coefficients and errors of the logit, the intercept first: Newton's method on sums of products. */
export function plainLogit({ n, treated, X }: TreatmentProblem): Estimate {
  const k = X.length + 1;
  const beta = new Float64Array(k);
  const row = new Float64Array(k);
  row[0] = 1;
  for (let step = 0; step < MOST_STEPS; step++) {
    const gradient = new Float64Array(k);
    const information = Array.from({ length: k }, () => new Float64Array(k));
    for (let i = 0; i < n; i++) {
      let index = beta[0]!;
      for (let j = 1; j < k; j++) {
        row[j] = X[j - 1]![i]!;
        index += beta[j]! * row[j]!;
      }
      const p = 1 / (1 + Math.exp(-index));
      const weight = p * (1 - p);
      for (let a = 0; a < k; a++) {
        gradient[a]! += (treated[i]! - p) * row[a]!;
        for (let b = 0; b < k; b++) information[a]![b]! += weight * row[a]! * row[b]!;
      }
    }
    const inverse = inverseOf(information);
    const se = inverse.map((line, j) => Math.sqrt(line[j]!));
    const move = inverse.map((line) => line.reduce((sum, value, j) => sum + value * gradient[j]!, 0));
    for (let j = 0; j < k; j++) beta[j] = beta[j]! + move[j]!;
    if (move.every((value, j) => Math.abs(value) <= DONE * se[j]!)) return { beta, se: Float64Array.from(se) };
  }
  throw new Error("the plain logit did not converge");
}

/** Counterfactuals of the treated units at `chosen` from all pairs. */
export function plainCounterfactuals(
  { n, treated, index, outcome }: IndexProblem,
  kernel: "normal" | "epanechnikov",
  bandwidth: number,
  chosen: readonly number[],
): Float64Array {
  return Float64Array.from(chosen, (t) => {
    let [total, sum] = [0, 0];
    for (let j = 0; j < n; j++) {
      if (treated[j] === 1) continue;
      const u = (index[t]! - index[j]!) / bandwidth;
      const weight = kernel === "normal" ? Math.exp((-u * u) / 2) : Math.max(0, 1 - u * u);
      total += weight;
      sum += weight * outcome[j]!;
    }
    return sum / total;
  });
}
