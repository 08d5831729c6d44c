/**
 * Wrappers of the placebo kernels: regressions on a treatment that changes from draw to draw, made of the
 * blocks of cells. `PlaceboCells` holds what stays the same; draws go through it in tiles of eight: a task each for their slopes,
 * one for a range of cells and some tiles for scores, so that a block is loaded once for them and the bits depend on no thread.
 * Knows nothing of how treatments are drawn.
 */
import { upTo } from "../../base/row-runs.js";
import { copyOut } from "./blas.js";
import { groupBlocksBlock } from "./blocks.js";
import { checkLength, invoke, rangesOfSize } from "./call.js";
import type { Engine, F64Block, Scope } from "./engine.js";
import { packedSize } from "./moments.js";

/** Draws of a task. */
export const DRAWS_A_TILE = 8;
/** Cells of a task, while cells are prepared and while scores are made; tiles of draws whose scores a task makes. */
const CELLS_A_TASK = 4096;
const CELLS_SCORED = 1024;
const TILES_SCORED = 4;
/** Numbers that the scratch of all tiles of a run together should stay below: 128 MiB. */
const MOST_NUMBERS = 2 ** 24;

/** Scratch of `placeboSlopes`, of `placeboScores` and of `placeboErrors`, in f64. */
export const placeboSlopesWork = (r: number): number => DRAWS_A_TILE * (r + 3);
export const placeboScoresWork = 5 * DRAWS_A_TILE;
export const placeboErrorsWork = (nClusters: number): number => DRAWS_A_TILE * nClusters;

/** Cells, and the regression on Z over them, which the treatment is added to. */
export interface PlaceboProblem {
  /** r: columns of Z, the first of a block. */
  readonly nColumns: number;
  /** Columns of a block. */
  readonly order: number;
  /** Column of the outcome in a block. */
  readonly outcome: number;
  /** Written over: draws leave nothing else of them. */
  readonly blocks: F64Block;
  /** Error cluster of each cell, u32[nCells] below nClusters. */
  readonly clusters: Uint32Array;
  readonly nClusters: number;
  /** Column of each period, ascending periods. */
  readonly periods: Uint32Array;
  /** Weight of each period in each cell, f64[nCells * nPeriods]. */
  readonly periodWeights: Float64Array;
  /** Numbers of the first periods of the dates that draws use, strictly ascending. */
  readonly dates: Uint32Array;
  /** Small-sample factor of the variance. */
  readonly factor: number;
  /** A pivot of Z'Z no larger than this share of the column's sum of squares is a column that others explain. */
  readonly tolerance: number;
  /**
   * Weights of the dummies at the front of Z before anything was taken off: what their pivots are a share of, those of other
   * columns being one of their own sums of squares. Products of these dummies may be the same in many cells.
   */
  readonly dummyWeights: Float64Array;
  /** A column of Z to leave out; -1 for none. */
  readonly without: number;
}

/** What draws need of the cells, in linear memory. */
export interface PlaceboCells {
  readonly nCells: number;
  /** Draws whose scratch fits at once: a multiple of DRAWS_A_TILE. */
  readonly drawsTogether: number;
  /** Columns of Z that others explain. */
  readonly nDropped: number;
  /** Coefficients and errors of `nDraws` draws, NaN without variation; codes u32[nDraws * nCells]: 0, or 1 + the date. */
  refit(codes: Uint32Array, nDraws: number): { readonly estimate: Float64Array; readonly stdError: Float64Array };
}

/** Prepares the cells: Z'Z factored, the outcome swept by Z, the treatment's cross-products by cell and date. */
export function placeboCells(engine: Engine, scope: Scope, problem: PlaceboProblem): PlaceboCells {
  const { nColumns: r, order, outcome, blocks, nClusters } = problem;
  const stride = packedSize(order);
  const [nCells, nPeriods, nDates] = [problem.clusters.length, problem.periods.length, problem.dates.length];
  checkLength("placeboCells", "blocks", blocks.length, nCells * stride);
  const clusters = scope.copyU32(problem.clusters);

  // 1. regression of the outcome on Z
  const g = scope.f64(r);
  const { kept, L } = scope.scope((inner) => {
    const total = groupBlocksBlock(engine, inner, order, 1, new Uint32Array(nCells), blocks).view().slice();
    const factor = inner.copyF64(total.slice(0, packedSize(r)));
    g.view().set(total.subarray(packedSize(outcome), packedSize(outcome) + r));
    const { dummyWeights, without } = problem;
    const scaleOf = (j: number): number => dummyWeights[j] ?? total[packedSize(j) + j]!;
    const scales = Float64Array.from({ length: r }, (_, j) => (j === without ? Number.POSITIVE_INFINITY : scaleOf(j)));
    const [scale, flags, column] = [inner.copyF64(scales), inner.u32(r), inner.f64(r)];
    invoke(engine, "packedFactor", { n: r, tolerance: problem.tolerance, scale, A: factor, kept: flags, column });
    invoke(engine, "packedSolve", { n: r, nRight: 1, L: factor, X: g });
    const kept = upTo(r).filter((j) => flags.view()[j] === 1);
    return { kept, L: scope.copyF64(packedPart(factor.view(), kept)) };
  });
  const nKept = kept.length;
  const nShared = kept.filter((j) => j < problem.dummyWeights.length).length;

  // 2. cross-products by cell and date, and of the columns kept
  const Ze = scope.f64(nCells * nKept);
  const uZ = scope.f64(nCells * nDates * nKept);
  const sums = scope.f64(nCells * nDates * 3);
  const alike = scope.u32(nCells);
  scope.scope((inner) => {
    const columns = inner.copyU32(kept);
    const periods = inner.copyU32(problem.periods);
    const weights = inner.copyF64(problem.periodWeights);
    const dates = inner.copyU32(problem.dates);
    const ranges = rangesOfSize(nCells, CELLS_A_TASK);
    const work = inner.f64(ranges.length * r);
    engine.run(
      "placeboCells",
      ranges.map(({ first, rows }, i) => ({
        nCells: rows,
        ...{ r, nKept, nShared, stride, outcome, nPeriods, nDates, blocks: blocks.at(first * stride), kept: columns },
        ...{ periods, periodWeights: weights.at(first * nPeriods), dates, g, alike: alike.at(first) },
        ...{ Ze: Ze.at(first * nKept), uZ: uZ.at(first * nDates * nKept), sums: sums.at(first * nDates * 3) },
        ...{ work: work.at(i * r) },
      })),
    );
  });

  // 3. draws: slopes by tile, scores by cell and tile, errors by tile
  const size = DRAWS_A_TILE * packedSize(nKept);
  const lane = DRAWS_A_TILE * nKept;
  const numbers = 2 * lane + size + 2 * DRAWS_A_TILE + DRAWS_A_TILE * nCells;
  const work = Math.max(placeboSlopesWork(nKept), placeboErrorsWork(nClusters));
  const tilesTogether = Math.max(1, Math.floor(MOST_NUMBERS / (numbers + work + (DRAWS_A_TILE * nCells) / 2)));
  return {
    nCells,
    drawsTogether: DRAWS_A_TILE * tilesTogether,
    nDropped: r - nKept,
    refit: (codes, nDraws) => {
      checkLength("placeboScores", "codes", codes.length, nDraws * nCells);
      return engine.scope((inner) => {
        const dealt = inner.copyU32(codes);
        const [estimate, stdError] = [inner.f64(nDraws), inner.f64(nDraws)];
        const tiles = nDraws === 0 ? [] : rangesOfSize(nDraws, DRAWS_A_TILE);
        const all = (length: number) => inner.f64(tiles.length * length);
        const [slopes, lanes, products, found] = [all(lane), all(lane), all(size), all(2 * DRAWS_A_TILE)];
        const [scores, scratch] = [all(DRAWS_A_TILE * nCells), all(work)];
        const ofTiles = (t: number) => ({
          ...{ slopes: slopes.at(t * lane), lanes: lanes.at(t * lane), products: products.at(t * size) },
          found: found.at(t * 2 * DRAWS_A_TILE),
        });
        engine.run(
          "placeboSlopes",
          tiles.map(({ first, rows }, t) => ({
            ...{ nDraws: rows, nCells, r: nKept, nDates, L, uZ, sums, codes: dealt.at(first * nCells) },
            ...{ ...ofTiles(t), work: scratch.at(t * work) },
          })),
        );
        const groups = nDraws === 0 ? [] : rangesOfSize(nDraws, TILES_SCORED * DRAWS_A_TILE);
        const cells = rangesOfSize(nCells, CELLS_SCORED).flatMap((range) => groups.map((group) => ({ range, group })));
        engine.run(
          "placeboScores",
          cells.map(({ range, group }) => ({
            ...{
              low: range.first,
              high: range.first + range.rows,
              nDraws: group.rows,
              nCells,
              r: nKept,
              nShared,
              stride,
            },
            ...{ nDates, blocks, alike, Ze, uZ, sums, codes: dealt.at(group.first * nCells) },
            ...{ ...ofTiles(group.first / DRAWS_A_TILE), scores: scores.at(group.first * nCells) },
            work: inner.f64(placeboScoresWork),
          })),
        );
        engine.run(
          "placeboErrors",
          tiles.map(({ first, rows }, t) => ({
            ...{ nDraws: rows, nCells, nClusters, factor: problem.factor, clusters, scores: scores.at(first * nCells) },
            ...{ found: found.at(t * 2 * DRAWS_A_TILE), estimate: estimate.at(first), stdError: stdError.at(first) },
            work: scratch.at(t * work),
          })),
        );
        return { estimate: copyOut(estimate), stdError: copyOut(stdError) };
      });
    },
  };
}

/** Rows and columns `kept` of a packed matrix. */
function packedPart(A: Float64Array<ArrayBufferLike>, kept: Uint32Array): Float64Array {
  const part: number[] = [];
  kept.forEach((row, i) => {
    for (const column of kept.subarray(0, i + 1)) part.push(A[packedSize(row) + column]!);
  });
  return Float64Array.from(part);
}
