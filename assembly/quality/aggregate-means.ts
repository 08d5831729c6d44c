import { f64At, InF64, InU32, OutF64, OutU32, setF64, setU32, u32At } from "../abi";

/** A code of no group: the key of the row is missing. */
const MISSING: usize = 0xffff_ffff;
/** Numbers a group has in `stats`, side by side so that a row touches one cache line. */
const WIDTH: usize = 5;
const MEAN: usize = 0;
const PLAIN_MEAN: usize = 1;
const WEIGHT_SUM: usize = 2;
const SHARE_SUM: usize = 3;
const COUNT: usize = 4;

/**
 * Weighted and unweighted means of groups at once. Weights sum to one within a group: mean = sum of (w[i] / W_g) x[i], W_g
 * the sum of w over its rows whose x is not NaN; the shares are summed as they are used, so that the caller can assert it.
 * The unweighted mean is the same with every weight 1.
 *
 * In    x f64[n] finite, or NaN = missing; w f64[n] > 0; codes u32[n] in 0..nGroups-1, or 0xffffffff = in no group
 * Out   stats f64[5*nGroups], of each group side by side: mean, unweighted mean (both NaN without a value), weight sum, sum
 *       of shares, rows used; excluded u32[2]: rows without x, rows with x and in no group
 * Info  0; -5 if a code is neither
 * Cost  O(n + nGroups), sums in row order
 * Source  equations (6) and (7) of the export-quality literature after Khandelwal, Schott & Wei (2013), American
 *         Economic Review 103(6), doi:10.1257/aer.103.6.2169
 */
export function aggregateMeans(
  n: usize, nGroups: usize, x: InF64, w: InF64, codes: InU32, stats: OutF64, excluded: OutU32,
): i32 {
  memory.fill(stats, 0, (WIDTH * nGroups) << 3);
  let noValue: usize = 0, noGroup: usize = 0;
  for (let i: usize = 0; i < n; i++) {
    const g = u32At(codes, i);
    if (g >= nGroups && g != MISSING) return -5;
    if (isNaN(f64At(x, i))) {
      noValue++;
    } else if (g == MISSING) {
      noGroup++;
    } else {
      const at = WIDTH * g;
      setF64(stats, at + WEIGHT_SUM, f64At(stats, at + WEIGHT_SUM) + f64At(w, i));
      setF64(stats, at + COUNT, f64At(stats, at + COUNT) + 1);
    }
  }
  for (let i: usize = 0; i < n; i++) {
    const value = f64At(x, i);
    const g = u32At(codes, i);
    if (isNaN(value) || g == MISSING) continue;
    const at = WIDTH * g;
    const share = f64At(w, i) / f64At(stats, at + WEIGHT_SUM);
    setF64(stats, at + MEAN, f64At(stats, at + MEAN) + share * value);
    setF64(stats, at + PLAIN_MEAN, f64At(stats, at + PLAIN_MEAN) + (1 / f64At(stats, at + COUNT)) * value);
    setF64(stats, at + SHARE_SUM, f64At(stats, at + SHARE_SUM) + share);
  }
  for (let g: usize = 0; g < nGroups; g++) {
    const at = WIDTH * g;
    if (f64At(stats, at + COUNT) != 0) continue;
    setF64(stats, at + MEAN, NaN);
    setF64(stats, at + PLAIN_MEAN, NaN);
  }
  setU32(excluded, 0, noValue);
  setU32(excluded, 1, noGroup);
  return 0;
}
