import { f64At, InF64, InOutF64, OutF64, setF64 } from "../abi";
import { LANES } from "./lanes";

/**
 * Irons-Tuck extrapolation of a fixed-point iteration x, F(x), F(F(x)) for four columns: with d = F(F(x)) - F(x) and
 * e = d - (F(x) - x), the new x is F(F(x)) - (d'e / e'e) d, in the inner product weighted by level. A column that is
 * not active goes to F(F(x)).
 *
 * In    totals f64[nLevels]: weight of each level; once, twice f64[4*nLevels]: F(x), F(F(x)), interleaved by four;
 *       active f64[4]: 1 to extrapolate a column, 0 not to
 * InOut x f64[4*nLevels]
 * Out   steps f64[8]: weighted squared norms of F(x) - x for each column, then of F(F(x)) - F(x)
 * Info  0
 * Cost  O(nLevels); levels in order
 * Source  Irons & Tuck (1969), International Journal for Numerical Methods in Engineering 1(3),
 *         doi:10.1002/nme.1620010306
 */
export function ironsTuck(
  nLevels: usize, totals: InF64, once: InF64, twice: InF64, active: InF64, x: InOutF64, steps: OutF64,
): i32 {
  for (let j: usize = 0; j < LANES; j++) {
    let first: f64 = 0, second: f64 = 0, de: f64 = 0, ee: f64 = 0;
    for (let l: usize = 0; l < nLevels; l++) {
      const at = l * LANES + j, total = f64At(totals, l);
      const c = f64At(once, at) - f64At(x, at);
      const d = f64At(twice, at) - f64At(once, at);
      const e = d - c;
      first += total * c * c;
      second += total * d * d;
      de += total * d * e;
      ee += total * e * e;
    }
    const factor = f64At(active, j) != 0 && ee > 0 ? de / ee : 0;
    for (let l: usize = 0; l < nLevels; l++) {
      const at = l * LANES + j;
      const d = f64At(twice, at) - f64At(once, at);
      setF64(x, at, f64At(twice, at) - factor * d);
    }
    setF64(steps, j, first);
    setF64(steps, LANES + j, second);
  }
  return 0;
}
