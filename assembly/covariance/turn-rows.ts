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
  const step = s << 3, apart = stride << 3;
  let g: usize = 0, x = <usize>rows, to = <usize>out;
  if (ASC_FEATURE_SIMD) {
    // two rows at a time, so that one sum need not wait for another
    for (; g + 2 <= n; g += 2, x += step << 1, to += apart << 1) {
      let i: usize = 0;
      for (; i + 4 <= q; i += 4) {
        let a = f64x2.splat(0), b = a, d = a, e = a;
        for (let at: usize = 0, c = A + (i << 3); at < step; at += 8, c += high) {
          const left = v128.load(c), right = v128.load(c, 16);
          const one = v128.load64_splat(x + at), two = v128.load64_splat(x + step + at);
          a = f64x2.add(a, f64x2.mul(one, left));
          b = f64x2.add(b, f64x2.mul(one, right));
          d = f64x2.add(d, f64x2.mul(two, left));
          e = f64x2.add(e, f64x2.mul(two, right));
        }
        v128.store(to + (i << 3), a);
        v128.store(to + (i << 3), b, 16);
        v128.store(to + apart + (i << 3), d);
        v128.store(to + apart + (i << 3), e, 16);
      }
      turnRest(i, s, q, lanes, x, A, to);
      turnRest(i, s, q, lanes, x + step, A, to + apart);
    }
  }
  for (; g < n; g++, x += step, to += apart) turnRest(0, s, q, lanes, x, A, to);
  return 0;
}

/** Outputs from number `first` on of one row. */
// @ts-ignore: decorator
@inline function turnRest(first: usize, s: usize, q: usize, lanes: usize, x: usize, A: usize, to: usize): void {
  for (let i = first; i < q; i++) {
    let sum: f64 = 0;
    for (let j: usize = 0; j < s; j++) sum += f64At(x, j) * f64At(A, j * lanes + i);
    setF64(to, i, sum);
  }
}
