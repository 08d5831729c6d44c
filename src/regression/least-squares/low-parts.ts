/**
 * What rounding left out of the columns of a regression without fixed effects, in linear memory: of those a
 * formula makes, and of every column where the roots of weights multiply it. Asked for by regressions on nearly collinear
 * columns alone.
 */
import { productError } from "../../base/double-double.js";
import type { SampleColumn } from "../../base/sample-column.js";
import { gatherColumns } from "../../engine/kernels/columns.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";

/** n by columns.length, rows in `rowOrder` as the columns themselves; null where nothing was left out. */
export function placeLowParts(
  engine: Engine,
  scope: Scope,
  columns: readonly SampleColumn[],
  weights: Float64Array | null,
  rowOrder: Uint32Array | null,
): F64Block | null {
  const roots = weights?.map(Math.sqrt);
  const parts = columns.map((column) => {
    const low = column.lowPart();
    if (roots === undefined) return low;
    const values = column.numbers();
    const left = new Float64Array(values.length);
    for (let i = 0; i < left.length; i++) {
      const [value, root] = [values[i]!, roots[i]!];
      left[i] = productError(value, root, value * root) + (low === null ? 0 : low[i]! * root);
    }
    return left;
  });
  if (parts.every((part) => part === null)) return null;
  const nothing = new Float64Array(columns[0]!.length);
  return gatherColumns(
    engine,
    scope,
    parts.map((part) => part ?? nothing),
    rowOrder,
  );
}
