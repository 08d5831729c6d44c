// Element-wise updates of contiguous vectors: no sum over rows, so SIMD and scalar code agree bit for bit by nature.

/** x[i] = x[i] + y[i], i < n. */
// @ts-ignore: decorator
@inline export function addTo(n: usize, x: usize, y: usize): void {
  const end = x + (n << 3);
  if (ASC_FEATURE_SIMD) {
    for (const body = x + ((n & ~1) << 3); x < body; x += 16, y += 16) {
      v128.store(x, f64x2.add(v128.load(x), v128.load(y)));
    }
  }
  for (; x < end; x += 8, y += 8) store<f64>(x, load<f64>(x) + load<f64>(y));
}

/** y[i] = y[i] + a * x[i], i < n. */
// @ts-ignore: decorator
@inline export function addScaled(n: usize, a: f64, x: usize, y: usize): void {
  const end = x + (n << 3);
  if (ASC_FEATURE_SIMD) {
    const factor = f64x2.splat(a);
    for (const body = x + ((n & ~1) << 3); x < body; x += 16, y += 16) {
      v128.store(y, f64x2.add(v128.load(y), f64x2.mul(factor, v128.load(x))));
    }
  }
  for (; x < end; x += 8, y += 8) store<f64>(y, load<f64>(y) + a * load<f64>(x));
}

/** y[i] = y[i] - a * x[i], i < n. */
// @ts-ignore: decorator
@inline export function subtractScaled(n: usize, a: f64, x: usize, y: usize): void {
  const end = x + (n << 3);
  if (ASC_FEATURE_SIMD) {
    const factor = f64x2.splat(a);
    for (const body = x + ((n & ~1) << 3); x < body; x += 16, y += 16) {
      v128.store(y, f64x2.sub(v128.load(y), f64x2.mul(factor, v128.load(x))));
    }
  }
  for (; x < end; x += 8, y += 8) store<f64>(y, load<f64>(y) - a * load<f64>(x));
}

/** y[i] = (y[i] - a * x[i]) - b * z[i], i < n: y is read and written once for both. */
// @ts-ignore: decorator
@inline export function subtractScaledPair(n: usize, a: f64, x: usize, b: f64, z: usize, y: usize): void {
  const end = x + (n << 3);
  if (ASC_FEATURE_SIMD) {
    const f = f64x2.splat(a), g = f64x2.splat(b);
    for (const body = x + ((n & ~1) << 3); x < body; x += 16, z += 16, y += 16) {
      const first = f64x2.sub(v128.load(y), f64x2.mul(f, v128.load(x)));
      v128.store(y, f64x2.sub(first, f64x2.mul(g, v128.load(z))));
    }
  }
  for (; x < end; x += 8, z += 8, y += 8) store<f64>(y, (load<f64>(y) - a * load<f64>(x)) - b * load<f64>(z));
}

/** y[i] = y[i] + x[i] * x[i], i < n. */
// @ts-ignore: decorator
@inline export function addSquares(n: usize, x: usize, y: usize): void {
  const end = x + (n << 3);
  if (ASC_FEATURE_SIMD) {
    for (const body = x + ((n & ~1) << 3); x < body; x += 16, y += 16) {
      const value = v128.load(x);
      v128.store(y, f64x2.add(v128.load(y), f64x2.mul(value, value)));
    }
  }
  for (; x < end; x += 8, y += 8) store<f64>(y, load<f64>(y) + load<f64>(x) * load<f64>(x));
}

/** out[i] = x[i] * y[i], i < n; out may be x or y. */
// @ts-ignore: decorator
@inline export function multiply(n: usize, x: usize, y: usize, out: usize): void {
  const end = x + (n << 3);
  if (ASC_FEATURE_SIMD) {
    for (const body = x + ((n & ~1) << 3); x < body; x += 16, y += 16, out += 16) {
      v128.store(out, f64x2.mul(v128.load(x), v128.load(y)));
    }
  }
  for (; x < end; x += 8, y += 8, out += 8) store<f64>(out, load<f64>(x) * load<f64>(y));
}
