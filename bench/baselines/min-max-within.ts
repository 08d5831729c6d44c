/**
 * `minMaxWithin` in TypeScript by the kernel's method, two passes over rows; its twin makes lists of rows.
 */

/** Least and greatest of each group side by side in `work`, then every row by its group's range. */
export function minMaxWithin(
  n: number,
  nGroups: number,
  x: Float64Array,
  codes: Uint32Array,
  out: Float64Array,
  work: Float64Array,
): number {
  for (let g = 0; g < nGroups; g++) {
    work[2 * g] = Number.POSITIVE_INFINITY;
    work[2 * g + 1] = Number.NEGATIVE_INFINITY;
  }
  for (let i = 0; i < n; i++) {
    const g = codes[i]!;
    if (g >= nGroups) return -4;
    const value = x[i]!;
    if (value < work[2 * g]!) work[2 * g] = value;
    if (value > work[2 * g + 1]!) work[2 * g + 1] = value;
  }
  let degenerate = 0;
  for (let g = 0; g < nGroups; g++) {
    const range = work[2 * g + 1]! - work[2 * g]!;
    if (range === 0) degenerate++;
    work[2 * g + 1] = range;
  }
  for (let i = 0; i < n; i++) {
    const g = codes[i]!;
    out[i] = Math.abs((x[i]! - work[2 * g]!) / work[2 * g + 1]!);
  }
  return degenerate;
}
