/**
 * Wrappers of the searches through trees of boxes: controls near in several columns, by Mahalanobis' distance. Ranges
 * of treated units are tasks; who takes turns (`treeOnce`) is one.
 */
import { type Forest, plantForest, type Surroundings } from "./box-tree.js";
import { checkLength, runChecked } from "./call.js";
import type { Engine, F64Block, Scope, Task, U32Block } from "./engine.js";
import { chosenPairsBlock, type PairArrays, pairBlocks, placesOf } from "./neighbours.js";

/** Scratch of a search that keeps `most` controls: f64 and u32. */
export const treeSearchWork = (most: number) => ({ keys: most + 64, places: most + 256 });

/** Treated units of a task. */
const TASK = 512;

/**
 * Matches with replacement: of each treated unit the `ratio` controls of its cell nearest in Mahalanobis' distance, no further than
 * `limit`, or as many as there are; with `tolerance`, also all others whose squared distance exceeds that of the last by no more
 * than it. Equal distances stand by row. Throws KernelError when there are more pairs than 32 bits count.
 */
export function treeWithReplacement(
  engine: Engine,
  problem: Surroundings,
  { ratio, limit, tolerance }: { ratio: number; limit: number; tolerance: number | null },
): PairArrays {
  return engine.scope((scope) => {
    const forest = plantForest(engine, scope, problem);
    const { rows } = forest;
    const nTreated = rows.length;
    const [chosen, counts, last] = [scope.u32(nTreated * ratio), scope.u32(nTreated), scope.f64(nTreated)];
    runByTreated(engine, scope, "treeNearest", { nTreated, most: ratio }, (low, scratch) => ({
      chosen: chosen.at(low * ratio),
      ratio,
      limit,
      ...{ counts: counts.at(low), last: last.at(low) },
      ...scratch,
      ...searched(forest, low),
    }));
    if (tolerance === null) return chosenPairsBlock(engine, scope, { rows, chosen, counts, ratio });
    const [reach, found] = [last.view(), counts.view()];
    for (let i = 0; i < nTreated; i++) reach[i] = found[i]! > 0 ? reach[i]! + tolerance : -1;
    return pairsWithin(engine, scope, forest, last, limit);
  });
}

/** All pairs no further than f64[nTreated] `reach`, squared, and `limit`. */
function pairsWithin(engine: Engine, scope: Scope, forest: Forest, reach: F64Block, limit: number): PairArrays {
  const { rows } = forest;
  const nTreated = rows.length;
  const counts = scope.u32(nTreated);
  const search = (most: number, starts: U32Block, pairs: ReturnType<typeof pairBlocks>) =>
    runByTreated(engine, scope, "treeWithin", { nTreated, most }, (low, scratch) => ({
      reach: reach.at(low),
      most,
      limit,
      ...{ starts: starts.at(low), who: rows.at(low), counts: counts.at(low) },
      ...pairs.blocks,
      ...scratch,
      ...searched(forest, low),
    }));
  const none = scope.copyU32(new Uint32Array(nTreated + 1));
  search(0, none, pairBlocks(scope, none));
  const most = counts.view().reduce((largest, count) => Math.max(largest, count), 0);
  const starts = scope.copyU32(placesOf(counts.view()));
  const pairs = pairBlocks(scope, starts);
  search(most, starts, pairs);
  return pairs.arrays();
}

/**
 * Matches without replacement: the treated units choose in turn, `turns` u32[nTreated] being places in `treated`, one control each
 * a round, the nearest of their cell that is still free and no further than `limit`; `ratio` rounds. Equal distances go by row.
 */
export function treeWithoutReplacement(
  engine: Engine,
  problem: Surroundings,
  turns: Uint32Array,
  { ratio, limit }: { ratio: number; limit: number },
): PairArrays {
  checkLength("treeOnce", "turns", turns.length, problem.treated.length);
  return engine.scope((scope) => {
    const forest = plantForest(engine, scope, problem);
    const { rows, units, nNodes } = forest;
    const [nTreated, m] = [rows.length, units.length];
    const [chosen, counts] = [scope.u32(nTreated * ratio), scope.u32(nTreated)];
    scope.scope((inner) => {
      const size = treeSearchWork(1);
      const [free, taken, order] = [inner.u32(nNodes), inner.u32(m), inner.copyU32(turns)];
      const [keys, places] = [inner.f64(size.keys), inner.u32(size.places)];
      const sizes = { nTreated, m, nCells: problem.nCells, nNodes, ratio, limit };
      const task = { turns: order, chosen, counts, free, taken, keys, places, ...searched(forest, 0), ...sizes };
      runChecked(engine, "treeOnce", [task]);
    });
    return chosenPairsBlock(engine, scope, { rows, chosen, counts, ratio });
  });
}

/** What all searches are given: the treated units from `low` on, and the trees. */
function searched(forest: Forest, low: number) {
  const { k, width, window, slack, offsets, roots, levels, bounds, raw, points, units, inverse } = forest;
  const own = {
    cells: forest.ownCells.at(low),
    rows: forest.ownRaw.at(low * k),
    ends: forest.ownPoints.at(low * width),
  };
  return { k, width, window, slack, offsets, roots, levels, bounds, raw, points, units, inverse, ...own };
}

/** How many treated units a task has, and its scratch. */
type Scratch = Record<"nTreated", number> & Record<"keys", F64Block> & Record<"places", U32Block>;

function runByTreated<K extends "treeNearest" | "treeWithin">(
  engine: Engine,
  scope: Scope,
  kernel: K,
  { nTreated, most }: { nTreated: number; most: number },
  task: (low: number, scratch: Scratch) => Task<K>,
): void {
  scope.scope((inner) => {
    const size = treeSearchWork(most);
    const tasks = Array.from({ length: Math.ceil(nTreated / TASK) }, (_, t) => {
      const count = Math.min(TASK, nTreated - t * TASK);
      return task(t * TASK, { nTreated: count, keys: inner.f64(size.keys), places: inner.u32(size.places) });
    });
    runChecked(engine, kernel, tasks);
  });
}
