// Kernel family glm. What a pass over binary outcomes needs of a few rows under the normal distribution, by Mills' ratio
// M(a) = (1 - Phi(a)) / phi(a): the likelihood of an unlikely outcome keeps its bits however far out it is.
import { f64At, setF64 } from "../abi";
import { head } from "../math/double-double";
import { expScaled } from "../math/exp";
import { log1p64, log64 } from "../math/log";
import { mills } from "../math/mills";

/** 1 / sqrt(2 pi) */
// @ts-ignore: decorator
@inline const DENSITY_AT_0: f64 = 0.3989422804014327;
/** log(2 pi) / 2 */
// @ts-ignore: decorator
@inline const LOG_SQRT_2PI: f64 = 0.9189385332046728;

/**
 * As `logitRows`, for the probit. The information is the expected one, phi^2 / (Phi (1 - Phi)), or, unless `expected`,
 * the observed one, lambda (lambda + margin) with lambda = phi / Phi at the margin (2y - 1) eta.
 */
export function probitRows(
  n: usize, expected: i32, eta: usize, y: usize, fitted: usize, score: usize, root: usize, logLik: usize,
): void {
  for (let i: usize = 0; i < n; i++) {
    const predictor = f64At(eta, i);
    const sign = 2 * f64At(y, i) - 1;
    const margin = sign * predictor;
    const a = abs(predictor);
    const ratio = mills(a);
    const h = head(a);
    const low = -0.5 * (a - h) * (a + h);
    const density = expScaled(DENSITY_AT_0, -0.5 * h * h, low);
    const tail = min<f64>(0.5, density * ratio);
    const slope = margin >= 0 ? density / (1 - tail) : 1 / ratio;
    setF64(fitted, i, predictor >= 0 ? 1 - tail : tail);
    setF64(score, i, sign * slope);
    const information = expected ? density / (ratio * (1 - tail)) : max<f64>(0, slope * (slope + margin));
    setF64(root, i, sqrt(information));
    setF64(logLik, i, margin >= 0 ? log1p64(-tail) : (log64(ratio) - LOG_SQRT_2PI) - 0.5 * a * a);
  }
}
