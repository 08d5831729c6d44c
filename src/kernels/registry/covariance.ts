/**
 * Layer kernels. Registry rows of the covariance kernels.
 */
import { clusterMeatWork, hcMeatWork } from "../covariance.js";
import * as twins from "../twins/covariance.js";
import { columnsFor } from "./blas.js";
import { centred, type KernelRow, randomCodes } from "./row.js";

/** Rounding of a sum of 1e4 terms of size 1, both orders: about sqrt(n) units in the last place, with room. */
const SUM = 1e-12;

export const covarianceRows: readonly KernelRow[] = [
  {
    name: "hcMeat",
    family: "covariance",
    cost: "O(n k^2)",
    twin: twins.hcMeat,
    problem: (n, random) => {
      const k = columnsFor(n);
      const work = new Float64Array(hcMeatWork(n, k));
      return [n, k, centred(n * k, random), centred(n, random), new Float64Array(k * k), work];
    },
    bound: SUM,
  },
  {
    name: "clusterScores",
    family: "covariance",
    cost: "O(n k)",
    twin: twins.clusterScores,
    problem: (n, random) => {
      const k = columnsFor(n);
      const nClusters = 1 + Math.floor(n / 4);
      const codes = randomCodes(n, nClusters, random);
      if (n % 2 === 0) codes.sort();
      const scores = new Float64Array(nClusters * k);
      return [n, k, nClusters, centred(n * k, random), centred(n, random), codes, scores];
    },
    bound: 0,
  },
  {
    name: "clusterMeat",
    family: "covariance",
    cost: "O(G k^2)",
    twin: twins.clusterMeat,
    problem: (n, random) => {
      const k = columnsFor(n);
      return [n, k, centred(n * k, random), new Float64Array(k * k), new Float64Array(clusterMeatWork(n, k))];
    },
    bound: SUM,
  },
];
