/**
 * How far exogeneity may fail: bounds when direct effects are a share of what was allowed, from none to
 * all, and the smallest share at which an interval covers zero.
 *
 * Along the path a lower end is concave in the share and an upper end convex, as `plausibly-exogenous` shows. So an end on
 * the near side of zero at none of it, and on the far side at all, crosses once; bisection finds where, and an end that has
 * not crossed at all of it has not crossed before. Knows not how bounds are made.
 */

/** Bounds of one coefficient; the estimates are equal where direct effects are normal. */
export interface EffectBounds {
  readonly estimate_low: number;
  readonly estimate_high: number;
  readonly conf_low: number;
  readonly conf_high: number;
}

/** Bounds at a share of the direct effects. */
export interface PathPoint extends EffectBounds {
  readonly fraction: number;
}

/** Bounds of each endogenous regressor's coefficient when direct effects are `fraction` of what was allowed. */
export type BoundsAt = (fraction: number) => readonly EffectBounds[];

/** Tenths from none to all. */
const FRACTIONS = Array.from({ length: 11 }, (_, tenth) => tenth / 10);
/** Of the share sought, relative: two digits above rounding of the ends. */
const PRECISION = 1e-13;

/** The path of each endogenous regressor's bounds. */
export function boundsPath(boundsAt: BoundsAt): PathPoint[][] {
  const steps = FRACTIONS.map((fraction) => boundsAt(fraction).map((bounds) => ({ fraction, ...bounds })));
  return steps[0]!.map((_, j) => steps.map((step) => step[j]!));
}

/** The smallest share, at most all, at which the interval of endogenous regressor `j` covers zero; null where none does. */
export function breakingFraction(boundsAt: BoundsAt, j: number): number | null {
  const { conf_low, conf_high } = boundsAt(0)[j]!;
  if (conf_low <= 0 && conf_high >= 0) return 0;
  const crossed = (fraction: number): boolean => {
    const bounds = boundsAt(fraction)[j]!;
    return conf_low > 0 ? bounds.conf_low <= 0 : bounds.conf_high >= 0;
  };
  if (!crossed(1)) return null;
  let [outside, inside] = [0, 1];
  while (inside - outside > PRECISION * inside) {
    const middle = (outside + inside) / 2;
    if (crossed(middle)) inside = middle;
    else outside = middle;
  }
  return inside;
}
