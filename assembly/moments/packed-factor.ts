import { f64At, InF64, InOutF64, OutU32, setF64, setU32, WorkF64 } from "../abi";
import { subtractScaled } from "../blas/axpy";

// A symmetric matrix of order n as its lower triangle by rows: element (i, j), j <= i, stands at i (i + 1) / 2 + j.

/** Place of element (i, 0) of a packed matrix. */
// @ts-ignore: decorator
@inline export function packedRow(i: usize): usize { return (i * (i + 1)) >> 1; }

/**
 * Cholesky factor of a packed positive semidefinite matrix, A = LL', in place, in column order. A column of which those
 * before it leave no more than tolerance * scale[j] is dropped: its row and column of L are zero, as if it were not there.
 * Right-looking: pivot j takes its column off the rows below, each contiguous, so that lanes are columns.
 *
 * In     scale f64[n]: what a pivot is measured by, such as the sum of squares of the column before anything was taken off
 * InOut  A f64[n(n+1)/2] packed; L on return
 * Work   f64[n]
 * Out    kept u32[n]: 1 kept, 0 dropped
 * Info   number of columns dropped
 * Cost   O(n^3)
 * Source Golub & Van Loan (2013), Matrix Computations, 4.2; dropping in order as Stata's and R's lm do
 */
export function packedFactor(
  n: usize, tolerance: f64, scale: InF64, A: InOutF64, kept: OutU32, column: WorkF64,
): i32 {
  let dropped = 0;
  for (let j: usize = 0; j < n; j++) {
    const pivot = f64At(A, packedRow(j) + j);
    const isKept = pivot > tolerance * f64At(scale, j);
    setU32(kept, j, isKept ? 1 : 0);
    if (!isKept) dropped++;
    const root = isKept ? sqrt(pivot) : 0;
    setF64(A, packedRow(j) + j, root);
    if (!isKept) {
      for (let t: usize = 0; t < j; t++) setF64(A, packedRow(j) + t, 0);
      for (let i = j + 1; i < n; i++) setF64(A, packedRow(i) + j, 0);
      continue;
    }
    for (let i = j + 1; i < n; i++) {
      const value = f64At(A, packedRow(i) + j) / root;
      setF64(A, packedRow(i) + j, value);
      setF64(column, i, value);
    }
    for (let i = j + 1; i < n; i++) {
      const factor = f64At(column, i);
      if (factor == 0) continue;
      subtractScaled(i - j, factor, column + ((j + 1) << 3), A + ((packedRow(i) + j + 1) << 3));
    }
  }
  return dropped;
}
