/**
 * Wrappers of the kernels that match treated units with controls near in score. Units are rows of a sample;
 * matches are sought within cells. Ranges of treated units are tasks; who takes turns (`nearestOnce`) is one.
 */

import { treeSlots } from "./blas.js";
import { callKernel, checkInfo, checkLength, invokeChecked, runChecked, sumOverRanges } from "./call.js";
import type { Engine, F64Block, Scope, U32Block } from "./engine.js";

/** Scratch of `scoreOrder`: in f64, and in u32 for places of m rows and for counts. */
export const scoreOrderWork = (m: number) => ({ keys: 2 * m, places: m, counts: 6 * 2048 });

/** Scratch of `nearestOnce` in each direction, in u32. */
export const nearestOnceWork = (m: number): number => m + 1;

/** Treated units of a task. */
const TASK = 4096;

/** Who is to be matched with whom. Every row of `treated` and `controls` has a finite score and a cell below nCells. */
export interface Neighbourhood {
  /** u32[nTreated]: rows, ascending. */
  readonly treated: Uint32Array;
  /** u32[m]: rows, ascending. */
  readonly controls: Uint32Array;
  /** f64[n] by row. */
  readonly score: Float64Array;
  /** u32[n] by row. */
  readonly cells: Uint32Array;
  readonly nCells: number;
}

/** Pairs by treated unit, then from the nearest control on. */
export interface PairArrays {
  readonly treated: Uint32Array;
  readonly control: Uint32Array;
  readonly share: Float64Array;
}

/** Who comes in turn by score: places in `rows`, equal scores in the order of `rows`. Throws KernelError for NaN. */
export function scoreOrder(engine: Engine, rows: Uint32Array, score: Float64Array, descending = false): Uint32Array {
  return engine.scope((scope) => {
    const [units, labels] = [scope.copyU32(rows), scope.copyU32(Uint32Array.from(rows, (_, i) => i))];
    return scoreOrderBlock(engine, scope, units, labels, scope.copyF64(score), descending).order.view().slice();
  });
}

interface Ordered {
  /** Labels, and scores, in order. */
  readonly order: U32Block;
  readonly sorted: F64Block;
}

function scoreOrderBlock(
  engine: Engine,
  scope: Scope,
  rows: U32Block,
  labels: U32Block,
  score: F64Block,
  descending: boolean,
): Ordered {
  const m = rows.length;
  const [order, sorted] = [scope.u32(m), scope.f64(m)];
  scope.scope((inner) => {
    const size = scoreOrderWork(m);
    const [keys, places, counts] = [inner.f64(size.keys), inner.u32(size.places), inner.u32(size.counts)];
    const out = { order, sorted, keys, places, counts };
    invokeChecked(engine, "scoreOrder", { m, descending: descending ? 1 : 0, rows, labels, score, ...out });
  });
  return { order, sorted };
}

/**
 * Matches with replacement: of each treated unit the `ratio` nearest controls of its cell no further than `limit`, or as many
 * as there are. With `tolerance`, not negative, also every other control whose squared distance exceeds that of the last of
 * them by no more than it. Equal distances stand by row. Throws KernelError for NaN or a cell out of range, and when there
 * are more pairs than 32 bits count.
 */
export function nearestWithReplacement(
  engine: Engine,
  problem: Neighbourhood,
  { ratio, limit, tolerance }: { ratio: number; limit: number; tolerance: number | null },
): PairArrays {
  return engine.scope((scope) => {
    const placed = place(engine, scope, problem);
    const { rows, score, cells, offsets, units, values, runs } = placed;
    const nTreated = rows.length;
    const tasks = Array.from({ length: Math.ceil(nTreated / TASK) }, (_, i) => i * TASK);
    const sizeAt = (low: number) => Math.min(TASK, nTreated - low);
    const [middles, counts] = [scope.u32(nTreated), scope.u32(nTreated)];
    const reach = { ratio: Math.min(ratio, units.length), limit, tolerance: tolerance ?? -1 };
    runChecked(
      engine,
      "nearestCounts",
      tasks.map((low) => {
        const own = { nTreated: sizeAt(low), rows: rows.at(low), middles: middles.at(low), counts: counts.at(low) };
        return { score, cells, offsets, values, ...own, ...reach };
      }),
    );
    const places = scope.copyU32(placesOf(counts.view()));
    const pairs = pairBlocks(scope, places);
    runChecked(
      engine,
      "nearestControls",
      tasks.map((low) => {
        const own = { nTreated: sizeAt(low), rows: rows.at(low), middles: middles.at(low), places: places.at(low) };
        return { score, cells, offsets, units, values, runs, ...own, ...pairs.blocks };
      }),
    );
    return pairs.arrays();
  });
}

/**
 * Matches without replacement: the treated units choose in turn, `turns` u32[nTreated] being places in `treated`, one control
 * each a round, the nearest of their cell that is still free and no further than `limit`; `ratio` rounds. Equal distances go
 * by row. Throws KernelError as `nearestWithReplacement`.
 */
export function nearestWithoutReplacement(
  engine: Engine,
  problem: Neighbourhood,
  turns: Uint32Array,
  { ratio, limit }: { ratio: number; limit: number },
): PairArrays {
  checkLength("nearestOnce", "turns", turns.length, problem.treated.length);
  return engine.scope((scope) => {
    const { rows, score, cells, offsets, units, values, runs } = place(engine, scope, problem);
    const [nTreated, m] = [rows.length, units.length];
    const [chosen, counts] = [scope.u32(nTreated * ratio), scope.u32(nTreated)];
    scope.scope((inner) => {
      const [down, up] = [inner.u32(nearestOnceWork(m)), inner.u32(nearestOnceWork(m))];
      const sizes = { nTreated, m, nCells: problem.nCells, ratio, limit };
      invokeChecked(engine, "nearestOnce", {
        chosen,
        ...{ ...sizes, turns: inner.copyU32(turns), rows, score, cells, offsets, units, values, runs },
        ...{ counts, down, up },
      });
    });
    return chosenPairsBlock(engine, scope, { rows, chosen, counts, ratio });
  });
}

/** Pairs of choices made in rounds: `chosen` u32[nTreated*ratio], of which each treated unit made `counts`. */
export function chosenPairsBlock(
  engine: Engine,
  scope: Scope,
  { rows, chosen, counts, ratio }: { rows: U32Block; chosen: U32Block; counts: U32Block; ratio: number },
): PairArrays {
  const places = scope.copyU32(placesOf(counts.view()));
  const pairs = pairBlocks(scope, places);
  const choices = { ratio, rows, chosen, places };
  invokeChecked(engine, "chosenPairs", { nTreated: rows.length, ...choices, ...pairs.blocks });
  return pairs.arrays();
}

interface Placed {
  readonly rows: U32Block;
  readonly score: F64Block;
  readonly cells: U32Block;
  /** Of the controls, as `scoreCells` makes them. */
  readonly offsets: U32Block;
  readonly units: U32Block;
  readonly values: F64Block;
  readonly runs: U32Block;
}

/** Puts a problem in linear memory, its controls in order of cell and score. */
function place(engine: Engine, scope: Scope, problem: Neighbourhood): Placed {
  const { treated, controls, nCells } = problem;
  checkLength("scoreCells", "cells", problem.cells.length, problem.score.length);
  const m = controls.length;
  const [rows, score, cells] = [scope.copyU32(treated), scope.copyF64(problem.score), scope.copyU32(problem.cells)];
  const [offsets, units, values, runs] = [scope.u32(nCells + 1), scope.u32(m), scope.f64(m), scope.u32(m)];
  scope.scope((inner) => {
    const candidates = inner.copyU32(controls);
    const { order, sorted } = scoreOrderBlock(engine, inner, candidates, candidates, score, false);
    const out = { offsets, units, values, runs };
    invokeChecked(engine, "scoreCells", { m, nCells, order, sorted, cells, ...out });
  });
  return { rows, score, cells, offsets, units, values, runs };
}

/** Where the pairs of each treated unit begin, and the number of pairs at the end. */
export function placesOf(counts: Uint32Array<ArrayBufferLike>): Uint32Array {
  const places = new Uint32Array(counts.length + 1);
  let total = 0;
  for (let i = 0; i < counts.length; i++) {
    total += counts[i]!;
    places[i + 1] = total;
  }
  checkLength("nearestControls", "pairs", total, places[counts.length]!);
  return places;
}

/** Room for the pairs that `places` counts. */
export function pairBlocks(scope: Scope, places: U32Block) {
  const nPairs = places.view()[places.length - 1]!;
  const [treated, control, share] = [scope.u32(nPairs), scope.u32(nPairs), scope.f64(nPairs)];
  return {
    blocks: { treated, control, share },
    arrays: (): PairArrays => ({
      treated: treated.view().slice(),
      control: control.view().slice(),
      share: share.view().slice(),
    }),
  };
}

// Wrappers of the kernels over matched pairs.

const CHUNK = 4_096;

/** Scratch of `pairSquares`, in f64. */
export const pairSquaresWork = (): number => 32 + 2 * CHUNK;

/** Scratch of `abadieImbensSums`, in f64. */
export const abadieImbensSumsWork = (n: number): number => 4 * CHUNK + 5 * treeSlots(n);

/** Scratch of `neighbourVariances`: keys in f64, order in u32. */
export const neighbourVariancesWork = (n: number): { readonly keys: number; readonly order: number } => ({
  keys: 2 * n + 64,
  ...{ order: 2 * n },
});

/** By unit, f64[n] each. */
export interface PairEffects {
  /** 1 for treated units with a pair. */
  readonly matched: Float64Array;
  /** Sum of share times the difference of outcomes. */
  readonly effect: Float64Array;
  /** Sum of a control's shares, and of their squares. */
  readonly used: Float64Array;
  readonly squares: Float64Array;
}

/** Effects and uses by unit. Throws KernelError when lengths differ or a position is not below the length of `y`. */
export function pairEffects(engine: Engine, pairs: PairArrays, y: Float64Array): PairEffects {
  checkPairs("pairEffects", pairs);
  const [n, make] = [y.length, () => new Float64Array(y.length)];
  const out = { matched: make(), effect: make(), used: make(), squares: make() };
  checkInfo("pairEffects", callKernel(engine, "pairEffects", { n, nPairs: pairs.share.length, ...pairs, y, ...out }));
  return out;
}

/** Sum over pairs of share (difference of outcomes - centre)^2. Errors as `pairEffects`, but NaN for a bad position. */
export function pairSquares(engine: Engine, pairs: PairArrays, y: Float64Array, centre: number): number {
  checkPairs("pairSquares", pairs);
  const { treated, control, share } = pairs;
  const work = new Float64Array(pairSquaresWork());
  return callKernel(engine, "pairSquares", {
    n: y.length,
    ...{ nPairs: share.length, centre, treated, control, share, y, work },
  });
}

/** Sums over units, m being `matched`, e `effect`, K `used` and K' `squares`. */
export interface AbadieImbensSums {
  /** Sum m. */
  readonly nMatched: number;
  /** Sum m (e - centre), and of its squares. */
  readonly deviations: number;
  readonly squaredDeviations: number;
  /** Sum (K^2 - K') sigma^2. */
  readonly reuse: number;
  /** Sum (m - K)^2 sigma^2. */
  readonly own: number;
}

/** The sums of a matching estimator's variance; `sigma2` f64[n] is the variance of the outcome at each unit. */
export function abadieImbensSums(
  engine: Engine,
  { matched, effect, used, squares }: PairEffects,
  sigma2: Float64Array,
  centre: number,
): AbadieImbensSums {
  const n = matched.length;
  checkLength("abadieImbensSums", "sigma2", sigma2.length, n);
  return engine.scope((scope) => {
    const [m, e, K, K2, s2] = [matched, effect, used, squares, sigma2].map((column) =>
      scope.copyF64(column),
    ) as F64Block[];
    const scratch = abadieImbensSumsWork(n);
    const sums = sumOverRanges(engine, scope, "abadieImbensSums", n, 5, scratch, ({ first, rows }, out, work) => {
      const own = { matched: m!.at(first), effect: e!.at(first), used: K!.at(first), squares: K2!.at(first) };
      return { n: rows, centre, ...own, sigma2: s2!.at(first), sums: out, work };
    }).view();
    return {
      ...{ nMatched: sums[0]!, deviations: sums[1]!, squaredDeviations: sums[2]! },
      ...{ reuse: sums[3]!, own: sums[4]! },
    };
  });
}

/** One group for `neighbourVariances`: numbers to be near in, and outcomes, of one length. */
export interface NeighbourGroup {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/**
 * Variance of y over each unit and its `neighbours` nearest in x within its group, ties within `tolerance` of the squared
 * distance included; distances are |x - x'| `scale`. A group is a task. NaN for a unit alone. Throws KernelError when an x
 * is NaN, `neighbours` is 0 or lengths differ.
 */
export function neighbourVariances(
  engine: Engine,
  groups: readonly NeighbourGroup[],
  neighbours: number,
  scale: number,
  tolerance: number,
): Float64Array[] {
  return engine.scope((scope) => {
    const outs = groups.map(({ x }) => scope.f64(x.length));
    const tasks = groups.map(({ x, y }, g) => {
      checkLength("neighbourVariances", "y", y.length, x.length);
      const work = neighbourVariancesWork(x.length);
      return {
        n: x.length,
        ...{ neighbours, scale, tolerance, x: scope.copyF64(x), y: scope.copyF64(y) },
        ...{ variances: outs[g]!, keys: scope.f64(work.keys), order: scope.u32(work.order) },
      };
    });
    runChecked(engine, "neighbourVariances", tasks);
    return outs.map((out) => Float64Array.from(out.view()));
  });
}

function checkPairs(kernel: string, { treated, control, share }: PairArrays): void {
  checkLength(kernel, "control", control.length, treated.length);
  checkLength(kernel, "share", share.length, treated.length);
}
