import { f64At, InF64, InU32, OutF64, OutU32, setF64, setU32, u32At } from "../abi";

/**
 * Weighted means of groups by weights that sum to one: mean[g] = sum of share[i] * x[i], share[i] = w[i] / W_g, over the
 * rows of group g = codes[i] whose x is not NaN, W_g the sum of their w. The shares are summed as they are used, so that
 * the caller can assert that they make one.
 *
 * In    x f64[n] finite, or NaN = missing; w f64[n] > 0; codes u32[n] in 0..nGroups-1
 * Out   mean f64[nGroups], NaN in a group without a value; weightSum f64[nGroups] W_g; shareSum f64[nGroups];
 *       count u32[nGroups] rows used
 * Info  0; -5 if a code is >= nGroups
 * Cost  O(n + nGroups), sums in row order
 * Source  equations (6) and (7) of the export-quality literature after Khandelwal, Schott & Wei (2013), American
 *         Economic Review 103(6), doi:10.1257/aer.103.6.2169
 */
export function weightedGroupMeans(
  n: usize, nGroups: usize, x: InF64, w: InF64, codes: InU32,
  mean: OutF64, weightSum: OutF64, shareSum: OutF64, count: OutU32,
): i32 {
  for (let g: usize = 0; g < nGroups; g++) {
    setF64(mean, g, 0);
    setF64(weightSum, g, 0);
    setF64(shareSum, g, 0);
    setU32(count, g, 0);
  }
  for (let i: usize = 0; i < n; i++) {
    const g = u32At(codes, i);
    if (g >= nGroups) return -5;
    if (isNaN(f64At(x, i))) continue;
    setF64(weightSum, g, f64At(weightSum, g) + f64At(w, i));
    setU32(count, g, u32At(count, g) + 1);
  }
  for (let i: usize = 0; i < n; i++) {
    const value = f64At(x, i);
    if (isNaN(value)) continue;
    const g = u32At(codes, i);
    const share = f64At(w, i) / f64At(weightSum, g);
    setF64(mean, g, f64At(mean, g) + share * value);
    setF64(shareSum, g, f64At(shareSum, g) + share);
  }
  for (let g: usize = 0; g < nGroups; g++) {
    if (u32At(count, g) == 0) setF64(mean, g, NaN);
  }
  return 0;
}
