/**
 * How well a Poisson or logit regression fits, beside the model with a constant alone under the same weights and offset.
 */
import { centredSumOfSquaresBlock, linearCombinationsBlock } from "../../engine/kernels/blas.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import { irlsPass, type OutcomeRows } from "../../engine/kernels/irls.js";
import { exp } from "../../engine/kernels/math.js";
import { effectsDf, type ParameterCount } from "../../regression/least-squares/least-squares-steps.js";
import type { GlmFit } from "./estimator/irls.js";
import type { GlmFitStatistics } from "./record.js";

/** @param saturatedLogLik log-likelihood of a fit without error: 0 of the logit */
export function glmStatistics(
  engine: Engine,
  scope: Scope,
  rows: OutcomeRows,
  offset: F64Block | null,
  saturatedLogLik: number,
  { fit, eta, deviance }: GlmFit,
  count: ParameterCount,
): GlmFitStatistics {
  const null_deviance = nullDeviance(engine, scope, rows, offset);
  const loglik = saturatedLogLik - deviance / 2;
  const null_loglik = saturatedLogLik - null_deviance / 2;
  const K = fit.k + effectsDf(count, false);
  return {
    ...{ loglik, null_loglik, deviance, null_deviance },
    pseudo_r2: 1 - loglik / null_loglik,
    adj_pseudo_r2: 1 - (loglik - (K - 1)) / null_loglik,
    aic: 2 * K - 2 * loglik,
    bic: K * Math.log(rows.n) - 2 * loglik,
    squared_cor: squaredCorrelation(engine, scope, rows, eta),
  };
}

/** Of outcome and fitted mean: from the variances of both and of their difference. */
function squaredCorrelation(engine: Engine, scope: Scope, { family, n, y }: OutcomeRows, eta: F64Block): number {
  return scope.scope((inner) => {
    const both = inner.f64(2 * n);
    both.view().set(y.view());
    const mean = both.part(n, n);
    const exponentials = exp(engine, eta.view().slice());
    const ofOdds = (odds: number): number => (odds === Number.POSITIVE_INFINITY ? 1 : odds / (1 + odds));
    mean.view().set(family === "logit" ? exponentials.map(ofOdds) : exponentials);
    const difference = linearCombinationsBlock(engine, inner, n, 2, 1, both, inner.copyF64(Float64Array.of(1, -1)));
    const [a, b, c] = [y, mean, difference].map((column) => centredSumOfSquaresBlock(engine, inner, column, undefined));
    return ((a! + b! - c!) / 2) ** 2 / (a! * b!);
  });
}

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
