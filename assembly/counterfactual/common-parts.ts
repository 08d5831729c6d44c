import { f64At, setF64 } from "../abi";
import { addScaled } from "../blas/axpy";
import { dotChunk } from "../blas/ddot";
import { symmetricEigen } from "../lapack/symmetric-eigen";

/** Bits of `additive`: effects of columns (units), of rows (periods). */
// @ts-ignore: decorator
@inline export const UNIT: i32 = 1;
// @ts-ignore: decorator
@inline export const TIME: i32 = 2;

/** Numbers of scratch. */
export function commonPartsWork(T: usize, N: usize): usize {
  const q = min(T, N);
  return T * N + N + T + 2 * q * q + 6 * q;
}

/**
 * What columns have in common: additive effects and the part of low rank of a whole T x N matrix, columns of weight w. The part is
 * that of the `rank` largest singular values of what additive effects leave, columns times the roots of their weights; with
 * threshold >= 0 all of them count, each less the threshold.
 *
 * U       f64[T*N]; columns of weight 0 are not read
 * common  f64[T*N] out: columns of positive weight
 * period  f64[T] out: effects of rows
 * values  f64[min(T, N)] out: squared singular values, descending; vectors f64[T*min(T, N)] out: of those used, by column, zeros behind them
 * work    f64[commonPartsWork(T, N)]
 * Returns the sum of the singular values kept, each less the threshold; below 0 where the eigenvalues did not converge.
 * Source  Bai (2009), Econometrica 77(4), doi:10.3982/ECTA6135; Mazumder, Hastie & Tibshirani (2010), Journal of Machine Learning
 *         Research 11
 */
export function commonParts(
  T: usize, N: usize, additive: i32, rank: usize, threshold: f64, w: usize, U: usize, common: usize, period: usize,
  values: usize, vectors: usize, work: usize,
): f64 {
  const q = min(T, N);
  const E = work, unit = E + ((T * N) << 3), sums = unit + (N << 3);
  takeOut(T, N, additive, w, U, unit, period, E);
  if (rank == 0 && threshold < 0) {
    for (let i: usize = 0; i < N; i++) if (f64At(w, i) > 0) addEffects(T, f64At(unit, i), period, common + ((i * T) << 3));
    return 0;
  }
  const G = sums + (T << 3), Q = G + ((q * q) << 3), d = Q + ((q * q) << 3), spare = d + (q << 3);
  const isLeft = T <= N;
  memory.fill(G, 0, (q * q) << 3);
  if (isLeft) {
    for (let i: usize = 0; i < N; i++) {
      if (!(f64At(w, i) > 0)) continue;
      const x = E + ((i * T) << 3);
      for (let t: usize = 0; t < T; t++) addScaled(T, f64At(x, t), x, G + ((t * T) << 3));
    }
  } else {
    for (let i: usize = 0; i < N; i++) {
      for (let j: usize = 0; j <= i; j++) {
        const product = dotChunk(T, E + ((i * T) << 3), E + ((j * T) << 3));
        setF64(G, i * N + j, product);
        setF64(G, j * N + i, product);
      }
    }
  }
  if (!symmetricEigen(q, G, Q, d, spare)) return -1;
  // the largest first: G is scratch by now
  let kept: f64 = 0;
  let used: usize = 0;
  for (let j: usize = 0; j < q; j++) {
    let at: usize = 0;
    let most = -Infinity;
    for (let i: usize = 0; i < q; i++) {
      if (f64At(d, i) > most) {
        most = f64At(d, i);
        at = i;
      }
    }
    setF64(values, j, max(most, 0));
    setF64(d, at, -Infinity);
    const size = sqrt(max(most, 0));
    const share = threshold < 0 ? (j < rank ? 1.0 : 0.0) : size > threshold ? 1 - threshold / size : 0.0;
    if (share == 0) continue;
    kept += size * share;
    memory.copy(G + ((used * q) << 3), Q + ((at * q) << 3), q << 3);
    setF64(spare, used++, share);
  }
  memory.fill(vectors + ((used * T) << 3), 0, ((q - used) * T) << 3);
  for (let i: usize = 0; i < N; i++) {
    if (f64At(w, i) > 0) memory.fill(common + ((i * T) << 3), 0, T << 3);
  }
  for (let j: usize = 0; j < used; j++) {
    const v = G + ((j * q) << 3), share = f64At(spare, j);
    const u = vectors + ((j * T) << 3);
    if (isLeft) memory.copy(u, v, T << 3);
    else {
      memory.fill(u, 0, T << 3);
      for (let i: usize = 0; i < N; i++) addScaled(T, f64At(v, i), E + ((i * T) << 3), u);
    }
    for (let i: usize = 0; i < N; i++) {
      if (!(f64At(w, i) > 0)) continue;
      const loading = isLeft ? dotChunk(T, u, E + ((i * T) << 3)) : f64At(v, i);
      addScaled(T, (share * loading) / sqrt(f64At(w, i)), u, common + ((i * T) << 3));
    }
    if (isLeft) continue;
    const size = sqrt(dotChunk(T, u, u));
    if (size > 0) for (let t: usize = 0; t < T; t++) setF64(u, t, f64At(u, t) / size);
  }
  for (let i: usize = 0; i < N; i++) {
    if (!(f64At(w, i) > 0)) continue;
    const column = common + ((i * T) << 3), alpha = f64At(unit, i);
    for (let t: usize = 0; t < T; t++) setF64(column, t, f64At(column, t) + (alpha + f64At(period, t)));
  }
  return kept;
}

/** Additive effects of the columns of positive weight, and in E what they leave times the roots of weights (0 in the others). */
function takeOut(
  T: usize, N: usize, additive: i32, w: usize, U: usize, unit: usize, period: usize, E: usize,
): void {
  memory.fill(period, 0, T << 3);
  let total: f64 = 0;
  for (let i: usize = 0; i < N; i++) {
    const weight = f64At(w, i), column = U + ((i * T) << 3);
    let sum: f64 = 0;
    if (weight > 0 && (additive & UNIT) != 0) for (let t: usize = 0; t < T; t++) sum += f64At(column, t);
    const alpha = sum / <f64>T;
    setF64(unit, i, alpha);
    if (!(weight > 0)) continue;
    total += weight;
    if ((additive & TIME) == 0) continue;
    for (let t: usize = 0; t < T; t++) setF64(period, t, f64At(period, t) + weight * (f64At(column, t) - alpha));
  }
  if (total > 0) for (let t: usize = 0; t < T; t++) setF64(period, t, f64At(period, t) / total);
  for (let i: usize = 0; i < N; i++) {
    const weight = f64At(w, i), column = U + ((i * T) << 3), out = E + ((i * T) << 3);
    if (!(weight > 0)) {
      memory.fill(out, 0, T << 3);
      continue;
    }
    const root = sqrt(weight), alpha = f64At(unit, i);
    for (let t: usize = 0; t < T; t++) setF64(out, t, root * (f64At(column, t) - alpha - f64At(period, t)));
  }
}

function addEffects(T: usize, alpha: f64, period: usize, out: usize): void {
  for (let t: usize = 0; t < T; t++) setF64(out, t, alpha + f64At(period, t));
}
