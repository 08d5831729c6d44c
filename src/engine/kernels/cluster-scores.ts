/**
 * Score sums by cluster of several columns of residuals in one pass over the regressors, by tasks, in the
 * order of the codes. Ranges of ordered rows write the clusters that begin in them into place; what a later range has of
 * a cluster is summed apart, as a task of its own, and added in the order of ranges. Slabs of unordered rows merge as a
 * tree. Cuts are fixed by the data, so the bits depend on no thread.
 */
import { KernelError } from "../../base/errors.js";
import { ddotWork } from "./blas.js";
import { checkLength, invoke, RANGE, type Range, rangesOfSize, sumFew, sumPartsBlock } from "./call.js";
import type { Engine, F64Address, F64Block, Scope, U32Block } from "./engine.js";

// How a pass that sums rows by cluster is cut into tasks: where rows are ordered by cluster into ranges, each of which
// sums the clusters it meets; where they are not into a few slabs, each of which sums all clusters. Cuts are fixed by
// the data and never by the number of threads. Knows nothing of what is summed.

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
interface ClusterCut {
  readonly ordered: boolean;
  readonly ranges: readonly ClusterRange[];
}

/** The cut of n rows, n also being the number of codes. Codes may still be out of range, see `codesTooLarge`. */
export function cutByCluster(engine: Engine, n: number, { codes, nLevels }: Clusters): ClusterCut {
  if (invoke(engine, "ascending", { n, codes }) !== 1) return { ordered: false, ranges: slabsOf(n, nLevels) };
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
  readonly out: F64Address;
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
      return { n: rows, stride: n, k, m: columns, low, nCells, apart, X: x, U: u, codes, scores: out };
    }),
  );
  if (infos.some((info) => info !== 0)) throw tooLarge(clusters);
}

const tooLarge = (clusters: Clusters) => codesTooLarge("clusterScores", "nClusters", clusters);

// Residuals, their sum of squares and score sums by cluster in one pass over the rows, by tasks.

/** Scratch of `residualScores`, in f64. */
export const residualScoresWork = ddotWork;

/** What one pass gives. */
export interface ResidualScores {
  /** Residuals, n numbers. */
  readonly uHat: F64Block;
  /** Their sum of squares. */
  readonly ssr: number;
  /**
   * Score sums, row-major with k columns, a row for each cluster in the order of codes; rows of zeros may stand between
   * them. Null when no clusters were given.
   */
  readonly scores: F64Block | null;
}

/** A range of rows and the clusters it sums, from row `at` of the score sums. */
interface ScoresOf extends ClusterRange {
  readonly at: number;
}

/** Residuals y - X beta of an n x k matrix, and what `ResidualScores` says. Throws KernelError on codes out of range. */
export function residualScoresBlock(
  engine: Engine,
  scope: Scope,
  n: number,
  k: number,
  X: F64Block,
  y: F64Block,
  beta: F64Block,
  clusters: Clusters | null,
): ResidualScores {
  checkLength("residualScores", "X", X.length, n * k);
  checkLength("residualScores", "y", y.length, n);
  checkLength("residualScores", "beta", beta.length, k);
  if (clusters !== null) checkLength("residualScores", "codes", clusters.codes.length, n);
  const uHat = scope.f64(n);
  if (clusters === null) {
    const parts = rangesOfSize(n, RANGE).map((range) => ({ ...range, low: 0, nCells: 0, at: 0 }));
    return { uHat, ssr: residualScoresOf(engine, scope, n, k, X, y, beta, null, uHat, null, parts), scores: null };
  }
  const { ordered, ranges } = cutByCluster(engine, n, clusters);
  if (ranges.some(({ low, nCells }) => low + nCells > clusters.nLevels)) throw tooManyLevels(clusters);
  const parts = oneAfterTheOther(ranges);
  const { at, nCells } = parts.at(-1)!;
  const sums = scope.f64((at + nCells) * k);
  const ssr = residualScoresOf(engine, scope, n, k, X, y, beta, clusters, uHat, sums, parts);
  if (!ordered) return { uHat, ssr, scores: sumPartsBlock(engine, parts.length, nCells * k, sums) };
  joinSplitClusters(parts, k, sums.view());
  return { uHat, ssr, scores: sums };
}

/** Ranges with the place of their sums: those of a range follow those of the range before. */
function oneAfterTheOther(ranges: readonly ClusterRange[]): ScoresOf[] {
  let at = 0;
  return ranges.map((range) => {
    const part = { at, ...range };
    at += range.nCells;
    return part;
  });
}

function residualScoresOf(
  engine: Engine,
  scope: Scope,
  n: number,
  k: number,
  X: F64Block,
  y: F64Block,
  beta: F64Block,
  clusters: Clusters | null,
  uHat: F64Block,
  sums: F64Block | null,
  parts: readonly ScoresOf[],
): number {
  return scope.scope((inner) => {
    const scratch = residualScoresWork();
    const work = inner.f64(parts.length * scratch);
    const task = ({ first, rows, low, nCells, at }: ScoresOf, i: number) => {
      const own = { n: rows, X: X.at(first), y: y.at(first), codes: clusters?.codes.at(first), u: uHat.at(first) };
      return { stride: n, k, low, nCells, beta, scores: sums?.at(at * k), work: work.at(i * scratch), ...own };
    };
    const squares = engine.run("residualScores", parts.map(task));
    if (clusters !== null && squares.some((sum) => sum < 0)) throw tooManyLevels(clusters);
    return sumFew(parts.length, 1, Float64Array.from(squares))[0]!;
  });
}

const tooManyLevels = (clusters: Clusters) => codesTooLarge("residualScores", "nLevels", clusters);

/**
 * A cluster that goes on in the next range has a row in both: the later is added to the first, in the order of ranges, and
 * then zeroed.
 */
function joinSplitClusters(parts: readonly ScoresOf[], k: number, sums: Float64Array<ArrayBufferLike>): void {
  beginnings(parts).forEach((began, i) => {
    if (began < 0) return;
    const owner = parts[began]!.at + parts[began]!.nCells - 1;
    const later = parts[i]!.at;
    for (let j = 0; j < k; j++) {
      sums[owner * k + j] = sums[owner * k + j]! + sums[later * k + j]!;
      sums[later * k + j] = 0;
    }
  });
}
