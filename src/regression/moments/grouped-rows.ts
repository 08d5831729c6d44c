/**
 * Rows in the order `momentBlocks` wants: by group, with codes of dummies, weights and columns along.
 */
import type { Category } from "../../base/columns.js";
import { reorderColumns } from "../../engine/kernels/columns.js";
import type { Engine, F64Block, Scope, U32Block } from "../../engine/kernels/engine.js";
import { orderRows } from "../absorb/effects.js";
import { gather, gatherCodes } from "../frame/gather.js";

type Grouping = Pick<Category, "name" | "codes" | "nLevels">;

export interface OrderedRows {
  readonly offsets: U32Block;
  /** Cluster of each group. */
  readonly clusterOf: Uint32Array;
  readonly weights: F64Block | null;
  /** Codes of the dummies, effect by effect, levels numbered through; null when there are none. */
  readonly codes: U32Block | null;
}

/** Rows to order. */
export interface UnorderedRows {
  /** n by p, column-major; row i holds sample row rowOrder[i], or i when `rowOrder` is null. */
  readonly columns: F64Block;
  readonly p: number;
  readonly rowOrder: Uint32Array | null;
  /** Nested in `clusters`; in sample order, as all that follow. */
  readonly group: Grouping;
  readonly clusters: Grouping;
  /** Effects whose codes are wanted. */
  readonly dummies: readonly Grouping[];
  readonly weights: Float64Array | null;
}

/** Orders rows by `group`, columns in place. */
export function orderByGroup(engine: Engine, scope: Scope, rows: UnorderedRows): OrderedRows {
  const { columns, p, rowOrder, group, clusters, dummies, weights } = rows;
  const n = group.codes.length;
  const placed = rowOrder ?? undefined;
  const block = scope.u32(n * (1 + dummies.length));
  let first = 0;
  const kept = [group, ...dummies].map(({ name, codes, nLevels }, position) => {
    const view = block.view().subarray(position * n, (position + 1) * n);
    view.set(gatherCodes(codes, placed));
    if (first > 0) for (let i = 0; i < n; i++) view[i]! += first;
    if (position > 0) first += nLevels;
    return { name, position, nLevels, codes: block.part(position * n, n) };
  });
  const { offsets, rowOrder: turned } = orderRows(engine, scope, { nRows: n, kept, contained: [] });
  if (turned !== null) reorderColumns(engine, scope, n, p, turned, columns);
  const ofLoaded = weights === null ? null : gather(weights, placed);
  const starts = offsets.view();
  const clusterOf = Uint32Array.from({ length: group.nLevels }, (_, g) => {
    const at = turned === null ? starts[g]! : turned[starts[g]!]!;
    return clusters.codes[placed === undefined ? at : placed[at]!]!;
  });
  return {
    offsets,
    clusterOf,
    weights: ofLoaded === null ? null : scope.copyF64(gather(ofLoaded, turned ?? undefined)),
    codes: dummies.length === 0 ? null : block.part(n, n * dummies.length),
  };
}
