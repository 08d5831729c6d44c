/**
 * Registry rows of the passes of iterated least squares.
 */
import { irlsPassWork, poissonSaturatedWork } from "../../src/engine/kernels/irls.js";
import * as twins from "../reference/irls.js";
import { centred, type KernelRow, type Random } from "./row.js";

/** Rounding of sums of 1e4 terms of size 1 to 10, and of exponentials of them. */
const SUM = 1e-11;

/** Counts with many zeros, or zeros and ones. */
const counts = (n: number, most: number, random: Random): Float64Array =>
  Float64Array.from({ length: n }, () => Math.min(most, Math.floor(-Math.log(1 - random()) * 1.5)));

const positive = (n: number, random: Random): Float64Array => Float64Array.from({ length: n }, () => 0.1 + random());

export const irlsRows: readonly KernelRow[] = [
  {
    name: "irlsPass",
    family: "glm",
    cost: "O(n)",
    twin: twins.irlsPass,
    problem: (n, random) => {
      const logit = n & 1;
      const y = counts(n, logit ? 1 : 50, random);
      const saturated = y.map((value) => (value > 0 ? value * Math.log(value) - value : 0));
      const [linear, direction] = [centred(n, random), centred(n, random)].map((x) => x.map((value) => 2 * value));
      const out = Array.from({ length: 4 }, () => new Float64Array(n));
      return [
        ...[n, logit, (n >> 1) & 1, (n >> 3) % 2 === 0 ? 0 : 0.7, (n >> 2) % 3 === 0 ? 0 : 0.5],
        ...[y, positive(n, random), saturated, linear!, direction!, ...out],
        ...[new Float64Array(3), new Float64Array(1), new Float64Array(irlsPassWork(n))],
      ];
    },
    bound: SUM,
  },
  {
    name: "poissonSaturated",
    family: "glm",
    cost: "O(n)",
    twin: twins.poissonSaturated,
    problem: (n, random) => {
      const y = counts(n, 1000, random).map((count, i) =>
        i % 5 === 0 ? count * random() : i % 7 === 0 ? 40 * count : count,
      );
      const work = new Float64Array(poissonSaturatedWork(n));
      return [n, n & 1, y, positive(n, random), new Float64Array(n), work];
    },
    bound: SUM,
  },
];
