import { f64At, InF64, OutF64, setF64, WorkF64 } from "../abi";
import { addScaled } from "../blas/axpy";
import { dotChunk } from "../blas/ddot";
import { symmetricEigen } from "../lapack/symmetric-eigen";
import { packedRow } from "../moments/packed-factor";

/** Solves L x = b in place by a factor of `packedFactor`; x is 0 where a column was dropped. */
function forward(n: usize, L: usize, x: usize): void {
  for (let i: usize = 0; i < n; i++) {
    const row = L + (packedRow(i) << 3);
    const pivot = f64At(row, i);
    setF64(x, i, pivot == 0 ? 0 : (f64At(x, i) - dotChunk(i, row, x)) / pivot);
  }
}

/** A square matrix becomes its transpose. */
function transpose(n: usize, M: usize): void {
  for (let j: usize = 1; j < n; j++) {
    for (let i: usize = 0; i < j; i++) {
      const value = f64At(M, i + j * n);
      setF64(M, i + j * n, f64At(M, j + i * n));
      setF64(M, j + i * n, value);
    }
  }
}

/** M = L^-1 A L^-T of a packed A, exactly symmetric. */
function whitened(n: usize, L: usize, A: usize, M: usize): void {
  for (let i: usize = 0; i < n; i++) {
    for (let j: usize = 0; j <= i; j++) {
      const value = f64At(A, packedRow(i) + j);
      setF64(M, i + j * n, value);
      setF64(M, j + i * n, value);
    }
  }
  for (let j: usize = 0; j < n; j++) forward(n, L, M + ((j * n) << 3));
  transpose(n, M);
  for (let j: usize = 0; j < n; j++) forward(n, L, M + ((j * n) << 3));
  for (let j: usize = 1; j < n; j++) {
    for (let i: usize = 0; i < j; i++) {
      const value = 0.5 * (f64At(M, i + j * n) + f64At(M, j + i * n));
      setF64(M, i + j * n, value);
      setF64(M, j + i * n, value);
    }
  }
}

/** Products of p vectors of n, p by p, `apart` between one and the next. */
export function placeProducts(p: usize, n: usize, vectors: usize, apart: usize, out: usize): void {
  for (let i: usize = 0; i < p; i++) {
    for (let j: usize = 0; j < p; j++) {
      setF64(out, (i * p + j) * apart, dotChunk(n, vectors + ((i * n) << 3), vectors + ((j * n) << 3)));
    }
  }
}

/**
 * Scores of clusters raised by their leverage, from per-cluster cross-products of [m dummies, k regressors, residuals];
 * r = m + k. With Z the columns made orthonormal by the factor L of the sum of blocks, B_c = Z_c'Z_c and s_c = Z_c'u_c: the
 * score of cluster c is (I - B_c)^(-1/2) s_c when `power` is 1 (CR2), (I - B_c)^-1 s_c when it is 2 (CR3), of which the
 * part of the regressors is given. Eigenvalues of B_c at 1 are directions that this cluster alone identifies: they count
 * for nothing, as in a pseudo-inverse.
 * For each of the q directions in `targets` (columns, in the coordinates of the regressors) with g = (I - B_c)^(-p/2) t:
 * the vector a = B_c g, and four measures: g'B_c g - a'a, the variance of the cluster's part under uncorrelated errors;
 * a'a; the share of t in directions that this cluster alone identifies; t'B_c t. Of the last p targets the products are the
 * covariances of the cluster's parts in two of them, g'B_c h - a'b.
 *
 * In    blocks f64[nClusters*stride], each packed by rows, of which the first (r+1)(r+2)/2 are read; L f64[r(r+1)/2];
 *       targets f64[k*q]
 * Out   scores f64[nClusters*k], by cluster; vectors f64[apart*r*q]: element i of a for target j and cluster c at
 *       (j r + i) apart + c; measures f64[nClusters*q*4], by cluster, then target; leverage f64[nClusters], trace of B_c;
 *       products f64[apart*p*p]: that of targets i and j and cluster c at (i p + j) apart + c
 * Work  f64[2*r*r + (8 + p)*r]
 * Info  0; 1 when eigenvalues did not converge
 * Cost  O(nClusters (r^3 + p^2 r))
 * Source  Bell & McCaffrey (2002), Survey Methodology 28(2); Pustejovsky & Tipton (2018), JBES 36(4),
 *         doi:10.1080/07350015.2016.1247004
 */
export function clusterAdjustments(
  stride: usize, nClusters: usize, m: usize, k: usize, q: usize, p: usize, apart: usize, power: i32,
  tolerance: f64, blocks: InF64, L: InF64, targets: InF64,
  scores: OutF64, vectors: OutF64, measures: OutF64, leverage: OutF64, products: OutF64, work: WorkF64,
): i32 {
  const r = m + k;
  const M = work, Q = M + ((r * r) << 3), values = Q + ((r * r) << 3);
  const raised = values + (r << 3), s = raised + (r << 3), a = s + (r << 3), spare = a + (r << 3);
  const parts = spare + ((r << 2) << 3);
  for (let c: usize = 0; c < nClusters; c++) {
    const block = blocks + ((c * stride) << 3);
    whitened(r, L, block, M);
    let trace: f64 = 0;
    for (let i: usize = 0; i < r; i++) trace += f64At(M, i + i * r);
    setF64(leverage, c, trace);
    for (let j: usize = 0; j < q; j++) {
      const t = targets + ((j * k) << 3);
      let own: f64 = 0;
      for (let i: usize = 0; i < k; i++) own += f64At(t, i) * dotChunk(k, M + (((m + i) * r + m) << 3), t);
      setF64(measures, ((c * q + j) << 2) + 3, own);
    }
    memory.copy(s, block + (packedRow(r) << 3), r << 3);
    forward(r, L, s);
    if (!symmetricEigen(r, M, Q, values, spare)) return 1;
    const score = scores + ((c * k) << 3);
    memory.fill(score, 0, k << 3);
    for (let t: usize = 0; t < r; t++) {
      const left = 1 - f64At(values, t);
      const factor = left <= tolerance ? 0 : power == 1 ? 1 / sqrt(left) : 1 / left;
      setF64(raised, t, factor);
      const vector = Q + ((t * r) << 3);
      addScaled(k, factor * dotChunk(r, vector, s), vector + (m << 3), score);
    }
    for (let j: usize = 0; j < q; j++) {
      const target = targets + ((j * k) << 3);
      memory.fill(a, 0, r << 3);
      let quadratic: f64 = 0, alone: f64 = 0;
      // the cluster's part by eigenvectors, its covariance with that of another target a product
      const own: usize = j + p < q ? 0 : parts + (((j + p - q) * r) << 3);
      for (let t: usize = 0; t < r; t++) {
        const vector = Q + ((t * r) << 3);
        const along = dotChunk(k, vector + (m << 3), target);
        const factor = f64At(raised, t);
        if (factor == 0) alone += along * along;
        const value = f64At(values, t);
        if (own) setF64(own, t, sqrt(max(0, value * (1 - value))) * factor * along);
        const part = value * factor * along;
        quadratic += part * factor * along;
        addScaled(r, part, vector, a);
      }
      const square = dotChunk(r, a, a);
      const measured = measures + (((c * q + j) << 2) << 3);
      setF64(measured, 0, quadratic - square);
      setF64(measured, 1, square);
      setF64(measured, 2, alone);
      for (let i: usize = 0; i < r; i++) setF64(vectors, (j * r + i) * apart + c, f64At(a, i));
    }
    placeProducts(p, r, parts, apart, products + (c << 3));
  }
  return 0;
}

