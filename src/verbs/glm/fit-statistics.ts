/**
 * How well a Poisson or logit regression fits.
 */

import { centredSumOfSquaresBlock, linearCombinationsBlock } from "../../engine/kernels/blas.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import type { OutcomeRows } from "../../engine/kernels/irls.js";
import { exp } from "../../engine/kernels/math.js";
import { effectsDf, type ParameterCount } from "../../regression/least-squares/least-squares-steps.js";
import type { GlmFit } from "./estimator/irls.js";
import { nullDeviance } from "./null-model.js";
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
