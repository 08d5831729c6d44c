import { CHUNK, f64At, InF64, setF64, WorkF64 } from "../abi";

/**
 * Sum of x[i] * y[i] over one chunk, in the fixed order of summation: row i goes to virtual lane i mod 8, lanes a..d
 * (pairs) combine as ((a0+b0)+(c0+d0)) + ((a1+b1)+(c1+d1)), the tail has its own accumulator, added last.
 */
// @ts-ignore: decorator
@inline export function dotChunk(n: usize, x: usize, y: usize): f64 {
  const end = x + (n << 3);
  const body = x + ((n & ~7) << 3);
  let sum: f64;
  if (ASC_FEATURE_SIMD) {
    let a = f64x2.splat(0), b = f64x2.splat(0), c = f64x2.splat(0), d = f64x2.splat(0);
    for (; x < body; x += 64, y += 64) {
      a = f64x2.add(a, f64x2.mul(v128.load(x), v128.load(y)));
      b = f64x2.add(b, f64x2.mul(v128.load(x, 16), v128.load(y, 16)));
      c = f64x2.add(c, f64x2.mul(v128.load(x, 32), v128.load(y, 32)));
      d = f64x2.add(d, f64x2.mul(v128.load(x, 48), v128.load(y, 48)));
    }
    const s = f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
    sum = f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
  } else {
    let a0: f64 = 0, a1: f64 = 0, b0: f64 = 0, b1: f64 = 0, c0: f64 = 0, c1: f64 = 0, d0: f64 = 0, d1: f64 = 0;
    for (; x < body; x += 64, y += 64) {
      a0 += load<f64>(x) * load<f64>(y);
      a1 += load<f64>(x, 8) * load<f64>(y, 8);
      b0 += load<f64>(x, 16) * load<f64>(y, 16);
      b1 += load<f64>(x, 24) * load<f64>(y, 24);
      c0 += load<f64>(x, 32) * load<f64>(y, 32);
      c1 += load<f64>(x, 40) * load<f64>(y, 40);
      d0 += load<f64>(x, 48) * load<f64>(y, 48);
      d1 += load<f64>(x, 56) * load<f64>(y, 56);
    }
    sum = ((a0 + b0) + (c0 + d0)) + ((a1 + b1) + (c1 + d1));
  }
  let tail: f64 = 0;
  for (; x < end; x += 8, y += 8) tail += load<f64>(x) * load<f64>(y);
  return sum + tail;
}

/**
 * Dot product x'y. Chunks of 4,096 rows; partial sums merge by a binary tree over the chunk index, as a binary counter
 * carries: the same bits for any host, SIMD width and number of threads.
 *
 * In    x, y f64[n]
 * Work  f64[32]: one pending partial sum a level of the tree
 * Cost  O(n)
 * Source  BLAS level 1 (Lawson, Hanson, Kincaid & Krogh 1979, ACM TOMS 5(3), doi:10.1145/355841.355847)
 */
export function ddot(n: usize, x: InF64, y: InF64, work: WorkF64): f64 {
  let chunks: usize = 0;
  let depth: usize = 0;
  for (let start: usize = 0; start < n; start += CHUNK) {
    let partial = dotChunk(min(CHUNK, n - start), x + (start << 3), y + (start << 3));
    chunks++;
    for (let carry = chunks; (carry & 1) == 0; carry >>= 1) partial = f64At(work, --depth) + partial;
    setF64(work, depth++, partial);
  }
  if (depth == 0) return 0;
  let sum = f64At(work, --depth);
  while (depth > 0) sum = f64At(work, --depth) + sum;
  return sum;
}
