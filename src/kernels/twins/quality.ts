/**
 * Layer kernels. Plain TypeScript twins of the quality kernels: group by group over lists of rows, the definition as
 * written.
 */

export function minMaxWithin(
  _n: number,
  nGroups: number,
  x: Float64Array,
  codes: Uint32Array,
  out: Float64Array,
  _work: Float64Array,
): number {
  if (codes.some((g) => g >= nGroups)) return -4;
  let degenerate = 0;
  out.fill(Number.NaN);
  for (const rows of rowsWithValue(nGroups, x, codes)) {
    if (rows.length === 0) continue;
    let least = x[rows[0]!]!;
    let greatest = least;
    for (const i of rows) {
      least = Math.min(least, x[i]!);
      greatest = Math.max(greatest, x[i]!);
    }
    if (greatest === least) degenerate++;
    else for (const i of rows) out[i] = (x[i]! - least) / (greatest - least);
  }
  return degenerate;
}

export function weightedGroupMeans(
  _n: number,
  nGroups: number,
  x: Float64Array,
  w: Float64Array,
  codes: Uint32Array,
  mean: Float64Array,
  weightSum: Float64Array,
  shareSum: Float64Array,
  count: Uint32Array,
): number {
  if (codes.some((g) => g >= nGroups)) return -5;
  rowsWithValue(nGroups, x, codes).forEach((rows, g) => {
    const total = rows.reduce((sum, i) => sum + w[i]!, 0);
    count[g] = rows.length;
    weightSum[g] = total;
    shareSum[g] = rows.reduce((sum, i) => sum + w[i]! / total, 0);
    mean[g] = rows.length === 0 ? Number.NaN : rows.reduce((sum, i) => sum + (w[i]! / total) * x[i]!, 0);
  });
  return 0;
}

/** The rows of each group, in row order, whose x is not NaN. */
function rowsWithValue(nGroups: number, x: Float64Array, codes: Uint32Array): number[][] {
  const groups = Array.from({ length: nGroups }, (): number[] => []);
  codes.forEach((g, i) => {
    if (!Number.isNaN(x[i]!)) groups[g]!.push(i);
  });
  return groups;
}
