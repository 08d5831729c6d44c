/**
 * Layer kernels. Residuals, their sum of squares and score sums by cluster in one pass over the rows, by tasks. Where
 * rows are ordered by cluster a task sums the clusters of its range, and those that go on in the next range are put
 * together afterwards; where they are not, each of a few slabs of rows sums all clusters, and the slabs merge as a tree.
 * Ranges and slabs are fixed by the data, so the bits depend on no thread.
 */
import { KernelError } from "../base/errors.js";
import { ddotWork } from "./blas.js";
import { checkLength } from "./checks.js";
import type { Engine, F64Block, Scope, U32Block } from "./engine.js";
import { sumFew, sumPartsBlock } from "./parts.js";
import { RANGE, type Range, rangesOfSize } from "./ranges.js";

/** Slabs at most, and rows there must be for each cell of all slabs: merging then costs little beside the pass. */
const MOST_SLABS = 16;
const ROWS_PER_CELL = 16;

/** Scratch of `residualScores`, in f64. */
export const residualScoresWork = ddotWork;

/** Clusters of the rows: codes below `nLevels`. */
export interface Clusters {
  readonly codes: U32Block;
  readonly nLevels: number;
}

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

/** A range of rows and the clusters low .. low + nCells - 1 that it sums, from row `at` of the score sums. */
interface Part extends Range {
  readonly low: number;
  readonly nCells: number;
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
  const ordered = engine.kernels.ascending(n, clusters.codes.address) === 1;
  const parts = ordered ? rangesOfClusters(n, clusters) : slabsOf(n, clusters.nLevels);
  if (parts.some(({ low, nCells }) => low + nCells > clusters.nLevels)) throw codesTooLarge(clusters);
  const { at, nCells } = parts.at(-1)!;
  const sums = scope.f64((at + nCells) * k);
  const ssr = run(engine, scope, n, k, X, y, beta, clusters, uHat, sums, parts);
  if (!ordered) return { uHat, ssr, scores: sumPartsBlock(engine, parts.length, nCells * k, sums) };
  joinSplitClusters(parts, k, sums.view());
  return { uHat, ssr, scores: sums };
}

/** Ranges of rows ordered by cluster. */
function rangesOfClusters(n: number, { codes }: Clusters): Part[] {
  const view = codes.view();
  let at = 0;
  return rangesOfSize(n, RANGE).map(({ first, rows }) => {
    const low = rows === 0 ? 0 : view[first]!;
    const nCells = rows === 0 ? 0 : view[first + rows - 1]! - low + 1;
    const part = { first, rows, low, nCells, at };
    at += nCells;
    return part;
  });
}

/** Slabs of rows in any order, each a power of two of the smallest ranges so that it is a subtree over chunks. */
function slabsOf(n: number, nLevels: number): Part[] {
  let size = RANGE;
  const tooMany = (count: number) => count > MOST_SLABS || count * nLevels * ROWS_PER_CELL > n;
  while (size < n && tooMany(Math.ceil(n / size))) size *= 2;
  return rangesOfSize(n, size).map((range, i) => ({ ...range, low: 0, nCells: nLevels, at: i * nLevels }));
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
      const codes = clusters?.codes.at(first) ?? 0;
      const [residuals, cells] = [uHat.at(first), sums?.at(at * k) ?? 0];
      const [x, outcome, own] = [X.at(first), y.at(first), work.at(i * scratch)];
      return [rows, n, k, low, nCells, x, outcome, beta.address, codes, residuals, cells, own];
    };
    const squares = engine.run("residualScores", parts.map(task));
    if (clusters !== null && squares.some((sum) => sum < 0)) throw codesTooLarge(clusters);
    return sumFew(parts.length, 1, Float64Array.from(squares))[0]!;
  });
}

function codesTooLarge({ codes, nLevels }: Clusters): KernelError {
  return new KernelError("kernel_codes", `residualScores: 'codes' must be below nLevels = ${nLevels}.`, {
    got: codes.view().reduce((a, b) => Math.max(a, b), 0),
    expected: nLevels,
  });
}

/**
 * A cluster that goes on in the next range has a row in both: the later is added to the first, in the order of ranges, and
 * then zeroed.
 */
function joinSplitClusters(parts: readonly Part[], k: number, sums: Float64Array<ArrayBufferLike>): void {
  let owner = -1;
  let code = -1;
  for (const { low, nCells, at } of parts) {
    if (nCells === 0) continue;
    if (low === code) {
      for (let j = 0; j < k; j++) {
        sums[owner * k + j] = sums[owner * k + j]! + sums[at * k + j]!;
        sums[at * k + j] = 0;
      }
      if (nCells === 1) continue;
    }
    owner = at + nCells - 1;
    code = low + nCells - 1;
  }
}
