/**
 * Registry rows of the placebo kernels: blocks of cross-products made of a few random rows a cell, so that
 * they are what such blocks can be.
 */
import { placeboErrorsWork, placeboScoresWork, placeboSlopesWork } from "../../src/engine/kernels/placebo.js";
import * as momentTwins from "../reference/moments.js";
import * as twins from "../reference/placebo.js";
import { centred, type KernelRow, type Random, randomCodes } from "./row.js";

/** Rounding of sums of cross-products, and of a solve by a well-conditioned factor, relative to numbers up to hundreds. */
const ROUNDING = 1e-9;
/** Draws a call can make. */
const MOST_DRAWS = 8;

/** Cells of a few rows over columns Z (r), y and a dummy for every period. */
function cellsProblem(n: number, random: Random) {
  const [nCells, r, nPeriods] = [1 + Math.min(8, Math.floor(Math.sqrt(n))) + Math.floor(n / 50), n % 11, 2 + (n % 5)];
  const order = r + 1 + nPeriods;
  const stride = (order * (order + 1)) / 2;
  const blocks = new Float64Array(nCells * stride);
  const periodWeights = new Float64Array(nCells * nPeriods);
  for (let block = 0; block < nCells; block++) {
    for (let row = 0; row < r + nPeriods; row++) {
      const x = Float64Array.of(...centred(r + 1, random), ...new Float64Array(nPeriods));
      x[r + 1 + (row % nPeriods)] = 1;
      periodWeights[block * nPeriods + (row % nPeriods)]! += 1;
      for (let i = 0; i < order; i++) {
        for (let j = 0; j <= i; j++) blocks[block * stride + (i * (i + 1)) / 2 + j]! += x[i]! * x[j]!;
      }
    }
  }
  const periods = Uint32Array.from({ length: nPeriods }, (_, p) => r + 1 + p);
  const dates = n % 2 === 0 ? Uint32Array.of(0, 1) : Uint32Array.of(nPeriods - 1);
  const g = centred(r, random);
  // every fifth column is left out, and cells are alike in the first two where they have a row a period
  const kept = Uint32Array.from({ length: r }, (_, j) => j).filter((j) => j % 5 !== 4);
  const nKept = kept.length;
  const nShared = Math.min(2, nKept);
  if (n % 3 === 0) for (let c = 1; c < nCells; c++) blocks.copyWithin(c * stride, 0, (nShared * (nShared + 1)) / 2);
  const alike = new Uint32Array(nCells);
  const Ze = new Float64Array(nCells * nKept);
  const uZ = new Float64Array(nCells * dates.length * nKept);
  const sums = new Float64Array(nCells * dates.length * 3);
  const sizes = { nCells, r, nKept, nShared, stride, outcome: r, nPeriods, nDates: dates.length };
  return { ...sizes, blocks, kept, periods, periodWeights, dates, g, alike, Ze, uZ, sums, work: new Float64Array(r) };
}

export const placeboRows: readonly KernelRow[] = [
  {
    name: "placeboCells",
    family: "resample",
    cost: "O(C k^2)",
    twin: twins.placeboCells,
    problem: (n, random) => {
      const at = cellsProblem(n, random);
      return Object.values(at);
    },
    bound: ROUNDING,
  },
  {
    name: "placeboSlopes",
    family: "resample",
    cost: "O(C k + k^2)",
    twin: twins.placeboSlopes,
    problem: (n, random) => Object.values(slopesProblem(n, random)),
    bound: ROUNDING,
  },
  {
    name: "placeboScores",
    family: "resample",
    cost: "O(C k^2)",
    twin: twins.placeboScores,
    problem: (n, random) => Object.values(scoresProblem(n, random)),
    bound: ROUNDING,
  },
  {
    name: "placeboErrors",
    family: "resample",
    cost: "O(C)",
    twin: twins.placeboErrors,
    problem: (n, random) => {
      const { nDraws, nCells, found, ...made } = scoresProblem(n, random);
      twins.placeboScores({ ...made, nDraws, nCells, found });
      const nClusters = Math.min(3, nCells);
      const clusters = Uint32Array.from({ length: nCells }, (_, c) => c % nClusters);
      const out = () => new Float64Array(nDraws);
      const work = new Float64Array(placeboErrorsWork(nClusters));
      return [nDraws, nCells, nClusters, 1.25, clusters, made.scores, found, out(), out(), work];
    },
    bound: ROUNDING,
  },
];

/** Draws of the cells, arguments in order. */
function slopesProblem(n: number, random: Random, at = preparedCells(n, random)) {
  const { nCells, nKept: r, stride, nDates, blocks, uZ, sums } = at;
  const size = (r * (r + 1)) / 2;
  const L = new Float64Array(size);
  for (let c = 0; c < nCells; c++) for (let i = 0; i < size; i++) L[i]! += blocks[c * stride + i]!;
  const scale = Float64Array.from({ length: r }, (_, j) => L[(j * (j + 3)) / 2]!);
  const [kept, column] = [new Uint32Array(r), new Float64Array(0)];
  momentTwins.packedFactor({ n: r, tolerance: 1e-10, scale, A: L, kept, column });
  const nDraws = 1 + ((n + 5) % MOST_DRAWS);
  const codes = randomCodes(nDraws * nCells, nDates + 1, random);
  codes[0] = 1; // something is treated
  codes.fill(0, (nDraws - 1) * nCells); // in the last draw nothing is
  const lanes = () => new Float64Array(MOST_DRAWS * r);
  const products = new Float64Array(MOST_DRAWS * size);
  return {
    ...{ nDraws, nCells, r, nDates, L, uZ, sums, codes, slopes: lanes(), lanes: lanes(), products },
    ...{ found: new Float64Array(2 * MOST_DRAWS), work: new Float64Array(placeboSlopesWork(r)) },
  };
}

/** Scores of those draws. */
function scoresProblem(n: number, random: Random) {
  const at = preparedCells(n, random);
  const made = slopesProblem(n, random, at);
  twins.placeboSlopes(made);
  const { nDraws, nCells, r, nDates, uZ, sums, codes, slopes, lanes, products, found } = made;
  return {
    ...{ low: 0, high: nCells, nDraws, nCells, r, nShared: at.nShared, stride: at.stride, nDates },
    ...{ blocks: at.blocks, alike: at.alike, Ze: at.Ze, uZ, sums, codes, slopes, lanes, products, found },
    ...{ scores: new Float64Array(MOST_DRAWS * nCells), work: new Float64Array(placeboScoresWork) },
  };
}

function preparedCells(n: number, random: Random) {
  const at = cellsProblem(n, random);
  twins.placeboCells(at);
  return at;
}
