/**
 * Rows ordered by the effect that is taken out group by group, as the kernels that leave columns as they are take them: their
 * slabs, the clusters that hold whole groups, the matrices that come back. Knows no column.
 */
import type { Engine, F64Block, U32Block } from "../../engine/kernels/engine.js";
import type { RowGrid } from "./row-batches.js";

export interface OrderedGroups {
  readonly engine: Engine;
  /** Arguments every kernel takes; `codes` of the p other effects, `nLevels` levels together. */
  readonly given: {
    readonly n: number;
    readonly nLevels: number;
    readonly p: number;
    readonly weighted: number;
    readonly offsets: U32Block;
    readonly codes: U32Block | null;
    readonly w: F64Block | null;
  };
  /** First group of each task of a pass over columns in linear memory, then the number of groups. */
  readonly slabs: readonly number[];
  /** Tasks of a pass that reads a batch of rows at a time. */
  readonly grid: RowGrid;
  /** Weight of each level of the other effects; null where there are none. */
  readonly totals: F64Block | null;
}

/** The cluster that each group lies in, or null where a group lies across clusters; codes in memory order. */
export function ownersOf({ given }: OrderedGroups, codes: Uint32Array): Uint32Array | null {
  const offsets = given.offsets.view();
  const owners = new Uint32Array(offsets.length - 1);
  for (let g = 0; g < owners.length; g++) {
    const [start, end] = [offsets[g]!, offsets[g + 1]!];
    const owner = codes[start]!;
    for (let i = start + 1; i < end; i++) if (codes[i] !== owner) return null;
    owners[g] = owner;
  }
  return owners;
}

/** Tiles on and below the diagonal, row-major with `width` columns, as the leading k by k of a symmetric matrix. */
export function symmetric(tiles: Float64Array<ArrayBufferLike>, width: number, k: number): Float64Array {
  return Float64Array.from({ length: k * k }, (_, at) => {
    const [i, j] = [at % k, Math.floor(at / k)];
    return tiles[Math.max(i, j) * width + Math.min(i, j)]!;
  });
}

/** Of a k by k matrix. */
export const diagonal = (A: Float64Array, k: number): Float64Array =>
  Float64Array.from({ length: k }, (_, j) => A[j * (k + 1)]!);
