import { f64At, setF64 } from "../abi";
import { addScaled, subtractScaled } from "../blas/axpy";
import { dotChunk } from "../blas/ddot";
import { dpotrf } from "../lapack/dpotrf";

/** Steps remembered. */
// @ts-ignore: decorator
@inline export const DEPTH: usize = 8;
/** What is added to the diagonal of the small equations, as a share of their trace. */
// @ts-ignore: decorator
@inline const RIDGE: f64 = 1e-14;

/** Numbers of scratch for steps of n numbers. */
export function mixingWork(n: usize): usize {
  return 2 * DEPTH * n + DEPTH * DEPTH + DEPTH;
}

/**
 * The next point of a fixed-point iteration z -> g(z) by Anderson's mixing: g less the combination of earlier differences of g whose
 * differences of f = g - z come closest to f.
 *
 * dF, dG  f64[h*n] differences between steps; f, g f64[n] of this one
 * next    f64[n] out
 * work    f64[DEPTH*DEPTH + DEPTH]
 * Returns whether the small equations had a solution; without one, next is g.
 * Source  Anderson (1965), Journal of the ACM 12(4), doi:10.1145/321296.321305; Walker & Ni (2011), SIAM Journal on Numerical
 *         Analysis 49(4), doi:10.1137/10078356X
 */
export function mixed(
  n: usize, h: usize, dF: usize, dG: usize, f: usize, g: usize, next: usize, work: usize,
): bool {
  memory.copy(next, g, n << 3);
  const A = work, b = A + ((DEPTH * DEPTH) << 3);
  let trace: f64 = 0;
  for (let i: usize = 0; i < h; i++) {
    for (let j: usize = 0; j <= i; j++) {
      setF64(A, j * h + i, dotChunk(n, dF + ((i * n) << 3), dF + ((j * n) << 3)));
    }
    trace += f64At(A, i * h + i);
    setF64(b, i, dotChunk(n, dF + ((i * n) << 3), f));
  }
  for (let i: usize = 0; i < h; i++) setF64(A, i * h + i, f64At(A, i * h + i) + RIDGE * trace);
  if (dpotrf(h, A) != 0) return false;
  solveCholesky(h, A, b);
  for (let i: usize = 0; i < h; i++) subtractScaled(n, f64At(b, i), dG + ((i * n) << 3), next);
  return true;
}

/** x of L L' x = b in place of b, L the lower triangle of A of order n. */
export function solveCholesky(n: usize, A: usize, b: usize): void {
  for (let i: usize = 0; i < n; i++) {
    setF64(b, i, f64At(b, i) / f64At(A, i * n + i));
    addScaled(n - i - 1, -f64At(b, i), A + ((i * n + i + 1) << 3), b + ((i + 1) << 3));
  }
  for (let i = n; i-- > 0;) {
    let sum = f64At(b, i);
    for (let j = i + 1; j < n; j++) sum -= f64At(A, i * n + j) * f64At(b, j);
    setF64(b, i, sum / f64At(A, i * n + i));
  }
}
