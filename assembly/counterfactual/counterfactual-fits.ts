import { f64At, InF64, InU32, InU8, OutF64, OutU32, setF64, setU32, u32At, WorkF64 } from "../abi";
import { dotChunk } from "../blas/ddot";
import { addScaled } from "../blas/axpy";
import { dpotrf } from "../lapack/dpotrf";
import { commonParts, commonPartsWork, TIME, UNIT } from "./common-parts";
import { DEPTH, mixed, mixingWork, solveCholesky } from "./mixing";

/** How a fit ended: found; too many steps; its rows do not identify it. */
// @ts-ignore: decorator
@inline const FOUND: usize = 0;
// @ts-ignore: decorator
@inline const UNFINISHED: usize = 1;
// @ts-ignore: decorator
@inline const UNKNOWN: usize = 2;

/** Steps as they come before differences are mixed: at first, and at most, as each mixed step that is refused doubles them. */
// @ts-ignore: decorator
@inline const PLAIN: usize = 3;
// @ts-ignore: decorator
@inline const MOST_PLAIN: usize = 48;
/** A mixed step may raise what is minimised by this share of it, which is rounding. */
// @ts-ignore: decorator
@inline const ROUNDING: f64 = 1e-13;
/** A pivot of covariates below this share of its square is none. */
// @ts-ignore: decorator
@inline const COLLINEAR: f64 = 1e-10;

/**
 * Outcomes without treatment by additive effects, covariates and common factors: least squares on the cells used, by expectation and
 * maximisation (the other cells are what is fitted to them), its steps mixed as long as that lowers what is minimised. `count`
 * problems, each of rank ranks[p] or, where thresholds[p] >= 0, of singular values less thresholds[p] T (sum of weights). A
 * stride of 0 gives all problems the same numbers. Effects are outcomes less what is fitted, summed by groups of cells.
 *
 * In    Y f64[T*N]; used u8[T*N], 1 for cells fitted to; X f64[k*T*N], 0 in cells without outcome; w f64[N] weights of columns;
 *       v f64[N] those of their effects (as wStride); ranks u32[count]; thresholds f64[count], below 0 for a rank; labels
 *       u32[nLabels*T*N] groups, nGroups or more for none; start f64[T*N], startBeta f64[k]: where to start from; nMissing: cells not
 *       used at most; projected 1: columns of weight 0 are fitted to the factors in their own used cells
 * Out   status u32[count]: 0 found, 1 more than `limit` steps, 2 not identified; beta f64[count*k]; sums, totals,
 *       squares f64[count*nGroups]; of the last problem, zeros where it is not found, common f64[T*N] (NaN in columns not fitted), period f64[T],
 *       values f64[min(T, N)], vectors f64[T*min(T, N)], the largest number of each positive
 * Work  work f64[counterfactualFitsWork(...)]
 * Info  0
 * Cost  O(count steps N T^2)
 * Source  Bai (2009), Econometrica 77(4), doi:10.3982/ECTA6135, supplement; Athey, Bayati, Doudchenko, Imbens & Khosravi (2021),
 *         JASA 116(536), doi:10.1080/01621459.2021.1891924; Liu, Wang & Xu (2024), AJPS 68(1), doi:10.1111/ajps.12723
 */
export function counterfactualFits(
  count: usize, T: usize, N: usize, k: usize, additive: i32, projected: i32, tolerance: f64, limit: usize,
  nMissing: usize, nLabels: usize, nGroups: usize, yStride: usize, usedStride: usize, xStride: usize, wStride: usize,
  Y: InF64, used: InU8, X: InF64, w: InF64, v: InF64, ranks: InU32, thresholds: InF64, labels: InU32,
  start: InF64, startBeta: InF64, status: OutU32, beta: OutF64, sums: OutF64, totals: OutF64,
  squares: OutF64, common: OutF64, period: OutF64, values: OutF64, vectors: OutF64, work: WorkF64,
): i32 {
  const cells = T * N;
  const n = nMissing + k;
  const U = work, z = U + (cells << 3), g = z + (n << 3), f = g + (n << 3), fLast = f + (n << 3);
  const gLast = fLast + (n << 3), dF = gLast + (n << 3), dG = dF + ((DEPTH * n) << 3);
  const small = dG + ((DEPTH * n) << 3), XX = small + ((DEPTH * DEPTH + DEPTH) << 3), c = XX + ((k * k) << 3);
  const spare = c + (k << 3);
  memory.fill(sums, 0, (count * nGroups) << 3);
  memory.fill(totals, 0, (count * nGroups) << 3);
  memory.fill(squares, 0, (count * nGroups) << 3);
  for (let p: usize = 0; p < count; p++) {
    const y = Y + ((p * yStride) << 3), isUsed = used + p * usedStride, x = X + ((p * xStride) << 3);
    const weights = w + ((p * wStride) << 3), own = v + ((p * wStride) << 3);
    const b = beta + ((p * k) << 3);
    const rank = u32At(ranks, p);
    let total: f64 = 0;
    for (let i: usize = 0; i < N; i++) total += f64At(weights, i);
    const given = f64At(thresholds, p);
    const threshold = given < 0 ? -1 : given * <f64>T * total;
    memory.fill(b, 0, k << 3);
    memory.fill(common, 0, cells << 3);
    memory.fill(period, 0, T << 3);
    memory.fill(values, 0, min(T, N) << 3);
    memory.fill(vectors, 0, (T * min(T, N)) << 3);
    const isKnown = identified(T, N, additive, given < 0 ? rank : 0, isUsed, weights) &&
      factorCovariates(cells, T, N, k, isUsed, x, weights, XX, c);
    if (!isKnown) {
      setU32(status, p, UNKNOWN);
      continue;
    }
    // where to start from
    let size: usize = 0;
    for (let i: usize = 0; i < N; i++) {
      if (!(f64At(weights, i) > 0)) continue;
      for (let at = i * T; at < (i + 1) * T; at++) if (load<u8>(isUsed + at) == 0) setF64(z, size++, f64At(start, at));
    }
    for (let j: usize = 0; j < k; j++) setF64(z, size++, f64At(startBeta, j));
    let done = UNFINISHED;
    let best = Infinity;
    let isMixed = false;
    let remembered: usize = 0, taken: usize = 0, place: usize = 0, plain = PLAIN;
    for (let step: usize = 0; step < limit; step++) {
      const slope = z + ((size - k) << 3);
      complete(cells, T, N, k, isUsed, y, x, weights, z, slope, U);
      const penalty = commonParts(T, N, additive, rank, threshold, weights, U, common, period, values, vectors, spare);
      if (penalty < 0) break;
      const loss = refit(cells, T, N, k, isUsed, y, x, weights, common, XX, c);
      const objective = threshold < 0 ? loss : loss + 2 * threshold * penalty;
      let next: usize = 0;
      for (let i: usize = 0; i < N; i++) {
        if (!(f64At(weights, i) > 0)) continue;
        for (let at = i * T; at < (i + 1) * T; at++) {
          if (load<u8>(isUsed + at) == 0) setF64(g, next++, f64At(common, at));
        }
      }
      memory.copy(g + (next << 3), c, k << 3);
      for (let i: usize = 0; i < size; i++) setF64(f, i, f64At(g, i) - f64At(z, i));
      if (dotChunk(size, f, f) <= tolerance * tolerance * <f64>size) {
        done = FOUND;
        break;
      }
      if (isMixed && !(objective <= best + ROUNDING * abs(best))) {
        // back to the step that was mixed, as it comes
        memory.copy(z, gLast, size << 3);
        isMixed = false;
        remembered = 0;
        taken = 0;
        plain = min<i32>(2 * <i32>plain, <i32>MOST_PLAIN);
        continue;
      }
      best = objective;
      if (taken > 0) {
        const lastF = dF + ((place * size) << 3), lastG = dG + ((place * size) << 3);
        for (let i: usize = 0; i < size; i++) {
          setF64(lastF, i, f64At(f, i) - f64At(fLast, i));
          setF64(lastG, i, f64At(g, i) - f64At(gLast, i));
        }
        place = (place + 1) % DEPTH;
        remembered = min(remembered + 1, DEPTH);
      }
      memory.copy(fLast, f, size << 3);
      memory.copy(gLast, g, size << 3);
      taken++;
      if (taken <= plain) {
        memory.copy(z, g, size << 3);
        isMixed = false;
        if (taken == 1) place = 0;
        continue;
      }
      isMixed = mixed(size, remembered, dF, dG, f, g, z, small);
    }
    setU32(status, p, done);
    if (done != FOUND) continue;
    memory.copy(b, c, k << 3);
    signed(T, min(T, N), vectors);
    for (let i: usize = 0; i < N; i++) {
      if (f64At(weights, i) > 0) continue;
      const column = common + ((i * T) << 3);
      if (projected == 0 || !project(T, k, cells, additive, rank, i, isUsed, y, x, b, period, vectors, column, spare)) {
        for (let t: usize = 0; t < T; t++) setF64(column, t, NaN);
      }
    }
    sumEffects(
      cells, T, N, k, nLabels, nGroups, y, x, b, common, own, labels,
      sums + ((p * nGroups) << 3), totals + ((p * nGroups) << 3), squares + ((p * nGroups) << 3), spare,
    );
  }
  return 0;
}

/** Numbers of scratch. */
export function counterfactualFitsWork(T: usize, N: usize, k: usize, nMissing: usize): usize {
  const n = nMissing + k;
  return T * N + 5 * n + mixingWork(n) + k * k + k + commonPartsWork(T, N);
}

/** Turns vectors so that the largest of their numbers is positive. */
function signed(T: usize, count: usize, vectors: usize): void {
  for (let j: usize = 0; j < count; j++) {
    const own = vectors + ((j * T) << 3);
    let most: f64 = 0;
    for (let t: usize = 0; t < T; t++) if (abs(f64At(own, t)) > abs(most)) most = f64At(own, t);
    if (most < 0) for (let t: usize = 0; t < T; t++) setF64(own, t, -f64At(own, t));
  }
}

/** Whether each period has used cells of enough columns for its effect and the factors in it. */
function identified(T: usize, N: usize, additive: i32, rank: usize, used: usize, w: usize): bool {
  const needed = rank + ((additive & TIME) != 0 ? 1 : 0);
  let columns: usize = 0;
  for (let i: usize = 0; i < N; i++) if (f64At(w, i) > 0) columns++;
  if (columns == 0) return false;
  for (let t: usize = 0; t < T; t++) {
    let found: usize = 0;
    for (let i: usize = 0; i < N; i++) if (f64At(w, i) > 0 && load<u8>(used + i * T + t) != 0) found++;
    if (found < needed) return false;
  }
  return true;
}

/** The Cholesky factor of the covariates' products over used cells; false where they are collinear. */
function factorCovariates(
  cells: usize, T: usize, N: usize, k: usize, used: usize, X: usize, w: usize, XX: usize, diagonal: usize,
): bool {
  memory.fill(XX, 0, (k * k) << 3);
  for (let i: usize = 0; i < N; i++) {
    const weight = f64At(w, i);
    if (!(weight > 0)) continue;
    for (let at = i * T; at < (i + 1) * T; at++) {
      if (load<u8>(used + at) == 0) continue;
      for (let a: usize = 0; a < k; a++) {
        const product = weight * f64At(X, a * cells + at);
        for (let b: usize = 0; b <= a; b++) {
          const place = b * k + a;
          setF64(XX, place, f64At(XX, place) + product * f64At(X, b * cells + at));
        }
      }
    }
  }
  for (let a: usize = 0; a < k; a++) setF64(diagonal, a, f64At(XX, a * k + a));
  if (dpotrf(k, XX) != 0) return false;
  for (let a: usize = 0; a < k; a++) {
    const root = f64At(XX, a * k + a);
    if (!(root * root > COLLINEAR * f64At(diagonal, a))) return false;
  }
  return true;
}

/** The whole matrix: outcomes less covariates in used cells, z in the others. */
function complete(
  cells: usize, T: usize, N: usize, k: usize, used: usize, y: usize, x: usize, w: usize, z: usize, slope: usize,
  U: usize,
): void {
  let next: usize = 0;
  for (let i: usize = 0; i < N; i++) {
    if (!(f64At(w, i) > 0)) continue;
    const column = U + ((i * T) << 3);
    memory.copy(column, y + ((i * T) << 3), T << 3);
    for (let j: usize = 0; j < k; j++) addScaled(T, -f64At(slope, j), x + ((j * cells + i * T) << 3), column);
    for (let t: usize = 0; t < T; t++) if (load<u8>(used + i * T + t) == 0) setF64(column, t, f64At(z, next++));
  }
}

/** Slopes of covariates given what is common, in c, and the sum of squares they leave. */
function refit(
  cells: usize, T: usize, N: usize, k: usize, used: usize, y: usize, x: usize, w: usize, common: usize, XX: usize,
  c: usize,
): f64 {
  let loss: f64 = 0;
  memory.fill(c, 0, k << 3);
  for (let i: usize = 0; i < N; i++) {
    const weight = f64At(w, i);
    if (!(weight > 0)) continue;
    let own: f64 = 0;
    for (let at = i * T; at < (i + 1) * T; at++) {
      if (load<u8>(used + at) == 0) continue;
      const e = f64At(y, at) - f64At(common, at);
      own += e * e;
      for (let j: usize = 0; j < k; j++) setF64(c, j, f64At(c, j) + weight * e * f64At(x, j * cells + at));
    }
    loss += weight * own;
  }
  if (k == 0) return loss;
  // c'(LL')^-1 c as a square
  for (let i: usize = 0; i < k; i++) {
    setF64(c, i, f64At(c, i) / f64At(XX, i * k + i));
    loss -= f64At(c, i) * f64At(c, i);
    for (let j = i + 1; j < k; j++) setF64(c, j, f64At(c, j) - f64At(c, i) * f64At(XX, i * k + j));
  }
  for (let i = k; i-- > 0;) {
    let sum = f64At(c, i);
    for (let j = i + 1; j < k; j++) sum -= f64At(XX, i * k + j) * f64At(c, j);
    setF64(c, i, sum / f64At(XX, i * k + i));
  }
  return loss;
}

/** Fits the used cells of column i by its own effect and loadings of the factors; false where they are too few or collinear. */
function project(
  T: usize, k: usize, cells: usize, additive: i32, rank: usize, i: usize, used: usize, y: usize, x: usize, beta: usize,
  period: usize, vectors: usize, out: usize, work: usize,
): bool {
  const own: usize = (additive & UNIT) != 0 ? 1 : 0;
  const m = rank + own;
  const A = work, b = A + ((m * m) << 3), diagonal = b + (m << 3), row = diagonal + (m << 3);
  const scale = sqrt(<f64>T);
  memory.fill(A, 0, (m * m + m) << 3);
  for (let t: usize = 0; t < T; t++) {
    const at = i * T + t;
    if (load<u8>(used + at) == 0) continue;
    let left = f64At(y, at) - f64At(period, t);
    for (let j: usize = 0; j < k; j++) left -= f64At(beta, j) * f64At(x, j * cells + at);
    if (own == 1) setF64(row, 0, 1);
    for (let j: usize = 0; j < rank; j++) setF64(row, own + j, scale * f64At(vectors, j * T + t));
    for (let a: usize = 0; a < m; a++) {
      setF64(b, a, f64At(b, a) + f64At(row, a) * left);
      for (let c: usize = 0; c <= a; c++) {
        setF64(A, c * m + a, f64At(A, c * m + a) + f64At(row, a) * f64At(row, c));
      }
    }
  }
  for (let a: usize = 0; a < m; a++) setF64(diagonal, a, f64At(A, a * m + a));
  if (dpotrf(m, A) != 0) return false;
  for (let a: usize = 0; a < m; a++) {
    const root = f64At(A, a * m + a);
    if (!(root * root > COLLINEAR * f64At(diagonal, a))) return false;
  }
  solveCholesky(m, A, b);
  const alpha = own == 1 ? f64At(b, 0) : 0;
  for (let t: usize = 0; t < T; t++) setF64(out, t, alpha + f64At(period, t));
  for (let j: usize = 0; j < rank; j++) addScaled(T, scale * f64At(b, own + j), vectors + ((j * T) << 3), out);
  return true;
}

/** Sums of effects, their weights and their squares by group. */
function sumEffects(
  cells: usize, T: usize, N: usize, k: usize, nLabels: usize, nGroups: usize, y: usize, x: usize, beta: usize,
  common: usize, v: usize, labels: usize, sums: usize, totals: usize, squares: usize, effects: usize,
): void {
  for (let i: usize = 0; i < N; i++) {
    const weight = f64At(v, i);
    if (!(weight > 0)) continue;
    for (let t: usize = 0; t < T; t++) {
      const at = i * T + t;
      let effect = f64At(y, at) - f64At(common, at);
      for (let j: usize = 0; j < k; j++) effect -= f64At(beta, j) * f64At(x, j * cells + at);
      setF64(effects, t, effect);
    }
    for (let l: usize = 0; l < nLabels; l++) {
      for (let t: usize = 0; t < T; t++) {
        const group = u32At(labels, l * cells + i * T + t);
        if (group >= nGroups) continue;
        const effect = f64At(effects, t);
        setF64(sums, group, f64At(sums, group) + weight * effect);
        setF64(totals, group, f64At(totals, group) + weight);
        setF64(squares, group, f64At(squares, group) + weight * effect * effect);
      }
    }
  }
}
