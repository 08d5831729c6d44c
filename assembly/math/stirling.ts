// Kernel family math. What Stirling's formula leaves of log-gamma; must not know of distributions.

import { log1p64 } from "./log";

/** From here on eight terms of the series leave less than 1e-16. */
// @ts-ignore: decorator
@inline const SERIES_FROM: f64 = 8;

/**
 * log Gamma(z) - ((z - 1/2) log z - z + log(2 pi) / 2) for z > 0, to an absolute error of a few 1e-16; 0 at infinity.
 *
 * Asymptotic series B_2k / (2k (2k - 1) z^(2k - 1)) for z >= 8; below, what one step z -> z + 1 adds is
 * (z + 1/2) log(1 + 1/z) - 1.
 * Source  Whittaker & Watson (1927), A Course of Modern Analysis, 12.33
 */
export function stirlingRest(z: f64): f64 {
  let rest: f64 = 0;
  for (; z < SERIES_FROM; z += 1) rest += (z + 0.5) * log1p64(1 / z) - 1;
  const w = 1 / z;
  const w2 = w * w;
  let series = -3617.0 / 122400.0;
  series = series * w2 + 1.0 / 156.0;
  series = series * w2 - 691.0 / 360360.0;
  series = series * w2 + 1.0 / 1188.0;
  series = series * w2 - 1.0 / 1680.0;
  series = series * w2 + 1.0 / 1260.0;
  series = series * w2 - 1.0 / 360.0;
  series = series * w2 + 1.0 / 12.0;
  return rest + series * w;
}
