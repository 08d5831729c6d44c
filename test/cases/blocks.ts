/**
 * Registry rows of the kernels over packed blocks.
 */
import * as twins from "../reference/blocks.js";
import { centred, type KernelRow, type Random, randomCodes } from "./row.js";

/** A dot product of fewer than 100 numbers below 1. */
const DOT = 1e-13;
/** The same sums in the same order. */
const EXACT = 0;
/** Rounding of a factorisation of a diagonally dominant matrix of order below 600. */
const DOMINANT = 1e-12;

const orderFor = (n: number): number => 1 + (n % 5) + Math.floor(Math.sqrt(n) / 2);

/** A packed matrix with 2 * order on the diagonal. */
function dominant(order: number, random: Random): Float64Array {
  const A = centred((order * (order + 1)) / 2, random);
  for (let i = 0; i < order; i++) A[(i * (i + 1)) / 2 + i] = 2 * order;
  return A;
}

export const blocksRows: readonly KernelRow[] = [
  {
    name: "packedProducts",
    family: "moments",
    cost: "O(n^2)",
    twin: twins.packedProducts,
    problem: (n, random) => {
      const [order, nBlocks] = [Math.min(n, 70), 3 + Math.floor(n / 250)];
      const size = (order * (order + 1)) / 2;
      const [blocks, vectors] = [centred(nBlocks * size, random), centred(2 * order, random)];
      return [order, nBlocks, blocks, randomCodes(nBlocks, 2, random), vectors, new Float64Array(nBlocks * order)];
    },
    bound: DOT,
  },
  {
    name: "groupBlocks",
    family: "moments",
    cost: "O(n)",
    twin: twins.groupBlocks,
    problem: (n, random) => {
      const codes = randomCodes(12, 2, random);
      return [n, 0, n, 12, 2, codes, centred(12 * n, random), new Float64Array(2 * n)];
    },
    bound: EXACT,
  },
  {
    name: "leaveOutSolve",
    family: "moments",
    cost: "O(k^3)",
    twin: twins.leaveOutSolve,
    problem: (n, random) => {
      const order = orderFor(n) + 2;
      const columns = Uint32Array.from({ length: order - 2 }, (_, i) => order - 3 - i);
      const total = dominant(order, random);
      const part = centred(total.length, random).map((value) => value / 4);
      const scale = new Float64Array(order - 2).fill(order);
      return [
        ...[order, order - 2, 1, 2, 1e-10],
        columns,
        Uint32Array.of(order - 2, order - 1),
        scale,
        total,
        part,
        new Float64Array(3 * order),
        new Uint32Array(order - 2),
        new Float64Array(((order - 2) * (order - 1)) / 2 + order - 2),
      ];
    },
    bound: DOMINANT,
  },
];
