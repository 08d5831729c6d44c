/**
 * Layer models. The model with a constant alone, under the same weights and offset: what a fit is compared with.
 */
import type { Engine, F64Block, Scope } from "../../kernels/engine.js";
import { irlsPass, type OutcomeRows, type WorkingRows } from "../../kernels/irls.js";

const MOST_STEPS = 100;
/** A step of the constant below which it has converged: the deviance is then exact to the square. */
const CONVERGED = 1e-10;

/** Deviance of the constant model by Newton's method, from a fit of the offset alone. */
export function nullDeviance(engine: Engine, scope: Scope, rows: OutcomeRows, offset: F64Block | null): number {
  return scope.scope((inner) => {
    const { n } = rows;
    const [linear, ones] = [inner.f64(n), inner.copyF64(new Float64Array(n).fill(1))];
    if (offset === null) linear.view().fill(0);
    else linear.view().set(offset.view());
    const working: WorkingRows = {
      ...{ eta: linear, weight: inner.f64(n), root: inner.f64(n), working: inner.f64(n) },
    };
    let pass = irlsPass(engine, inner, rows, linear, null, 0, working);
    for (let step = 0; step < MOST_STEPS; step++) {
      const [weight, residual] = [working.weight.view(), working.working.view()];
      let sum = 0;
      for (let i = 0; i < n; i++) sum += weight[i]! * residual[i]!;
      // from far below the first step is too long, from far above one at a time: as the logarithm grows
      const newton = sum / pass.weight;
      const move = newton > 1 && rows.family === "poisson" ? Math.log1p(newton) : newton;
      pass = irlsPass(engine, inner, rows, linear, ones, move, working);
      if (Math.abs(move) <= CONVERGED) break;
    }
    return pass.deviance;
  });
}
