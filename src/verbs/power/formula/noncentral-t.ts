/**
 * Rejection of a t test whose statistic is off by `delta` errors: the noncentral t distribution by its series of incomplete beta functions,
 * each from the one before.
 * Source: Lenth (1989), Applied Statistics 38(1), doi:10.2307/2347693.
 */
import type { Engine } from "../../../engine/kernels/engine.js";
import { exp, pf, pnorm, pow } from "../../../engine/kernels/math.js";

const ROOT_PI = Math.sqrt(Math.PI);
/** Terms of the series after which, at the sizes that matter here, nothing is added. */
const MOST_TERMS = 2000;
const NEGLIGIBLE = 1e-17;
/** Beyond this e^{-delta^2 / 2} is too small for terms to start from. */
const FAR = 37;

/** P(T <= t) of a noncentral t with `df` degrees of freedom. */
export function noncentralT(engine: Engine, t: number, df: number, delta: number): number {
  if (t < 0) return 1 - noncentralT(engine, -t, df, -delta);
  if (Math.abs(delta) > FAR) return delta > 0 ? 0 : 1;
  const atZero = pnorm(engine, -delta);
  if (t === 0) return atZero;
  const half = (delta * delta) / 2;
  const start = exp(engine, Float64Array.of(-half))[0]!;
  const x = (t * t) / (t * t + df);
  const b = df / 2;
  const tail = pow(engine, Float64Array.of(df / (t * t + df)), b)[0]!;
  // weights of Poisson, I_x(j + 1/2, b) and what the next lacks of it; the same of I_x(j + 1, b)
  let [even, odd] = [start, (start * delta * Math.SQRT2) / ROOT_PI];
  let [beta, less] = [pf(engine, t * t, 1, df), (Math.sqrt(x) * tail * rootRatio(b) * 2) / ROOT_PI];
  let [betaNext, lessNext] = [1 - tail, x * tail * b];
  let sum = 0;
  for (let j = 0; j < MOST_TERMS; j++) {
    sum += even * beta + odd * betaNext;
    if (j > half && even < NEGLIGIBLE && Math.abs(odd) < NEGLIGIBLE) break;
    beta -= less;
    betaNext -= lessNext;
    less *= (x * (j + 0.5 + b)) / (j + 1.5);
    lessNext *= (x * (j + 1 + b)) / (j + 2);
    even *= half / (j + 1);
    odd *= half / (j + 1.5);
  }
  return Math.min(1, Math.max(0, atZero + sum / 2));
}

/** From here on the series of `rootRatio` is exact to the last bit. */
const LARGE = 100;

/** Gamma(b + 1/2) / Gamma(b), by its asymptotic series, taken down from a large b. */
function rootRatio(b: number): number {
  let down = 1;
  let at = b;
  for (; at < LARGE; at++) down *= at / (at + 0.5);
  const u = 1 / at;
  const series = 1 + u * (-1 / 8 + u * (1 / 128 + u * (5 / 1024 + u * (-21 / 32768 + u * (-399 / 262144)))));
  return down * Math.sqrt(at) * series;
}
