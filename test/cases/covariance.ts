/**
 * Registry rows of the covariance kernels.
 */

import { residualScoresWork } from "../../src/engine/kernels/cluster-scores.js";
import { clusterMeatWork, hcMeatWork, leverageMeatWork, leveragesWork } from "../../src/engine/kernels/covariance.js";
import * as twins from "../reference/covariance.js";
import { columnsFor, strided } from "./blas.js";
import { centred, type KernelRow, type Random, randomCodes } from "./row.js";

/** Rounding of a sum of 1e4 terms of size 1, both orders: about sqrt(n) units in the last place, with room. */
const SUM = 1e-12;

/** Rounding of solves with a diagonally dominant triangle of order at most 11, in sums as above. */
const OVER_TRIANGLE = 1e-12;

/** An upper triangle whose diagonal dominates, with numbers below it that nobody may read. */
function triangle(k: number, random: Random): Float64Array {
  const R = centred(k * k, random);
  for (let j = 0; j < k; j++) R[j + j * k] = 1 + k + random();
  return R;
}

export const covarianceRows: readonly KernelRow[] = [
  {
    name: "hcMeat",
    family: "covariance",
    cost: "O(n k^2)",
    twin: twins.hcMeat,
    problem: (n, random) => {
      const k = columnsFor(n);
      const work = new Float64Array(hcMeatWork(n, k));
      const { stride, X } = strided(n, k, random);
      return [n, stride, k, n & 1, X, centred(n, random), triangle(k, random), new Float64Array(k * k), work];
    },
    bound: SUM,
  },
  {
    name: "clusterScores",
    family: "covariance",
    cost: "O(n k m)",
    twin: twins.clusterScores,
    problem: (n, random) => {
      const k = columnsFor(n);
      const { stride, X } = strided(n, k, random);
      const m = 1 + (n % 4);
      const [low, nCells] = [n % 7, 1 + Math.floor(n / 4)];
      const codes = randomCodes(n, nCells, random).map((code) => low + code);
      if (n % 2 === 0) codes.sort();
      const U = centred(stride * (m - 1) + n, random);
      return [n, stride, k, m, low, nCells, nCells * k, X, U, codes, new Float64Array(m * nCells * k)];
    },
    bound: 0,
  },
  {
    name: "turnRows",
    family: "covariance",
    cost: "O(n s q)",
    twin: twins.turnRows,
    problem: (n, random) => {
      const [s, q] = [columnsFor(n), 1 + (n % 6)];
      const lanes = 2 * Math.ceil(q / 2);
      const A = centred(s * lanes, random).map((value, at) => (at % lanes < q ? value : 0));
      return [n, s, q, q, centred(n * s, random), A, new Float64Array(n * q)];
    },
    bound: SUM,
  },
  {
    name: "clusterMeat",
    family: "covariance",
    cost: "O(G k^2)",
    twin: twins.clusterMeat,
    problem: (n, random) => {
      const k = columnsFor(n);
      const [meat, work] = [new Float64Array(k * k), new Float64Array(clusterMeatWork(n, k))];
      return [n, k, n & 1, centred(n * k, random), triangle(k, random), meat, work];
    },
    bound: SUM,
  },
  {
    name: "residualScores",
    family: "covariance",
    cost: "O(n k)",
    twin: twins.residualScores,
    problem: (n, random) => {
      const k = columnsFor(n);
      const { stride, X } = strided(n, k, random);
      const nCells = n % 5 === 4 ? 0 : 1 + Math.floor(n / 4);
      const low = n % 7;
      const codes = randomCodes(n, nCells, random).map((code) => low + code);
      if (n % 2 === 0) codes.sort();
      const [y, beta, work] = [centred(n, random), centred(k, random), new Float64Array(residualScoresWork())];
      const [u, scores] = [new Float64Array(n), new Float64Array(nCells * k)];
      return [n, stride, k, low, nCells, X, y, beta, codes, u, scores, work];
    },
    bound: SUM,
  },
  {
    name: "leverages",
    family: "covariance",
    cost: "O(n k^2)",
    twin: twins.leverages,
    problem: (n, random) => {
      const k = columnsFor(n);
      const { stride, X } = strided(n, k, random);
      const [h, work] = [new Float64Array(n), new Float64Array(leveragesWork(k))];
      return [n, stride, k, n & 1, X, triangle(k, random), effectLeverages(n, random), h, work];
    },
    bound: OVER_TRIANGLE,
  },
  {
    name: "leverageMeat",
    family: "covariance",
    cost: "O(n k^2)",
    twin: twins.leverageMeat,
    problem: (n, random) => {
      const k = columnsFor(n);
      const { stride, X } = strided(n, k, random);
      const rule = [
        [1, 0, 0, 0],
        [2, 0, 0, 0],
        [0, 5, 1, 1.5],
      ][n % 3]!;
      const [meat, work] = [new Float64Array(k * k + 1), new Float64Array(leverageMeatWork(n, k))];
      const effects = effectLeverages(n, random);
      if (n > 2) effects[n >> 1] = 1;
      return [
        ...[n, stride, k, n & 1, ...rule, 1e-10],
        ...[X, centred(n, random), triangle(k, random), effects, meat, work],
      ];
    },
    bound: SUM,
  },
];

/** Leverages of effects: at most a tenth. */
const effectLeverages = (n: number, random: Random): Float64Array =>
  Float64Array.from({ length: n }, () => 0.1 * random());
