/**
 * Covariances of scores correlated along time, with Bartlett's weights 1 - l / (L + 1): within units, as
 * Newey and West have it, and across all of them, as Driscoll and Kraay do. Both are sums over windows of L + 1 periods of the
 * window's scores times themselves, over L + 1: two scores l periods apart share L + 1 - l windows. So neither is indefinite.
 * Sources: Newey & West (1987), Econometrica 55(3), doi:10.2307/1913610; Driscoll & Kraay (1998), Review of Economics and
 * Statistics 80(4), doi:10.1162/003465398557825.
 */
import { NumericalError } from "../../base/errors.js";
import { clusterMeatBlock, windowMeatBlock } from "../../engine/kernels/covariance.js";

import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import type { Fit } from "../least-squares/fit.js";
import type { ParameterCount } from "../least-squares/least-squares-steps.js";
import { clusterFactor, type Ssc, smallSample } from "./ssc.js";
import { robustCovariance, type Vcov } from "./vcov.js";

/** Lags where none were named: the fourth root of the number of periods, rounded down. */
export const usualLag = (nPeriods: number): number => Math.floor(nPeriods ** 0.25 + 1e-9);

/** What both have in common. */
export interface TimeVariance {
  readonly lag: number;
  readonly nPeriods: number;
  readonly ssc: Ssc;
  readonly count: ParameterCount;
}

/** Newey and West's; `places` are rows of the fit by unit and time as `windowMeatBlock` takes them. */
export function neweyWest(
  engine: Engine,
  scope: Scope,
  fit: Fit,
  variance: TimeVariance,
  placesOf: (scope: Scope) => Uint32Array,
): Vcov {
  const { n, k, X, uHat } = fit;
  return overWindows(scope, fit, variance, (inner, R) =>
    windowMeatBlock(engine, inner, n, k, variance.lag, X, uHat, inner.copyU32(placesOf(inner)), R),
  );
}

/** Driscoll and Kraay's; `scoresOf` gives score sums by period, in the order of time, row-major. */
export function driscollKraay(
  engine: Engine,
  scope: Scope,
  fit: Fit,
  variance: TimeVariance,
  scoresOf: (scope: Scope) => F64Block,
): Vcov {
  const { k } = fit;
  return overWindows(scope, fit, variance, (inner, R) => {
    const windows = inner.copyF64(windowSums(scoresOf(inner).view(), k, variance.lag));
    return clusterMeatBlock(engine, inner, windows.length / k, k, windows, R);
  });
}

/** Throws NumericalError `no_residual_df`, `few_periods`. */
function overWindows(
  scope: Scope,
  fit: Fit,
  { lag, nPeriods, ssc, count }: TimeVariance,
  make: (scope: Scope, R: F64Block) => F64Block,
): Vcov {
  const small = smallSample(ssc, count, fit.n, nPeriods);
  if (nPeriods < 2 || lag >= nPeriods) {
    throw new NumericalError(
      "few_periods",
      `A variance with ${lag} lags needs more periods than that, and at least 2; the sample has ${nPeriods}.`,
      { got: nPeriods, expected: Math.max(2, lag + 1) },
    );
  }
  const factor = clusterFactor(ssc, { n: fit.n, K: small.K, G: nPeriods }) / (lag + 1);
  return robustCovariance(scope, fit, ssc, small, [{ factor, make }], false);
}

/** Sums of `lag` + 1 rows that follow each other, those at either end of fewer: (rows + lag) by k, row-major. */
export function windowSums(rows: Float64Array<ArrayBufferLike>, k: number, lag: number): Float64Array {
  const count = rows.length / k;
  const sums = new Float64Array((count + lag) * k);
  for (let t = 0; t < count; t++) {
    for (let w = t; w <= t + lag; w++) {
      for (let j = 0; j < k; j++) sums[w * k + j]! += rows[t * k + j]!;
    }
  }
  return sums;
}
