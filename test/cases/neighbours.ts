/**
 * Registry rows of the kernels of nearest neighbours by a score: a third of the rows treated, cells of unequal
 * size, many scores equal.
 */
import { nearestOnceWork, placesOf, scoreOrderWork } from "../../src/engine/kernels/neighbours.js";
import * as twins from "../reference/neighbours.js";
import { type KernelRow, type Random, randomCodes } from "./row.js";

/** Differences and comparisons: nothing is summed. */
const EXACT = 0;
const RATIO = 3;
const MOST_ROWS = 20_000;

export const neighboursRows: readonly KernelRow[] = [
  {
    name: "scoreOrder",
    family: "matching",
    cost: "O(m)",
    twin: twins.scoreOrder,
    problem: (n, random) => {
      const { keys, places, counts } = scoreOrderWork(n);
      const work = [new Float64Array(keys), new Uint32Array(places), new Uint32Array(counts)];
      const rows = Uint32Array.from({ length: n }, (_, i) => 2 * i);
      const labels = randomCodes(n, 1000, random);
      return [n, n % 2, rows, labels, tiedScores(2 * n, random), new Uint32Array(n), new Float64Array(n), ...work];
    },
    bound: EXACT,
  },
  {
    name: "scoreCells",
    family: "matching",
    cost: "O(m + nCells)",
    twin: twins.scoreCells,
    problem: (n, random) => {
      const { order, sorted, cells, nCells } = sampleOf(n, random);
      const m = order.length;
      const out = [new Uint32Array(nCells + 1), new Uint32Array(m), new Float64Array(m), new Uint32Array(m)];
      return [m, nCells, order, sorted, cells, ...out];
    },
    bound: EXACT,
  },
  {
    name: "nearestCounts",
    family: "matching",
    cost: "O(nTreated (ratio + log m))",
    twin: twins.nearestCounts,
    problem: (n, random) => {
      const { treated, score, cells, offsets, values } = placedSample(n, random);
      // ties averaged, or not, and with a caliper or none
      const [limit, tolerance] = [n % 3 === 0 ? Number.POSITIVE_INFINITY : 0.3, n % 2 === 0 ? -1 : 1e-3];
      const out = [new Uint32Array(treated.length), new Uint32Array(treated.length)];
      return [treated.length, RATIO, limit, tolerance, treated, score, cells, offsets, values, ...out];
    },
    bound: EXACT,
  },
  {
    name: "nearestControls",
    family: "matching",
    cost: "O(nTreated + pairs)",
    twin: twins.nearestControls,
    problem: (n, random) => {
      const { treated, score, cells, offsets, units, values, runs } = placedSample(n, random);
      const counts = treated.map((row) => {
        const size = offsets[cells[row]! + 1]! - offsets[cells[row]!]!;
        return Math.min(size, Math.floor(7 * random()));
      });
      const places = placesOf(counts);
      const nPairs = places[treated.length]!;
      const out = [new Uint32Array(nPairs), new Uint32Array(nPairs), new Float64Array(nPairs)];
      const middles = treated.map((row) => {
        const [low, high] = [offsets[cells[row]!]!, offsets[cells[row]! + 1]!];
        return low + values.subarray(low, high).filter((value) => value < score[row]!).length;
      });
      return [treated.length, treated, score, cells, offsets, units, values, runs, middles, places, ...out];
    },
    bound: EXACT,
  },
  {
    name: "nearestOnce",
    family: "matching",
    cost: "O(ratio nTreated log m + m)",
    twin: twins.nearestOnce,
    problem: (n, random) => {
      const { treated, score, cells, nCells, offsets, units, values, runs } = placedSample(n, random);
      const [nTreated, m] = [treated.length, units.length];
      const turns = Uint32Array.from({ length: nTreated }, (_, i) => nTreated - 1 - i);
      const limit = n % 2 === 0 ? Number.POSITIVE_INFINITY : 0.1;
      const out = [new Uint32Array(nTreated * RATIO), new Uint32Array(nTreated)];
      const work = [new Uint32Array(nearestOnceWork(m)), new Uint32Array(nearestOnceWork(m))];
      const where = [turns, treated, score, cells, offsets, units, values, runs];
      return [nTreated, m, nCells, RATIO, limit, ...where, ...out, ...work];
    },
    bound: EXACT,
  },
  {
    name: "chosenPairs",
    family: "matching",
    cost: "O(nTreated + pairs)",
    twin: twins.chosenPairs,
    problem: (n, random) => {
      const rows = Uint32Array.from({ length: n }, (_, i) => 3 * i);
      const places = placesOf(randomCodes(n, RATIO + 1, random));
      const nPairs = places[n]!;
      const out = [new Uint32Array(nPairs), new Uint32Array(nPairs), new Float64Array(nPairs)];
      return [n, RATIO, rows, randomCodes(n * RATIO, 1000, random), places, ...out];
    },
    bound: EXACT,
  },
];

/** A sample of n rows, 20,000 at most because twins look at every control, and its controls in order of score. */
function sampleOf(size: number, random: Random) {
  const n = Math.min(size, MOST_ROWS);
  const score = tiedScores(n, random);
  const nCells = 1 + Math.floor(n / 1000) + (n % 4);
  const cells = randomCodes(n, nCells, random);
  const rows = Array.from({ length: n }, (_, i) => i);
  const isTreated = rows.map(() => random() < 1 / 3);
  const [treated, controls] = [true, false].map((side) => Uint32Array.from(rows.filter((i) => isTreated[i] === side)));
  const m = controls!.length;
  const [order, sorted] = [new Uint32Array(m), new Float64Array(m)];
  const own = { m, descending: 0, rows: controls!, labels: controls!, score, order, sorted };
  const scratch = scoreOrderWork(m);
  const [places, counts] = [new Uint32Array(scratch.places), new Uint32Array(scratch.counts)];
  twins.scoreOrder({ ...own, keys: new Float64Array(scratch.keys), places, counts });
  return { treated: treated!, order, sorted, score, cells, nCells };
}

/** The same with its controls put apart by cell. */
function placedSample(n: number, random: Random) {
  const sample = sampleOf(n, random);
  const { order, sorted, cells, nCells } = sample;
  const m = order.length;
  const [offsets, units, values, runs] = [
    ...[new Uint32Array(nCells + 1), new Uint32Array(m)],
    ...[new Float64Array(m), new Uint32Array(m)],
  ] as [Uint32Array, Uint32Array, Float64Array, Uint32Array];
  twins.scoreCells({ m, nCells, order, sorted, cells, offsets, units, values, runs });
  return { ...sample, offsets, units, values, runs };
}

/** Scores of which many are equal or lie evenly, zeros of either sign among them. */
function tiedScores(n: number, random: Random): Float64Array {
  return Float64Array.from({ length: n }, () => {
    const number = 2 * random() - 1;
    return random() < 0.3 ? number : Math.round(16 * number) / 16;
  });
}
