import { InF64, OutF64 } from "../abi";

/** Rows whose columns are read again for the next outputs: some fifteen columns of them stay in the first cache. */
const BLOCK: usize = 256;

/**
 * A C of an n x p matrix of many rows and a p x q matrix: q linear combinations of the same columns, each the sum over
 * columns in order, from 0 on, one product at a time. Four rows of four outputs are summed in registers.
 *
 * In    A f64[stride*(p-1)+n]: column j from A[j*stride] on; C f64[p*q] column-major
 * Out   out f64[outStride*(q-1)+n]: column t from out[t*outStride] on, not between columns; another block than A
 * Info  0
 * Cost  O(n p q)
 * Source  BLAS level 3 xGEMM (Dongarra, Du Croz, Hammarling & Duff 1990, ACM TOMS 16(1), doi:10.1145/77626.79170)
 */
export function linearCombinations(
  n: usize, stride: usize, outStride: usize, p: usize, q: usize, A: InF64, C: InF64, out: OutF64,
): i32 {
  const step = stride << 3, outStep = outStride << 3, high = p << 3;
  for (let start: usize = 0; start < n; start += BLOCK) {
    const rows = min(BLOCK, n - start);
    const a = A + (start << 3), o = out + (start << 3);
    let t: usize = 0;
    for (; t + 4 <= q; t += 4) tile(4, rows, step, outStep, high, a, C + t * high, o + t * outStep);
    if (t + 2 <= q) {
      tile(2, rows, step, outStep, high, a, C + t * high, o + t * outStep);
      t += 2;
    }
    if (t < q) tile(1, rows, step, outStep, high, a, C + t * high, o + t * outStep);
  }
  return 0;
}

/** One, two or four outputs of n rows. Columns of A are `step` bytes apart, of out `outStep`, of C `high`. */
// @ts-ignore: decorator
@inline function tile(
  width: i32, n: usize, step: usize, outStep: usize, high: usize, A: usize, C: usize, out: usize,
): void {
  const c1 = high, c2 = high << 1, c3 = c1 + c2;
  const end = A + (n << 3), columns = C + high;
  if (ASC_FEATURE_SIMD) {
    for (const body = A + ((n & ~3) << 3); A < body; A += 32, out += 32) {
      let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0, t0 = s0, t1 = s0, t2 = s0, t3 = s0;
      for (let c = C, x = A; c < columns; c += 8, x += step) {
        const a = v128.load(x), b = v128.load(x, 16);
        let factor = v128.load64_splat(c);
        s0 = f64x2.add(s0, f64x2.mul(a, factor));
        t0 = f64x2.add(t0, f64x2.mul(b, factor));
        if (width > 1) {
          factor = v128.load64_splat(c + c1);
          s1 = f64x2.add(s1, f64x2.mul(a, factor));
          t1 = f64x2.add(t1, f64x2.mul(b, factor));
        }
        if (width > 2) {
          factor = v128.load64_splat(c + c2);
          s2 = f64x2.add(s2, f64x2.mul(a, factor));
          t2 = f64x2.add(t2, f64x2.mul(b, factor));
          factor = v128.load64_splat(c + c3);
          s3 = f64x2.add(s3, f64x2.mul(a, factor));
          t3 = f64x2.add(t3, f64x2.mul(b, factor));
        }
      }
      v128.store(out, s0);
      v128.store(out, t0, 16);
      if (width > 1) {
        v128.store(out + outStep, s1);
        v128.store(out + outStep, t1, 16);
      }
      if (width > 2) {
        v128.store(out + (outStep << 1), s2);
        v128.store(out + (outStep << 1), t2, 16);
        v128.store(out + outStep * 3, s3);
        v128.store(out + outStep * 3, t3, 16);
      }
    }
  }
  for (; A < end; A += 8, out += 8) {
    let s0: f64 = 0, s1: f64 = 0, s2: f64 = 0, s3: f64 = 0;
    for (let c = C, x = A; c < columns; c += 8, x += step) {
      const a = load<f64>(x);
      s0 += a * load<f64>(c);
      if (width > 1) s1 += a * load<f64>(c + c1);
      if (width > 2) {
        s2 += a * load<f64>(c + c2);
        s3 += a * load<f64>(c + c3);
      }
    }
    store<f64>(out, s0);
    if (width > 1) store<f64>(out + outStep, s1);
    if (width > 2) {
      store<f64>(out + (outStep << 1), s2);
      store<f64>(out + outStep * 3, s3);
    }
  }
}
