// Kernel family math. Exact products and sums of two doubles as high + low, without fused operations.
// Sources  Dekker (1971), Numerische Mathematik 18, doi:10.1007/BF01397083; Knuth (1997), The Art of Computer
//          Programming 2, 4.2.2, theorem B

/** The 26 leading bits of x: products of two such heads, and of a head with any rest, are exact. */
// @ts-ignore: decorator
@inline export function head(x: f64): f64 {
  return reinterpret<f64>(reinterpret<u64>(x) & 0xfffffffff8000000);
}

/** x * y - product, where product is x * y rounded. */
// @ts-ignore: decorator
@inline export function productError(x: f64, y: f64, product: f64): f64 {
  const xHigh = head(x), yHigh = head(y);
  const xLow = x - xHigh, yLow = y - yHigh;
  return ((xHigh * yHigh - product) + xHigh * yLow + xLow * yHigh) + xLow * yLow;
}

/** a + b - sum, where sum is a + b rounded: exact. */
// @ts-ignore: decorator
@inline export function sumError(a: f64, b: f64, sum: f64): f64 {
  const part = sum - a;
  return (a - (sum - part)) + (b - part);
}

/** Adds the number at `from` to the one at `to`: each a high part and, `gap` bytes on, a low one. */
// @ts-ignore: decorator
@inline export function addTwofold(to: usize, from: usize, gap: usize): void {
  const a = load<f64>(to), b = load<f64>(from);
  const sum = a + b;
  const low = sumError(a, b, sum) + (load<f64>(to + gap) + load<f64>(from + gap));
  const high = sum + low;
  store<f64>(to, high);
  store<f64>(to + gap, low - (high - sum));
}

/** Adds x * y to the number at `to`, whose low part is `gap` bytes on and not yet added to the high one. */
// @ts-ignore: decorator
@inline export function addProduct(x: f64, y: f64, to: usize, gap: usize): void {
  const product = x * y;
  const high = load<f64>(to);
  const sum = high + product;
  store<f64>(to, sum);
  store<f64>(to + gap, load<f64>(to + gap) + (sumError(high, product, sum) + productError(x, y, product)));
}

/** `sumError` of two pairs of numbers. */
// @ts-ignore: decorator
@inline export function sumErrors(a: v128, b: v128, sum: v128): v128 {
  const part = f64x2.sub(sum, a);
  return f64x2.add(f64x2.sub(a, f64x2.sub(sum, part)), f64x2.sub(b, part));
}

/** `productError` of two pairs of numbers. */
// @ts-ignore: decorator
@inline export function productErrors(x: v128, y: v128, product: v128): v128 {
  const mask = i64x2.splat(0xfffffffff8000000);
  const xHigh = v128.and(x, mask), yHigh = v128.and(y, mask);
  const xLow = f64x2.sub(x, xHigh), yLow = f64x2.sub(y, yHigh);
  const heads = f64x2.sub(f64x2.mul(xHigh, yHigh), product);
  return f64x2.add(f64x2.add(f64x2.add(heads, f64x2.mul(xHigh, yLow)), f64x2.mul(xLow, yHigh)), f64x2.mul(xLow, yLow));
}
