/**
 * Layer kernels. Wrapper of `momentBlocks`: cross-products by cluster of columns and sparse dummies, rows ordered by group.
 * Tasks own ranges of clusters, so a block is made whole by one of them. Knows nothing of what the columns are.
 */
import { checkInfo, checkLength } from "./checks.js";
import type { Engine, F64Block, Scope, Task, U32Block } from "./engine.js";
import { packedSize } from "./moments.js";
import { cutGroups } from "./slabs.js";

/** Rows of a buffer in `momentBlocks`. */
const BUFFER_ROWS = 64;
/** Rows that are worth a task of their own; tasks there may be; numbers their scratch may take together. */
const FEWEST_ROWS = 16_384;
const MOST_TASKS = 64;
const MOST_SCRATCH = 2 ** 23;

/** Scratch of `momentBlocks` for p columns and m dummies, in f64. */
export function momentBlocksWork(p: number, m: number): number {
  const width = 4 * Math.ceil(p / 4);
  return (BUFFER_ROWS + 2) * width + BUFFER_ROWS + width * width + m * width + packedSize(m) + 2 * m;
}

/** Rows in linear memory for `momentBlocks`. */
export interface GroupedRows {
  readonly n: number;
  /** p columns, column-major; rows ordered by group. */
  readonly X: F64Block;
  readonly p: number;
  /** u32[nGroups+1]. */
  readonly offsets: U32Block;
  /** Cluster of each group, u32[nGroups]; every cluster has a group. */
  readonly clusterOf: Uint32Array;
  readonly nClusters: number;
  /** f64[n], or null. */
  readonly weights: F64Block | null;
  /** u32[nEffects*n], in 0..m-1, levels of later effects numbered after earlier ones'. */
  readonly codes: U32Block | null;
  readonly nEffects: number;
  readonly m: number;
  /** Dummies that stand behind the columns: the last of the m. */
  readonly behind: number;
  /** Whether group means are taken out. */
  readonly centred: boolean;
}

/**
 * Cross-products by cluster into `blocks` and weights by level into `levelWeights`, as the kernel lays them out; tasks own
 * ranges of clusters.
 */
export function momentBlocksBlock(
  engine: Engine,
  scope: Scope,
  blocks: F64Block,
  levelWeights: F64Block,
  rows: GroupedRows,
): void {
  const { n, p, m, nClusters, clusterOf, offsets } = rows;
  checkLength("momentBlocks", "X", rows.X.length, n * p);
  checkLength("momentBlocks", "blocks", blocks.length, nClusters * packedSize(m + p));
  checkLength("momentBlocks", "levelWeights", levelWeights.length, nClusters * m);
  scope.scope((inner) => {
    const { starts, groups, rowStarts } = groupsByCluster(nClusters, clusterOf, offsets.view());
    const [first, list] = [inner.copyU32(starts), inner.copyU32(groups)];
    const scratch = momentBlocksWork(p, m);
    const nTasks = Math.max(1, Math.min(MOST_TASKS, n / FEWEST_ROWS, MOST_SCRATCH / scratch));
    const cuts = cutGroups(nClusters, rowStarts, Math.floor(nTasks));
    const work = inner.f64((cuts.length - 1) * scratch);
    const tasks: Task[] = [];
    for (let t = 0; t + 1 < cuts.length; t++) {
      const flags = [rows.weights === null ? 0 : 1, rows.centred ? 1 : 0];
      const sizes = [cuts[t]!, cuts[t + 1]!, n, p, m, rows.behind, rows.nEffects, ...flags];
      const codes = rows.codes?.address ?? 0;
      const inputs = [first.address, list.address, offsets.address, codes, rows.weights?.address ?? 0, rows.X.address];
      tasks.push([...sizes, ...inputs, blocks.address, levelWeights.address, work.at(t * scratch)]);
    }
    for (const info of engine.run("momentBlocks", tasks)) checkInfo("momentBlocks", info);
  });
}

/** Groups listed by cluster, in order, where each cluster's begin, and the rows before each cluster so listed. */
function groupsByCluster(nClusters: number, clusterOf: Uint32Array, offsets: ArrayLike<number>) {
  const [starts, rowStarts] = [new Uint32Array(nClusters + 1), new Float64Array(nClusters + 1)];
  for (let g = 0; g < clusterOf.length; g++) {
    starts[clusterOf[g]! + 1]!++;
    rowStarts[clusterOf[g]! + 1]! += offsets[g + 1]! - offsets[g]!;
  }
  for (let c = 0; c < nClusters; c++) {
    starts[c + 1]! += starts[c]!;
    rowStarts[c + 1]! += rowStarts[c]!;
  }
  const [groups, next] = [new Uint32Array(clusterOf.length), starts.slice()];
  for (let g = 0; g < clusterOf.length; g++) groups[next[clusterOf[g]!]!++] = g;
  return { starts, groups, rowStarts };
}
