/**
 * Kolmogorov and Smirnov's test of p-values against the uniform on 1/M, 2/M, ..., 1.
 * Sources: Kolmogorov (1933), Giornale dell'Istituto Italiano degli Attuari 4; Stephens (1970), Journal of the Royal
 * Statistical Society B 32(1), doi:10.1111/j.2517-6161.1970.tb00821.x, for the correction in n. On a discrete distribution
 * the p-value is too large rather than too small (Conover 1972, JASA 67(339), doi:10.1080/01621459.1972.10481254), the less
 * so the larger M.
 */

export interface UniformTest {
  /** Largest distance of the distribution functions, at the atoms. */
  readonly distance: number;
  readonly p: number;
}

/** `values` are multiples of 1/M up to rounding. */
export function kolmogorovSmirnov(values: readonly number[], M: number): UniformTest {
  const counts = new Float64Array(M + 1);
  for (const value of values) counts[Math.round(value * M)]!++;
  let below = 0;
  let distance = 0;
  for (let j = 0; j <= M; j++) {
    below += counts[j]!;
    distance = Math.max(distance, Math.abs(below / values.length - j / M));
  }
  const root = Math.sqrt(values.length);
  return { distance, p: kolmogorovTail((root + 0.12 + 0.11 / root) * distance) };
}

/** P(K > x) of Kolmogorov's distribution. */
function kolmogorovTail(x: number): number {
  if (x < 0.2) return 1; // below 1e-12 from it
  let sum = 0;
  for (let j = 1; j <= 100; j++) sum += (j % 2 === 1 ? 2 : -2) * Math.exp(-2 * j * j * x * x);
  return Math.min(1, Math.max(0, sum));
}
