/**
 * Registry rows of the balance kernels.
 */
import { ksDistanceWork, weightedMomentsWork } from "../../src/engine/kernels/balance.js";
import * as twins from "../reference/balance.js";
import { centred, type KernelRow, type Random } from "./row.js";

/** Rounding of sums of at most some ten thousand numbers below 10. */
const SUM_ROUNDING = 1e-11;
const [COLUMNS, WEIGHTS] = [3, 2];

export const balanceRows: readonly KernelRow[] = [
  {
    name: "weightedMoments",
    family: "matching",
    cost: "O(n k q)",
    twin: twins.weightedMoments,
    problem: (n, random) => [
      ...[n, n, COLUMNS, WEIGHTS, centred(n * COLUMNS, random), someWeights(n * WEIGHTS, random)],
      ...[centred(COLUMNS * WEIGHTS, random), new Float64Array(2 * WEIGHTS * (COLUMNS + 1))],
      new Float64Array(weightedMomentsWork(n, COLUMNS, WEIGHTS)),
    ],
    bound: SUM_ROUNDING,
  },
  {
    name: "ksDistance",
    family: "matching",
    cost: "O(n log n)",
    twin: twins.ksDistance,
    problem: (n, random) => {
      const weights = Float64Array.from({ length: n }, () => (random() < 0.3 ? 0 : 2 * random() - 1));
      const total = (sign: number) => weights.reduce((sum, w) => sum + Math.max(0, sign * w), 0);
      const values = Float64Array.from({ length: n }, () => Math.round(40 * random()) / 4);
      return [n, total(1), total(-1), values, weights, new Float64Array(ksDistanceWork(n))];
    },
    bound: SUM_ROUNDING,
  },
];

/** Weights below 2, three in ten of them 0. */
function someWeights(n: number, random: Random): Float64Array {
  return Float64Array.from({ length: n }, () => (random() < 0.3 ? 0 : 2 * random()));
}
