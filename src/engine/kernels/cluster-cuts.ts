/**
 * How a pass that sums rows by cluster is cut into tasks: where rows are ordered by cluster into ranges,
 * each of which sums the clusters it meets; where they are not into a few slabs, each of which sums all clusters. Cuts are
 * fixed by the data and never by the number of threads. Knows nothing of what is summed.
 */
import { KernelError } from "../../base/errors.js";
import type { Engine, U32Block } from "./engine.js";
import { RANGE, type Range, rangesOfSize } from "./ranges.js";

/** Slabs at most, and rows there must be for each cell of all slabs: merging then costs little beside the pass. */
const MOST_SLABS = 16;
const ROWS_PER_CELL = 16;

/** Clusters of the rows: codes below `nLevels`. */
export interface Clusters {
  readonly codes: U32Block;
  readonly nLevels: number;
}

/** Rows and the clusters low .. low + nCells - 1 among which theirs are. */
export interface ClusterRange extends Range {
  readonly low: number;
  readonly nCells: number;
}

/** Ranges of all rows; `ordered` when rows are ordered by cluster, and two ranges then share one cluster at most. */
export interface ClusterCut {
  readonly ordered: boolean;
  readonly ranges: readonly ClusterRange[];
}

/** The cut of n rows, n also being the number of codes. Codes may still be out of range, see `codesTooLarge`. */
export function cutByCluster(engine: Engine, n: number, { codes, nLevels }: Clusters): ClusterCut {
  if (engine.kernels.ascending(n, codes.address) !== 1) return { ordered: false, ranges: slabsOf(n, nLevels) };
  const view = codes.view();
  const ranges = rangesOfSize(n, RANGE).map(({ first, rows }) => {
    const low = rows === 0 ? 0 : view[first]!;
    return { first, rows, low, nCells: rows === 0 ? 0 : view[first + rows - 1]! - low + 1 };
  });
  return { ordered: true, ranges };
}

/** Slabs of rows in any order, each a power of two of the smallest ranges so that it is a subtree over chunks. */
function slabsOf(n: number, nLevels: number): ClusterRange[] {
  let size = RANGE;
  const tooMany = (count: number) => count > MOST_SLABS || count * nLevels * ROWS_PER_CELL > n;
  while (size < n && tooMany(Math.ceil(n / size))) size *= 2;
  return rangesOfSize(n, size).map((range) => ({ ...range, low: 0, nCells: nLevels }));
}

/**
 * For each range of ordered rows the number of the range in which its first cluster began, when that is an earlier one;
 * -1 when it began here.
 */
export function beginnings(ranges: readonly ClusterRange[]): readonly number[] {
  let owner = -1;
  let last = -1;
  return ranges.map(({ low, nCells }, i) => {
    if (nCells === 0) return -1;
    const began = low === last ? owner : -1;
    if (began < 0 || nCells > 1) owner = i;
    last = low + nCells - 1;
    return began;
  });
}

/** The error that says that codes are not below `nLevels`, which the caller knows as `name`. */
export function codesTooLarge(kernel: string, name: string, { codes, nLevels }: Clusters): KernelError {
  return new KernelError("kernel_codes", `${kernel}: 'codes' must be below ${name} = ${nLevels}.`, {
    got: codes.view().reduce((a, b) => Math.max(a, b), 0),
    expected: nLevels,
  });
}
