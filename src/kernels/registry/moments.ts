/**
 * Layer kernels. Registry rows of the moments kernels.
 */
import * as twins from "../twins/moments.js";
import { centred, type KernelRow, type Random, randomCodes } from "./row.js";

/** Rounding of a factorisation of a diagonally dominant matrix of order below 100. */
const DOMINANT = 1e-12;

const orderFor = (n: number): number => Math.min(96, Math.floor(Math.sqrt(n)) + 1);

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

export const momentsRows: readonly KernelRow[] = [
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
      twins.packedFactor(order, 1e-10, scale, A, new Uint32Array(order));
      return [order, 3, A, centred(3 * order, random)];
    },
    bound: DOMINANT,
  },
  {
    name: "sumMembers",
    family: "moments",
    cost: "O(C k^2)",
    twin: twins.sumMembers,
    problem: (n, random) => {
      const [nMembers, size, nBlocks] = [orderFor(n), n % 13, 1 + (n % 7)];
      const stride = size + (n % 3);
      const members = randomCodes(nMembers, nBlocks, random);
      return [nMembers, size, stride, members, centred(nBlocks * stride, random), new Float64Array(size)];
    },
    bound: 0,
  },
];
