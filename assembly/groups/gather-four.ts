import { f64At, InF64, InOutF64, InU32, OutF64, setF64, u32At } from "../abi";
import { columnAt, LANES, pairAt, storeColumns } from "../demean/lanes";

/**
 * Puts up to four columns side by side: the four numbers of a row become neighbours, half of a cache line.
 *
 * In    X: column j, n numbers, at X + j*stride; k in 1..4 columns, stride >= n
 * Out   rows f64[4*n]: row i of column j at 4i + j, the last column standing in where j >= k
 * Info  0; -2 if k is not in 1..4
 * Cost  O(n)
 */
export function interleaveFour(n: usize, k: usize, stride: usize, X: InF64, rows: OutF64): i32 {
  if (k < 1 || k > LANES) return -2;
  if (ASC_FEATURE_SIMD) {
    const x0 = columnAt(X, stride, k, 0), x1 = columnAt(X, stride, k, 1);
    const x2 = columnAt(X, stride, k, 2), x3 = columnAt(X, stride, k, 3);
    let i: usize = 0;
    for (; i + 1 < n; i += 2) {
      const at = i << 3, to = rows + (i << 5);
      const a = v128.load(x0 + at), b = v128.load(x1 + at), c = v128.load(x2 + at), d = v128.load(x3 + at);
      v128.store(to, i64x2.shuffle(a, b, 0, 2));
      v128.store(to, i64x2.shuffle(c, d, 0, 2), 16);
      v128.store(to, i64x2.shuffle(a, b, 1, 3), 32);
      v128.store(to, i64x2.shuffle(c, d, 1, 3), 48);
    }
    if (i < n) {
      const at = i << 3, to = rows + (i << 5);
      v128.store(to, pairAt(x0, x1, at));
      v128.store(to, pairAt(x2, x3, at), 16);
    }
  } else {
    for (let j: usize = 0; j < LANES; j++) {
      const x = columnAt(X, stride, k, j);
      for (let i: usize = 0; i < n; i++) setF64(rows, i * LANES + j, f64At(x, i));
    }
  }
  return 0;
}

/**
 * Row i of up to four columns is row order[i] of `rows`, as interleaveFour makes them: a row read at random costs one
 * cache line, not one a column.
 *
 * In    rows f64[4*nSource]; order u32[n] in 0..nSource-1; k in 1..4 columns, stride >= n
 * InOut X: column j, n numbers, at X + j*stride; what lies between columns is left alone
 * Info  0; -2 if k is not in 1..4; -6 if an index is >= nSource
 * Cost  O(n)
 */
export function gatherFour(
  n: usize, k: usize, stride: usize, nSource: usize, rows: InF64, order: InU32, X: InOutF64,
): i32 {
  if (k < 1 || k > LANES) return -2;
  if (ASC_FEATURE_SIMD) {
    const x0 = columnAt(X, stride, k, 0), x1 = columnAt(X, stride, k, 1);
    const x2 = columnAt(X, stride, k, 2), x3 = columnAt(X, stride, k, 3);
    let i: usize = 0;
    for (; i + 1 < n; i += 2) {
      const from = u32At(order, i), next = u32At(order, i + 1), at = i << 3;
      if (max(from, next) >= nSource) return -6;
      const a = v128.load(rows + (from << 5)), b = v128.load(rows + (from << 5), 16);
      const c = v128.load(rows + (next << 5)), d = v128.load(rows + (next << 5), 16);
      v128.store(x0 + at, i64x2.shuffle(a, c, 0, 2));
      if (k > 1) v128.store(x1 + at, i64x2.shuffle(a, c, 1, 3));
      if (k > 2) v128.store(x2 + at, i64x2.shuffle(b, d, 0, 2));
      if (k > 3) v128.store(x3 + at, i64x2.shuffle(b, d, 1, 3));
    }
    if (i < n) {
      const from = u32At(order, i);
      if (from >= nSource) return -6;
      const row = rows + (from << 5);
      if (k > 1) storeColumns(k, x0, x1, x2, x3, i << 3, v128.load(row), v128.load(row, 16));
      else setF64(x0, i, f64At(row, 0));
    }
  } else {
    for (let i: usize = 0; i < n; i++) {
      const from = u32At(order, i);
      if (from >= nSource) return -6;
      for (let j: usize = 0; j < k; j++) setF64(X, j * stride + i, f64At(rows, from * LANES + j));
    }
  }
  return 0;
}
