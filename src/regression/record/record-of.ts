/**
 * The record of a regression in memory under one variance: made again for another variance without
 * touching what was estimated.
 */

import type { Engine, Scope } from "../../engine/kernels/engine.js";
import { requireResiduals } from "../frame/enough-variation.js";
import type { LeastSquares } from "../least-squares/least-squares.js";
import type { Ssc } from "../variance/ssc.js";
import { covarianceOf, type RegressionVcov } from "../variance/variances.js";
import type { Vcov } from "../variance/vcov.js";
import { describeFit, describeVcov, type RecordOptions } from "./describe-fit.js";
import type { FitRecord } from "./fit-record.js";
import { fitStatistics } from "./fit-statistics.js";

/** A record, not yet frozen, and the covariance it was made from. */
export interface Recorded {
  readonly record: FitRecord;
  readonly covariance: Vcov;
}

/** Throws NumericalError `no_residual_df`, and as `covarianceOf`. */
export function recordOf(
  engine: Engine,
  scope: Scope,
  regression: LeastSquares,
  variance: RegressionVcov,
  ssc: Ssc,
  options: RecordOptions,
): Recorded {
  const started = performance.now();
  const { table, spec, sample, terms, absorber, solve, result, clusters, timing } = regression;
  // for three effects and more the rank is an upper bound: no reason to refuse
  if (absorber.rank.exact) requireResiduals(result.fit.n, result.fit.k + absorber.rank.value);
  const { covariance, count } = covarianceOf(engine, scope, regression, variance, ssc);
  const ms = performance.now() - started;
  const record = {
    ...describeFit(engine, table, spec, sample, terms, absorber, result, solve, covariance, count, options),
    vcov: describeVcov(variance, clusters(variance).clusterings, ssc, covariance, result, terms, options.level ?? 0.95),
    fit: fitStatistics(solve, sample, result, count, spec),
    timing_ms: {
      ...timing,
      vcov: ms,
      total: timing.sample + timing.demean + timing.least_squares + performance.now() - started,
    },
  };
  return { record, covariance };
}
