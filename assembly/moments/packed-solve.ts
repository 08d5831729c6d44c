import { f64At, InF64, InOutF64, setF64 } from "../abi";
import { subtractScaled } from "../blas/axpy";
import { dotChunk } from "../blas/ddot";
import { packedRow } from "./packed-factor";

/** Solves LL'x = b in place by the factor of `packedFactor`; x is 0 where a column was dropped. */
export function solveFactored(n: usize, L: usize, x: usize): void {
  for (let i: usize = 0; i < n; i++) {
    const row = L + (packedRow(i) << 3);
    const pivot = f64At(row, i);
    setF64(x, i, pivot == 0 ? 0 : (f64At(x, i) - dotChunk(i, row, x)) / pivot);
  }
  for (let i = n; i > 0;) {
    const row = L + (packedRow(--i) << 3);
    const pivot = f64At(row, i);
    if (pivot == 0) continue;
    const value = f64At(x, i) / pivot;
    setF64(x, i, value);
    subtractScaled(i, value, row, x);
  }
}

/**
 * Solves A X = B for several right-hand sides by the factor `packedFactor` made of A: unknowns of dropped columns are 0,
 * their equations are left out.
 *
 * In     L f64[n(n+1)/2] packed
 * InOut  X f64[n*nRight] column-major: right-hand sides on entry, solutions on return
 * Info   0
 * Cost   O(n^2 nRight)
 * Source as packedFactor
 */
export function packedSolve(n: usize, nRight: usize, L: InF64, X: InOutF64): i32 {
  for (let c: usize = 0; c < nRight; c++) solveFactored(n, L, X + ((c * n) << 3));
  return 0;
}
