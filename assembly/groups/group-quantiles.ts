import { f64At, InF64, InOutF64, InU32, OutF64, setF64, u32At } from "../abi";
import { sortPairs } from "./sort-pairs";

/** Type 7 of the sorted x[low .. high-1], not empty: linear between order statistics at (n - 1) p. */
// @ts-ignore: decorator
@inline function plainQuantile(x: usize, low: usize, high: usize, p: f64): f64 {
  const last = high - low - 1;
  const at = <f64>last * p;
  const below = Math.floor(at);
  const place = <usize>below;
  const least = f64At(x, low + place);
  return least + (at - below) * (f64At(x, low + min(place + 1, last)) - least);
}

/**
 * Least x whose weights up to it reach p times their total; halfway to the next where they meet it. The greatest x at p = 1,
 * which weights that are rounding to the total would not be.
 */
// @ts-ignore: decorator
@inline function weightedQuantile(x: usize, w: usize, low: usize, high: usize, p: f64, total: f64): f64 {
  if (p >= 1) return f64At(x, high - 1);
  const target = p * total;
  let reached: f64 = 0;
  let i = low;
  for (; i < high - 1; i++) {
    reached += f64At(w, i);
    if (reached >= target) break;
  }
  const value = f64At(x, i);
  return i < high - 1 && reached == target ? 0.5 * value + 0.5 * f64At(x, i + 1) : value;
}

/**
 * Quantiles within groups first .. last-1, whose values stand side by side and are sorted in place. Unweighted: type 7,
 * linear between order statistics. Weighted: type 2, the inverse of the weighted distribution function, averaged where it
 * is flat at p. Tasks are ranges of groups.
 *
 * In    offsets u32[nGroups+1], ends u32[nGroups]: group g has places offsets[g] .. ends[g]-1; p f64[nP] in 0..1
 * InOut x f64[n] without NaN; w f64[n] > 0, used only when `weighted` is not 0: sorted by group, w with x
 * Out   out f64[nGroups*nP], column-major: rows first .. last-1 are written; NaN in a group without a value
 * Info  0
 * Cost  O(n log n + nP n) weighted, O(n log n + nP nGroups) otherwise
 * Source  Hyndman & Fan (1996), The American Statistician 50(4), doi:10.1080/00031305.1996.10473566: definitions 7 and 2,
 *         the latter with weights as counts of equal observations
 */
export function groupQuantiles(
  first: usize, last: usize, nGroups: usize, nP: usize, weighted: i32, offsets: InU32, ends: InU32,
  x: InOutF64, w: InOutF64, p: InF64, out: OutF64,
): i32 {
  const weights: usize = weighted ? w : 0;
  for (let g = first; g < last; g++) {
    const low = u32At(offsets, g);
    const high = u32At(ends, g);
    if (high <= low) {
      for (let j: usize = 0; j < nP; j++) setF64(out, g + j * nGroups, NaN);
      continue;
    }
    // twice log2 of the length, as Musser sets it
    sortPairs(x, weights, low, high, 2 * (32 - clz<i32>(<i32>(high - low))));
    let total: f64 = 0;
    if (weighted) for (let i = low; i < high; i++) total += f64At(w, i);
    for (let j: usize = 0; j < nP; j++) {
      const share = f64At(p, j);
      const value = weighted
        ? weightedQuantile(x, w, low, high, share, total)
        : plainQuantile(x, low, high, share);
      setF64(out, g + j * nGroups, value);
    }
  }
  return 0;
}
