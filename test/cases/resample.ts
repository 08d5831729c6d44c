/**
 * Registry rows of the resample kernels.
 */
import { PHILOX_WORK } from "../../src/engine/kernels/cluster-draws.js";
import * as twins from "../reference/resample.js";
import type { KernelRow, Random } from "./row.js";

/** Integers on both sides; uniforms are exact multiples of 2^-53. */
const EXACT = 0;

/** Rounding of logarithm, square root, cosine and sine at sizes up to 7: a few units of 2^-52. */
const NORMAL_ROUNDING = 1e-14;

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
];
