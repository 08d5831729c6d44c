/**
 * Registry rows of the wild bootstrap's kernels.
 */
import { PHILOX_WORK } from "../../src/engine/kernels/cluster-draws.js";
import { multiplierDrawsWork, wildDrawsWork, wildResults, wreDrawsWork } from "../../src/engine/kernels/wild.js";

import * as twins from "../reference/wild.js";
import { centred, type KernelRow, type Random, randomCodes } from "./row.js";

/** The same sums in the same order; points of the weights are the nearest doubles. */
const EXACT = 0;
/** Rounding of a sum of 1e4 terms of size 1, in another order. */
const SUM = 1e-12;
/** Most units of multiplier draws; draws grow with n. */
const MOST_UNITS = 10_000;

const word = (random: Random): number => Math.floor(random() * 2 ** 32);

export const wildRows: readonly KernelRow[] = [
  {
    name: "wildWeights",
    family: "resample",
    cost: "O(n)",
    twin: twins.wildWeights,
    problem: (n, random) => [
      ...[n % 4, n, word(random) >>> 1, 1 + (n % 2), word(random), word(random), word(random)],
      new Float64Array((1 + (n % 2)) * n),
      new Uint32Array(PHILOX_WORK),
    ],
    bound: EXACT,
  },
  {
    name: "multiplierDraws",
    family: "resample",
    cost: "O(B n k)",
    twin: twins.multiplierDraws,
    problem: (n, random) => {
      const [units, p, nDraws] = [Math.min(n, MOST_UNITS), 1 + (n % 11), (n % 11) + Math.floor(n / 4_000)];
      return [
        ...[n % 4, units, p, word(random) >>> 1, nDraws, word(random), word(random), word(random)],
        centred(units * p, random),
        new Float64Array(nDraws * p),
        new Float64Array(multiplierDrawsWork(p, nDraws)),
        new Uint32Array(PHILOX_WORK),
      ];
    },
    bound: SUM,
  },
  {
    name: "wildDraws",
    family: "resample",
    cost: "O(B G k)",
    twin: twins.wildDraws,
    problem: (n, random) => {
      const [nBoot, count] = [Math.min(n, 90), Math.min(9, n) + Math.floor(n / 100)];
      const [nRows, rank, nParts] = [Math.floor(nBoot / 2) + (n % 2), n % 5, 1 + (n % 3)];
      const [ld, entries] = [count, nBoot > 0 ? nRows + Math.min(1, nRows) : 0];
      const offsets = Uint32Array.from({ length: nRows + 1 }, (_, c) => (entries === 0 || c === 0 ? 0 : c + 1));
      return [
        ...[n % 4, word(random) >>> 1, count, ld, nBoot, nRows, rank, nParts, entries],
        ...[word(random), word(random), word(random)],
        centred(nParts * rank * nBoot, random),
        centred(nParts * nRows * rank, random),
        offsets,
        randomCodes(entries, nBoot, random),
        centred(nParts * entries, random),
        centred(nParts * nBoot, random),
        centred(nRows, random),
        new Float64Array(ld * wildResults(nParts)),
        new Float64Array(wildDrawsWork(nBoot, rank, nParts)),
        new Uint32Array(PHILOX_WORK),
      ];
    },
    bound: EXACT,
  },
  {
    name: "wreDraws",
    family: "resample",
    cost: "O(B G k)",
    twin: twins.wreDraws,
    problem: (n, random) => {
      const [nBoot, count] = [Math.min(n, 90), Math.min(9, n) + Math.floor(n / 100)];
      const [nRows, rank, kz] = [Math.floor(nBoot / 2) + (n % 2), n % 5, 1 + (n % 3)];
      const entries = nBoot > 0 ? nRows + Math.min(1, nRows) : 0;
      const offsets = Uint32Array.from({ length: nRows + 1 }, (_, c) => (entries === 0 || c === 0 ? 0 : c + 1));
      return [
        ...[n % 4, word(random) >>> 1, count, count, nBoot, nRows, rank, kz],
        ...[word(random), word(random), word(random)],
        // far from zero, so that no regressor is drawn without variance
        centred(kz, random).map((value) => value + 3),
        centred(2 * (rank + kz) * nBoot, random),
        centred(nRows * kz * rank, random),
        centred(nRows * kz, random),
        offsets,
        randomCodes(entries, nBoot, random),
        centred(entries * 2 * kz, random),
        centred(nRows, random),
        new Float64Array(2 * count),
        new Float64Array(wreDrawsWork(nBoot, rank, kz)),
        new Uint32Array(PHILOX_WORK),
      ];
    },
    bound: EXACT,
  },
];
