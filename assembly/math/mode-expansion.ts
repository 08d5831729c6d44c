// Kernel family math. The tail of a nearly normal distribution of log-odds; must not know which distribution.

import { mills } from "./mills";

/**
 * Integral over s from tau to infinity of (s / U(s)) exp(-m (s^2 - tau^2) / 2), where U U' = s (1 + k U - e U^2) and U ~ s:
 * the upper tail of a beta distribution (k = q - p, e = p q, p and q the mean and its complement) or of a gamma (k = 1,
 * e = 0), relative to its density in log-odds (in logs), in the variable that makes the density exactly Gaussian.
 *
 * With s / U = sum g_j s^j the terms are g_j J_j, J_0 = M(tau sqrt m) / sqrt m, J_j = (tau^(j-1) + (j - 1) J_(j-2)) / m.
 * The g_j follow from the differential equation, as polynomials in k and e. Terms up to j = 10 leave less than 1e-16
 * for |k| <= 1, e <= 1/4, m >= 400, 0 <= tau <= 0.12.
 *
 * Source  after Temme (1982), SIAM Journal on Mathematical Analysis 13(2), doi:10.1137/0513017
 */
export function modeExpansion(m: f64, tau: f64, k: f64, e: f64): f64 {
  const k2 = k * k;
  const e2 = e * e;
  const inverse = 1 / m;
  let even = mills(tau * sqrt(m)) * sqrt(inverse);
  let odd = inverse;
  let power = tau;
  let sum = even - odd * k / 3;

  even = (power + even) * inverse;
  power *= tau;
  sum += even * (k2 / 12 + e / 4);
  odd = (power + 2 * odd) * inverse;
  power *= tau;
  sum -= odd * k * (k2 * (2.0 / 135.0) + e / 15);

  even = (power + 3 * even) * inverse;
  power *= tau;
  sum += even * ((k2 / 864 + e / 144) * k2 + e2 / 96);
  odd = (power + 4 * odd) * inverse;
  power *= tau;
  sum += odd * k * ((k2 / 2835 + e / 378) * k2 + e2 / 210);

  even = (power + 5 * even) * inverse;
  power *= tau;
  sum -= even * (((k2 * (139.0 / 777600.0) + e * (139.0 / 86400.0)) * k2 + e2 * (41.0 / 9600.0)) * k2 + e2 * e / 384);
  odd = (power + 6 * odd) * inverse;
  power *= tau;
  sum += odd * k * (((k2 / 25515 + e / 2430) * k2 + e2 * (4.0 / 2835.0)) * k2 + e2 * e / 630);

  even = (power + 7 * even) * inverse;
  power *= tau;
  sum -= even * ((((k2 * (571.0 / 261273600.0) + e * (571.0 / 21772800.0)) * k2 + e2 * (77.0 / 691200.0)) * k2
    + e2 * e * (17.0 / 89600.0)) * k2 + e2 * e2 / 10240);
  odd = (power + 8 * odd) * inverse;
  power *= tau;
  sum -= odd * k * ((((k2 * (281.0 / 151559100.0) + e * (281.0 / 11226600.0)) * k2 + e2 * (17.0 / 138600.0)) * k2
    + e2 * e * (317.0 / 1247400.0)) * k2 + e2 * e2 / 5544);

  even = (power + 9 * even) * inverse;
  sum += even * (((((k2 * (163879.0 / 197522841600.0) + e * (163879.0 / 13168189440.0)) * k2
    + e2 * (773651.0 / 10973491200.0)) * k2 + e2 * e * (44461.0 / 243855360.0)) * k2
    + e2 * e2 * (53771.0 / 270950400.0)) * k2 + e2 * e2 * e * (19.0 / 368640.0));
  return sum;
}
