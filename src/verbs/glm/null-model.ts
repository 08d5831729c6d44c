/**
 * The model with a constant alone, under the same weights and offset: what a fit is compared with.
 */
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import { irlsPass, type OutcomeRows } from "../../engine/kernels/irls.js";

const MOST_STEPS = 100;
/** A step of the constant below which it has converged: the deviance is then exact to the square. */
const CONVERGED = 1e-10;

/** Deviance of the constant model: its constant has a closed form but for a logit with an offset, which takes Newton's method. */
export function nullDeviance(engine: Engine, scope: Scope, rows: OutcomeRows, offset: F64Block | null): number {
  return scope.scope((inner) => {
    const { n, family } = rows;
    const [linear, ones] = [inner.f64(n), inner.copyF64(new Float64Array(n).fill(1))];
    if (offset === null) linear.view().fill(0);
    else linear.view().set(offset.view());
    const working = { eta: linear, weight: inner.f64(n), root: inner.f64(n), working: inner.f64(n) };
    let pass = irlsPass(engine, inner, rows, linear, null, 0, working);
    for (let step = 0; step < MOST_STEPS; step++) {
      // sum of outcome less mean
      const score = crossSum(working.weight, working.working);
      const newton = score / pass.weight;
      if (Math.abs(newton) <= CONVERGED) break;
      // at a constant of 0 without offset the logit's weights are 1/4 a row
      const share = 0.5 + newton / 4;
      const logit = step === 0 && offset === null ? Math.log(share / (1 - share)) : newton;
      const move = family === "poisson" ? Math.log1p(newton) : logit;
      pass = irlsPass(engine, inner, rows, linear, ones, move, working);
    }
    return pass.deviance;
  });
}

function crossSum(a: F64Block, b: F64Block): number {
  const [x, y] = [a.view(), b.view()];
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
}
