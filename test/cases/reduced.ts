/**
 * Registry rows of the kernels of the reduced system. Odd n is weighted, some weights 0; the number of
 * lanes runs through 4, 8 and 12, the number of other effects through 1..3.
 */
import {
  chunksOfLevels,
  eliminateLevelsWork,
  reducedApplyWork,
  reducedCellsWork,
  reducedDiagonalWork,
  reducedEdgesWork,
} from "../../src/engine/kernels/reduced.js";
import * as groups from "../reference/groups.js";
import * as twins from "../reference/reduced.js";
import { centred, type KernelRow, type Random, randomCodes } from "./row.js";

/** Rounding of sums of up to 4,096 terms of size 1 taken in another grouping: some hundred units in the last place. */
const SUM = 1e-11;
/** Products whose size is that of weights of levels: sums of a thousand terms. */
const PRODUCT = 1e-10;

const lanesOf = (n: number): number => 4 + 4 * (n % 3);
/** A preconditioner; some levels have no information. */
const inverseOf = (n: number, random: Random): Float64Array =>
  Float64Array.from({ length: n }, () => (random() < 0.1 ? 0 : random()));
const othersOf = (n: number): number => 1 + (n % 3);

/** Rows ordered by groups of about five rows (for some n about 300: more cells than are kept), p other effects of up to a few hundred levels, some pairs repeated. */
function rowsOf(n: number, random: Random) {
  const p = othersOf(n);
  const each = Math.max(1, Math.min(300, Math.ceil(n / 6)));
  const nGroups = Math.ceil(n / (n % 5 === 1 ? 300 : 5));
  const offsets = new Uint32Array(nGroups + 1);
  groups.csrOffsets({ n, nLevels: nGroups, codes: randomCodes(n, nGroups, random).sort(), offsets });
  const codes = new Uint32Array(p * n);
  for (let i = 0; i < n; i++) {
    const repeats = i > 0 && random() < 0.4;
    for (let f = 0; f < p; f++) {
      codes[f * n + i] = repeats ? codes[f * n + i - 1]! : f * each + Math.floor(random() * each);
    }
  }
  const weighted = n % 2;
  const w = Float64Array.from({ length: weighted * n }, () => (random() < 0.2 ? 0 : 0.5 + random()));
  return { n, p, nGroups, nLevels: p * each, offsets, codes, weighted, w };
}

/** Cells of `rowsOf`, by the twin. */
function cellsOf(n: number, random: Random) {
  const rows = rowsOf(n, random);
  const { nGroups, nLevels, p, weighted } = rows;
  const [offsets, codes, weights] = [new Uint32Array(nGroups + 1), new Uint32Array(p * n), new Float64Array(n)];
  const none = new Uint32Array(0);
  const kept = twins.reducedCells({
    n,
    nGroups,
    nLevels,
    p,
    weighted,
    offsets: rows.offsets,
    codes: rows.codes,
    w: rows.w,
    cellOffsets: offsets,
    cellCodes: codes,
    cellWeights: weights,
    work: none,
  });
  const [inverses, totals] = [new Float64Array(kept), new Float64Array(nLevels)];
  const [diagonal, work] = [new Float64Array(nLevels), new Float64Array(0)];
  twins.reducedDiagonal({
    low: 0,
    high: kept,
    nLevels,
    p,
    stride: n,
    counts: 0,
    offsets,
    codes,
    weights,
    inverses,
    totals,
    diagonal,
    work,
    index: none,
  });
  return { kept, nLevels, p, counts: 1 - weighted, offsets, codes, weights, inverses, totals };
}

/** Cells of one other effect, of more levels than a chunk has when n is large, in groups of about two; a level may come twice. */
function singleOf(n: number, random: Random) {
  const [nGroups, nLevels] = [Math.ceil(n / 2), Math.max(1, Math.ceil(n / 3))];
  const offsets = new Uint32Array(nGroups + 1);
  groups.csrOffsets({ n, nLevels: nGroups, codes: randomCodes(n, nGroups, random).sort(), offsets });
  const codes = randomCodes(n, nLevels, random);
  const weights = Float64Array.from({ length: n }, () => 0.5 + random());
  let pairs = 0;
  for (let g = 0; g < nGroups; g++) pairs += (offsets[g + 1]! - offsets[g]!) * (offsets[g + 1]! - offsets[g]! - 1);
  return { kept: nGroups, nLevels, pairs, offsets, codes, weights };
}

/** Their edges, by the twin. */
function edgesOf(n: number, random: Random) {
  const graph = singleOf(n, random);
  const { kept: nGroups, nLevels, pairs } = graph;
  const [starts, others] = [new Uint32Array(nLevels + 1), new Uint32Array(pairs)];
  const [edges, diagonal] = [new Float64Array(pairs), new Float64Array(nLevels)];
  twins.reducedEdges({ ...graph, nGroups, starts, others, edges, diagonal, work: new Uint32Array(0) });
  return { nLevels, pairs, starts, others, edges };
}

/** Outputs of eliminateLevels. */
function roomForCore(m: number, nLevels: number) {
  const u32 = (length: number) => new Uint32Array(length);
  const f64 = (length: number) => new Float64Array(length);
  const taken = [u32(nLevels), u32(3 * nLevels), f64(3 * nLevels), f64(nLevels)] as const;
  const left = [u32(nLevels), u32(nLevels + 1), u32(m), f64(m), f64(nLevels)] as const;
  return [...taken, ...left] as const;
}

/** What is left of those, by the twin. */
function eliminatedOf(n: number, random: Random) {
  const { pairs: m, nLevels, starts, others, edges } = edgesOf(n, random);
  const room = roomForCore(m, nLevels);
  const [order, ends, shares, inverses, core, coreStarts, coreOthers, coreEdges, diagonal] = room;
  const made = { order, ends, shares, inverses, core, coreStarts, coreOthers, coreEdges, diagonal };
  const work = { halves: new Float64Array(0), index: new Uint32Array(0) };
  const nGone = twins.eliminateLevels({ m, nLevels, starts, others, edges, ...made, ...work });
  return { nGone, nCore: nLevels - nGone, nLevels, ...made };
}

export const reducedRows: readonly KernelRow[] = [
  {
    name: "reducedCells",
    family: "reduced",
    cost: "O(n q)",
    twin: twins.reducedCells,
    problem: (n, random) => {
      const { p, nGroups, nLevels, weighted, offsets, codes, w } = rowsOf(n, random);
      const [cellOffsets, cellCodes, cellWeights] = [
        new Uint32Array(nGroups + 1),
        new Uint32Array(p * n),
        new Float64Array(n),
      ];
      const work = new Uint32Array(reducedCellsWork(n, nLevels, p));
      return [n, nGroups, nLevels, p, weighted, offsets, codes, w, cellOffsets, cellCodes, cellWeights, work];
    },
    bound: 0,
  },
  {
    name: "reducedDiagonal",
    family: "reduced",
    cost: "O(n q + L)",
    twin: twins.reducedDiagonal,
    problem: (n, random) => {
      const { kept, nLevels, p, counts, offsets, codes, weights } = cellsOf(n, random);
      const size = reducedDiagonalWork(nLevels);
      const [inverses, totals, diagonal] = [
        new Float64Array(kept),
        new Float64Array(nLevels),
        new Float64Array(nLevels),
      ];
      const [work, index] = [new Float64Array(size.f64), new Uint32Array(size.u32)];
      return [0, kept, nLevels, p, n, counts, offsets, codes, weights, inverses, totals, diagonal, work, index];
    },
    bound: SUM,
  },
  {
    name: "reducedEdges",
    family: "reduced",
    cost: "O(n q)",
    twin: twins.reducedEdges,
    problem: (n, random) => {
      const graph = singleOf(n, random);
      const { kept, nLevels, pairs, offsets, codes, weights } = graph;
      const ends = [new Uint32Array(nLevels + 1), new Uint32Array(pairs)];
      const made = [new Float64Array(pairs), new Float64Array(nLevels)];
      return [kept, nLevels, offsets, codes, weights, ...ends, ...made, new Uint32Array(reducedEdgesWork(nLevels))];
    },
    bound: SUM,
  },
  {
    name: "edgeProduct",
    family: "reduced",
    cost: "O(n q k)",
    twin: twins.edgeProduct,
    problem: (n, random) => {
      const { nLevels, starts, others, edges } = edgesOf(n, random);
      const lanes = lanesOf(Math.floor(n / 3));
      const [a, q] = [centred(nLevels * lanes, random), new Float64Array(nLevels * lanes)];
      const dots = new Float64Array(chunksOfLevels(nLevels) * lanes);
      return [lanes, 0, nLevels, starts, others, edges, a, q, dots];
    },
    bound: PRODUCT,
  },
  {
    name: "eliminateLevels",
    family: "reduced",
    cost: "O(n q)",
    twin: twins.eliminateLevels,
    problem: (n, random) => {
      const { pairs, nLevels, starts, others, edges } = edgesOf(n, random);
      const size = eliminateLevelsWork(pairs, nLevels);
      const work = [new Float64Array(size.f64), new Uint32Array(size.u32)];
      return [pairs, nLevels, starts, others, edges, ...roomForCore(pairs, nLevels), ...work];
    },
    bound: SUM,
  },
  {
    name: "foldLevels",
    family: "reduced",
    cost: "O(L k)",
    twin: twins.foldLevels,
    problem: (n, random) => {
      const { nGone, nCore, nLevels, order, ends, shares, core } = eliminatedOf(n, random);
      const lanes = lanesOf(Math.floor(n / 3));
      const [b, left] = [centred(nLevels * lanes, random), new Float64Array(nCore * lanes)];
      return [lanes, nGone, nCore, order, ends, shares, core, b, left];
    },
    bound: SUM,
  },
  {
    name: "unfoldLevels",
    family: "reduced",
    cost: "O(L k)",
    twin: twins.unfoldLevels,
    problem: (n, random) => {
      const { nGone, nCore, nLevels, order, ends, shares, inverses, core } = eliminatedOf(n, random);
      const lanes = lanesOf(Math.floor(n / 3));
      const [b, left] = [centred(nLevels * lanes, random), centred(nCore * lanes, random)];
      return [lanes, nGone, nCore, order, ends, shares, inverses, core, b, left, new Float64Array(nLevels * lanes)];
    },
    bound: SUM,
  },
  {
    name: "reducedApply",
    family: "reduced",
    cost: "O(n q k)",
    twin: twins.reducedApply,
    problem: (n, random) => {
      const { kept, nLevels, p, offsets, codes, weights, inverses } = cellsOf(n, random);
      const lanes = lanesOf(Math.floor(n / 3));
      const weighted = n % 4 === 0 ? 0 : 1;
      const [low, high] = [Math.floor(kept / 7), kept - Math.floor(kept / 5)];
      const [a, y] = [centred(nLevels * lanes, random), new Float64Array(nLevels * lanes)];
      const work = new Float64Array(reducedApplyWork(lanes));
      return [lanes, low, high, nLevels, p, n, weighted, offsets, codes, weights, inverses, a, y, work];
    },
    bound: SUM,
  },
  {
    name: "reducedFinish",
    family: "reduced",
    cost: "O(L k)",
    twin: twins.reducedFinish,
    problem: (n, random) => {
      const lanes = lanesOf(n);
      const nSlabs = 1 + (n % 5);
      const totals = Float64Array.from({ length: n }, () => 10 * random());
      const [a, y] = [centred(n * lanes, random), centred(nSlabs * n * lanes, random)];
      const dots = new Float64Array(chunksOfLevels(n) * lanes);
      return [lanes, 0, n, n, nSlabs, 1 + (n % 2), totals, a, y, dots];
    },
    bound: PRODUCT,
  },
  {
    name: "cgStep",
    family: "reduced",
    cost: "O(L k)",
    twin: twins.cgStep,
    problem: (n, random) => {
      const lanes = lanesOf(n);
      const alpha = centred(lanes, random).map((step, j) => (j % 4 === 1 ? 0 : step));
      const [q, r] = [centred(n * lanes, random), centred(n * lanes, random)];
      return [lanes, 0, n, alpha, q, inverseOf(n, random), r, new Float64Array(chunksOfLevels(n) * lanes)];
    },
    bound: PRODUCT,
  },
  {
    name: "cgDirection",
    family: "reduced",
    cost: "O(L k)",
    twin: twins.cgDirection,
    problem: (n, random) => {
      const lanes = lanesOf(n);
      const [alpha, beta] = [centred(lanes, random), centred(lanes, random)];
      alpha[1] = 0;
      const [r, x, p] = [1, 2, 3].map(() => centred(n * lanes, random));
      return [lanes, 0, n, alpha, beta, r!, inverseOf(n, random), x!, p!];
    },
    bound: 0,
  },
  {
    name: "moveLanes",
    family: "reduced",
    cost: "O(L)",
    twin: twins.moveLanes,
    problem: (n, random) => {
      const lanes = lanesOf(n);
      const at = n % (lanes - 3);
      return [n, 4, 0, lanes, at, centred(n * 4, random), centred(n * lanes, random)];
    },
    bound: 0,
  },
];
