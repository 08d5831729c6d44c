/**
 * Slope variables of an effect as columns that are orthonormal within each level: what is taken out of a
 * column is then a weighted sum a direction, whatever the scale of the variable. Levels that leave a variable nothing to
 * vary by have no direction for it. Knows nothing of other effects.
 */
import { runChecked, slabStarts } from "../../../engine/kernels/call.js";
import { gatherColumns } from "../../../engine/kernels/columns.js";
import type { Engine, F64Block, Scope, U32Block } from "../../../engine/kernels/engine.js";

/** Share of a variable's norm about its mean in a level that must be left beside the variables before it. */
const TOLERANCE = 1e-9;

/** Levels of an effect over rows in memory. */
export interface LevelRows {
  readonly n: number;
  readonly nLevels: number;
  /** u32[nLevels+1]. */
  readonly offsets: U32Block;
  /** u32[n], rows by level; null where memory is in that order. */
  readonly order: U32Block | null;
  /** In memory order. */
  readonly weights: F64Block | null;
}

export interface LevelBasis {
  /** f64[n*nSlopes], in memory order; 0 in a level that has no such direction. */
  readonly block: F64Block;
  /** By column, by level: 1 where there is the direction. */
  readonly kept: readonly Uint32Array[];
}

/**
 * Makes the basis of an effect's slopes.
 *
 * @param columns slope variables over sample rows, finite
 * @param rowOrder sample row of each row in memory; null for the same
 * @param centred whether an intercept makes up for taking them about the mean of each level
 */
export function levelBasis(
  engine: Engine,
  scope: Scope,
  { n, nLevels, offsets, order, weights }: LevelRows,
  columns: readonly Float64Array[],
  rowOrder: Uint32Array | null,
  centred: boolean,
): LevelBasis {
  const block = gatherColumns(engine, scope, columns.map(scaled), rowOrder);
  const found = scope.scope((inner) => {
    const kept = inner.u32(nLevels * columns.length);
    const slabs = slabStarts(nLevels, offsets.view(), 0);
    const all = {
      n,
      ...{ nGroups: nLevels, nSlopes: columns.length, centred: centred ? 1 : 0, weighted: weights === null ? 0 : 1 },
      ...{ ordered: order === null ? 1 : 0, tolerance: TOLERANCE, offsets, order, w: weights, B: block, kept },
    };
    const tasks = slabs.slice(1).map((high, s) => ({ low: slabs[s]!, high, ...all }));
    runChecked(engine, "levelBasis", tasks);
    return kept.view().slice();
  });
  return { block, kept: columns.map((_, j) => found.subarray(j * nLevels, (j + 1) * nLevels)) };
}

/** A variable over a power of two that makes its largest number about 1: squares neither overflow nor vanish. */
function scaled(column: Float64Array): Float64Array {
  const largest = column.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest === 0) return column;
  const by = 2 ** -Math.max(-1000, Math.min(1000, exponentOf(largest)));
  return by === 1 ? column : column.map((value) => value * by);
}

/** The power of two at or below a positive number, from its bits; -1023 for the smallest numbers. */
const exponentOf = (value: number): number =>
  ((new Uint32Array(Float64Array.of(value).buffer)[1]! >>> 20) & 0x7ff) - 1023;
