/**
 * Trees of boxes over the controls of each cell, in the coordinates in which distance is Mahalanobis', and the
 * treated units beside them: what the searches below walk through. Subtrees are tasks.
 */
import { checkLength, runChecked } from "./call.js";
import type { Engine, F64Block, Scope, Task, U32Block } from "./engine.js";
import { chosenPairsBlock, type PairArrays, pairBlocks, placesOf } from "./neighbours.js";

/** Points of a leaf at most. */
const LEAF = 12;
/** Levels of a large tree that one task makes first; below them every subtree is one. */
const TOP_LEVELS = 4;
/** Points from which on a tree is large. */
const LARGE = 16_384;
/** Rows of a task that makes points. */
const POINTS_A_TASK = 16_384;
/** Distances between points are off by less than this share of the farthest point's. */
const SLACK = 1e-7;
const NOTHING = new Float64Array(0);

/** Trees by cell. Cell c has places offsets[c] .. offsets[c+1]-1, nodes from roots[c] on, and levels[c] levels below its root. */
export interface TreeShape {
  readonly offsets: Uint32Array;
  readonly roots: Uint32Array;
  readonly levels: Uint32Array;
  readonly nNodes: number;
}

/** The shape that trees over cells of these sizes have. */
export function treeShape(sizes: Uint32Array): TreeShape {
  const nCells = sizes.length;
  const [offsets, roots, levels] = [new Uint32Array(nCells + 1), new Uint32Array(nCells), new Uint32Array(nCells)];
  let nNodes = 0;
  for (let c = 0; c < nCells; c++) {
    offsets[c + 1] = offsets[c]! + sizes[c]!;
    roots[c] = nNodes;
    let level = 0;
    while (sizes[c]! > LEAF * 2 ** level) level++;
    levels[c] = level;
    nNodes += 2 ** (level + 1) - 1;
  }
  return { offsets, roots, levels, nNodes };
}

/** Who is to be matched with whom. Rows that take part have finite numbers and a cell below nCells. */
export interface Surroundings {
  /** u32[nTreated]: rows, ascending. */
  readonly treated: Uint32Array;
  /** u32[m]: rows, ascending. */
  readonly controls: Uint32Array;
  /** u32[n] by row. */
  readonly cells: Uint32Array;
  readonly nCells: number;
  /** k columns, f64[n] each. */
  readonly X: readonly Float64Array[];
  /** f64[k]: what points are measured from. */
  readonly centre: Float64Array;
  /** f64[k*k], column-major: inverse of the lower triangle of the covariance. */
  readonly inverse: Float64Array;
  /** f64[n] by row, and the most by which scores of a match may differ; null for no such limit. */
  readonly window: { readonly score: Float64Array; readonly width: number } | null;
}

/** A problem in linear memory, its controls in trees. */
export interface Forest {
  /** Columns, and numbers of a point. */
  readonly k: number;
  readonly width: number;
  readonly window: number;
  readonly slack: number;
  readonly nNodes: number;
  /** Of the treated: rows of the sample, cells, columns by row, points. */
  readonly rows: U32Block;
  readonly ownCells: U32Block;
  readonly ownRaw: F64Block;
  readonly ownPoints: F64Block;
  /** Of the trees. */
  readonly offsets: U32Block;
  readonly roots: U32Block;
  readonly levels: U32Block;
  readonly bounds: F64Block;
  /** Of the controls at the places of the trees: rows of the sample, columns by row, points. */
  readonly units: U32Block;
  readonly raw: F64Block;
  readonly points: F64Block;
  readonly inverse: F64Block;
}

/** Puts a problem in linear memory. */
export function plantForest(engine: Engine, scope: Scope, problem: Surroundings): Forest {
  const { treated, controls, cells, nCells, X, window } = problem;
  const [k, m, nTreated] = [X.length, controls.length, treated.length];
  const width = window === null ? k : k + 1;
  const sizes = new Uint32Array(nCells);
  for (let i = 0; i < m; i++) sizes[cells[controls[i]!]!]!++;
  const shape = treeShape(sizes);
  const [rows, units] = [scope.copyU32(treated), scope.copyU32(byCell(controls, cells, shape.offsets))];
  const [ownRaw, ownPoints] = [scope.f64(nTreated * k), scope.f64(nTreated * width)];
  const [raw, points] = [scope.f64(m * k), scope.f64(m * width)];
  const bounds = scope.f64(2 * width * shape.nNodes);
  const inverse = scope.copyF64(problem.inverse);
  scope.scope((inner) => {
    const toPoints = pointMaker(engine, inner, problem, { width, inverse });
    toPoints(rows, ownRaw, ownPoints);
    toPoints(units, raw, points);
    const order = inner.u32(m);
    for (let i = 0, at = order.view(); i < m; i++) at[i] = i;
    growTrees(engine, shape, { k, width, points, order, bounds });
    // made again in the order of the trees, so that a leaf's points lie side by side
    const [before, numbers, after] = [units.view().slice(), order.view(), units.view()];
    for (let at = 0; at < m; at++) after[at] = before[numbers[at]!]!;
    toPoints(units, raw, points);
  });
  return {
    ...{ k, width, nNodes: shape.nNodes, rows, ownRaw, ownPoints, bounds, units, raw, points, inverse },
    window: window?.width ?? Number.POSITIVE_INFINITY,
    slack: SLACK * Math.sqrt(k) * largestCoordinate({ k, width, shape, bounds, ownPoints }),
    ownCells: scope.copyU32(treated.map((row) => cells[row]!)),
    offsets: scope.copyU32(shape.offsets),
    roots: scope.copyU32(shape.roots),
    levels: scope.copyU32(shape.levels),
  };
}

/** The same rows cell by cell. */
function byCell(rows: Uint32Array, cells: Uint32Array, offsets: Uint32Array): Uint32Array {
  const [out, next] = [new Uint32Array(rows.length), offsets.slice()];
  for (let i = 0; i < rows.length; i++) out[next[cells[rows[i]!]!]!++] = rows[i]!;
  return out;
}

/** What turns rows of the sample into columns by row and points. */
function pointMaker(
  engine: Engine,
  scope: Scope,
  { X, cells, centre, window }: Surroundings,
  { width, inverse }: { width: number; inverse: F64Block },
): (rows: U32Block, raw: F64Block, points: F64Block) => void {
  const [n, k] = [cells.length, X.length];
  const columns = scope.f64(n * k);
  X.forEach((x, j) => {
    checkLength("mahalanobisPoints", `column ${j}`, x.length, n);
    columns.view().set(x, j * n);
  });
  const [score, origin] = [scope.copyF64(window?.score ?? NOTHING), scope.copyF64(centre)];
  return (rows, raw, points) => {
    const tasks: Task<"mahalanobisPoints">[] = [];
    for (let low = 0; low < rows.length; low += POINTS_A_TASK) {
      tasks.push({
        m: Math.min(POINTS_A_TASK, rows.length - low),
        ...{ n, k, width, rows: rows.at(low), X: columns, score },
        ...{ centre: origin, inverse, raw: raw.at(low * k), points: points.at(low * width) },
      });
    }
    runChecked(engine, "mahalanobisPoints", tasks);
  };
}

interface Trees {
  readonly k: number;
  readonly width: number;
  readonly points: F64Block;
  readonly order: U32Block;
  readonly bounds: F64Block;
}

type BoxTask = Task<"boxTree">;

/** Makes all trees; the upper levels of large ones first. */
function growTrees(engine: Engine, { offsets, roots, levels }: TreeShape, trees: Trees): void {
  const { k, width, points, order, bounds } = trees;
  const [first, second]: [BoxTask[], BoxTask[]] = [[], []];
  for (let c = 0; c < roots.length; c++) {
    const [low, high, below] = [offsets[c]!, offsets[c + 1]!, levels[c]!];
    if (low === high) continue;
    const root = bounds.at(2 * width * roots[c]!);
    const tree = { k, width, points, order, bounds: root };
    if (high - low < LARGE) {
      first.push({ levels: below, isBottom: 1, low, high, node: 0, ...tree });
      continue;
    }
    first.push({ levels: TOP_LEVELS, isBottom: 0, low, high, node: 0, ...tree });
    let nodes = [{ node: 0, from: low, to: high }];
    for (let level = 0; level < TOP_LEVELS; level++) {
      nodes = nodes.flatMap(({ node, from, to }) => {
        const middle = from + Math.floor((to - from) / 2);
        return [
          { node: 2 * node + 1, from, to: middle },
          { node: 2 * node + 2, from: middle, to },
        ];
      });
    }
    for (const { node, from, to } of nodes) {
      second.push({ levels: below - TOP_LEVELS, isBottom: 1, low: from, high: to, node, ...tree });
    }
  }
  for (const tasks of [first, second]) {
    runChecked(engine, "boxTree", tasks);
  }
}

/** The largest coordinate, either sign, of controls and treated units. */
function largestCoordinate(of: {
  readonly k: number;
  readonly width: number;
  readonly shape: TreeShape;
  readonly bounds: F64Block;
  readonly ownPoints: F64Block;
}): number {
  const { k, width, shape, bounds, ownPoints } = of;
  let largest = 0;
  const [boxes, own] = [bounds.view(), ownPoints.view()];
  for (let c = 0; c < shape.roots.length; c++) {
    if (shape.offsets[c] === shape.offsets[c + 1]) continue;
    const box = 2 * width * shape.roots[c]!;
    for (let d = 0; d < k; d++)
      largest = Math.max(largest, Math.abs(boxes[box + d]!), Math.abs(boxes[box + width + d]!));
  }
  for (let at = 0; at < own.length; at++) {
    if (at % width < k) largest = Math.max(largest, Math.abs(own[at]!));
  }
  return largest;
}

// Wrappers of the searches through trees of boxes.

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
