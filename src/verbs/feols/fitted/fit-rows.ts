/**
 * What a regression says of each row of its table: residual, fitted value, the part of the regressors and the
 * part of the effects. Rows outside of the sample are NaN.
 */
import type { SampleColumn } from "../../../base/sample-column.js";
import { invoke } from "../../../engine/kernels/call.js";
import { placeColumns, sampleColumn } from "../../../engine/kernels/columns.js";
import type { Engine, F64Block } from "../../../engine/kernels/engine.js";

/** Columns placed at a time. */
const TOGETHER = 8;

/** A regression as its rows need it, whichever estimator made it. */
export interface RowsOfFit {
  /** Rows of the table. */
  readonly nRows: number;
  /** Rows of the sample, ascending. */
  readonly rows: Uint32Array;
  /** Regressors kept, over the sample, in the order of `beta`. */
  readonly columns: readonly SampleColumn[];
  readonly beta: Float64Array;
  readonly y: SampleColumn;
  /** Over the sample. */
  readonly residuals: () => Float64Array;
  readonly hasEffects: boolean;
}

/** Over the sample's rows. */
export interface SampleRows {
  readonly residuals: Float64Array;
  /** Regressors times coefficients. */
  readonly xb: Float64Array;
  /** y - xb - residual: what the effects add up to; 0 without effects. */
  readonly effects: Float64Array;
}

export function sampleRows(engine: Engine, fit: RowsOfFit): SampleRows {
  const { rows, columns, beta, y, hasEffects } = fit;
  const n = rows.length;
  const residuals = fit.residuals();
  const xb = linearPart(engine, n, columns, beta);
  if (!hasEffects) return { residuals, xb, effects: new Float64Array(n) };
  const outcome = y.numbers();
  const effects = new Float64Array(n);
  for (let i = 0; i < n; i++) effects[i] = outcome[i]! - xb[i]! - residuals[i]!;
  return { residuals, xb, effects };
}

/** A fit's residuals, in memory order and multiplied by sqrt(w), as they are in the sample. */
export function sampleResiduals(
  uHat: F64Block,
  rowOrder: Uint32Array | null,
  weights: Float64Array | null,
): Float64Array {
  const weighted = sampleColumn(uHat, uHat.length, 0, rowOrder);
  return weights === null ? weighted : weighted.map((u, i) => u / Math.sqrt(weights[i]!));
}

/** Columns of n numbers times coefficients, a few columns at a time, in their order. */
export function linearPart(
  engine: Engine,
  n: number,
  columns: readonly SampleColumn[],
  beta: Float64Array,
): Float64Array {
  return engine.scope((scope) => {
    const out = scope.copyF64(new Float64Array(n));
    for (let j = 0; j < columns.length; j += TOGETHER) {
      const some = columns.slice(j, j + TOGETHER);
      scope.scope((inner) => {
        const block: F64Block = inner.f64(n * some.length);
        placeColumns(some, block);
        const minus = inner.copyF64(beta.slice(j, j + some.length).map((b) => -b));
        invoke(engine, "residuals", { n, k: some.length, X: block, y: out, beta: minus, out });
      });
    }
    return out.view().slice();
  });
}

/** A copy of the values of the sample's rows at their places in the table, NaN elsewhere. */
export function overTable({ nRows, rows }: Pick<RowsOfFit, "nRows" | "rows">, values: Float64Array): Float64Array {
  if (rows.length === nRows) return values.slice();
  const out = new Float64Array(nRows).fill(Number.NaN);
  for (let i = 0; i < rows.length; i++) out[rows[i]!] = values[i]!;
  return out;
}
