/**
 * Powers of two for scaling: a number times one keeps its digits, and a host's logarithm is not asked for it.
 */

/** The power of two at or below a positive number, from its bits; -1023 for the smallest numbers. */
export const exponentOf = (value: number): number =>
  ((new Uint32Array(Float64Array.of(value).buffer)[1]! >>> 20) & 0x7ff) - 1023;

/** Beyond it a power of two, or its inverse, lacks digits. */
const MOST = 1022;

/**
 * The power of two near the largest of some numbers: over it, squares of them neither overflow nor vanish, and no digit changes. 1 where
 * all are 0, or one is not finite.
 */
export function unitOf(values: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]!);
    // the first that is not a number stays the largest: it has no unit
    if (!(size <= most)) most = size;
  }
  if (most === 0 || !Number.isFinite(most)) return 1;
  return 2 ** Math.max(-MOST, Math.min(MOST, exponentOf(most)));
}
