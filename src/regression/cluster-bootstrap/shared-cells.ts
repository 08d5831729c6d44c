/**
 * Which error clusters and which bootstrap clusters have cells in common: where the weight of a draw enters
 * a score directly. Knows nothing of scores.
 */
import type { Category } from "../../base/columns.js";

/** Pairs of an error and a bootstrap cluster that share a cell, by error cluster, and the entry of each cell. */
export interface SharedCells {
  readonly offsets: Uint32Array;
  readonly clusters: Uint32Array;
  readonly entryOf: Uint32Array;
}

/** Those of the error clusters of one clustering. */
export function sharedCells({ codes, nLevels }: Category, boot: Category): SharedCells {
  const keys = Float64Array.from(codes, (c, g) => c * boot.nLevels + boot.codes[g]!);
  const distinct = [...new Set(keys)].sort((a, b) => a - b);
  const place = new Map(distinct.map((key, e) => [key, e]));
  const offsets = new Uint32Array(nLevels + 1);
  for (const key of distinct) offsets[Math.floor(key / boot.nLevels) + 1]!++;
  for (let c = 0; c < nLevels; c++) offsets[c + 1]! += offsets[c]!;
  return {
    offsets,
    clusters: Uint32Array.from(distinct, (key) => key % boot.nLevels),
    entryOf: Uint32Array.from(keys, (key) => place.get(key)!),
  };
}

/** Rows of several clusterings one after the other. */
export function sideBySide(pairs: readonly SharedCells[]): {
  readonly offsets: Uint32Array;
  readonly clusters: Uint32Array;
} {
  const offsets = [0];
  for (const pair of pairs) {
    const start = offsets.at(-1)!;
    for (const end of pair.offsets.subarray(1)) offsets.push(start + end);
  }
  return {
    offsets: Uint32Array.from(offsets),
    clusters: Uint32Array.from(pairs.flatMap(({ clusters }) => [...clusters])),
  };
}
