import { f64At, InF64, InOutF64, InU32, setF64, u32At } from "../abi";

/**
 * Takes a number a level out of a column: x[i] -= shift[codes[i]]. With shift = theta times the mean of the level this is
 * quasi-demeaning, rows in any order.
 *
 * In    codes u32[n] in 0..nLevels-1; shift f64[nLevels]
 * InOut x f64[n]
 * Info  0; -3 if a code is >= nLevels
 * Cost  O(n)
 * Source  Fuller & Battese (1974), Journal of Econometrics 2(1)
 */
export function subtractLevels(n: usize, nLevels: usize, codes: InU32, shift: InF64, x: InOutF64): i32 {
  for (let i: usize = 0; i < n; i++) {
    const level = u32At(codes, i);
    if (level >= nLevels) return -3;
    setF64(x, i, f64At(x, i) - f64At(shift, level));
  }
  return 0;
}
