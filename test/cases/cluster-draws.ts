/**
 * Registry rows of the kernels that fit a regression again for other sets of clusters.
 */
import { jackknifeFitsWork, PHILOX_WORK, reweightedFitsWork } from "../../src/engine/kernels/cluster-draws.js";
import { packedSize } from "../../src/engine/kernels/moments.js";

import * as twins from "../reference/cluster-draws.js";
import { centred, type KernelRow, type Random } from "./row.js";

/** Whole numbers on both sides. */
const EXACT = 0;
/** Rounding of solves with a diagonally dominant matrix of order at most 15, in another order of summation. */
const DOMINANT = 1e-12;

const TOLERANCE = 1e-10;
const word = (random: Random): number => Math.floor(random() * 2 ** 32);

/** Clusters at small sizes. */
const fewClusters = (n: number): number => 2 + Math.min(30, Math.floor(n / 3));

/** Dummies, regressors, and one column more behind the outcome that nobody may read. */
function shape(n: number) {
  const [m, k] = [n % 5, 1 + (n % 11)];
  return { m, k, stride: packedSize(m + k + 2) };
}

/** Diagonally dominant blocks; the first cluster knows nothing of the first column, the last of the last regressor. */
function clusterBlocks(n: number, nClusters: number, random: Random) {
  const { m, k, stride } = shape(n);
  const blocks = centred(nClusters * stride, random);
  for (let c = 0; c < nClusters; c++) {
    const block = blocks.subarray(c * stride, (c + 1) * stride);
    for (let i = 0; i < m + k; i++) block[packedSize(i) + i] = 2 * (m + k + 1) + random();
    const unknown = c === 0 ? 0 : c === nClusters - 1 ? m + k - 1 : undefined;
    if (unknown === undefined) continue;
    for (let i = 0; i < m + k + 1; i++) block[i < unknown ? packedSize(unknown) + i : packedSize(i) + unknown] = 0;
  }
  return { m, k, stride, blocks };
}

export const clusterDrawsRows: readonly KernelRow[] = [
  {
    name: "clusterCounts",
    family: "resample",
    cost: "O(B G)",
    twin: twins.clusterCounts,
    problem: (n, random) => {
      const nClusters = 1 + (n % 60);
      const nDraws = (n % 4) + Math.floor(n / nClusters);
      const words = Array.from({ length: 5 }, () => word(random));
      const out = new Float64Array(nDraws * nClusters);
      return [nClusters, nDraws, ...words, out, new Uint32Array(PHILOX_WORK)];
    },
    bound: EXACT,
  },
  {
    name: "jackknifeFits",
    family: "resample",
    cost: "O(G k^3)",
    twin: twins.jackknifeFits,
    problem: (n, random) => {
      const nClusters = fewClusters(n) + Math.floor(n / shape(n).stride);
      const { m, k, stride, blocks } = clusterBlocks(n, nClusters, random);
      const r = m + k;
      const total = new Float64Array(packedSize(r + 1));
      blocks.forEach((value, i) => {
        if (i % stride < total.length) total[i % stride]! += value;
      });
      const scale = Float64Array.from({ length: r }, (_, j) => total[packedSize(j) + j]!);
      const inverse = centred(packedSize(r), random);
      const [coefficients, leverage] = [new Float64Array(nClusters * k), new Float64Array(nClusters)];
      const [work, flags] = [new Float64Array(jackknifeFitsWork(m, k)), new Uint32Array(r)];
      return [stride, nClusters, m, k, TOLERANCE, blocks, total, scale, inverse, coefficients, leverage, work, flags];
    },
    bound: DOMINANT,
  },
  {
    name: "reweightedFits",
    family: "resample",
    cost: "O(B (G k^2 + k^3))",
    twin: twins.reweightedFits,
    problem: (n, random) => {
      const nClusters = fewClusters(n);
      const { m, k, stride, blocks } = clusterBlocks(n, nClusters, random);
      const [q, nDraws, nWanted] = [1 + (n % 2), 1 + (n % 3) + Math.floor(n / 1_000), n % (k + 1)];
      const tallies = Float64Array.from({ length: nClusters * (m + q) }, () => 1 + random());
      const floor = Float64Array.from({ length: m + k }, () => 1e-3 * random());
      const wanted = Uint32Array.from({ length: nWanted }, (_, i) => k - 1 - i);
      // the last draw is of one cluster, which doesn't identify everything: it fits, and its variances are rounding
      const weights = Float64Array.from({ length: nDraws * nClusters }, (_, i) => {
        if (i >= (nDraws - 1) * nClusters && n % 2 === 0) return i === nDraws * nClusters - 1 ? 1 : 0;
        return Math.floor(3 * random());
      });
      return [
        ...[stride, nClusters, m, k, q, nWanted, nDraws, TOLERANCE],
        ...[blocks, tallies, floor, wanted, weights],
        ...[new Float64Array(nDraws * k), new Float64Array(nDraws * nWanted), new Float64Array(nDraws * q)],
        ...[new Uint32Array(nDraws * m), new Float64Array(reweightedFitsWork(m, k, q)), new Uint32Array(m + k)],
      ];
    },
    bound: DOMINANT,
  },
];
