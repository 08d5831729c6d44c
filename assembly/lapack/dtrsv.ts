import { f64At, InF64, InOutF64, setF64 } from "../abi";
import { subtractScaled } from "../blas/axpy";
import { dotChunk } from "../blas/ddot";

/**
 * Solves A x = b, or A'x = b when `transposed`, with A the upper triangle of an n x n column-major matrix, or the
 * lower one when `upper` is 0. The other triangle is not read. Columns are walked either way: they are contiguous.
 *
 * In     A f64[n*n] column-major
 * InOut  x f64[n]: b on entry, the solution on return
 * Info   0; j when A[j, j] (from 1) is 0, x being then undefined
 * Cost   O(n^2)
 * Source  BLAS level 2 xTRSV (Dongarra, Du Croz, Hammarling & Hanson 1988, ACM TOMS 14(1), doi:10.1145/42288.42291)
 */
export function dtrsv(upper: i32, transposed: i32, n: usize, A: InF64, x: InOutF64): i32 {
  for (let j: usize = 0; j < n; j++) if (f64At(A, j + j * n) == 0) return <i32>(j + 1);
  // An upper triangle is solved from the last unknown, a lower one from the first; transposing turns that round.
  const backwards = (upper != 0) != (transposed != 0);
  for (let step: usize = 0; step < n; step++) {
    const j = backwards ? n - 1 - step : step;
    const first: usize = upper ? 0 : j + 1;
    const rows = upper ? j : n - 1 - j;
    const column = A + ((first + j * n) << 3);
    const others = x + (first << 3);
    if (transposed) {
      setF64(x, j, (f64At(x, j) - dotChunk(rows, column, others)) / f64At(A, j + j * n));
    } else {
      const value = f64At(x, j) / f64At(A, j + j * n);
      setF64(x, j, value);
      subtractScaled(rows, value, column, others);
    }
  }
  return 0;
}
