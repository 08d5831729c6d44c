import { f64At, InF64, InU32, OutF64, setF64, u32At, WorkF64 } from "../abi";
import { addScaled, addTo } from "../blas/axpy";
import { dotChunk } from "../blas/ddot";
import { symmetricEigen } from "../lapack/symmetric-eigen";
import { placeProducts } from "./cluster-adjustments";

/**
 * CR2 scores of a weighted regression whose working model is errors of one variance, uncorrelated: the weights then do not
 * cancel, and the adjustment is the inverse root of B_c = W_c^(-1/2) [(I - P) W (I - P)]_cc W_c^(-1/2), P = QQ', of order
 * the rows of the cluster. Q = [T U] is an orthonormal basis of all columns times sqrt(w): T of the effect nested in the
 * clusters (row i of group g has sqrt(w_i / W_g) in column g), U of all else, its last k columns the regressors.
 * Measures and vectors as in `clusterAdjustments`, but two r-vectors a target and cluster, alpha and delta, so that the
 * covariance of the parts of clusters c and h is alpha_c'delta_h + delta_c'alpha_h; the measures are two: the variance of a
 * cluster's part and 2 alpha_c'delta_c. Products as there, of the last p targets.
 *
 * In    offsets u32[nClusters+1] rows of each cluster; U f64[n*r]; u f64[n] residuals times sqrt(w); w f64[n] > 0;
 *       groups u32[n], ascending within a cluster, not read when `hasGroups` is 0; S f64[r*r] = U'WU; targets f64[k*q]
 * Out   scores f64[nClusters*k]; vectors f64[apart*2*r*q]; measures f64[nClusters*q*2];
 *       products f64[apart*p*p]
 * Work  f64[2*c*c + (8 + p)*c + 3*c*r + 3*r], c = `most` the rows of the largest cluster
 * Info  0; 1 when eigenvalues did not converge
 * Cost  O(sum over clusters of c^3 + c^2 r + p^2 c)
 * Source  Pustejovsky & Tipton (2018), JBES 36(4), doi:10.1080/07350015.2016.1247004
 */
export function weightedAdjustments(
  n: usize, nClusters: usize, most: usize, r: usize, k: usize, q: usize, p: usize, apart: usize, hasGroups: i32,
  tolerance: f64, offsets: InU32, U: InF64, u: InF64, w: InF64, groups: InU32, S: InF64, targets: InF64,
  scores: OutF64, vectors: OutF64, measures: OutF64, products: OutF64, work: WorkF64,
): i32 {
  const M = work, vecs = M + ((most * most) << 3), values = vecs + ((most * most) << 3);
  const t = values + (most << 3), x = t + (most << 3), y = x + (most << 3);
  const rows = y + (most << 3), turned = rows + ((most * r) << 3), nested = turned + ((most * r) << 3);
  const alpha = nested + ((most * r) << 3), delta = alpha + (r << 3), sums = delta + (r << 3), spare = sums + (r << 3);
  const parts = spare + ((most << 2) << 3);
  for (let c: usize = 0; c < nClusters; c++) {
    const from = u32At(offsets, c);
    const size = u32At(offsets, c + 1) - from;
    const weights = w + (from << 3);
    const codes = groups + (from << 2);
    // rows of U side by side, and of U S
    for (let i: usize = 0; i < size; i++) {
      const row = rows + ((i * r) << 3);
      for (let l: usize = 0; l < r; l++) setF64(row, l, f64At(U, from + i + l * n));
      const own = turned + ((i * r) << 3);
      for (let l: usize = 0; l < r; l++) setF64(own, l, dotChunk(r, S + ((l * r) << 3), row));
    }
    if (hasGroups) nestedRows(size, r, codes, weights, rows, t, nested, sums);
    workingVariance(size, r, hasGroups, codes, weights, rows, turned, nested, t, M);
    if (!symmetricEigen(size, M, vecs, values, spare)) return 1;
    // 1: what the errors themselves have; beside it a cluster that is fitted exactly has rounding alone
    let largest: f64 = 1;
    for (let i: usize = 0; i < size; i++) largest = max(largest, f64At(values, i));
    const least = tolerance * largest;

    // scores: U' W^(1/2) A W^(-1/2) u
    for (let i: usize = 0; i < size; i++) setF64(x, i, f64At(u, from + i) / sqrt(f64At(weights, i)));
    adjust(size, least, vecs, values, x, y, 0);
    for (let i: usize = 0; i < size; i++) setF64(y, i, f64At(y, i) * sqrt(f64At(weights, i)));
    const score = scores + ((c * k) << 3);
    for (let l: usize = 0; l < k; l++) setF64(score, l, dotChunk(size, U + (((r - k + l) * n + from) << 3), y));

    for (let j: usize = 0; j < q; j++) {
      const target = targets + ((j * k) << 3);
      for (let i: usize = 0; i < size; i++) {
        const along = dotChunk(k, rows + ((i * r + r - k) << 3), target);
        setF64(x, i, sqrt(f64At(weights, i)) * along);
      }
      const kept: usize = j + p < q ? 0 : parts + (((j + p - q) * size) << 3);
      const variance = adjust(size, least, vecs, values, x, y, kept);
      memory.fill(alpha, 0, r << 3);
      memory.fill(delta, 0, r << 3);
      for (let i: usize = 0; i < size; i++) setF64(y, i, f64At(y, i) / sqrt(f64At(weights, i)));
      for (let i: usize = 0; i < size; i++) {
        const row = rows + ((i * r) << 3);
        addScaled(r, f64At(y, i), row, alpha);
        addScaled(r, -f64At(weights, i) * f64At(y, i), row, delta);
        if (hasGroups) addScaled(r, f64At(t, i) * f64At(y, i), nested + ((i * r) << 3), delta);
      }
      for (let l: usize = 0; l < r; l++) setF64(sums, l, 0.5 * dotChunk(r, S + ((l * r) << 3), alpha));
      addTo(r, delta, sums);
      const own = measures + (((c * q + j) << 1) << 3);
      setF64(own, 0, variance);
      setF64(own, 1, 2 * dotChunk(r, alpha, delta));
      for (let l: usize = 0; l < r; l++) {
        setF64(vectors, (j * 2 * r + l) * apart + c, f64At(alpha, l));
        setF64(vectors, (j * 2 * r + r + l) * apart + c, f64At(delta, l));
      }
    }
    placeProducts(p, size, parts, apart, products + (c << 3));
  }
  return 0;
}

/**
 * y = A x with A the pseudo-inverse root of the matrix decomposed; returns y'By, the squares of x that it reaches. Where `kept` is no
 * null pointer it has x by eigenvectors, 0 along those not reached.
 */
function adjust(n: usize, least: f64, vecs: usize, values: usize, x: usize, y: usize, kept: usize): f64 {
  memory.fill(y, 0, n << 3);
  let reached: f64 = 0;
  for (let i: usize = 0; i < n; i++) {
    const value = f64At(values, i);
    if (kept) setF64(kept, i, 0);
    if (value <= least) continue;
    const vector = vecs + ((i * n) << 3);
    const along = dotChunk(n, vector, x);
    if (kept) setF64(kept, i, along);
    reached += along * along;
    addScaled(n, along / sqrt(value), vector, y);
  }
  return reached;
}

/** t_i = sqrt(w_i / W_g), and for each row the sum over its group of w t U, T'WU. */
function nestedRows(
  n: usize, r: usize, codes: usize, w: usize, rows: usize, t: usize, nested: usize, sums: usize,
): void {
  for (let start: usize = 0; start < n;) {
    let end = start;
    let total: f64 = 0;
    while (end < n && u32At(codes, end) == u32At(codes, start)) total += f64At(w, end++);
    memory.fill(sums, 0, r << 3);
    for (let i = start; i < end; i++) {
      setF64(t, i, sqrt(f64At(w, i) / total));
      addScaled(r, f64At(w, i) * f64At(t, i), rows + ((i * r) << 3), sums);
    }
    for (let i = start; i < end; i++) memory.copy(nested + ((i * r) << 3), sums, r << 3);
    start = end;
  }
}

/** M = W^(-1/2) [(I - P) W (I - P)]_cc W^(-1/2). */
function workingVariance(
  n: usize, r: usize, hasGroups: i32, codes: usize, w: usize, rows: usize, turned: usize, nested: usize, t: usize,
  M: usize,
): void {
  for (let j: usize = 0; j < n; j++) {
    const row = rows + ((j * r) << 3);
    for (let i: usize = 0; i <= j; i++) {
      const other = rows + ((i * r) << 3);
      let P = dotChunk(r, other, row);
      let middle = dotChunk(r, turned + ((i * r) << 3), row);
      if (hasGroups) {
        middle += f64At(t, i) * dotChunk(r, nested + ((i * r) << 3), row);
        middle += f64At(t, j) * dotChunk(r, nested + ((j * r) << 3), other);
        if (u32At(codes, i) == u32At(codes, j)) {
          const both = f64At(t, i) * f64At(t, j);
          P += both;
          middle += both * meanWeight(n, codes, w, t, i);
        }
      }
      const wi = f64At(w, i), wj = f64At(w, j);
      const value = ((i == j ? wi : 0) - P * (wi + wj) + middle) / sqrt(wi * wj);
      setF64(M, i + j * n, value);
      setF64(M, j + i * n, value);
    }
  }
}

/** T'WT of the group of row i: the sum of w t^2 over it. */
function meanWeight(n: usize, codes: usize, w: usize, t: usize, i: usize): f64 {
  let first = i;
  while (first > 0 && u32At(codes, first - 1) == u32At(codes, i)) first--;
  let sum: f64 = 0;
  for (let l = first; l < n && u32At(codes, l) == u32At(codes, i); l++) sum += f64At(w, l) * f64At(t, l) * f64At(t, l);
  return sum;
}
