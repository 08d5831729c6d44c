/**
 * Whether per-cluster blocks carry the regression to the last digits that matter: their coefficients beside
 * those that least squares on the rows gave. Cross-products lose twice the digits that QR does.
 */

import { sumFew } from "../../engine/kernels/call.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { packedFactor, packedSize, packedSolve } from "../../engine/kernels/moments.js";
import type { ClusterMoments } from "../moments/moments.js";
import type { FitRecord } from "./fit-record.js";

/** Difference of a coefficient allowed, in standard errors. */
const WORST = 1e-9;
/** Share of a column that earlier ones must leave for it to be kept. */
const PIVOT = 1e-10;

/** Null when coefficients of regressors `names` agree, else the reason why blocks can't be used, in words. */
export function momentsAgree(
  engine: Engine,
  { nDummies, nRegressors, clusters, blocks, order }: ClusterMoments,
  fit: FitRecord,
  names: readonly string[],
): string | null {
  const total = sumFew(clusters.nLevels, packedSize(order), blocks.view());
  const r = nDummies + nRegressors;
  const row = (i: number) => packedSize(i);
  const scale = Float64Array.from({ length: r }, (_, i) => total[row(i) + i]!);
  const factor = packedFactor(engine, r, PIVOT, scale, total.slice(0, packedSize(r)));
  const beta = packedSolve(engine, factor, 1, total.slice(row(r), row(r) + r)).subarray(nDummies);
  const worst = names.reduce((most, name, j) => {
    const { estimate, std_error } = fit.coefficients[name]!;
    const size = Math.max(std_error, Number.EPSILON * Math.abs(estimate));
    const distance = Math.abs(beta[j]! - estimate) / (size > 0 ? size : 1);
    return Math.max(distance, most); // NaN stays
  }, 0);
  if (worst <= WORST) return null;
  return `cross-products are too ill-conditioned: a coefficient is off by ${worst.toExponential(1)} standard errors`;
}
