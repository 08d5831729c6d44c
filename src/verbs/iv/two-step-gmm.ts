/**
 * Two-step GMM of a solved equation: coefficients of all its regressors, their covariance with the
 * small-sample rule of the fit, the residual's squares. The first step is the 2SLS the equation was solved by.
 */

import { type Note, note } from "../../base/messages.js";
import { linearCombinationsBlock, residualsBlock } from "../../engine/kernels/blas.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { dtrtri } from "../../engine/kernels/lapack.js";
import type { OlsResult } from "../../regression/least-squares/ols.js";
import { mayBeIndefinite, type VcovScale } from "../../regression/variance/score-dependence.js";
import { type Vcov, withoutNegativeVariances } from "../../regression/variance/vcov.js";
import { equationResult } from "./describe-equation.js";
import { twoStepGmm } from "./estimator/gmm.js";
import { exogenousGmm } from "./estimator/gmm-exogenous.js";
import { sandwich } from "./estimator/least-distance.js";
import { scoreProducts } from "./inference/score-products.js";
import { IV_NOTES } from "./messages.js";
import type { SolvedEquation } from "./solve-equation.js";

/**
 * The estimate as a result of least squares, in the fit's order [W X], and its covariance. Throws as `twoStepGmm`.
 *
 * @param form `efficient`: right where the weight is, with the scores of the first step; `sandwich`: with those of the second
 */
export function gmmEstimate(
  engine: Engine,
  { equation, system, fits, dependence, weight }: SolvedEquation,
  form: "efficient" | "sandwich",
  { factor, ...small }: VcovScale,
): { readonly result: OlsResult; readonly covariance: Vcov; readonly notes: readonly Note[] } {
  const { n, kz, kw, kx, R, columns } = equation;
  const order = kw + kz + kx + 1;
  const L = kw + kz;
  const gmm = twoStepGmm(engine, system, weight.errors);
  const inverse = inverseOf(engine, R, order, L);
  const coordinates = new Float64Array(kw * (kx + 1));
  for (let j = 0; j <= kx; j++) {
    const from = (L + j) * order;
    coordinates.set(R.subarray(from, from + kw), j * kw);
  }
  const { exogenous, matrix } = engine.scope((scope) => {
    // [Q_W Q] from [Z W] in memory
    const C = new Float64Array(L * L);
    for (let j = 0; j < L; j++) {
      for (let i = 0; i <= j; i++) C[j * L + (i < kw ? kz + i : i - kw)] = inverse[j * L + i]!;
    }
    const Q = linearCombinationsBlock(engine, scope, n, L, L, columns.part(0, n * L), scope.copyF64(C));
    const scores = scoreProducts(engine, n, L, Q, fits.structural.uHat, weight.dependence);
    const found = exogenousGmm(engine, { coordinates, scores }, gmm);
    if (form === "efficient") return { exogenous: found, matrix: found.covariance };
    const E = fits.net.part(0, n * (kx + 1));
    const beyond = linearCombinationsBlock(engine, scope, n, kx + 1, 1, E, scope.copyF64(gmm.residual.a));
    const along = scope.copyF64(Float64Array.from([...found.residual, ...gmm.residual.c], (value) => -value));
    const e = residualsBlock(engine, scope, n, L, Q, beyond, along);
    return { exogenous: found, matrix: found.sandwich(scoreProducts(engine, n, L, Q, e, dependence)) };
  });
  const k = kw + kx;
  const toCoefficients = new Float64Array(k * k);
  for (let j = 0; j < kw; j++) for (let i = 0; i <= j; i++) toCoefficients[j * k + i] = inverse[j * L + i]!;
  for (let j = kw; j < k; j++) toCoefficients[j * k + j] = 1;
  const stackedBeta = [...exogenous.coordinates, ...gmm.coefficients];
  const beta = Float64Array.from({ length: k }, (_, i) =>
    stackedBeta.reduce((sum, value, j) => sum + toCoefficients[j * k + i]! * value, 0),
  );
  const scaled = sandwich(k, k, toCoefficients, matrix).map((value) => factor * value);
  const covariance = {
    ...withoutNegativeVariances(scaled, mayBeIndefinite(form === "efficient" ? weight.dependence : dependence)),
    ...small,
    vanishing: [],
  };
  const plain = equationResult(equation, fits);
  const fit = { ...plain.fit, beta, ssr: squaresLeft(R, order, kw, kz, beta) };
  return { result: { ...plain, fit }, covariance, notes: fewClusters(weight.errors.nClusters, kz + kw) };
}

/** Fewer clusters than moments: those of the exogenous regressors then have a covariance of deficient rank. */
function fewClusters(nClusters: number | null, nMoments: number): Note[] {
  if (nClusters === null || nClusters >= nMoments) return [];
  return [note(IV_NOTES, "gmm_few_clusters", { clusters: nClusters, moments: nMoments })];
}

/** Inverse of the leading triangle of order L, column-major. */
function inverseOf(engine: Engine, R: Float64Array, order: number, L: number): Float64Array {
  const leading = new Float64Array(L * L);
  for (let j = 0; j < L; j++) leading.set(R.subarray(j * order, j * order + j + 1), j * L);
  return dtrtri(engine, L, leading);
}

/** Sum of squares of y - [W X] beta, by the triangle of [W Z X y]. */
function squaresLeft(R: Float64Array, order: number, kw: number, kz: number, beta: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < order; i++) {
    let left = R[(order - 1) * order + i]!;
    beta.forEach((b, j) => {
      left -= R[(j < kw ? j : j + kz) * order + i]! * b;
    });
    sum += left * left;
  }
  return sum;
}
