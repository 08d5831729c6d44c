import { f64At, InF64, InU32, OutF64, setF64, u32At } from "../abi";

/**
 * Differences between rows of a column: out[i] = x[rows[i]] - x[before[i]].
 *
 * In    rows, before u32[m] in 0..n-1; x f64[n]
 * Out   out f64[m]
 * Info  0; -3 if a row is not below n, -4 if one before is not
 * Cost  O(m)
 */
export function rowDifferences(m: usize, n: usize, rows: InU32, before: InU32, x: InF64, out: OutF64): i32 {
  for (let i: usize = 0; i < m; i++) {
    const row = u32At(rows, i), last = u32At(before, i);
    if (row >= n) return -3;
    if (last >= n) return -4;
    setF64(out, i, f64At(x, row) - f64At(x, last));
  }
  return 0;
}
