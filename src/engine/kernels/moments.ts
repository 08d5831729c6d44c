/**
 * Wrappers of the moments kernels: small symmetric matrices held as their lower triangle by rows, element
 * (i, j), j <= i, at i (i + 1) / 2 + j. On arrays, and, named ...Block, on blocks in linear memory.
 */
import { copyOut } from "./blas.js";
import { checkLength, cutGroups, invoke, runChecked, sumPartsBlock } from "./call.js";
import type { Engine, F64Block, Scope, Task, U32Block } from "./engine.js";

/** Numbers a packed matrix of order n has. */
export const packedSize = (n: number): number => (n * (n + 1)) / 2;

/** What `packedFactor` makes; arrays as in the kernel. */
export interface PackedFactor {
  readonly n: number;
  /** L, packed; rows and columns of dropped columns are 0. */
  readonly L: Float64Array;
  /** n flags: 1 kept, 0 dropped. */
  readonly kept: Uint32Array;
  readonly nDropped: number;
}

/** Factors a packed positive semidefinite matrix in column order, dropping columns left with no more than tolerance * scale. */
export function packedFactor(
  engine: Engine,
  n: number,
  tolerance: number,
  scale: Float64Array,
  A: Float64Array,
): PackedFactor {
  checkLength("packedFactor", "A", A.length, packedSize(n));
  checkLength("packedFactor", "scale", scale.length, n);
  return engine.scope((scope) => {
    const [L, kept, column] = [scope.copyF64(A), scope.u32(n), scope.f64(n)];
    const scales = scope.copyF64(scale);
    const nDropped = invoke(engine, "packedFactor", { n, tolerance, scale: scales, A: L, kept, column });
    return { n, L: copyOut(L), kept: kept.view().slice(), nDropped };
  });
}

/** Solves A X = B, n by nRight and column-major, by the factor of A; unknowns of dropped columns are 0. */
export function packedSolve(engine: Engine, { n, L }: PackedFactor, nRight: number, B: Float64Array): Float64Array {
  checkLength("packedSolve", "B", B.length, n * nRight);
  return engine.scope((scope) => {
    const [factor, X] = [scope.copyF64(L), scope.copyF64(B)];
    invoke(engine, "packedSolve", { n, nRight, L: factor, X });
    return copyOut(X);
  });
}

// Wrappers of the kernels that make blocks: cross-products by cluster of columns and sparse dummies, rows ordered by
// group. Tasks own ranges of clusters, or of groups where clusters are few. Knows nothing of what the columns are.

/** Rows of a buffer in `momentBlocks`. */
const BUFFER_ROWS = 64;
/** Rows that are worth a task of their own; tasks there may be; numbers their scratch may take together. */
const FEWEST_ROWS = 16_384;
const MOST_TASKS = 64;
const MOST_SCRATCH = 2 ** 23;
/** Parts that sums of all clusters are made in, and how often each of their numbers should be added to by a column of rows. */
const MOST_PARTS = 8;
const PASSES = 2;
/** Clusters whose blocks one task writes. */
const CLUSTERS_WRITTEN = 64;

/** Columns side by side in the kernels: p, up to a multiple of four. */
const widthOf = (p: number): number => 4 * Math.ceil(p / 4);

/** Numbers in the sums of a cluster, p columns and m dummies. */
export const momentSumsSize = (p: number, m: number): number => widthOf(p) ** 2 + m * widthOf(p) + packedSize(m) + m;

/** Scratch of `momentSums`, in f64. */
export const momentSumsWork = (p: number, m: number): number => (BUFFER_ROWS + 2) * widthOf(p) + 2 * m;

/** Scratch of `momentBlocks`, in f64. */
export const momentBlocksWork = (p: number, m: number): number => momentSumsSize(p, m) + momentSumsWork(p, m);

/** Rows in linear memory for `momentBlocks`. */
export interface MomentRows {
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
 * Cross-products by cluster into `blocks` and weights by level into `levelWeights`, as the kernels lay them out. Where
 * clusters are few and lie scattered, tasks take groups as they come, each into sums of its own; else they own clusters.
 */
export function momentBlocksBlock(
  engine: Engine,
  scope: Scope,
  blocks: F64Block,
  levelWeights: F64Block,
  rows: MomentRows,
): void {
  const { n, p, m, nClusters, clusterOf } = rows;
  checkLength("momentBlocks", "X", rows.X.length, n * p);
  checkLength("momentBlocks", "blocks", blocks.length, nClusters * packedSize(m + p));
  checkLength("momentBlocks", "levelWeights", levelWeights.length, nClusters * m);
  const size = nClusters * momentSumsSize(p, m);
  const nParts = Math.floor(Math.min(MOST_PARTS, n / FEWEST_ROWS, (n * p) / (PASSES * size)));
  const isScattered = clusterOf.some((c, g) => g > 0 && c < clusterOf[g - 1]!);
  const make = isScattered && nParts > 0 ? byPart : byCluster;
  scope.scope((inner) => make(engine, inner, blocks, levelWeights, rows, nParts));
}

/** Tasks own ranges of groups, as rows lie in memory. */
function byPart(
  engine: Engine,
  scope: Scope,
  blocks: F64Block,
  levelWeights: F64Block,
  rows: MomentRows,
  nParts: number,
): void {
  const { n, p, m, nClusters, clusterOf, offsets, behind } = rows;
  const size = nClusters * momentSumsSize(p, m);
  const [owners, sums] = [scope.copyU32(clusterOf), scope.f64(nParts * size)];
  const [scratch, cuts] = [momentSumsWork(p, m), cutGroups(clusterOf.length, offsets.view(), nParts)];
  const work = scope.f64(nParts * scratch);
  const tasks = Array.from({ length: nParts }, (_, t) => {
    const own = { low: cuts[t]!, high: cuts[t + 1]!, sums: sums.at(t * size), work: work.at(t * scratch) };
    return { n, p, m, nClusters, offsets, clusterOf: owners, ...own, ...columns(rows) };
  });
  runChecked(engine, "momentSums", tasks);
  const total = sumPartsBlock(engine, nParts, size, sums);
  const write: Task<"momentWrite">[] = [];
  for (let low = 0; low < nClusters; low += CLUSTERS_WRITTEN) {
    const high = Math.min(nClusters, low + CLUSTERS_WRITTEN);
    write.push({ low, high, p, m, behind, sums: total, blocks, levelWeights });
  }
  runChecked(engine, "momentWrite", write);
}

/** Tasks own ranges of clusters, whose blocks they make whole. */
function byCluster(engine: Engine, scope: Scope, blocks: F64Block, levelWeights: F64Block, rows: MomentRows): void {
  const { n, p, m, nClusters, clusterOf, offsets } = rows;
  const { starts, groups, rowStarts } = groupsByCluster(nClusters, clusterOf, offsets.view());
  const [first, list] = [scope.copyU32(starts), scope.copyU32(groups)];
  const scratch = momentBlocksWork(p, m);
  const nTasks = Math.floor(Math.max(1, Math.min(MOST_TASKS, n / FEWEST_ROWS, MOST_SCRATCH / scratch)));
  const cuts = cutGroups(nClusters, rowStarts, nTasks);
  const work = scope.f64(nTasks * scratch);
  const tasks = Array.from({ length: nTasks }, (_, t) => {
    const own = { low: cuts[t]!, high: cuts[t + 1]!, work: work.at(t * scratch) };
    const { behind } = rows;
    return { n, p, m, behind, starts: first, groups: list, offsets, blocks, levelWeights, ...own, ...columns(rows) };
  });
  runChecked(engine, "momentBlocks", tasks);
}

/** Codes, weights, columns, and what is done with them. */
const columns = ({ codes, weights, X, nEffects, centred }: MomentRows) => {
  return { nEffects, weighted: weights === null ? 0 : 1, centred: centred ? 1 : 0, codes, w: weights, X };
};

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
