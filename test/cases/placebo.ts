/**
 * Registry rows of the placebo kernels: blocks of cross-products made of a few random rows a cell, so that
 * they are what such blocks can be.
 */
import { placeboDrawsWork } from "../../src/engine/kernels/placebo.js";
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
  const Ze = new Float64Array(nCells * r);
  const uZ = new Float64Array(nCells * dates.length * r);
  const sums = new Float64Array(nCells * dates.length * 3);
  return { r, nPeriods, nCells, stride, blocks, periodWeights, periods, dates, g, Ze, uZ, sums };
}

export const placeboRows: readonly KernelRow[] = [
  {
    name: "placeboCells",
    family: "resample",
    cost: "O(C k^2)",
    twin: twins.placeboCells,
    problem: (n, random) => {
      const at = cellsProblem(n, random);
      return [
        ...[at.nCells, at.r, at.stride, at.r, at.nPeriods, at.dates.length, at.blocks, at.periods],
        ...[at.periodWeights, at.dates, at.g, at.Ze, at.uZ, at.sums, new Float64Array(at.r)],
      ];
    },
    bound: ROUNDING,
  },
  {
    name: "placeboDraws",
    family: "resample",
    cost: "O(C k^2)",
    twin: twins.placeboDraws,
    problem: (n, random) => {
      const at = cellsProblem(n, random);
      const { r, nCells, stride, blocks, dates } = at;
      const { nPeriods, periods, periodWeights, g, Ze, uZ, sums } = at;
      const sizes = { nCells, r, stride, outcome: r, nPeriods, nDates: dates.length };
      const work = new Float64Array(r);
      twins.placeboCells({ ...sizes, blocks, periods, periodWeights, dates, g, Ze, uZ, sums, work });
      const size = (r * (r + 1)) / 2;
      const L = new Float64Array(size);
      for (let c = 0; c < nCells; c++) for (let i = 0; i < size; i++) L[i]! += blocks[c * stride + i]!;
      const scale = Float64Array.from({ length: r }, (_, j) => L[(j * (j + 3)) / 2]!);
      momentTwins.packedFactor({
        n: r,
        tolerance: 1e-10,
        scale,
        A: L,
        kept: new Uint32Array(r),
        column: new Float64Array(0),
      });
      const nDraws = 1 + ((n + 5) % MOST_DRAWS);
      const codes = randomCodes(nDraws * nCells, dates.length + 1, random);
      codes[0] = 1; // something is treated
      codes.fill(0, (nDraws - 1) * nCells); // in the last draw nothing is
      const nClusters = Math.min(3, nCells);
      const clusters = Uint32Array.from({ length: nCells }, (_, c) => c % nClusters);
      const out = () => new Float64Array(nDraws);
      return [
        ...[nDraws, nCells, nClusters, r, stride, dates.length, 1.25, clusters, blocks, L, at.Ze, at.uZ],
        ...[at.sums, codes, out(), out(), new Float64Array(placeboDrawsWork(r, nClusters))],
      ];
    },
    bound: ROUNDING,
  },
];
