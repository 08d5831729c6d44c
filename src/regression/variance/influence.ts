/**
 * What each cluster adds to least-squares coefficients: psi_c = (X'X)^-1 X_c'u_c, times the root of the
 * small-sample factor, so that the sum of psi_c psi_c' is the clustered covariance. Knows nothing of draws.
 *
 * With X = QR it is R^-1 (R'^-1 X_c'u_c), a solve on either side and never the inverse of X'X, for the reason `vcov` gives.
 * Source: Liang & Zeger (1986), Biometrika 73(1), doi:10.1093/biomet/73.1.13.
 */

import { clusterScoresBlock } from "../../engine/kernels/covariance.js";
import type { Engine } from "../../engine/kernels/engine.js";
import type { Fit } from "../least-squares/fit.js";
import type { ClusterTerm } from "../least-squares/score-sums.js";
import { clusterFactor, type Ssc } from "./ssc.js";

/**
 * Influences on the coefficients at `positions` of a fit clustered by `term` alone: f64[nLevels * positions.length],
 * column-major, rows in the order of the cluster codes, which is that of sorted labels. `K` is that of the covariance.
 */
export function clusterInfluence(
  engine: Engine,
  fit: Fit,
  term: ClusterTerm,
  positions: readonly number[],
  ssc: Ssc,
  K: number,
): Float64Array {
  const { n, k, R, Rinv: inverse } = fit;
  const G = term.nLevels;
  const scale = Math.sqrt(clusterFactor(ssc, { n, K, G }));
  const influence = new Float64Array(G * positions.length);
  engine.scope((scope) => {
    // sums that came with the residuals lie in an order of their own: draws must find a cluster by its code
    const sums = clusterScoresBlock(engine, scope, n, k, G, fit.X, fit.uHat, scope.copyU32(term.codes)).view();
    const q = new Float64Array(k);
    for (let c = 0; c < G; c++) {
      for (let i = 0; i < k; i++) {
        let left = sums[c * k + i]!;
        for (let l = 0; l < i; l++) left -= R[i * k + l]! * q[l]!;
        q[i] = left / R[i * k + i]!;
      }
      positions.forEach((row, j) => {
        let sum = 0;
        for (let l = row; l < k; l++) sum += inverse[l * k + row]! * q[l]!;
        influence[j * G + c] = scale * sum;
      });
    }
  });
  return influence;
}
