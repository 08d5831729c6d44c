/**
 * Standard normals to what simulated cities draw: deviations that carry over, six decimals, ranks.
 */

/** Six decimals: what is drawn stands in a file as it enters quality. */
export const round = (x: number): number => Math.round(x * 1e6) / 1e6;

/** Stationary deviations of standard deviation 1 with correlation `r` from year to year, from standard normals. */
export function carriedOver(z: Float64Array, r: number): Float64Array {
  const x = new Float64Array(z.length);
  const fresh = Math.sqrt(1 - r * r);
  z.forEach((shock, t) => {
    x[t] = t === 0 ? shock : r * x[t - 1]! + fresh * shock;
  });
  return x;
}

/** Places of the `count` highest scores, the highest first; of equal ones the first. */
export const highest = (score: Float64Array, count: number): number[] =>
  [...score.keys()].sort((c, d) => score[d]! - score[c]! || c - d).slice(0, count);

export function median(values: Float64Array): number {
  const sorted = values.slice().sort();
  const half = sorted.length / 2;
  return (sorted[Math.ceil(half) - 1]! + sorted[Math.floor(half)]!) / 2;
}
