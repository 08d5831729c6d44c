import { f64At, InF64, InU32, OutF64, OutU32, setF64, setU32, u32At, WorkF64, WorkU32 } from "../abi";
import { addScaled } from "../blas/axpy";
import { dotChunk } from "../blas/ddot";
import { packedFactor, packedRow } from "../moments/packed-factor";
import { solveFactored } from "../moments/packed-solve";

/** What became of a dummy: no cluster with weight has its level; explained by columns before it; kept. */
// @ts-ignore: decorator
@inline const ABSENT: usize = 0;
// @ts-ignore: decorator
@inline const DROPPED: usize = 1;
// @ts-ignore: decorator
@inline const KEPT: usize = 2;

/** Variances below this share of what the outcome allows are looked at more closely, and scores below that share are rounding. */
// @ts-ignore: decorator
@inline const SMALL: f64 = 1e-12;
// @ts-ignore: decorator
@inline const ROUNDING: f64 = 1e-13;

/**
 * A regression for each set of weights of the clusters, from per-cluster cross-products: coefficients, the cluster-robust
 * variance of those wanted, before small-sample factors, and what was dropped. A cluster of weight w counts as w clusters
 * of their own, so that drawing clusters with replacement, and leaving clusters out, are weights.
 *
 * The first r = m + k columns of a block are those of the regression, m dummies and k regressors, the next is the outcome.
 * Clusters are added up in order, lanes are entries of the block. A cluster's score along a = A^-1 e_j, a'(b - A_c beta), is
 * linear in its block: the dot product with a packed matrix made once a draw.
 *
 * In    blocks f64[nClusters*stride], each packed by rows, of which the first (r+1)(r+2)/2 are read;
 *       tallies f64[nClusters*(m+q)], by cluster: weight of each dummy before anything was projected out, then q numbers
 *       whose weighted sums are wanted; floor f64[r] what is added to a column's scale; wanted u32[nWanted] regressors;
 *       weights f64[nDraws*nClusters], by draw, 0 or more. A pivot must exceed tolerance * (scale + floor): the scale of a
 *       dummy is its weight, of a regressor its sum of squares.
 * Out   coefficients f64[nDraws*k] and variances f64[nDraws*nWanted], by draw, NaN where the regressor was dropped;
 *       a variance is 0 where every score is the rounding of terms that cancel, as with one treated cluster;
 *       totals f64[nDraws*q]; states u32[nDraws*m] of the dummies: 0 absent, 1 dropped, 2 kept
 * Work  f64[(r+1)(r+2) + 4*r + m + q]; flags u32[r]
 * Info  0
 * Cost  O(nDraws (nClusters r^2 (1 + nWanted) / 2 + r^3 / 6))
 * Source  Cameron, Gelbach & Miller (2008), Review of Economics and Statistics 90(3), doi:10.1162/rest.90.3.414
 */
export function reweightedFits(
  stride: usize, nClusters: usize, m: usize, k: usize, q: usize, nWanted: usize, nDraws: usize, tolerance: f64,
  blocks: InF64, tallies: InF64, floor: InF64, wanted: InU32, weights: InF64,
  coefficients: OutF64, variances: OutF64, totals: OutF64, states: OutU32, work: WorkF64, flags: WorkU32,
): i32 {
  const r = m + k;
  const size = packedRow(r + 1);
  const A = work;
  const V = A + (size << 3);
  const beta = V + (size << 3);
  const a = beta + (r << 3);
  const scale = a + (r << 3);
  const column = scale + (r << 3);
  const sums = column + (r << 3);
  for (let d: usize = 0; d < nDraws; d++) {
    const w = weights + ((d * nClusters) << 3);
    memory.fill(A, 0, size << 3);
    memory.fill(sums, 0, (m + q) << 3);
    for (let c: usize = 0; c < nClusters; c++) {
      const weight = f64At(w, c);
      if (weight == 0) continue;
      addScaled(size, weight, blocks + ((c * stride) << 3), A);
      addScaled(m + q, weight, tallies + ((c * (m + q)) << 3), sums);
    }
    for (let j: usize = 0; j < r; j++) {
      setF64(scale, j, (j < m ? f64At(sums, j) : f64At(A, packedRow(j) + j)) + f64At(floor, j));
    }
    packedFactor(r, tolerance, scale, A, flags, column);
    memory.copy(beta, A + (packedRow(r) << 3), r << 3);
    solveFactored(r, A, beta);
    for (let j: usize = 0; j < m; j++) {
      setU32(states, d * m + j, u32At(flags, j) == 1 ? KEPT : f64At(sums, j) > 0 ? DROPPED : ABSENT);
    }
    for (let j: usize = 0; j < k; j++) {
      setF64(coefficients, d * k + j, u32At(flags, m + j) == 1 ? f64At(beta, m + j) : NaN);
    }
    for (let i: usize = 0; i < q; i++) setF64(totals, d * q + i, f64At(sums, m + i));
    for (let i: usize = 0; i < nWanted; i++) {
      const j = m + u32At(wanted, i);
      if (u32At(flags, j) == 0) {
        setF64(variances, d * nWanted + i, NaN);
        continue;
      }
      memory.fill(a, 0, r << 3);
      setF64(a, j, 1);
      solveFactored(r, A, a);
      // score'score <= (A^-1)_jj y'y
      const most = f64At(a, j) * f64At(A, packedRow(r) + r);
      scoreMatrix(r, a, beta, V);
      let sum: f64 = 0;
      for (let c: usize = 0; c < nClusters; c++) {
        const weight = f64At(w, c);
        if (weight == 0) continue;
        const score = dotChunk(size, blocks + ((c * stride) << 3), V);
        sum += weight * (score * score);
      }
      const isZero = sum <= SMALL * most && scoresCancel(nClusters, size, stride, blocks, w, V);
      setF64(variances, d * nWanted + i, isZero ? 0 : sum);
    }
  }
  return 0;
}

/** Whether no score of a cluster with weight exceeds the rounding of its terms. */
function scoresCancel(nClusters: usize, size: usize, stride: usize, blocks: usize, w: usize, V: usize): bool {
  for (let c: usize = 0; c < nClusters; c++) {
    if (f64At(w, c) == 0) continue;
    const block = blocks + ((c * stride) << 3);
    let sum: f64 = 0, total: f64 = 0;
    for (let i: usize = 0; i < size; i++) {
      const term = f64At(block, i) * f64At(V, i);
      sum += term;
      total += abs(term);
    }
    if (abs(sum) > ROUNDING * total) return false;
  }
  return true;
}

/** The packed matrix whose dot product with a packed block (A_c, b_c', y'y) is a'b_c - a'A_c beta. */
function scoreMatrix(r: usize, a: usize, beta: usize, V: usize): void {
  let at = V;
  for (let i: usize = 0; i < r; i++) {
    const ai = f64At(a, i), bi = f64At(beta, i);
    for (let j: usize = 0; j < i; j++, at += 8) store<f64>(at, -(ai * f64At(beta, j) + bi * f64At(a, j)));
    store<f64>(at, -(ai * bi));
    at += 8;
  }
  memory.copy(at, a, r << 3);
  store<f64>(at + (r << 3), 0);
}
