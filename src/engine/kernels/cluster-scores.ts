/**
 * Score sums by cluster of several columns of residuals in one pass over the regressors, by tasks, in the
 * order of the codes. Ranges of ordered rows write the clusters that begin in them into place; what a later range has of
 * a cluster is summed apart, as a task of its own, and added in the order of ranges. Slabs of unordered rows merge as a
 * tree. Cuts are fixed by the data, so the bits depend on no thread.
 */
import { checkLength } from "./checks.js";
import { beginnings, type ClusterRange, type Clusters, codesTooLarge, cutByCluster } from "./cluster-cuts.js";
import type { Engine, F64Block, Scope } from "./engine.js";
import { sumPartsBlock } from "./parts.js";

/** Sums that stay in the second cache of a core: more columns of residuals are taken one by one, see `sumSlabs`. */
const CACHED = 2 ** 17;

/** What all tasks have in common. */
interface Pass {
  readonly n: number;
  readonly k: number;
  readonly m: number;
  readonly X: F64Block;
  readonly U: F64Block;
  readonly clusters: Clusters;
}

/**
 * A range of rows, some columns of residuals, and where the sums of its clusters go: those of the next column `apart`
 * numbers on.
 */
interface Part extends ClusterRange {
  readonly column: number;
  readonly columns: number;
  readonly out: number;
  readonly apart: number;
}

/** A cluster that began in an earlier range: its code, and where the sums of its further rows are. */
interface Further {
  readonly code: number;
  readonly sums: F64Block;
}

/**
 * Score sums of the n x m residuals U against the n x k regressors X: m blocks one after the other, each nClusters x k
 * and row-major, row g of block t being the sum of x_i U_it over the rows of cluster g; zeros for a cluster without rows.
 * In `scores` when given. Throws KernelError when a code is not below nClusters.
 */
export function clusterScoresManyBlock(
  engine: Engine,
  scope: Scope,
  n: number,
  k: number,
  m: number,
  X: F64Block,
  U: F64Block,
  clusters: Clusters,
  scores: F64Block = scope.f64(m * clusters.nLevels * k),
): F64Block {
  checkLength("clusterScores", "X", X.length, n * k);
  checkLength("clusterScores", "u", U.length, n * m);
  checkLength("clusterScores", "codes", clusters.codes.length, n);
  checkLength("clusterScores", "scores", scores.length, m * clusters.nLevels * k);
  const pass = { n, k, m, X, U, clusters };
  const { ordered, ranges } = cutByCluster(engine, n, clusters);
  scope.scope((inner) => {
    if (ordered) sumRanges(engine, inner, pass, ranges, scores);
    else sumSlabs(engine, inner, pass, ranges, scores);
  });
  return scores;
}

/** Room is taken before codes are looked at: memory that grows leaves views of it behind. */
function sumRanges(engine: Engine, inner: Scope, pass: Pass, ranges: readonly ClusterRange[], scores: F64Block): void {
  const { k, m, clusters } = pass;
  const { codes, nLevels } = clusters;
  if (ranges.some(({ low, nCells }) => low + nCells > nLevels)) throw tooLarge(clusters);
  const began = beginnings(ranges);
  const room = inner.f64(began.filter((range) => range >= 0).length * m * k);
  const view = codes.view();
  const all = { column: 0, columns: m };
  const further: Further[] = [];
  const parts: Part[] = [];
  let next = 0;
  ranges.forEach(({ first, rows, low, nCells }, i) => {
    const split = began[i]! < 0 ? 0 : rowsOfFirst(view.subarray(first, first + rows));
    if (split > 0) {
      const sums = room.part(further.length * m * k, m * k);
      further.push({ code: low, sums });
      const rest = { first, rows: split, low, nCells: 1 };
      parts.push({ ...rest, ...all, out: sums.address, apart: k });
    }
    // clusters without rows before its own are the range's to zero, those after the last row the last range's
    const end = i + 1 < ranges.length ? low + nCells : nLevels;
    const own = { first: first + split, rows: rows - split, low: next, nCells: end - next };
    parts.push({ ...own, ...all, out: scores.at(next * k), apart: nLevels * k });
    next = end;
  });
  run(engine, pass, parts);
  const into = scores.view();
  for (const { code, sums } of further) {
    sums.view().forEach((sum, at) => {
      into[(Math.floor(at / k) * nLevels + code) * k + (at % k)]! += sum;
    });
  }
}

/** How many of some ordered codes are the first. */
function rowsOfFirst(codes: Uint32Array<ArrayBufferLike>): number {
  let [low, high] = [0, codes.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (codes[middle] === codes[0]) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Rows in any order meet all sums at random. Where those of all columns of residuals do not stay in cache a task takes one
 * column: reading X again costs less.
 */
function sumSlabs(engine: Engine, inner: Scope, pass: Pass, ranges: readonly ClusterRange[], scores: F64Block): void {
  const { k, m, clusters } = pass;
  const apart = clusters.nLevels * k;
  const size = m * apart;
  const sums = ranges.length === 1 ? scores : inner.f64(ranges.length * size);
  const columns = size <= CACHED ? m : 1;
  const parts = ranges.flatMap((range, i) =>
    Array.from({ length: m / columns }, (_, t) => {
      return { ...range, column: t * columns, columns, out: sums.at(i * size + t * apart), apart };
    }),
  );
  run(engine, pass, parts);
  if (sums !== scores) scores.view().set(sumPartsBlock(engine, ranges.length, size, sums).view());
}

function run(engine: Engine, { n, k, X, U, clusters }: Pass, parts: readonly Part[]): void {
  const infos = engine.run(
    "clusterScores",
    parts.map(({ first, rows, low, nCells, column, columns, out, apart }) => {
      const [x, u, codes] = [X.at(first), U.at(column * n + first), clusters.codes.at(first)];
      return [rows, n, k, columns, low, nCells, apart, x, u, codes, out];
    }),
  );
  if (infos.some((info) => info !== 0)) throw tooLarge(clusters);
}

const tooLarge = (clusters: Clusters) => codesTooLarge("clusterScores", "nClusters", clusters);
