import { f64At, InF64, InU32, InU8, OutF64, setF64, u32At } from "../abi";

/**
 * What period effects and the effect of its unit leave of a column, in rows by unit: out = y - b[level] - a, where a is the
 * (weighted) mean of y - b over the rows of the unit that are compared with. Of these, out is a residual; of the others it
 * is the outcome less what is imputed.
 *
 * In    starts u32[units+1]; level u32[n] in 0..nLevels-1; compared u8[n], 0 or 1; w f64[n] when weighted is 1; y f64[n];
 *       b f64[nLevels]
 * Out   out f64[n], rows of units low..high-1
 * Info  0; -6 if a level is not below nLevels; -7 if a unit has no row to compare with
 * Cost  O(rows of the units)
 * Source  Borusyak, Jaravel & Spiess (2024), Review of Economic Studies 91(6), doi:10.1093/restud/rdae007, theorem 2
 */
export function imputeOutcomes(
  low: usize, high: usize, nLevels: usize, weighted: i32, starts: InU32, level: InU32, compared: InU8, w: InF64,
  y: InF64, b: InF64, out: OutF64,
): i32 {
  for (let u = low; u < high; u++) {
    const start = u32At(starts, u), end = u32At(starts, u + 1);
    let sum: f64 = 0, weight: f64 = 0;
    for (let i = start; i < end; i++) {
      const t = u32At(level, i);
      if (t >= nLevels) return -6;
      const left = f64At(y, i) - f64At(b, t);
      setF64(out, i, left);
      if (load<u8>(compared + i) == 0) continue;
      const wi: f64 = weighted == 1 ? f64At(w, i) : 1;
      sum += wi * left;
      weight += wi;
    }
    if (start == end) continue;
    if (!(weight > 0)) return -7;
    const mean = sum / weight;
    for (let i = start; i < end; i++) setF64(out, i, f64At(out, i) - mean);
  }
  return 0;
}
