import { f64At, InF64, OutF64, setF64 } from "../abi";

/**
 * Each row of a row-major n x s matrix times an s x q matrix: score sums by cluster in other coordinates. Terms are added in the
 * order of the s numbers, from 0 on.
 *
 * In    rows f64[n*s]; A f64[s*lanes] row-major, lanes q up to a multiple of two, 0 beyond q
 * Out   out f64[stride*(n-1)+q]: row g from out[g*stride] on, not between rows; another block than `rows`
 * Info  0; -4 if stride is below q
 * Cost  O(n s q)
 */
export function turnRows(n: usize, s: usize, q: usize, stride: usize, rows: InF64, A: InF64, out: OutF64): i32 {
  if (stride < q) return -4;
  const lanes = (q + 1) & ~1, high = lanes << 3;
  for (let g: usize = 0, x = <usize>rows, to = <usize>out; g < n; g++, x += s << 3, to += stride << 3) {
    let i: usize = 0;
    if (ASC_FEATURE_SIMD) {
      for (; i + 4 <= q; i += 4) {
        let a = f64x2.splat(0), b = a;
        for (let j: usize = 0, c = A + (i << 3); j < s; j++, c += high) {
          const factor = v128.load64_splat(x + (j << 3));
          a = f64x2.add(a, f64x2.mul(factor, v128.load(c)));
          b = f64x2.add(b, f64x2.mul(factor, v128.load(c, 16)));
        }
        v128.store(to + (i << 3), a);
        v128.store(to + (i << 3), b, 16);
      }
    }
    for (; i < q; i++) {
      let sum: f64 = 0;
      for (let j: usize = 0; j < s; j++) sum += f64At(x, j) * f64At(A, j * lanes + i);
      setF64(to, i, sum);
    }
  }
  return 0;
}
