import { f64At, InF64, InU32, OutF64, setF64, u32At } from "../abi";

/**
 * Adds w[i] * (x[i] - origin) into sums[codes[i]] in row order; false when a code is out of range. `weighted` is a
 * constant at each call, so that one source gives two loops.
 */
// @ts-ignore: decorator
@inline function addRows(
  weighted: bool, n: usize, nLevels: usize, origin: f64, x: usize, codes: usize, w: usize, sums: usize,
): bool {
  for (let i: usize = 0; i < n; i++) {
    const level = u32At(codes, i);
    if (level >= nLevels) return false;
    const value = f64At(x, i) - origin;
    setF64(sums, level, f64At(sums, level) + (weighted ? f64At(w, i) * value : value));
  }
  return true;
}

/** totals[level] = weight (or number) of its rows; codes are known to be in range. */
// @ts-ignore: decorator
@inline function addWeights(weighted: bool, n: usize, codes: usize, w: usize, totals: usize): void {
  for (let i: usize = 0; i < n; i++) {
    const level = u32At(codes, i);
    setF64(totals, level, f64At(totals, level) + (weighted ? f64At(w, i) : 1));
  }
}

/**
 * Sums of x (times w, when weighted) by level, rows added in order.
 *
 * In    x f64[n]; codes u32[n] in 0..nLevels-1; w f64[n], read only when `weighted` is not 0
 * Out   sums f64[nLevels], 0 for a level without rows
 * Info  0; -5 if a code is >= nLevels
 * Cost  O(n + nLevels)
 */
export function groupSums(
  n: usize, nLevels: usize, weighted: i32, x: InF64, codes: InU32, w: InF64, sums: OutF64,
): i32 {
  memory.fill(sums, 0, nLevels << 3);
  const legal = weighted
    ? addRows(true, n, nLevels, 0, x, codes, w, sums)
    : addRows(false, n, nLevels, 0, x, codes, w, sums);
  return legal ? 0 : -5;
}

/**
 * Means of x by level and the weight of each level. Sums are taken about x[0], so that a mean far from zero costs no
 * digits.
 *
 * In    x f64[n]; codes u32[n] in 0..nLevels-1; w f64[n], read only when `weighted` is not 0
 * Out   means f64[nLevels], NaN for a level without rows; totals f64[nLevels]: sum of w, or number of rows
 * Info  0; -5 if a code is >= nLevels
 * Cost  O(n + nLevels)
 */
export function groupMeans(
  n: usize, nLevels: usize, weighted: i32, x: InF64, codes: InU32, w: InF64, means: OutF64, totals: OutF64,
): i32 {
  memory.fill(means, 0, nLevels << 3);
  memory.fill(totals, 0, nLevels << 3);
  const origin = n > 0 ? f64At(x, 0) : 0;
  if (weighted) {
    if (!addRows(true, n, nLevels, origin, x, codes, w, means)) return -5;
    addWeights(true, n, codes, w, totals);
  } else {
    if (!addRows(false, n, nLevels, origin, x, codes, w, means)) return -5;
    addWeights(false, n, codes, w, totals);
  }
  for (let level: usize = 0; level < nLevels; level++) {
    setF64(means, level, origin + f64At(means, level) / f64At(totals, level));
  }
  return 0;
}
