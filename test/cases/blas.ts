/**
 * Registry rows of the blas kernels.
 */
import { centredSumOfSquaresWork, crossProductsWork, ddotWork } from "../../src/engine/kernels/blas.js";
import * as twins from "../reference/blas.js";
import { centred, type KernelRow, type Random } from "./row.js";

/** Rounding of a sum of 1e4 terms of size 1, both orders: about sqrt(n) units in the last place, with room. */
const SUM = 1e-12;
/** Rounding of a sum over at most 11 columns, both orders. */
const COLUMNS = 1e-14;

/** Columns of the problem of size n: 1 to 11 in turn, so that sizes meet every remainder of the column tiles. */
export const columnsFor = (n: number): number => 1 + (n % 11);

/**
 * n rows of k columns as they lie in a matrix of n + (n mod 3) rows: for two sizes in three a range of rows, for the rest
 * all of them.
 */
export function strided(n: number, k: number, random: Random): { stride: number; X: Float64Array } {
  const stride = n + (n % 3);
  return { stride, X: centred(stride * (k - 1) + n, random) };
}

export const blasRows: readonly KernelRow[] = [
  {
    name: "ddot",
    family: "blas",
    cost: "O(n)",
    twin: twins.ddot,
    problem: (n, random) => [n, centred(n, random), centred(n, random), new Float64Array(ddotWork())],
    bound: SUM,
  },
  {
    name: "crossProducts",
    family: "blas",
    cost: "O(n k^2)",
    twin: twins.crossProducts,
    problem: (n, random) => {
      const k = columnsFor(n);
      const work = new Float64Array(crossProductsWork(n, k));
      const { stride, X } = strided(n, k, random);
      return [n, stride, k, X, new Float64Array(k * k), work];
    },
    bound: SUM,
  },
  {
    name: "sumParts",
    family: "blas",
    cost: "O(parts k)",
    twin: twins.sumParts,
    problem: (n, random) => {
      const nParts = 1 + (n % 9);
      return [nParts, n, n >> 2, n, centred(nParts * n, random)];
    },
    bound: SUM,
  },
  {
    name: "countNotFinite",
    family: "blas",
    cost: "O(n)",
    twin: twins.countNotFinite,
    problem: (n, random) => {
      const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.MAX_VALUE, -0];
      return [n, centred(n, random).map((value) => odd[Math.floor(20 * random())] ?? value)];
    },
    bound: 0,
  },
  {
    name: "linearCombinations",
    family: "blas",
    cost: "O(n p q)",
    twin: twins.linearCombinations,
    problem: (n, random) => {
      const [p, q] = [columnsFor(n), 1 + (n % 7)];
      const { stride, X } = strided(n, p, random);
      return [n, stride, n, p, q, X, centred(p * q, random), new Float64Array(n * q)];
    },
    bound: 0,
  },
  {
    name: "residuals",
    family: "blas",
    cost: "O(n k)",
    twin: twins.residuals,
    problem: (n, random) => {
      const k = columnsFor(n);
      return [n, k, centred(n * k, random), centred(n, random), centred(k, random), new Float64Array(n)];
    },
    bound: COLUMNS,
  },
  {
    name: "scaleRows",
    family: "blas",
    cost: "O(n k)",
    twin: twins.scaleRows,
    problem: (n, random) => [n, columnsFor(n), centred(n, random), centred(n * columnsFor(n), random)],
    bound: 0,
  },
  {
    name: "columnNorms",
    family: "blas",
    cost: "O(n k)",
    twin: twins.columnNorms,
    problem: (n, random) => {
      const k = columnsFor(n);
      return [n, k, centred(n * k, random), new Float64Array(k), new Float64Array(ddotWork())];
    },
    bound: SUM,
  },
  {
    name: "centredSumOfSquares",
    family: "blas",
    cost: "O(n)",
    twin: twins.centredSumOfSquares,
    problem: (n, random) => {
      const w = Float64Array.from({ length: n }, random);
      return [n, n % 2, centred(n, random), w, new Float64Array(centredSumOfSquaresWork())];
    },
    bound: SUM,
  },
];
