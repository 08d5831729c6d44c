/**
 * The regression that per-cluster blocks hold: coefficients of the regressors and their covariance
 * clustered by the blocks' clusters, from the blocks' sum and each cluster's scores. Small-sample factors are the caller's.
 *
 * Cross-products lose twice the digits that QR does. A column of which those before it leave a share that is neither
 * plainly nothing nor plainly something is therefore refused, not decided on.
 * Source: Liang & Zeger (1986), Biometrika 73(1), doi:10.1093/biomet/73.1.13.
 */
import { NumericalError } from "../../base/errors.js";
import { groupBlocksBlock, packedProducts } from "../../engine/kernels/blocks.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { packedFactor, packedSize, packedSolve } from "../../engine/kernels/moments.js";
import type { ClusterMoments } from "./moments.js";

/** Share of a dummy's weight that earlier columns must leave: dummies are independent or not, by counting. */
const DUMMY_SHARE = 1e-10;
/** Share of a regressor's squares below which it is collinear, and above which it is not. */
const NOTHING = 1e-13;
const SOMETHING = 1e-6;
/** Of its squares before effects are taken out, below which it is constant within them: as `feols` has it. */
const ABSORBED = 1e-18;

/** Sums of squares about the mean, a number a regressor: a bound that is cheap, and exactly where that does not decide. */
export interface RawSquares {
  readonly atMost: Float64Array;
  exact(): Float64Array;
}

export interface MomentsSolution {
  /** Regressors kept, ascending positions. */
  readonly kept: readonly number[];
  /** Their coefficients. */
  readonly beta: Float64Array;
  /** (X'X)^-1 (sum over clusters of s s') (X'X)^-1, symmetric; s a cluster's scores. */
  readonly matrix: Float64Array;
  /** Sum of squared residuals. */
  readonly ssr: number;
  /** Rank of the dummies, effects projected out given. */
  readonly dummiesRank: number;
}

/**
 * Solves the sum of all blocks.
 *
 * @param raw (weighted) squares of each regressor before effects were taken out
 * @throws NumericalError `ill_conditioned` naming the regressor by `nameOf`; `no_regressors` when none is left.
 */
export function solveMoments(
  engine: Engine,
  moments: ClusterMoments,
  raw: RawSquares,
  nameOf: (j: number) => string,
): MomentsSolution {
  const { nDummies: m, nRegressors: k, order, blocks, clusters } = moments;
  const C = clusters.nLevels;
  const r = m + k;
  const total = engine.scope((scope) => {
    return groupBlocksBlock(engine, scope, order, 1, new Uint32Array(C), blocks).view().slice();
  });
  const A = total.slice(0, packedSize(r));
  const scale = scaleBy(moments, total, raw);
  const factor = packedFactor(engine, r, 1, scale(SOMETHING), A);
  const strict = packedFactor(engine, r, 1, scale(NOTHING), A);
  const doubtful = factor.kept.findIndex((flag, j) => flag !== strict.kept[j]);
  if (doubtful >= 0) {
    throw new NumericalError(
      "ill_conditioned",
      `'${nameOf(doubtful - m)}' is nearly collinear with the regressors before it: cross-products can't tell what is left of it. ` +
        "Use feols, which works on the rows, or centre and rescale the regressor.",
      { got: nameOf(doubtful - m), expected: `none, or a share above ${SOMETHING} of its squares` },
    );
  }
  const kept = Array.from({ length: k }, (_, j) => j).filter((j) => factor.kept[m + j] === 1);
  if (kept.length === 0) {
    throw new NumericalError("no_regressors", "No regressor is left: all are collinear or absorbed.", {
      got: 0,
      expected: 1,
    });
  }
  const outcome = packedSize(r);
  const all = packedSolve(engine, factor, 1, total.slice(outcome, outcome + r));
  const residual = new Float64Array(order);
  all.forEach((value, j) => {
    residual[j] = -value;
  });
  residual[r] = 1;

  // a column a cluster: Z'u of its dummies and regressors, and y'u, whose sum is u'u as u is orthogonal to Z
  const products = packedProducts(engine, order, blocks, new Uint32Array(C), residual);
  const scores = new Float64Array(r * C);
  let ssr = 0;
  for (let c = 0; c < C; c++) {
    scores.set(products.subarray(c * order, c * order + r), c * r);
    ssr += products[c * order + r]!;
  }
  const shifts = packedSolve(engine, factor, C, scores);
  const q = kept.length;
  const matrix = new Float64Array(q * q);
  for (let a = 0; a < q; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let c = 0; c < C; c++) sum += shifts[c * r + m + kept[a]!]! * shifts[c * r + m + kept[b]!]!;
      matrix[a * q + b] = matrix[b * q + a] = sum;
    }
  }
  const dummiesRank = factor.kept.subarray(0, m).reduce((sum, flag) => sum + flag, 0);
  return { kept, beta: Float64Array.from(kept, (j) => all[m + j]!), matrix, ssr: Math.max(0, ssr), dummiesRank };
}

/** What a pivot must pass for a column to be kept, when a regressor must keep `share` of its squares. */
function scaleBy(
  { nDummies: m, nRegressors: k, dummyWeights }: ClusterMoments,
  total: Float64Array,
  raw: RawSquares,
): (share: number) => Float64Array {
  const left = Float64Array.from({ length: k }, (_, j) => total[packedSize(m + j) + m + j]!);
  const isPlain = left.every((squares, j) => NOTHING * squares >= ABSORBED * raw.atMost[j]!);
  const rawSquares = isPlain ? raw.atMost : raw.exact();
  const weights = new Float64Array(m);
  for (let i = 0; i < dummyWeights.length; i++) weights[i % m]! += dummyWeights[i]!;
  return (share) =>
    Float64Array.from({ length: m + k }, (_, i) => {
      if (i < m) return DUMMY_SHARE * weights[i]!;
      return Math.max(share * left[i - m]!, ABSORBED * rawSquares[i - m]!);
    });
}
