import { InF64 } from "../abi";

/**
 * How many of n numbers are NaN or infinite: x - x is 0 for a finite x and NaN for all others.
 *
 * In       x f64[n]
 * Returns  the count
 * Cost     O(n)
 */
export function countNotFinite(n: usize, x: InF64): u32 {
  let count: u32 = 0;
  const end = x + (n << 3);
  if (ASC_FEATURE_SIMD) {
    let a = i64x2.splat(0), b = a;
    for (const body = x + ((n & ~3) << 3); x < body; x += 32) {
      const u = f64x2.sub(v128.load(x), v128.load(x)), v = f64x2.sub(v128.load(x, 16), v128.load(x, 16));
      a = i64x2.sub(a, f64x2.ne(u, u)); // a true lane is -1
      b = i64x2.sub(b, f64x2.ne(v, v));
    }
    a = i64x2.add(a, b);
    count = <u32>(i64x2.extract_lane(a, 0) + i64x2.extract_lane(a, 1));
  }
  for (; x < end; x += 8) {
    const difference = load<f64>(x) - load<f64>(x);
    count += <u32>(difference != difference);
  }
  return count;
}
