import { f64At, setF64, setU32, u32At } from "../abi";
import { ddot } from "../blas/ddot";

// Rows of one two-by-two comparison, in four groups one after the other: the treated after and before, those compared with
// after and before. Rows that are differences of two periods are all "after".

// @ts-ignore: decorator
@inline export const GROUPS: usize = 4;
/** A covariate whose deviation is less than this share of its mean is constant. */
// @ts-ignore: decorator
@inline const CONSTANT: f64 = 1e-12;

/**
 * Copies rows of `segments` (group, first, end; ascending by group) whose numbers are all there to columns of `stride` f64:
 * k regressors, of which the first is 1, outcomes, weights, and their places in u32. `firsts`, u32[GROUPS + 1], has the first row
 * of each group. An outcome is y1, less y0 of `differences`; without `weighted` all weigh 1. Returns the number of rows.
 */
export function gatherRows(
  k: usize, nSegments: usize, differences: i32, weighted: i32, segments: usize, y1: usize, y0: usize, x: usize,
  xStride: usize, weights: usize, stride: usize, X: usize, y: usize, w: usize, from: usize, firsts: usize,
): usize {
  let n: usize = 0, group: usize = 0;
  setU32(firsts, 0, 0);
  for (let s: usize = 0; s < nSegments; s++) {
    for (const own = u32At(segments, 3 * s); group < own;) setU32(firsts, ++group, n);
    const end = u32At(segments, 3 * s + 2);
    for (let row = u32At(segments, 3 * s + 1); row < end; row++) {
      const value = differences ? f64At(y1, row) - f64At(y0, row) : f64At(y1, row);
      let all = weighted ? value + f64At(weights, row) : value;
      for (let c: usize = 1; c < k; c++) all += f64At(x, (c - 1) * xStride + row);
      if (all != all) continue;
      setF64(y, n, value);
      setU32(from, n++, row);
    }
  }
  while (group < GROUPS) setU32(firsts, ++group, n);
  for (let i: usize = 0; i < n; i++) setF64(X, i, 1);
  for (let i: usize = 0; i < n; i++) setF64(w, i, weighted ? f64At(weights, u32At(from, i)) : 1);
  for (let c: usize = 1; c < k; c++) {
    const column = X + ((c * stride) << 3), source = x + (((c - 1) * xStride) << 3);
    for (let i: usize = 0; i < n; i++) setF64(column, i, f64At(source, u32At(from, i)));
  }
  return n;
}

/** Gives regressors 1 .. k - 1 mean 0 and deviation 1; one that is constant becomes 0. `work` f64[32]. */
export function standardize(n: usize, stride: usize, k: usize, X: usize, work: usize): void {
  for (let c: usize = 1; c < k; c++) {
    const column = X + ((c * stride) << 3);
    const mean = ddot(n, column, X, work) / <f64>n;
    for (let i: usize = 0; i < n; i++) setF64(column, i, f64At(column, i) - mean);
    const deviation = sqrt(ddot(n, column, column, work) / <f64>n);
    const scale = deviation > CONSTANT * abs(mean) ? 1 / deviation : 0;
    for (let i: usize = 0; i < n; i++) setF64(column, i, f64At(column, i) * scale);
  }
}

/** x'v of one row, whose numbers are `stride` f64 apart. */
// @ts-ignore: decorator
@inline export function rowDot(k: usize, x: usize, stride: usize, v: usize): f64 {
  let sum: f64 = 0;
  for (let c: usize = 0; c < k; c++, x += stride << 3) sum += load<f64>(x) * f64At(v, c);
  return sum;
}
