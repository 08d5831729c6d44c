/**
 * Standard errors of regressors times coefficients, row by row: the root of x'V x.
 */
import type { SampleColumn } from "../../../base/sample-column.js";
import { linearCombinationsBlock } from "../../../engine/kernels/blas.js";
import { rangesOfSize } from "../../../engine/kernels/call.js";
import { rowDotsBlock } from "../../../engine/kernels/effects.js";
import type { Engine } from "../../../engine/kernels/engine.js";

/** Rows at a time. */
const TOGETHER = 65_536;

/** f64[n]; NaN where a regressor is, or the covariance gives a negative variance. */
export function linearErrors(
  engine: Engine,
  n: number,
  columns: readonly SampleColumn[],
  matrix: readonly (readonly number[])[],
): Float64Array {
  const k = columns.length;
  const out = new Float64Array(n);
  engine.scope((scope) => {
    const V = scope.copyF64(Float64Array.from(matrix.flat()));
    for (const { first, rows } of rangesOfSize(n, TOGETHER)) {
      scope.scope((inner) => {
        const X = inner.f64(rows * k);
        columns.forEach((column, j) => {
          X.part(j * rows, rows)
            .view()
            .set(column.numbers().subarray(first, first + rows));
        });
        const XV = linearCombinationsBlock(engine, inner, rows, k, k, X, V);
        out.set(rowDotsBlock(engine, inner, rows, k, X, XV).view().map(Math.sqrt), first);
      });
    }
  });
  return out;
}
