/**
 * Registry rows of the kernels of matching by Mahalanobis' distance: two or three columns, one of them of few
 * values, so that many distances are equal; a tenth of the rows treated, at most 100 of them.
 */
import { treeSearchWork, treeShape } from "../../src/engine/kernels/box-tree.js";
import { placesOf } from "../../src/engine/kernels/neighbours.js";
import * as twins from "../reference/tree-search.js";
import { byName, centred, type KernelRow, type Random, randomCodes } from "./row.js";

/** The same products in the same order. */
const EXACT = 0;
const RATIO = 3;
const MOST_ROWS = 20_000;
const MOST_TREATED = 100;
const SLACK = 1e-9;

export const treeSearchRows: readonly KernelRow[] = [
  {
    name: "mahalanobisPoints",
    family: "matching",
    cost: "O(m k^2)",
    twin: twins.mahalanobisPoints,
    problem: (n, random) => {
      const { k, width, X, score, centre, inverse } = columnsOf(n, random);
      const rows = randomCodes(n, n, random);
      const out = [new Float64Array(n * k), new Float64Array(n * width)];
      return [n, n, k, width, rows, X, score, centre, inverse, ...out];
    },
    bound: EXACT,
  },
  {
    name: "boxTree",
    family: "matching",
    cost: "O(m levels width)",
    twin: twins.boxTree,
    problem: (n, random) => {
      // a tree is never empty
      const { k, width, points, m } = controlsOf(Math.min(n, MOST_ROWS) + 1, random);
      const { levels, nNodes } = treeShape(Uint32Array.of(m));
      const order = Uint32Array.from({ length: m }, (_, i) => m - 1 - i);
      return [k, width, levels[0]!, 1, 0, m, 0, points, order, new Float64Array(2 * width * nNodes)];
    },
    bound: EXACT,
  },
  {
    name: "treeNearest",
    family: "matching",
    cost: "O(nTreated k^2 log m)",
    twin: twins.treeNearest,
    problem: (n, random) => {
      const { k, width, nTreated, searched } = forestOf(n, random);
      const [limit, window] = limitsOf(n);
      const out = [new Uint32Array(nTreated * RATIO), new Uint32Array(nTreated), new Float64Array(nTreated)];
      return [nTreated, k, width, RATIO, limit, window, SLACK, ...searched, ...out, ...workFor(RATIO)];
    },
    bound: EXACT,
  },
  {
    name: "treeWithin",
    family: "matching",
    cost: "O(nTreated k^2 log m + pairs k^2)",
    twin: twins.treeWithin,
    problem: (n, random) => {
      const { k, width, nTreated, searched, who } = forestOf(n, random);
      const [limit, window] = limitsOf(n);
      const reach = Float64Array.from({ length: nTreated }, () => 0.2 * random() - 0.02);
      const counts = new Uint32Array(nTreated);
      const pairsFor = (places: Uint32Array) => {
        const size = places.at(-1)!;
        return [new Uint32Array(size), new Uint32Array(size), new Float64Array(size)] as const;
      };
      const call = (most: number, starts: Uint32Array) =>
        [
          ...[nTreated, k, width, most, limit, window, SLACK, ...searched, reach, starts, who, counts],
          ...[...pairsFor(starts), ...workFor(most)],
        ] as const;
      twins.treeWithin(byName("treeWithin", call(0, new Uint32Array(nTreated + 1))));
      const most = counts.reduce((largest, count) => Math.max(largest, count), 0);
      return [...call(most, placesOf(counts))];
    },
    bound: EXACT,
  },
  {
    name: "treeOnce",
    family: "matching",
    cost: "O(ratio nTreated k^2 log m)",
    twin: twins.treeOnce,
    problem: (n, random) => {
      const { k, width, m, nCells, nNodes, nTreated, searched } = forestOf(n, random);
      const turns = Uint32Array.from({ length: nTreated }, (_, i) => nTreated - 1 - i);
      const out = [new Uint32Array(nTreated * RATIO), new Uint32Array(nTreated)];
      const work = [new Uint32Array(nNodes), new Uint32Array(m), ...workFor(1)];
      const sizes = [nTreated, m, nCells, nNodes, k, width, RATIO, ...limitsOf(n), SLACK];
      return [...sizes, turns, ...searched, ...out, ...work];
    },
    bound: EXACT,
  },
];

/** Calipers of distance and score, or none. */
const limitsOf = (n: number): readonly [number, number] => [n % 2 === 0 ? Number.POSITIVE_INFINITY : 0.5, 0.6];

function workFor(most: number): readonly [Float64Array, Uint32Array] {
  const { keys, places } = treeSearchWork(most);
  return [new Float64Array(keys), new Uint32Array(places)];
}

/** Two columns, or three and a score; the first is multiples of 1/4. */
function columnsOf(n: number, random: Random) {
  const k = 2 + (n % 2);
  const width = n % 2 === 0 ? k : k + 1;
  const X = centred(n * k, random);
  for (let i = 0; i < n; i++) X[i] = Math.round(4 * X[i]!) / 4;
  const inverse = Float64Array.from({ length: k * k }, (_, at) => {
    const [row, column] = [at % k, Math.floor(at / k)];
    return row < column ? 0 : row === column ? 1 + random() : random() - 0.5;
  });
  return { k, width, X, score: centred(n, random), centre: centred(k, random), inverse };
}

/** Controls as points, in the order of their rows. */
function controlsOf(m: number, random: Random) {
  const { k, width, X, score, centre, inverse } = columnsOf(m, random);
  const rows = Uint32Array.from({ length: m }, (_, i) => i);
  const [raw, points] = [new Float64Array(m * k), new Float64Array(m * width)];
  twins.mahalanobisPoints({ m, n: m, k, width, rows, X, score, centre, inverse, raw, points });
  return { k, width, m, X, score, centre, inverse, raw, points };
}

/** Trees over the controls of a sample, one a cell, and its treated units; 20,000 rows at most, twins look at all. */
function forestOf(size: number, random: Random) {
  const n = Math.min(size, MOST_ROWS);
  const columns = columnsOf(n, random);
  const { k, width, X, score, centre, inverse } = columns;
  const nCells = 1 + (n % 3);
  const cells = randomCodes(n, nCells, random);
  const rows = Array.from({ length: n }, (_, i) => i);
  const nTreated = Math.min(MOST_TREATED, Math.ceil(n / 10));
  const who = Uint32Array.from(rows.slice(0, nTreated));
  const controls = rows.slice(nTreated).sort((a, b) => cells[a]! - cells[b]! || a - b);
  const m = controls.length;
  const shape = treeShape(
    Uint32Array.from({ length: nCells }, (_, c) => controls.filter((i) => cells[i] === c).length),
  );
  const pointsOf = (of: Uint32Array) => {
    const [raw, points] = [new Float64Array(of.length * k), new Float64Array(of.length * width)];
    twins.mahalanobisPoints({ m: of.length, n, k, width, rows: of, X, score, centre, inverse, raw, points });
    return [raw, points] as const;
  };
  const [, placed] = pointsOf(Uint32Array.from(controls));
  const order = Uint32Array.from({ length: m }, (_, i) => i);
  const bounds = new Float64Array(2 * width * shape.nNodes);
  for (let c = 0; c < nCells; c++) {
    const [low, high] = [shape.offsets[c]!, shape.offsets[c + 1]!];
    const own = bounds.subarray(2 * width * shape.roots[c]!);
    if (low < high)
      twins.boxTree({
        k,
        width,
        levels: shape.levels[c]!,
        isBottom: 1,
        low,
        high,
        node: 0,
        points: placed,
        order,
        bounds: own,
      });
  }
  const units = order.map((at) => controls[at]!);
  const [raw, points] = pointsOf(units);
  const trees = [shape.offsets, shape.roots, shape.levels, bounds];
  const searched = [who.map((row) => cells[row]!), ...pointsOf(who), ...trees, raw, points, units, inverse];
  return { k, width, m, nCells, nNodes: shape.nNodes, nTreated, who, searched };
}
