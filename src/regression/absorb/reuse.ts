/**
 * What an ordered sample is good for again: other weights on the same rows, or some of its rows. Codes are
 * copied, because a solver numbers them in its own way; nothing is sorted a second time. Knows no solver.
 */

import { DataError } from "../../base/errors.js";
import { invokeChecked } from "../../engine/kernels/call.js";
import type { Engine, Scope, U32Block } from "../../engine/kernels/engine.js";
import type { SolverName } from "./choice.js";
import type { ContainedEffect, LoadedEffect, LoadedEffects, RowGroups } from "./effects.js";

export interface AbsorbOptions {
  /**
   * `auto` (default) takes an exact solve where its work is small, else conjugate gradients; `direct` any exact solve
   * that fits in memory; `krylov` conjugate gradients; `map` alternating projections, kept as a check of the others.
   */
  readonly solver?: SolverName;
  /** Error allowed relative to the 2-norm of the demeaned column; default 1e-10; iterative methods only. */
  readonly tolerance?: number;
  /** Sweeps or iterations allowed; default 10,000; iterative methods only. */
  readonly maxIterations?: number;
  /** Stops a demeaning between batches of columns and between iterations. */
  readonly signal?: AbortSignal;
}

/** Effects placed, rows ordered: all that depends neither on weights nor on columns. */
export interface OrderedSample {
  readonly engine: Engine;
  readonly scope: Scope;
  readonly nRows: number;
  readonly placed: LoadedEffects;
  /** Rows by the first effect; null for fewer than two, which leave rows as they are. */
  readonly groups: RowGroups | null;
  /** In sample order. */
  readonly weights: Float64Array | null;
  readonly levels: readonly number[];
  readonly options: AbsorbOptions;
}

/** The same rows with other weights, in sample order. */
export function otherWeights(sample: OrderedSample, scope: Scope, weights: Float64Array | null): OrderedSample {
  const { groups, placed } = sample;
  return {
    ...sample,
    scope,
    placed: { ...placed, kept: copyCodes(sample, scope, null, null) },
    groups: groups && { offsets: scope.copyU32(Uint32Array.from(groups.offsets.view())), rowOrder: groups.rowOrder },
    weights,
  };
}

/** Some rows of the sample, ascending; levels without rows are left out. Throws DataError `subset_rows`. */
export function keptRows(sample: OrderedSample, scope: Scope, rows: Uint32Array): OrderedSample {
  checkRows(rows, sample.nRows);
  const { positions, rowOrder } = placesOf(sample, rows);
  const kept = copyCodes(sample, scope, positions, rows);
  const contained = sample.placed.contained.map((effect): ContainedEffect => {
    const codes = rows.map((row) => effect.codes[row]!);
    return { ...effect, codes, nLevels: renumber(codes, effect.nLevels) };
  });
  const { given } = sample.placed;
  const placed: LoadedEffects = { nRows: rows.length, kept, contained, ...(given === undefined ? {} : { given }) };
  const nLevels = new Map([...kept, ...contained].map((effect) => [effect.position, effect.nLevels]));
  const { weights } = sample;
  return {
    ...sample,
    scope,
    nRows: rows.length,
    placed,
    groups: sample.groups && { offsets: offsetsOf(sample, scope, kept[0]!, rows.length), rowOrder },
    weights: weights && Float64Array.from(rows, (row) => weights[row]!),
    levels: sample.levels.map((_, position) => nLevels.get(given?.[position]?.like ?? position)!),
  };
}

/** Memory places of the rows kept, in memory order, and the new sample row each holds (null where that is its place). */
function placesOf({ nRows, groups }: OrderedSample, rows: Uint32Array) {
  const order = groups?.rowOrder ?? null;
  if (order === null) return { positions: rows, rowOrder: null };
  const newRow = new Int32Array(nRows).fill(-1);
  for (const [i, row] of rows.entries()) newRow[row] = i;
  const positions = new Uint32Array(rows.length);
  const rowOrder = new Uint32Array(rows.length);
  for (let i = 0, next = 0; i < nRows; i++) {
    const row = newRow[order[i]!]!;
    if (row < 0) continue;
    positions[next] = i;
    rowOrder[next++] = row;
  }
  return { positions, rowOrder };
}

/**
 * Codes of the effects that enter the solve, from 0 for each, at `positions` in memory order (null: all): consecutive,
 * as solvers want them. Slope variables are over sample rows: those at `rows` are kept.
 */
function copyCodes(
  { placed, nRows }: OrderedSample,
  scope: Scope,
  positions: Uint32Array | null,
  rows: Uint32Array | null,
): LoadedEffect[] {
  const n = positions?.length ?? nRows;
  const block = scope.u32(n * placed.kept.length);
  let base = 0;
  return placed.kept.map((effect, f) => {
    const codes = block.view().subarray(f * n, (f + 1) * n);
    const source = effect.codes.view();
    // effects after the first have been numbered together, from the second on, where none has slopes
    const low = f === 0 || placed.given !== undefined ? 0 : base;
    if (f > 0) base += effect.nLevels;
    for (let i = 0; i < n; i++) codes[i] = source[positions === null ? i : positions[i]!]! - low;
    const nLevels = positions === null ? effect.nLevels : renumber(codes, effect.nLevels);
    const { slopes } = effect;
    if (slopes === undefined || positions === null) return { ...effect, codes: block.part(f * n, n), nLevels };
    const columns = slopes.columns.map((column) => Float64Array.from(rows!, (row) => column[row]!));
    return { ...effect, codes: block.part(f * n, n), nLevels, slopes: { ...slopes, columns } };
  });
}

/** Numbers the levels in use from 0, in their order, in place; returns how many there are. */
function renumber(codes: Uint32Array<ArrayBufferLike>, nLevels: number): number {
  const number = new Uint32Array(nLevels);
  for (const code of codes) number[code] = 1;
  let used = 0;
  for (let level = 0; level < nLevels; level++) if (number[level] === 1) number[level] = used++;
  for (let i = 0; i < codes.length; i++) codes[i] = number[codes[i]!]!;
  return used;
}

function offsetsOf({ engine }: OrderedSample, scope: Scope, first: LoadedEffect, n: number): U32Block {
  const offsets = scope.u32(first.nLevels + 1);
  invokeChecked(engine, "csrOffsets", { n, nLevels: first.nLevels, codes: first.codes, offsets });
  return offsets;
}

function checkRows(rows: Uint32Array, nRows: number): void {
  const at = rows.findIndex((row, i) => row >= nRows || (i > 0 && row <= rows[i - 1]!));
  if (at < 0 && rows.length > 0) return;
  throw new DataError(
    "subset_rows",
    rows.length === 0
      ? "A subset of no rows: expected at least one."
      : `Row ${rows[at]} at place ${at} of a subset: expected ascending rows below ${nRows}.`,
    { got: rows[at], expected: `ascending, below ${nRows}` },
  );
}
