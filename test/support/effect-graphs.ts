/**
 * Graphs of effects for tests of solvers: rows ordered by group with the levels of p other effects, and what their
 * reduced system does, in plain TypeScript.
 */
import type { Engine, Scope } from "../../src/engine/kernels/engine.js";
import { type CellGraph, cellGraph } from "../../src/engine/kernels/reduced.js";

export interface EffectRows {
  readonly n: number;
  readonly nGroups: number;
  readonly nLevels: number;
  readonly p: number;
  readonly offsets: Uint32Array;
  readonly codes: Uint32Array;
  readonly w: Float64Array | null;
}

/** Rows from the cells of each group, given as lists of levels. */
export function rowsFrom(
  groups: readonly (readonly (readonly number[])[])[],
  nLevels: number,
  weigh?: () => number,
): EffectRows {
  const rows = groups.flat();
  const p = rows[0]!.length;
  const offsets = new Uint32Array(groups.length + 1);
  groups.forEach((cells, g) => {
    offsets[g + 1] = offsets[g]! + cells.length;
  });
  const codes = Uint32Array.from({ length: p * rows.length }, (_, i) => {
    return rows[i % rows.length]![Math.floor(i / rows.length)]!;
  });
  const w = weigh === undefined ? null : Float64Array.from(rows, weigh);
  return { n: rows.length, nGroups: groups.length, nLevels, p, offsets, codes, w };
}

/** Groups of two to six rows at levels at random; p effects of `each` levels. */
export function randomRows(
  random: () => number,
  nGroups: number,
  each: number,
  p: number,
  weigh?: () => number,
): EffectRows {
  const row = () => Array.from({ length: p }, (_, f) => f * each + Math.floor(random() * each));
  const groups = Array.from({ length: nGroups }, () => Array.from({ length: 2 + Math.floor(random() * 5) }, row));
  return rowsFrom(groups, p * each, weigh);
}

/** A ring of levels: one group joins each to the next. */
export function ringRows(nLevels: number, weigh?: () => number): EffectRows {
  return rowsFrom(
    Array.from({ length: nLevels }, (_, l) => [[l], [(l + 1) % nLevels]]),
    nLevels,
    weigh,
  );
}

/** A ring of levels, each joined to the two before it and the two after: a path that no elimination shortens. */
export function bandRows(nLevels: number): EffectRows {
  const joined = (apart: number) => Array.from({ length: nLevels }, (_, l) => [[l], [(l + apart) % nLevels]]);
  return rowsFrom([...joined(1), ...joined(2)], nLevels);
}

/** The cells of these rows in linear memory. */
export function graphOf(engine: Engine, scope: Scope, rows: EffectRows): CellGraph {
  return cellGraph(engine, scope, {
    ...rows,
    offsets: scope.copyU32(rows.offsets),
    codes: scope.copyU32(rows.codes),
    weights: rows.w === null ? null : scope.copyF64(rows.w),
  });
}

/** What each row is above its group's mean: y less group means. */
function centre({ nGroups, offsets, w }: EffectRows, y: Float64Array): Float64Array {
  const out = y.slice();
  for (let g = 0; g < nGroups; g++) {
    let [sum, total] = [0, 0];
    for (let i = offsets[g]!; i < offsets[g + 1]!; i++) {
      sum += (w?.[i] ?? 1) * y[i]!;
      total += w?.[i] ?? 1;
    }
    for (let i = offsets[g]!; i < offsets[g + 1]!; i++) out[i] = total > 0 ? y[i]! - sum / total : 0;
  }
  return out;
}

/** Sums by level of a column of rows from which group means are taken: a right-hand side. */
export function sumsByLevel(rows: EffectRows, y: Float64Array): Float64Array {
  const { n, p, codes, nLevels, w } = rows;
  const centred = centre(rows, y);
  const sums = new Float64Array(nLevels);
  for (let i = 0; i < n * p; i++) sums[codes[i]!]! += (w?.[i % n] ?? 1) * centred[i % n]!;
  return sums;
}

/** Coefficients by level as a column of rows. */
function onRows({ n, p, codes }: EffectRows, coefs: Float64Array): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => {
    let sum = 0;
    for (let f = 0; f < p; f++) sum += coefs[codes[f * n + i]!]!;
    return sum;
  });
}

/** S x, summed over rows. */
export const timesSystem = (rows: EffectRows, x: Float64Array): Float64Array => sumsByLevel(rows, onRows(rows, x));

/** sqrt(x'S x), summed over rows without cancellation. */
export function energyNorm(rows: EffectRows, x: Float64Array): number {
  const centred = centre(rows, onRows(rows, x));
  return Math.sqrt(centred.reduce((sum, value, i) => sum + (rows.w?.[i] ?? 1) * value * value, 0));
}
