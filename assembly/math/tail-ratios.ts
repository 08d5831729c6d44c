// Kernel family math. Incomplete gamma and beta functions relative to their prefactors; must not know of distributions.

/** A continued fraction or series stops when a step changes it by less than this. */
// @ts-ignore: decorator
@inline const STEP_ENDS: f64 = 1e-16;

/**
 * A forward sum stops when a step changes it by no more than the rounding of b (1 / b), 2^-53: far out in a tail, where adding to
 * b leaves b as it is, it comes no nearer.
 */
// @ts-ignore: decorator
@inline const FRACTION_ENDS: f64 = 1.2e-16;

/**
 * gamma(a, z) / (z^a e^-z) = (1 + z / (a + 1) + z^2 / ((a + 1)(a + 2)) + ...) / a: all terms positive, for z <= a + 1.
 * Source  Abramowitz & Stegun (1964), 6.5.29
 */
export function gammaLowerRatio(a: f64, z: f64): f64 {
  let term: f64 = 1, sum: f64 = 1;
  for (let denominator = a + 1; term > STEP_ENDS * sum; denominator += 1) {
    term *= z / denominator;
    sum += term;
  }
  return sum / a;
}

/**
 * Gamma(a, z) / (z^a e^-z), for z >= a or so, by Legendre's continued fraction 1 / (z+1-a - 1(1-a) / (z+3-a - ...)).
 *
 * @param excess z - a
 * Source  Abramowitz & Stegun (1964), 6.5.31, even part; summed forward by Lentz (1976), Applied Optics 15(3),
 *         doi:10.1364/AO.15.000668
 */
export function gammaUpperRatio(a: f64, excess: f64): f64 {
  let beta = excess + 1;
  let fraction = beta, c = beta, d: f64 = 0;
  for (let j: f64 = 1; ; j += 1) {
    const alpha = j * (a - j);
    beta += 2;
    d = 1 / (beta + alpha * d);
    c = beta + alpha / c;
    const change = c * d;
    fraction *= change;
    if (!(abs(change - 1) > FRACTION_ENDS)) break;
  }
  return 1 / fraction;
}

/**
 * B(y; a, b) / (y^a x^b) with x = 1 - y, for y up to about the mean a / (a + b), by the even part of its continued
 * fraction; about 8 sqrt(ab / (a + b)) steps at the mean, fewer below it.
 *
 * @param excess a - (a + b) y
 * Source  DiDonato & Morris (1992), ACM TOMS 18(3), doi:10.1145/131766.131776, equation (9); summed forward by Lentz
 */
export function betaLowerRatio(a: f64, b: f64, y: f64, x: f64, excess: f64): f64 {
  const first = a * (excess + 1) / (a + 1);
  let fraction = first, c = first, d: f64 = 0;
  for (let j: f64 = 1; ; j += 1) {
    const a1 = a + (2 * j - 1);
    const part = j * (b - j) * y / a1;
    const alpha = (a + (j - 1)) / a1 * ((a + b) + (j - 1)) * part * y;
    const beta = j + part + (a + j) / (a1 + 2) * (excess + 1 + j * (1 + x));
    d = 1 / (beta + alpha * d);
    c = beta + alpha / c;
    const change = c * d;
    fraction *= change;
    if (!(abs(change - 1) > FRACTION_ENDS)) break;
  }
  return 1 / fraction;
}
