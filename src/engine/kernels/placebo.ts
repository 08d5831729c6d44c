/**
 * Wrappers of the placebo kernels: regressions on a treatment that changes from draw to draw, made of the
 * blocks of cells. `PlaceboCells` holds what stays the same; draws go through it in tiles of eight, a task each, so that the
 * bits depend on no thread. Knows nothing of how treatments are drawn.
 */
import { copyOut } from "./blas.js";
import { groupBlocksBlock } from "./blocks.js";
import { checkLength, invoke, rangesOfSize } from "./call.js";
import type { Engine, F64Block, Scope } from "./engine.js";
import { packedSize } from "./moments.js";

/** Draws of a task. */
export const DRAWS_A_TILE = 8;
/** Cells of a task. */
const CELLS_A_TASK = 4096;
/** Numbers that the scratch of all tiles of a run together should stay below: 128 MiB. */
const MOST_NUMBERS = 2 ** 24;

/** Scratch of `placeboDraws`, in f64. */
export const placeboDrawsWork = (r: number, nClusters: number): number =>
  DRAWS_A_TILE * (2 * r + packedSize(r) + nClusters + 4);

/** Cells, and the regression on Z over them, which the treatment is added to. */
export interface PlaceboProblem {
  /** r: columns of Z, the first of a block. */
  readonly nColumns: number;
  /** Columns of a block. */
  readonly order: number;
  /** Column of the outcome in a block. */
  readonly outcome: number;
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
  /** Sum of squares of each column of Z before anything was taken off, f64[r]. */
  readonly scale: Float64Array;
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
  checkLength("placeboCells", "scale", problem.scale.length, r);
  const clusters = scope.copyU32(problem.clusters);

  // 1. regression of the outcome on Z
  const L = scope.f64(packedSize(r));
  const g = scope.f64(r);
  scope.scope((inner) => {
    const total = groupBlocksBlock(engine, inner, order, 1, new Uint32Array(nCells), blocks).view();
    L.view().set(total.subarray(0, packedSize(r)));
    g.view().set(total.subarray(packedSize(outcome), packedSize(outcome) + r));
  });
  const nDropped = scope.scope((inner) => {
    const [scale, kept, column] = [inner.copyF64(problem.scale), inner.u32(r), inner.f64(r)];
    return invoke(engine, "packedFactor", { n: r, tolerance: problem.tolerance, scale, A: L, kept, column });
  });
  invoke(engine, "packedSolve", { n: r, nRight: 1, L, X: g });

  // 2. cross-products by cell and date
  const Ze = scope.f64(nCells * r);
  const uZ = scope.f64(nCells * nDates * r);
  const sums = scope.f64(nCells * nDates * 3);
  scope.scope((inner) => {
    const periods = inner.copyU32(problem.periods);
    const weights = inner.copyF64(problem.periodWeights);
    const dates = inner.copyU32(problem.dates);
    const ranges = rangesOfSize(nCells, CELLS_A_TASK);
    const work = inner.f64(ranges.length * r);
    engine.run(
      "placeboCells",
      ranges.map(({ first, rows }, i) => ({
        nCells: rows,
        ...{ r, stride, outcome, nPeriods, nDates, blocks: blocks.at(first * stride), periods },
        ...{ periodWeights: weights.at(first * nPeriods), dates, g, Ze: Ze.at(first * r) },
        ...{ uZ: uZ.at(first * nDates * r), sums: sums.at(first * nDates * 3), work: work.at(i * r) },
      })),
    );
  });

  const size = placeboDrawsWork(r, nClusters);
  const tiles = Math.max(1, Math.floor(MOST_NUMBERS / (size + (DRAWS_A_TILE * nCells) / 2)));
  return {
    nCells,
    drawsTogether: DRAWS_A_TILE * tiles,
    nDropped,
    refit: (codes, nDraws) => {
      checkLength("placeboDraws", "codes", codes.length, nDraws * nCells);
      return engine.scope((inner) => {
        const dealt = inner.copyU32(codes);
        const [estimate, stdError] = [inner.f64(nDraws), inner.f64(nDraws)];
        const ranges = nDraws === 0 ? [] : rangesOfSize(nDraws, DRAWS_A_TILE);
        const work = inner.f64(ranges.length * size);
        engine.run(
          "placeboDraws",
          ranges.map(({ first, rows }, i) => ({
            nDraws: rows,
            ...{ nCells, nClusters, r, stride, nDates, factor: problem.factor, clusters, blocks, L },
            ...{ Ze, uZ, sums, codes: dealt.at(first * nCells), estimate: estimate.at(first) },
            ...{ stdError: stdError.at(first), work: work.at(i * size) },
          })),
        );
        return { estimate: copyOut(estimate), stdError: copyOut(stdError) };
      });
    },
  };
}
