// Kernel family glm. What a step of iterated least squares needs of a few rows of a Poisson regression.
import { f64At, setF64 } from "../abi";
import { vexp } from "../math/vexp";

/** Means and weights are at least this, so that no quotient by one overflows. */
// @ts-ignore: decorator
@inline export const LEAST_WEIGHT: f64 = 1e-280;

/**
 * For n rows with outcome y >= 0 and linear predictor eta: the weight, which is the mean, but at least `share` of
 * |y - mean|; the working residual (y - mean) / weight; and half of the deviance, `saturated` - (y eta - mean), where
 * `saturated` is y log y - y.
 */
export function poissonRows(
  n: usize, share: f64, y: usize, saturated: usize, eta: usize, weight: usize, working: usize, half: usize,
): void {
  vexp(n, eta, weight);
  let i: usize = 0;
  if (ASC_FEATURE_SIMD) {
    const least = f64x2.splat(LEAST_WEIGHT), ofScore = f64x2.splat(share);
    for (const pairs = n & ~1; i < pairs; i += 2) {
      const at = i << 3;
      const outcome = v128.load(y + at), mean = f64x2.max(v128.load(weight + at), least);
      const score = f64x2.sub(outcome, mean);
      const information = f64x2.max(mean, f64x2.mul(ofScore, f64x2.abs(score)));
      v128.store(weight + at, information);
      v128.store(working + at, f64x2.div(score, information));
      const fit = f64x2.sub(f64x2.mul(outcome, v128.load(eta + at)), mean);
      v128.store(half + at, f64x2.sub(v128.load(saturated + at), fit));
    }
  }
  for (; i < n; i++) {
    const outcome = f64At(y, i), mean = max<f64>(f64At(weight, i), LEAST_WEIGHT);
    const score = outcome - mean;
    const information = max<f64>(mean, share * abs(score));
    setF64(weight, i, information);
    setF64(working, i, score / information);
    setF64(half, i, f64At(saturated, i) - (outcome * f64At(eta, i) - mean));
  }
}
