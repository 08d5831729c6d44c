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

/** As `subtractScaled` for three vectors y0..y2 with factors a0..a2: x is loaded once. */
export function subtractScaled3(
  n: usize, a0: f64, a1: f64, a2: f64, x: usize, y0: usize, y1: usize, y2: usize,
): void {
  const end = x + (n << 3);
  if (ASC_FEATURE_SIMD) {
    const f0 = f64x2.splat(a0), f1 = f64x2.splat(a1), f2 = f64x2.splat(a2);
    for (const body = x + ((n & ~1) << 3); x < body; x += 16, y0 += 16, y1 += 16, y2 += 16) {
      const v = v128.load(x);
      v128.store(y0, f64x2.sub(v128.load(y0), f64x2.mul(f0, v)));
      v128.store(y1, f64x2.sub(v128.load(y1), f64x2.mul(f1, v)));
      v128.store(y2, f64x2.sub(v128.load(y2), f64x2.mul(f2, v)));
    }
  }
  for (; x < end; x += 8, y0 += 8, y1 += 8, y2 += 8) {
    const v = load<f64>(x);
    store<f64>(y0, load<f64>(y0) - a0 * v);
    store<f64>(y1, load<f64>(y1) - a1 * v);
    store<f64>(y2, load<f64>(y2) - a2 * v);
  }
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
