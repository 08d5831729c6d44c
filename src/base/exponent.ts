/**
 * Powers of two for scaling: a number times one keeps its digits, and a host's logarithm is not asked for it.
 */

/** The power of two at or below a positive number, from its bits; -1023 for the smallest numbers. */
export const exponentOf = (value: number): number =>
  ((new Uint32Array(Float64Array.of(value).buffer)[1]! >>> 20) & 0x7ff) - 1023;
