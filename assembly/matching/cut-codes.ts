import { f64At, InF64, OutU32, setU32 } from "../abi";

/**
 * The bin of each number between ascending cuts: how many cuts are not above it. So a bin holds its lower edge, bin 0 lies
 * below the first cut and bin nCuts starts at the last.
 *
 * In    x f64[n], no NaN; cuts f64[nCuts], ascending
 * Out   codes u32[n]
 * Info  0; -3 if an x is NaN
 * Cost  O(n log nCuts)
 */
export function cutCodes(n: usize, nCuts: usize, x: InF64, cuts: InF64, codes: OutU32): i32 {
  for (let i: usize = 0; i < n; i++) {
    const value = f64At(x, i);
    if (isNaN(value)) return -3;
    let low: usize = 0, high = nCuts;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (f64At(cuts, middle) <= value) low = middle + 1;
      else high = middle;
    }
    setU32(codes, i, low);
  }
  return 0;
}
