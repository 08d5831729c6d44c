import { f64At, InOutF64, OutF64, setF64, WorkF64 } from "../abi";
import { subtractScaled } from "../blas/axpy";
import { ddot } from "../blas/ddot";

/**
 * Householder QR of an m x n column-major matrix, in place and unblocked: R above and on the diagonal, below it the
 * reflectors v_j with v_j[j] = 1 left out; Q = H_0 H_1 ..., H_j = I - tau[j] v_j v_j'.
 *
 * InOut  A f64[m*n] column-major, entries within 1e-150 and 1e150: squares are not scaled
 * Out    tau f64[min(m, n)]
 * Work   f64[32], as `ddot`
 * Info   0
 * Cost   O(m n^2)
 * Source  LAPACK xGEQR2, xLARFG (Anderson et al. 1999, LAPACK Users' Guide, doi:10.1137/1.9780898719604)
 */
export function dgeqr2(m: usize, n: usize, A: InOutF64, tau: OutF64, work: WorkF64): i32 {
  for (let j: usize = 0, end = min(m, n); j < end; j++) {
    const pivot = A + ((j + j * m) << 3);
    const below = pivot + 8;
    const rows = m - j - 1;
    const squares = ddot(rows, below, below, work);
    if (squares == 0) {
      setF64(tau, j, 0);
      continue;
    }
    const alpha = f64At(pivot, 0);
    const norm = sqrt(alpha * alpha + squares);
    const beta = alpha > 0 ? -norm : norm;
    const factor = (beta - alpha) / beta;
    for (let i: usize = 0; i < rows; i++) setF64(below, i, f64At(below, i) / (alpha - beta));
    setF64(pivot, 0, beta);
    setF64(tau, j, factor);
    for (let l = j + 1; l < n; l++) {
      const top = A + ((j + l * m) << 3);
      const multiple = factor * (f64At(top, 0) + ddot(rows, below, top + 8, work));
      setF64(top, 0, f64At(top, 0) - multiple);
      subtractScaled(rows, multiple, below, top + 8);
    }
  }
  return 0;
}
