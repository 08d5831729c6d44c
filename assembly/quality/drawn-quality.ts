import { f64At, InF64, InU32, OutF64, setF64, u32At } from "../abi";

/**
 * Quality of the rows of a draw from the columns the effects were taken out of, (q + sigma p) / (sigma - 1), sigma by
 * group, and the weights of their means. Rows of no weight, and of groups without a sigma, have no quality.
 *
 * In    q, p f64[n]; groups u32[n] below nGroups; sigma f64[nGroups] above 1, or NaN: none; w f64[n] times drawn;
 *       value f64[n] > 0
 * Out   quality f64[n], NaN = none; weights f64[n] w times value
 * Info  0; -5 if a group is out of range
 * Cost  O(n)
 * Source  equation (4) of Khandelwal, Schott & Wei (2013), American Economic Review 103(6), doi:10.1257/aer.103.6.2169
 */
export function drawnQuality(
  n: usize, nGroups: usize, q: InF64, p: InF64, groups: InU32, sigma: InF64, w: InF64, value: InF64,
  quality: OutF64, weights: OutF64,
): i32 {
  for (let i: usize = 0; i < n; i++) {
    const g = u32At(groups, i);
    if (g >= nGroups) return -5;
    const s = f64At(sigma, g);
    const wi = f64At(w, i);
    setF64(quality, i, wi > 0 ? (f64At(q, i) + s * f64At(p, i)) / (s - 1) : NaN);
    setF64(weights, i, wi * f64At(value, i));
  }
  return 0;
}
