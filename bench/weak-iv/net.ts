/**
 * Columns net of group means where groups are crossed and balanced, by plain loops: one pass is exact there,
 * and nothing of the library is asked. Knows nothing of instruments.
 */

/** `values` net of the mean of each of their groups, the overall mean added back for every grouping beyond the first. */
export function net(values: Float64Array, groupings: readonly Float64Array[]): Float64Array {
  const overall = values.reduce((sum, value) => sum + value, 0) / values.length;
  const out = values.map((value) => value + (groupings.length - 1) * overall);
  for (const codes of groupings) {
    const sums = new Map<number, { sum: number; count: number }>();
    codes.forEach((code, i) => {
      const { sum, count } = sums.get(code) ?? { sum: 0, count: 0 };
      sums.set(code, { sum: sum + values[i]!, count: count + 1 });
    });
    codes.forEach((code, i) => {
      const { sum, count } = sums.get(code)!;
      out[i]! -= sum / count;
    });
  }
  return out;
}
