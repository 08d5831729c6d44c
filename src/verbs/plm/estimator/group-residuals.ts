/**
 * Residuals, and their squares, summed by units or periods: all that tests of effects ask of rows.
 */
import { copyOut } from "../../../engine/kernels/blas.js";
import { runChecked } from "../../../engine/kernels/call.js";
import type { Engine, F64Block, Scope } from "../../../engine/kernels/engine.js";
import type { RowGroups } from "./transforms.js";

export interface GroupSums {
  /** Sums, and sums of squares, of each level. */
  readonly sums: Float64Array;
  readonly squares: Float64Array;
  /** Rows of each level. */
  readonly counts: Float64Array;
}

/** Sums of n residuals by each of `groupings`. */
export function groupResiduals(
  engine: Engine,
  scope: Scope,
  n: number,
  e: F64Block,
  groupings: readonly RowGroups[],
): GroupSums[] {
  return groupings.map(({ codes, nLevels }) =>
    scope.scope((inner) => {
      const ones = inner.f64(n);
      ones.view().fill(1);
      const [sums, squares, counts] = [inner.f64(nLevels), inner.f64(nLevels), inner.f64(nLevels)];
      const summed = [
        [0, e, e, sums],
        [1, e, e, squares],
        [0, ones, ones, counts],
      ] as const;
      const tasks = summed.map(([weighted, x, w, out]) => ({ n, nLevels, weighted, x, codes, w, sums: out }));
      runChecked(engine, "groupSums", tasks);
      return { sums: copyOut(sums), squares: copyOut(squares), counts: copyOut(counts) };
    }),
  );
}
