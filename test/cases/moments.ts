/**
 * Registry rows of the moments kernels.
 */
import { momentBlocksWork, momentSumsSize, momentSumsWork } from "../../src/engine/kernels/moments.js";
import * as twins from "../reference/moments.js";
import { centred, type KernelRow, type Random } from "./row.js";

/** Rounding of a factorisation of a diagonally dominant matrix of order below 600. */
const DOMINANT = 1e-12;

const orderFor = (n: number): number => 1 + (n % 5) + Math.floor(Math.sqrt(n) / 2);

/** A packed, diagonally dominant matrix; the last column repeats the first where there are three, so one is dropped. */
function packedProblem(n: number, random: Random): { A: Float64Array; scale: Float64Array } {
  const A = centred((n * (n + 1)) / 2, random);
  const at = (i: number, j: number) => (i * (i + 1)) / 2 + j;
  for (let i = 0; i < n; i++) A[at(i, i)] = 2 * n;
  if (n > 2) {
    for (let j = 0; j < n - 1; j++) A[at(n - 1, j)] = j === 0 ? A[0]! : A[at(j, 0)]!;
    A[at(n - 1, n - 1)] = A[0]!;
  }
  return { A, scale: Float64Array.from({ length: n }, (_, i) => A[at(i, i)]!) };
}

/** Sums of products of numbers below 1, n / 4 of them, in groups against row by row: 1e-16 n / 4, relative, at n = 1e6. */
const GROUPED_SUMS = 1e-10;

/** Five columns and two effects of 3 and 2 levels, groups of up to 150 rows in up to four clusters; shapes vary with n. */
function blocksProblem(n: number, random: Random) {
  const [p, m, nEffects] = [1 + (n % 5), 5, 2];
  const ends = [0];
  while (ends.at(-1)! < n) ends.push(Math.min(n, ends.at(-1)! + 1 + Math.floor(150 * random() ** 3)));
  const nGroups = ends.length - 1;
  const nClusters = Math.min(4, nGroups);
  const clusterOf = Array.from({ length: nGroups }, (_, g) => g % nClusters);
  const groups = Uint32Array.from(clusterOf.keys()).sort((a, b) => clusterOf[a]! - clusterOf[b]! || a - b);
  const starts = Uint32Array.from({ length: nClusters + 1 }, (_, c) => clusterOf.filter((one) => one < c).length);
  const codes = Uint32Array.from({ length: 2 * n }, (_, i) => (i < n ? 0 : 3) + Math.floor((i < n ? 3 : 2) * random()));
  const w = Float64Array.from({ length: n }, () => (random() < 0.2 ? 0 : random()));
  const order = m + p;
  return [
    ...[0, nClusters, n, p, m, n % 2 === 0 ? 2 : 0, nEffects, n % 3 === 0 ? 1 : 0, n % 4 < 3 ? 1 : 0],
    ...[starts, groups, Uint32Array.from(ends), codes, w, centred(n * p, random)],
    ...[new Float64Array((nClusters * order * (order + 1)) / 2), new Float64Array(nClusters * m)],
    new Float64Array(momentBlocksWork(p, m)),
  ];
}

/** The same rows, their groups as they come. */
function sumsProblem(n: number, random: Random) {
  const [, nClusters, , p, m, , nEffects, weighted, isCentred, starts, groups, ...rest] = blocksProblem(n, random);
  const [offsets, codes, w, X] = rest as [Uint32Array, Uint32Array, Float64Array, Float64Array];
  const list = groups as Uint32Array;
  const clusterOf = new Uint32Array(list.length);
  for (let c = 0; c < (nClusters as number); c++) {
    for (let t = (starts as Uint32Array)[c]!; t < (starts as Uint32Array)[c + 1]!; t++) clusterOf[list[t]!] = c;
  }
  return [
    ...[0, list.length, n, p!, m!, nEffects!, weighted!, isCentred!, nClusters!, offsets, clusterOf, codes, w, X],
    new Float64Array((nClusters as number) * momentSumsSize(p as number, m as number)),
    new Float64Array(momentSumsWork(p as number, m as number)),
  ];
}

/** Sums of clusters in number with n, five dummies of which two stand behind, and columns that turn with n. */
function writeProblem(n: number, random: Random) {
  const [p, m, C] = [1 + (n % 11), 5, 3 + Math.floor(n / 40)];
  const order = p + m;
  return [
    ...[0, C, p, m, n % 2 === 0 ? 2 : 0, centred(C * momentSumsSize(p, m), random)],
    ...[new Float64Array((C * order * (order + 1)) / 2), new Float64Array(C * m)],
  ];
}

export const momentsRows: readonly KernelRow[] = [
  {
    name: "momentBlocks",
    family: "moments",
    cost: "O(n k^2)",
    twin: twins.momentBlocks,
    problem: blocksProblem,
    bound: GROUPED_SUMS,
  },
  {
    name: "momentSums",
    family: "moments",
    cost: "O(n k^2)",
    twin: twins.momentSums,
    problem: sumsProblem,
    bound: GROUPED_SUMS,
  },
  {
    name: "momentWrite",
    family: "moments",
    cost: "O(k^2)",
    twin: twins.momentWrite,
    problem: writeProblem,
    bound: 0,
  },
  {
    name: "packedFactor",
    family: "moments",
    cost: "O(k^3)",
    twin: twins.packedFactor,
    problem: (n, random) => {
      const order = orderFor(n);
      const { A, scale } = packedProblem(order, random);
      return [order, 1e-10, scale, A, new Uint32Array(order), new Float64Array(order)];
    },
    bound: DOMINANT,
  },
  {
    name: "packedSolve",
    family: "moments",
    cost: "O(k^2)",
    twin: twins.packedSolve,
    problem: (n, random) => {
      const order = orderFor(n);
      const { A, scale } = packedProblem(order, random);
      twins.packedFactor({
        n: order,
        tolerance: 1e-10,
        scale,
        A,
        kept: new Uint32Array(order),
        column: new Float64Array(0),
      });
      const nRight = 3 + Math.floor(n / 10_000);
      return [order, nRight, A, centred(nRight * order, random)];
    },
    bound: DOMINANT,
  },
];
