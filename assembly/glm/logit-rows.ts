// Kernel family glm. What a pass over binary outcomes needs of a few rows under the logistic distribution. With
// e = exp(-|eta|) nothing cancels: the probability of the likelier outcome is 1 / (1 + e), of the other e / (1 + e).
import { f64At, setF64 } from "../abi";
import { log64 } from "../math/log";
import { vexp } from "../math/vexp";
import { logPair } from "../math/vlog";

/** -|eta|, i < n. */
// @ts-ignore: decorator
@inline function minusSize(n: usize, eta: usize, out: usize): void {
  for (let i: usize = 0; i < n; i++) setF64(out, i, -abs(f64At(eta, i)));
}

/** log(1 + e) for 0 <= e <= 1, what 1 + e loses kept. */
// @ts-ignore: decorator
@inline function logOfOneAnd(e: f64, u: f64): f64 {
  return log64(u) + (e - (u - 1)) / u;
}

/**
 * For n rows with outcome y (0 or 1) and linear predictor eta: probability of y = 1, derivative of the log-likelihood by
 * eta (y - probability), square root of the information, log-likelihood. `root` serves as scratch first.
 */
export function logitRows(
  n: usize, eta: usize, y: usize, fitted: usize, score: usize, root: usize, logLik: usize,
): void {
  minusSize(n, eta, root);
  vexp(n, root, root);
  let i: usize = 0;
  if (ASC_FEATURE_SIMD) {
    const zero = f64x2.splat(0), one = f64x2.splat(1), two = f64x2.splat(2);
    for (const pairs = n & ~1; i < pairs; i += 2) {
      const at = i << 3;
      const predictor = v128.load(eta + at), e = v128.load(root + at);
      const sign = f64x2.sub(f64x2.mul(two, v128.load(y + at)), one);
      const margin = f64x2.mul(sign, predictor);
      const u = f64x2.add(one, e);
      const high = f64x2.div(one, u), low = f64x2.div(e, u);
      v128.store(fitted + at, v128.bitselect(high, low, f64x2.ge(predictor, zero)));
      v128.store(score + at, f64x2.mul(sign, v128.bitselect(low, high, f64x2.ge(margin, zero))));
      v128.store(root + at, f64x2.sqrt(f64x2.mul(low, high)));
      const log = f64x2.add(logPair(u), f64x2.div(f64x2.sub(e, f64x2.sub(u, one)), u));
      v128.store(logLik + at, f64x2.sub(f64x2.min(zero, margin), log));
    }
  }
  for (; i < n; i++) {
    const predictor = f64At(eta, i), e = f64At(root, i);
    const sign = 2 * f64At(y, i) - 1;
    const margin = sign * predictor;
    const u = 1 + e;
    const high = 1 / u, low = e / u;
    setF64(fitted, i, predictor >= 0 ? high : low);
    setF64(score, i, sign * (margin >= 0 ? low : high));
    setF64(root, i, sqrt(low * high));
    setF64(logLik, i, min<f64>(0, margin) - logOfOneAnd(e, u));
  }
}
