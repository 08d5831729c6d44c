/**
 * Residuals, their sum of squares and score sums by cluster in one pass over the rows, by tasks. Where
 * rows are ordered by cluster a task sums the clusters of its range, and those that go on in the next range are put
 * together afterwards; where they are not, each of a few slabs of rows sums all clusters, and the slabs merge as a tree.
 * Ranges and slabs are fixed by the data, so the bits depend on no thread.
 */
import { ddotWork } from "./blas.js";
import { checkLength, RANGE, rangesOfSize, sumFew, sumPartsBlock } from "./call.js";
import { beginnings, type ClusterRange, type Clusters, codesTooLarge, cutByCluster } from "./cluster-scores.js";
import type { Engine, F64Block, Scope } from "./engine.js";

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
interface Part extends ClusterRange {
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
    return { uHat, ssr: run(engine, scope, n, k, X, y, beta, null, uHat, null, parts), scores: null };
  }
  const { ordered, ranges } = cutByCluster(engine, n, clusters);
  if (ranges.some(({ low, nCells }) => low + nCells > clusters.nLevels)) throw tooLarge(clusters);
  const parts = oneAfterTheOther(ranges);
  const { at, nCells } = parts.at(-1)!;
  const sums = scope.f64((at + nCells) * k);
  const ssr = run(engine, scope, n, k, X, y, beta, clusters, uHat, sums, parts);
  if (!ordered) return { uHat, ssr, scores: sumPartsBlock(engine, parts.length, nCells * k, sums) };
  joinSplitClusters(parts, k, sums.view());
  return { uHat, ssr, scores: sums };
}

/** Ranges with the place of their sums: those of a range follow those of the range before. */
function oneAfterTheOther(ranges: readonly ClusterRange[]): Part[] {
  let at = 0;
  return ranges.map((range) => {
    const part = { at, ...range };
    at += range.nCells;
    return part;
  });
}

function run(
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
  parts: readonly Part[],
): number {
  return scope.scope((inner) => {
    const scratch = residualScoresWork();
    const work = inner.f64(parts.length * scratch);
    const task = ({ first, rows, low, nCells, at }: Part, i: number) => {
      const own = { n: rows, X: X.at(first), y: y.at(first), codes: clusters?.codes.at(first), u: uHat.at(first) };
      return { stride: n, k, low, nCells, beta, scores: sums?.at(at * k), work: work.at(i * scratch), ...own };
    };
    const squares = engine.run("residualScores", parts.map(task));
    if (clusters !== null && squares.some((sum) => sum < 0)) throw tooLarge(clusters);
    return sumFew(parts.length, 1, Float64Array.from(squares))[0]!;
  });
}

const tooLarge = (clusters: Clusters) => codesTooLarge("residualScores", "nLevels", clusters);

/**
 * A cluster that goes on in the next range has a row in both: the later is added to the first, in the order of ranges, and
 * then zeroed.
 */
function joinSplitClusters(parts: readonly Part[], k: number, sums: Float64Array<ArrayBufferLike>): void {
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
