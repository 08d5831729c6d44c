import { f64At, InF64, InU32, OutF64, OutU32, setF64, u32At, WorkF64 } from "../abi";
import { packedFactor, packedRow } from "./packed-factor";
import { solveFactored } from "./packed-solve";

/** Entry (i, j) of the difference of two packed matrices. */
// @ts-ignore: decorator
@inline function differenceAt(total: usize, part: usize, i: usize, j: usize): f64 {
  const at = i < j ? packedRow(j) + i : packedRow(i) + j;
  return f64At(total, at) - f64At(part, at);
}

/**
 * Least squares without one group: M = total - part, restricted to `columns`, is factored with the columns dropped that
 * those before explain, and solved for the unit vectors of the last nUnits columns and for columns `right` of M.
 * Solutions stand at their columns in vectors of the order of M, 0 elsewhere.
 *
 * In    columns u32[n], right u32[nRight]: columns of M; scale f64[n] as in packedFactor; total, part f64[order(order+1)/2]
 * Out   X f64[order*(nUnits+nRight)] column-major; kept u32[n] as in packedFactor
 * Work  f64[n(n+1)/2 + n]
 * Info  number of columns dropped
 * Cost  O(n^3 + n^2 (nUnits + nRight))
 * Source as packedFactor; MacKinnon, Nielsen & Webb (2023), Journal of Applied Econometrics 38(5), doi:10.1002/jae.2969
 */
export function leaveOutSolve(
  order: usize, n: usize, nUnits: usize, nRight: usize, tolerance: f64, columns: InU32, right: InU32, scale: InF64,
  total: InF64, part: InF64, X: OutF64, kept: OutU32, work: WorkF64,
): i32 {
  const vector = work + (packedRow(n) << 3);
  for (let i: usize = 0; i < n; i++) {
    const row = work + (packedRow(i) << 3);
    for (let j: usize = 0; j <= i; j++) {
      setF64(row, j, differenceAt(total, part, u32At(columns, i), u32At(columns, j)));
    }
  }
  const dropped = packedFactor(n, tolerance, scale, work, kept, vector);
  memory.fill(X, 0, (order * (nUnits + nRight)) << 3);
  for (let c: usize = 0; c < nUnits + nRight; c++) {
    for (let i: usize = 0; i < n; i++) {
      const value = c < nUnits
        ? (i == n - nUnits + c ? 1 : 0)
        : differenceAt(total, part, u32At(columns, i), u32At(right, c - nUnits));
      setF64(vector, i, value);
    }
    solveFactored(n, work, vector);
    for (let i: usize = 0; i < n; i++) setF64(X, c * order + u32At(columns, i), f64At(vector, i));
  }
  return dropped;
}
