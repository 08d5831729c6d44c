import { f64At, InF64, OutF64, setF64 } from "../abi";
import { LANES } from "./lanes";

/**
 * Largest |mean| over levels of each of four columns, from sums by level. Levels of no weight are passed over.
 *
 * In    totals f64[nLevels]: weight of each level; sums f64[4*nLevels], interleaved by four
 * Out   largest f64[4]
 * Info  0
 * Cost  O(nLevels)
 */
export function levelMeans(nLevels: usize, totals: InF64, sums: InF64, largest: OutF64): i32 {
  for (let j: usize = 0; j < LANES; j++) {
    let M: f64 = 0;
    for (let l: usize = 0; l < nLevels; l++) {
      const total = f64At(totals, l);
      if (total > 0) M = max(M, abs(f64At(sums, l * LANES + j) / total));
    }
    setF64(largest, j, M);
  }
  return 0;
}
