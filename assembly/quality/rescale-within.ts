import { f64At, InF64, InU32, OutF64, setF64, u32At } from "../abi";

/**
 * Values on [0, 1] between two bounds of their group: out[i] = (x[i] - low_g) / (high_g - low_g), g = codes[i], 0 below
 * low_g and 1 above high_g. NaN where x is NaN and where the bounds are equal or NaN. Tasks are ranges of rows.
 *
 * In    x f64[n] finite, or NaN = missing; codes u32[n] in 0..nGroups-1; low f64[nGroups]; high f64[nGroups] >= low
 * Out   out f64[n], no -0
 * Info  number of values clipped: outside their bounds, where those differ; -4 if a code is >= nGroups
 * Cost  O(n)
 */
export function rescaleWithin(
  n: usize, nGroups: usize, x: InF64, codes: InU32, low: InF64, high: InF64, out: OutF64,
): i32 {
  let clipped: i32 = 0;
  for (let i: usize = 0; i < n; i++) {
    const g = u32At(codes, i);
    if (g >= nGroups) return -4;
    const least = f64At(low, g);
    const greatest = f64At(high, g);
    const value = f64At(x, i);
    if (isNaN(value) || !(greatest > least)) {
      setF64(out, i, NaN);
      continue;
    }
    if (value < least || value > greatest) clipped++;
    setF64(out, i, value <= least ? 0 : value >= greatest ? 1 : (value - least) / (greatest - least));
  }
  return clipped;
}
