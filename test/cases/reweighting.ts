/**
 * Registry rows of the kernels that make weights without pairs.
 */
import { entropyTiltWork } from "../../src/engine/kernels/kernel-weights.js";
import * as twins from "../reference/reweighting.js";
import { centred, type KernelRow, randomCodes } from "./row.js";

const EXACT = 0;
/** Rounding of sums of at most some ten thousand numbers below 10, of an exponential, and of roots that are squared. */
const SUM_ROUNDING = 1e-10;
/** Powers by repeated products against those of Math.pow. */
const POWER_ROUNDING = 1e-13;
const [COLUMNS, POWERS, STRATA] = [3, 3, 7];

export const reweightingRows: readonly KernelRow[] = [
  {
    name: "entropyTilt",
    family: "matching",
    cost: "O(n k^2)",
    twin: twins.entropyTilt,
    problem: (n, random) => [
      ...[n, n, COLUMNS, 0.9, centred(n * COLUMNS, random), centred(n, random)],
      ...[Float64Array.from({ length: n }, () => (random() < 0.2 ? 0 : random())), new Float64Array(n)],
      ...[new Float64Array((COLUMNS + 1) ** 2), new Float64Array(entropyTiltWork(n, COLUMNS))],
    ],
    bound: SUM_ROUNDING,
  },
  {
    name: "powerColumns",
    family: "matching",
    cost: "O(n p)",
    twin: twins.powerColumns,
    problem: (n, random) => [
      ...[n, POWERS, random(), 0.5 + random(), centred(n, random), centred(POWERS, random)],
      new Float64Array(n * POWERS),
    ],
    bound: POWER_ROUNDING,
  },
  {
    name: "extremes",
    family: "matching",
    cost: "O(n)",
    twin: twins.extremes,
    problem: (n, random) => [n, centred(n, random), new Float64Array(2)],
    bound: EXACT,
  },
  {
    name: "cutCodes",
    family: "matching",
    cost: "O(n log cuts)",
    twin: twins.cutCodes,
    problem: (n, random) => {
      // numbers at the cuts among them
      const x = Float64Array.from({ length: n }, () => Math.round(20 * random()) / 10 - 1);
      return [n, 5, x, Float64Array.of(-0.6, -0.1, 0, 0.3, 0.8), new Uint32Array(n)];
    },
    bound: EXACT,
  },
  {
    name: "runCodes",
    family: "matching",
    cost: "O(n)",
    twin: twins.runCodes,
    problem: (n, random) => {
      const [a, b] = [randomCodes(n, 4, random), randomCodes(n, 3, random)];
      const order = Uint32Array.from(Array.from(a.keys()).sort((i, j) => a[i]! - a[j]! || b[i]! - b[j]! || i - j));
      return [n, order, a, b, new Uint32Array(n)];
    },
    bound: EXACT,
  },
  {
    name: "stratumWeights",
    family: "matching",
    cost: "O(n)",
    twin: twins.stratumWeights,
    problem: (n, random) => {
      const counts = () => Float64Array.from({ length: STRATA }, () => Math.floor(4 * random()));
      const treated = Float64Array.from({ length: n }, () => Math.round(random()));
      return [n, STRATA, randomCodes(n, STRATA, random), treated, counts(), counts(), new Float64Array(n)];
    },
    bound: EXACT,
  },
];
