/**
 * The limiting distribution of the two-sample Kolmogorov-Smirnov distance.
 */
import type { Engine } from "../../../engine/kernels/engine.js";
import { exp } from "../../../engine/kernels/math.js";

/** Terms of either series: the next is below 1e-20 where it is used. */
const TERMS = 6;

/**
 * P(distance > d) of two samples of `n1` and `n2` from one continuous distribution, as both grow. With ties it is
 * conservative: the true probability is no larger.
 * Source: Smirnov (1948), Annals of Mathematical Statistics 19(2), doi:10.1214/aoms/1177730256.
 */
export function kolmogorovTail(engine: Engine, d: number, n1: number, n2: number): number {
  const x = Math.sqrt((n1 * n2) / (n1 + n2)) * d;
  if (Number.isNaN(x)) return Number.NaN;
  if (x <= 0) return 1;
  const exponents = Float64Array.from({ length: TERMS }, (_, i) =>
    x < 1 ? -(((2 * i + 1) * Math.PI) ** 2) / (8 * x * x) : -2 * ((i + 1) * x) ** 2,
  );
  const terms = exp(engine, exponents);
  if (x < 1) return 1 - (Math.sqrt(2 * Math.PI) / x) * terms.reduce((sum, term) => sum + term, 0);
  return 2 * terms.reduce((sum, term, i) => sum + (i % 2 === 0 ? term : -term), 0);
}
