// Kernel family math. Exact products of two doubles as high + low, without fused operations.
// Source  Dekker (1971), Numerische Mathematik 18, doi:10.1007/BF01397083

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
