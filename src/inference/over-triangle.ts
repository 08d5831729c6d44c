/**
 * Layer inference. Rows x to x R^-1, R the triangle of X = QR. Meat taken of x R^-1 needs R^-1 alone on either side; meat
 * taken of x needs (X'X)^-1, and there rounding grows with the square of X's condition: a cubic in calendar years leaves no correct digit.
 * Method: forward substitution, which is backward stable row by row. Knows nothing of variances.
 * Source: Higham (2002), Accuracy and Stability of Numerical Algorithms, chapter 8, doi:10.1137/1.9780898718027.
 */
import { residualsBlock } from "../kernels/blas.js";
import type { Engine, F64Block, Scope } from "../kernels/engine.js";

/** x R^-1 for every row x of a row-major matrix with k columns, in place. R is k by k, upper, column-major. */
export function rowsOverTriangle(rows: Float64Array, k: number, R: Float64Array): void {
  for (let start = 0; start < rows.length; start += k) {
    for (let j = 0; j < k; j++) {
      let rest = rows[start + j]!;
      for (let i = 0; i < j; i++) rest -= rows[start + i]! * R[j * k + i]!;
      rows[start + j] = rest / R[j * k + j]!;
    }
  }
}

/** X R^-1, n by k and column-major, of an n by k matrix in linear memory, which stays as it is. */
export function columnsOverTriangle(
  engine: Engine,
  scope: Scope,
  n: number,
  k: number,
  X: F64Block,
  R: Float64Array,
): F64Block {
  const Q = scope.f64(n * k);
  for (let j = 0; j < k; j++) {
    scope.scope((inner) => {
      const above = inner.copyF64(R.subarray(j * k, j * k + j));
      const rest = residualsBlock(engine, inner, n, j, Q.part(0, n * j), X.part(n * j, n), above).view();
      const column = Q.part(n * j, n).view();
      const pivot = R[j * k + j]!;
      for (let i = 0; i < n; i++) column[i] = rest[i]! / pivot;
    });
  }
  return Q;
}
