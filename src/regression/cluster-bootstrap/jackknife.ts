/**
 * The cluster jackknife from moments: the regression without each cluster in turn, the variance that makes
 * (CV3, also CR3), and what each cluster does to the estimates. Effects are estimated anew without the cluster.
 * Source: MacKinnon, Nielsen & Webb (2023), Stata Journal 23(4), doi:10.1177/1536867X231212433; Efron & Stein (1981), Annals
 * of Statistics 9(3), doi:10.1214/aos/1176345462, for deviations from the mean.
 */

import { NumericalError } from "../../base/errors.js";
import { jackknifeFits } from "../../engine/kernels/cluster-draws.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { packedFactor, packedSize, packedSolve } from "../../engine/kernels/moments.js";
import { blocksOf, type ClusterMoments, columnScales, DROP_SHARE, sumOfBlocks } from "../moments/moments.js";

/** The regression without each cluster in turn, however it was fitted. */
export interface LeftOut {
  /** Clusters, G. */
  readonly nClusters: number;
  /** k: on all clusters. */
  readonly estimates: Float64Array;
  /** f64[G * k], by cluster left out; NaN where the other clusters do not identify the coefficient. */
  readonly without: Float64Array;
}

/** The same from moments. */
export interface Jackknife extends LeftOut {
  /**
   * Trace of A^-1 A_c of each cluster, over the columns left when effects nested in clusters are projected out: the sum
   * over clusters is the number of parameters those have.
   */
  readonly leverage: Float64Array;
}

/** Fits the regression without each cluster. */
export function jackknife(engine: Engine, moments: ClusterMoments): Jackknife {
  const { clusters, nDummies: m, nRegressors: k } = moments;
  const r = m + k;
  return engine.scope((scope) => {
    const sum = sumOfBlocks(engine, scope, moments);
    const A = sum.view().slice(0, packedSize(r));
    const scale = columnScales(moments);
    const factor = packedFactor(engine, r, DROP_SHARE, scale, A);
    const beta = packedSolve(engine, factor, 1, sum.view().slice(packedSize(r), packedSize(r) + r));
    const { coefficients, leverage } = jackknifeFits(
      engine,
      blocksOf(moments),
      DROP_SHARE,
      sum,
      scope.copyF64(scale),
      scope.copyF64(doubledInverse(engine, r, factor)),
    );
    return { nClusters: clusters.nLevels, estimates: beta.slice(m), without: coefficients, leverage };
  });
}

/**
 * The jackknife variance of the coefficients at `wanted`, wanted by wanted: (G - 1) / G times the sum over clusters of
 * squares of estimates without it, less the estimate or (`mean`: CV3J) their mean.
 *
 * @throws NumericalError `jackknife_cluster` when a wanted coefficient can't be estimated without some cluster, naming it
 */
export function jackknifeVariance(
  { nClusters, estimates, without }: LeftOut,
  { wanted, centre, label }: { wanted: readonly number[]; centre: "estimate" | "mean"; label: (c: number) => string },
): Float64Array {
  const k = estimates.length;
  const lost = Array.from({ length: nClusters }, (_, c) => c).filter((c) => {
    return wanted.some((j) => Number.isNaN(without[c * k + j]!));
  });
  if (lost.length > 0) {
    const names = lost.slice(0, 5).map((c) => `'${label(c)}'`);
    throw new NumericalError(
      "jackknife_cluster",
      `The cluster jackknife needs estimates without each cluster; without ${names.join(", ")}${lost.length > names.length ? ` and ${lost.length - names.length} more` : ""} a coefficient is not identified. Use the wild bootstrap, or coarser clusters.`,
      { got: lost.map(label), expected: "a coefficient identified without any one cluster" },
    );
  }
  const centres = wanted.map((j) => (centre === "mean" ? meanWithout(without, nClusters, k, j) : estimates[j]!));
  const q = wanted.length;
  const V = new Float64Array(q * q);
  for (let c = 0; c < nClusters; c++) {
    const away = wanted.map((j, i) => without[c * k + j]! - centres[i]!);
    for (let i = 0; i < q * q; i++) V[i]! += away[Math.floor(i / q)]! * away[i % q]!;
  }
  return V.map((value) => (value * (nClusters - 1)) / nClusters);
}

/** What the estimate of regressor j moves by when a cluster is left out, the largest first; clusters that lose it at the end. */
export function influentialClusters({ nClusters, estimates, without }: LeftOut, j: number) {
  const k = estimates.length;
  const size = (moved: number) => (Number.isNaN(moved) ? -1 : Math.abs(moved));
  return Array.from({ length: nClusters }, (_, cluster) => ({
    cluster,
    moved: without[cluster * k + j]! - estimates[j]!,
  })).sort((a, b) => size(b.moved) - size(a.moved) || a.cluster - b.cluster);
}

const meanWithout = (without: Float64Array, nClusters: number, k: number, j: number): number => {
  let sum = 0;
  for (let c = 0; c < nClusters; c++) sum += without[c * k + j]!;
  return sum / nClusters;
};

/** A^-1 packed, elements off the diagonal twice: its dot product with a packed matrix M is the trace of A^-1 M. */
function doubledInverse(engine: Engine, r: number, factor: ReturnType<typeof packedFactor>): Float64Array {
  const identity = Float64Array.from({ length: r * r }, (_, i) => {
    return i % (r + 1) === 0 && factor.kept[i / (r + 1)] === 1 ? 1 : 0;
  });
  const inverse = packedSolve(engine, factor, r, identity);
  const out = new Float64Array(packedSize(r));
  for (let i = 0; i < r; i++) {
    for (let j = 0; j <= i; j++) out[packedSize(i) + j] = (i === j ? 1 : 2) * inverse[j * r + i]!;
  }
  return out;
}
