/**
 * Plain TypeScript twins of the quality kernels: group by group over lists of rows, the definition as
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

export function aggregateMeans(
  n: number,
  nGroups: number,
  x: Float64Array,
  w: Float64Array,
  codes: Uint32Array,
  stats: Float64Array,
  excluded: Uint32Array,
): number {
  const inNone = (i: number): boolean => codes[i] === 0xffff_ffff;
  if (codes.some((g, i) => g >= nGroups && !inNone(i))) return -5;
  const rows = Array.from({ length: n }, (_, i) => i);
  excluded[0] = rows.filter((i) => Number.isNaN(x[i]!)).length;
  excluded[1] = rows.filter((i) => !Number.isNaN(x[i]!) && inNone(i)).length;
  const used = Float64Array.from(x, (value, i) => (inNone(i) ? Number.NaN : value));
  const groups = Uint32Array.from(codes, (g, i) => (inNone(i) ? 0 : g));
  [w, new Float64Array(n).fill(1)].forEach((weights, plain) => {
    const [mean, weightSum, shareSum] = [1, 2, 3].map(() => new Float64Array(nGroups)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    const count = new Uint32Array(nGroups);
    weightedGroupMeans(n, nGroups, used, weights, groups, mean, weightSum, shareSum, count);
    for (let g = 0; g < nGroups; g++) {
      stats[5 * g + plain] = mean[g]!;
      if (plain === 0) stats.set([weightSum[g]!, shareSum[g]!, count[g]!], 5 * g + 2);
    }
  });
  return 0;
}

export function rescaleWithin(
  _n: number,
  nGroups: number,
  x: Float64Array,
  codes: Uint32Array,
  low: Float64Array,
  high: Float64Array,
  out: Float64Array,
): number {
  if (codes.some((g) => g >= nGroups)) return -4;
  let clipped = 0;
  codes.forEach((g, i) => {
    const [least, greatest] = [low[g]!, high[g]!];
    const isValue = !Number.isNaN(x[i]!) && greatest > least;
    const place = isValue ? (x[i]! - least) / (greatest - least) : Number.NaN;
    if (isValue && (x[i]! < least || x[i]! > greatest)) clipped++;
    out[i] = Math.min(1, Math.max(0, place));
  });
  return clipped;
}
