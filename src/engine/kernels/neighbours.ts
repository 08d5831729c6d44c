/**
 * Wrappers of the kernels that match treated units with controls near in score. Units are rows of a sample;
 * matches are sought within cells. Ranges of treated units are tasks; who takes turns (`nearestOnce`) is one.
 */
import { checkLength, invokeChecked, runChecked } from "./call.js";
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
