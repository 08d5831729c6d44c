/**
 * Registry rows of the resample kernels.
 */
import { PHILOX_WORK } from "../../src/engine/kernels/cluster-draws.js";
import { lowerSize, scoreVariancesWork } from "../../src/engine/kernels/score-variances.js";
import * as twins from "../reference/resample.js";
import { centred, type KernelRow, type Random } from "./row.js";

/** Integers on both sides; uniforms are exact multiples of 2^-53. */
const EXACT = 0;

/** Rounding of logarithm, square root, cosine and sine at sizes up to 7: a few units of 2^-52. */
const NORMAL_ROUNDING = 1e-14;

/** Rounding of sums over pairs, against squares of sums less those of their parts, some 1e5 terms of size 100. */
const PAIRS = 1e-10;

const word = (random: Random): number => Math.floor(random() * 2 ** 32);
const words = (count: number, random: Random): number[] => Array.from({ length: count }, () => word(random));

export const resampleRows: readonly KernelRow[] = [
  {
    name: "philoxU32",
    family: "resample",
    cost: "O(n)",
    twin: twins.philoxU32,
    problem: (n, random) => [n, ...words(6, random), new Uint32Array(n), new Uint32Array(PHILOX_WORK)],
    bound: EXACT,
  },
  {
    name: "philoxUniform",
    family: "resample",
    cost: "O(n)",
    twin: twins.philoxUniform,
    problem: (n, random) => [n, ...words(6, random), new Float64Array(n), new Uint32Array(PHILOX_WORK)],
    bound: EXACT,
  },
  {
    name: "philoxNormal",
    family: "resample",
    cost: "O(n)",
    twin: twins.philoxNormal,
    problem: (n, random) => [n, ...words(6, random), new Float64Array(n), new Uint32Array(PHILOX_WORK)],
    bound: NORMAL_ROUNDING,
  },
  {
    name: "randomPermutation",
    family: "resample",
    cost: "O(n)",
    twin: twins.randomPermutation,
    problem: (n, random) => [n, ...words(5, random), new Uint32Array(n), new Uint32Array(PHILOX_WORK)],
    bound: EXACT,
  },
  {
    name: "scoreVariances",
    family: "resample",
    cost: "O(n (k q + q^4))",
    twin: twins.scoreVariances,
    problem: (n, random) => {
      const [k, q, nDraws] = [3, 1 + (n % 2), 1 + (n % 3)];
      const nCoarse = Math.ceil(n / 7);
      const offsets = Uint32Array.from({ length: nCoarse + 1 }, (_, g) => Math.floor((g * n) / Math.max(1, nCoarse)));
      const p = lowerSize(q);
      return [
        ...[nCoarse, n, k, q, nDraws, 1.25, 1.125, offsets, centred(nDraws * n * k, random)],
        ...[centred(k * q, random), centred(k * k, random), centred(k * n * q, random)],
        ...[new Float64Array(nDraws * (p + p * p)), new Float64Array(scoreVariancesWork(k, q))],
      ];
    },
    bound: PAIRS,
  },
];
