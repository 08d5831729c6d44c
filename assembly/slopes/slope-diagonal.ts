import { f64At, InF64, InU32, OutF64, setF64, setU32, u32At, WorkF64, WorkU32 } from "../abi";
import { inverseOf, weightAt } from "../demean/lanes";
import { weightOf } from "./group-rows";
import { termValue } from "./terms";

/**
 * The diagonal of the equations of the other effects' terms once the directions of each group are eliminated: what groups
 * low .. high-1 take from what each term has with itself. Parts of several calls add up.
 *
 * In    as for slopePass
 * Out   taken f64[nLevels]: of D2'W P1 D2, the diagonal
 * Work  f64[(nSlopes+1)*nLevels]; u32[2*nLevels]
 * Info  0
 * Cost  O(n p (nSlopes + 1)); groups in order
 */
export function slopeDiagonal(
  n: usize, low: usize, high: usize, nLevels: usize, p: usize, nSlopes: usize, intercept: i32, weighted: i32,
  offsets: InU32, codes: InU32, terms: InU32, values: InF64, B: InF64, w: InF64, taken: OutF64,
  along: WorkF64, index: WorkU32,
): i32 {
  const met = index, stamp = index + (nLevels << 2), constant = intercept != 0;
  memory.fill(taken, 0, nLevels << 3);
  memory.fill(along, 0, ((nSlopes + 1) * nLevels) << 3);
  memory.fill(stamp, 0, nLevels << 2);
  let start = u32At(offsets, low);
  for (let g = low; g < high; g++) {
    const end = u32At(offsets, g + 1), mark = g - low + 1;
    let nMet: usize = 0;
    for (let i = start; i < end; i++) {
      const wi = weightAt(weighted != 0, w, i);
      for (let t: usize = 0; t < p; t++) {
        const level = u32At(codes, t * n + i), value = wi * termValue(n, t, i, terms, values);
        if (u32At(stamp, level) != mark) {
          setU32(stamp, level, mark);
          setU32(met, nMet++, level);
        }
        if (constant) setF64(along, level, f64At(along, level) + value);
        for (let d: usize = 0; d < nSlopes; d++) {
          const at = (d + 1) * nLevels + level;
          setF64(along, at, f64At(along, at) + value * f64At(B, d * n + i));
        }
      }
    }
    const inverse = inverseOf(weightOf(weighted != 0, w, start, end));
    for (let s: usize = 0; s < nMet; s++) {
      const level = u32At(met, s);
      let sum = f64At(taken, level);
      for (let d: usize = 0; d <= nSlopes; d++) {
        const part = f64At(along, d * nLevels + level);
        sum += (d == 0 ? inverse : 1) * (part * part);
        setF64(along, d * nLevels + level, 0);
      }
      setF64(taken, level, sum);
    }
    start = end;
  }
  return 0;
}
