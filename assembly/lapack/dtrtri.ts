import { f64At, InOutF64, setF64 } from "../abi";
import { subtractScaled } from "../blas/axpy";

/**
 * Inverse of an upper triangular n x n matrix, in place, column by column: column j of the inverse is the inverse of
 * the leading j x j block times the entries above A[j, j], divided by -A[j, j].
 *
 * InOut  A f64[n*n] column-major; the part below the diagonal is neither read nor written
 * Info   0; j when A[j, j] (from 1) is 0, A being then unchanged
 * Cost   O(n^3)
 * Source  LAPACK xTRTI2 (Anderson et al. 1999, LAPACK Users' Guide, doi:10.1137/1.9780898719604)
 */
export function dtrtri(n: usize, A: InOutF64): i32 {
  for (let j: usize = 0; j < n; j++) if (f64At(A, j + j * n) == 0) return <i32>(j + 1);
  for (let j: usize = 0; j < n; j++) {
    const column = A + ((j * n) << 3);
    const diagonal = 1 / f64At(column, j);
    setF64(column, j, diagonal);
    for (let l: usize = 0; l < j; l++) {
      const value = f64At(column, l);
      const inverse = A + ((l * n) << 3);
      subtractScaled(l, -value, inverse, column);
      setF64(column, l, value * f64At(inverse, l));
    }
    for (let i: usize = 0; i < j; i++) setF64(column, i, -diagonal * f64At(column, i));
  }
  return 0;
}
