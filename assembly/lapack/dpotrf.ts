import { f64At, InOutF64, setF64 } from "../abi";
import { addColumns } from "../blas/residuals";

/**
 * Cholesky factor L of a symmetric positive definite n x n matrix, A = LL', in place and without pivoting. Left-looking
 * by columns: column j takes off all earlier columns at once, four at a time in registers.
 *
 * InOut  A f64[n*n] column-major; L in the lower triangle, the part above the diagonal is neither read nor written
 * Info   0; j when pivot j (from 1) is not > 0: A is not positive definite, columns before j hold L
 * Cost   O(n^3)
 * Source  LAPACK xPOTRF (Anderson et al. 1999, LAPACK Users' Guide, doi:10.1137/1.9780898719604)
 */
export function dpotrf(n: usize, A: InOutF64): i32 {
  for (let j: usize = 0; j < n; j++) {
    const row = A + (j << 3);
    const column = row + ((j * n) << 3);
    const rows = n - j;
    addColumns(rows, j, row, n << 3, -1, row, n, column, column);
    const pivot = f64At(column, 0);
    if (!(pivot > 0)) return <i32>(j + 1);
    const root = sqrt(pivot);
    setF64(column, 0, root);
    for (let i: usize = 1; i < rows; i++) setF64(column, i, f64At(column, i) / root);
  }
  return 0;
}
