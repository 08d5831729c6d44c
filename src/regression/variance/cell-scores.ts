/**
 * Score sums of several clusterings from those of their cells: where all intersect in cells that are few beside the rows, the rows are
 * summed by cell once, and cells by the clusters they lie in. Knows no variance.
 */
import { invokeChecked } from "../../engine/kernels/call.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import type { ClusterTerm, Fit, ScoresOf } from "../least-squares/fit.js";

/** Rows there must be for each cell: sums of cells then cost little beside a pass over the rows. */
const ROWS_A_CELL = 8;

/**
 * As `make`, but for clusters that hold whole cells of the finest of `terms`.
 *
 * @param scope holds the sums of cells
 * @param ordered makes these, in the order of their codes
 */
export function throughCells(scope: Scope, terms: readonly ClusterTerm[], make: ScoresOf, ordered: ScoresOf): ScoresOf {
  if (terms.length < 2) return make;
  const cells = terms.reduce((most, term) => (term.nLevels > most.nLevels ? term : most));
  let sums: F64Block | undefined;
  return (engine, inner, fit, term) => {
    if (cells.nLevels * ROWS_A_CELL > fit.n) return make(engine, inner, fit, term);
    if (term === cells) {
      sums ??= ordered(engine, scope, fit, cells);
      return sums;
    }
    const byGroups = fit.scoresByGroups?.(inner, term) ?? null;
    if (byGroups !== null) return byGroups;
    const clusterOf = clustersOfCells(cells, term);
    if (clusterOf === null) return make(engine, inner, fit, term);
    sums ??= ordered(engine, scope, fit, cells);
    return summed(engine, inner, fit, term, clusterOf, sums);
  };
}

/** The cluster each cell lies in; null where one lies across clusters. */
function clustersOfCells(cells: ClusterTerm, { key: codes }: ClusterTerm): Uint32Array | null {
  const [key, clusterOf] = [cells.key, new Uint32Array(cells.nLevels)];
  const met = new Uint8Array(cells.nLevels);
  for (let i = 0; i < key.length; i++) {
    const cell = key[i]!;
    if (met[cell] === 0) {
      met[cell] = 1;
      clusterOf[cell] = codes[i]!;
    } else if (clusterOf[cell] !== codes[i]) return null;
  }
  return clusterOf;
}

function summed(
  engine: Engine,
  scope: Scope,
  { k: size }: Fit,
  { nLevels: nGroups }: ClusterTerm,
  clusterOf: Uint32Array,
  blocks: F64Block,
): F64Block {
  const sums = scope.f64(nGroups * size);
  scope.scope((inner) => {
    const given = { size, low: 0, high: size, nBlocks: clusterOf.length, nGroups };
    invokeChecked(engine, "groupBlocks", { ...given, codes: inner.copyU32(clusterOf), blocks, sums });
  });
  return sums;
}
