/**
 * A share of replications and how far chance may have moved it.
 * Source of the interval: Wilson (1927), Journal of the American Statistical Association 22(158),
 * doi:10.1080/01621459.1927.10502953.
 */

/** Two-sided 5% point of the normal distribution. */
const Z = 1.959963984540054;

/** A share of `of` replications and the 95% interval of the probability behind it. */
export interface Share {
  readonly share: number;
  readonly low: number;
  readonly high: number;
  readonly of: number;
}

/** `count` of `of`, at least 1. */
export function shareOf(count: number, of: number): Share {
  const share = count / of;
  const weight = 1 + (Z * Z) / of;
  const centre = (share + (Z * Z) / (2 * of)) / weight;
  const half = (Z / weight) * Math.sqrt((share * (1 - share)) / of + (Z * Z) / (4 * of * of));
  // at a share of 0 or 1 an end is that share, but for rounding
  return { share, low: count === 0 ? 0 : centre - half, high: count === of ? 1 : centre + half, of };
}
