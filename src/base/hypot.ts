/** The length of a vector, the same bits on every host: `Math.hypot` rounds as the host's own library does. */

/** The root of the sum of squares, without overflow or underflow on the way; NaN where an element is. */
export function hypot(...elements: readonly number[]): number {
  const most = elements.reduce((so, element) => Math.max(so, Math.abs(element)), 0);
  if (!(most > 0 && most < Number.POSITIVE_INFINITY)) return most;
  const sum = elements.reduce((so, element) => so + (element / most) ** 2, 0);
  return most * Math.sqrt(sum);
}
