/**
 * Quantiles of a sample.
 */

/**
 * The quantile of type 7, linear between order statistics at (n - 1) p. `sorted` ascending, not empty.
 * Source: Hyndman & Fan (1996), American Statistician 50(4), doi:10.1080/00031305.1996.10473566.
 */
export function quantile(sorted: Float64Array, p: number): number {
  const place = (sorted.length - 1) * p;
  const below = Math.floor(place);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (place - below) * (high - low);
}
