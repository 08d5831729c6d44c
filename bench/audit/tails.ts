/**
 * Tails of the normal and of Student's t by textbook series, apart from the library's kernels, so that what judges the audit shares no
 * arithmetic with it. Good to some 1e-12, which is finer than any printed digit.
 */

/** P(Z > x) for x >= 0: Taylor's series about 0 below 3, Laplace's continued fraction above (Abramowitz & Stegun 26.2.10 and 26.2.14). */
export function normalTail(x: number): number {
  const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  if (x >= 3) {
    let fraction = x;
    for (let k = 200; k >= 1; k--) fraction = x + k / fraction;
    return density / fraction;
  }
  let term = x;
  let sum = x;
  for (let k = 1; Math.abs(term) > 1e-18 * sum && k < 400; k++) {
    term *= (x * x) / (2 * k + 1);
    sum += term;
  }
  return 0.5 - density * sum;
}

/** P(|T| > t) for Student's t with `df` degrees of freedom; the normal's for Infinity. */
export function twoSided(t: number, df: number): number {
  const size = Math.abs(t);
  if (!Number.isFinite(df)) return 2 * normalTail(size);
  return incompleteBeta(df / (df + size * size), df / 2, 0.5);
}

const found = new Map<string, number>();

/** The t that a two-sided test of `level` rejects beyond, by bisection; each is sought once. */
export function critical(level: number, df: number): number {
  const key = `${level} ${df}`;
  const known = found.get(key) ?? bisected(level, df);
  found.set(key, known);
  return known;
}

function bisected(level: number, df: number): number {
  let [low, high] = [0, 1];
  while (twoSided(high, df) > level) high *= 2;
  for (let i = 0; i < 64; i++) {
    const middle = (low + high) / 2;
    if (twoSided(middle, df) > level) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** I_x(a, b) by its continued fraction (Abramowitz & Stegun 26.5.8), evaluated from the far end. */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  let fraction = 1;
  for (let m = 300; m >= 1; m--) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const k = m - 1;
    const odd = (-(a + k) * (a + b + k) * x) / ((a + 2 * k) * (a + 2 * k + 1));
    fraction = 1 + odd / (1 + even / fraction);
  }
  const log = a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b);
  return Math.exp(log) / (a * fraction);
}

const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b);

/** Stirling's series, after raising the argument above 15. */
function logGamma(x: number): number {
  let [shift, z] = [0, x];
  while (z < 15) shift += Math.log(z++);
  const r = 1 / (z * z);
  const series = (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r / 1680))) / z;
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - shift;
}
