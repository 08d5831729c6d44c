/**
 * Layer models. What rounding left out of the columns of a regression without fixed effects, in linear memory: of those a
 * formula makes, and of every column where the roots of weights multiply it. Asked for by regressions on nearly collinear
 * columns alone.
 */
import { twoProduct } from "../../base/double-double.js";
import type { SampleColumn } from "../../base/sample-column.js";
import { gatherColumns } from "../../kernels/columns.js";
import type { Engine, F64Block, Scope } from "../../kernels/engine.js";

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
    const ofProduct = (value: number, i: number) => twoProduct(value, roots[i]!).low + (low?.[i] ?? 0) * roots[i]!;
    return column.numbers().map(ofProduct);
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
