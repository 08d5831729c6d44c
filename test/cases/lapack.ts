/**
 * Registry rows of the lapack kernels. Kernels of square matrices take order n mod 25: sizes beyond the
 * column tiles teach nothing more.
 */
import { dgeqr2Work, tsqrMergeWork, tsqrWork } from "../../src/engine/kernels/lapack.js";
import * as twins from "../reference/lapack.js";
import { columnsFor, strided } from "./blas.js";
import { centred, type KernelRow, type Random } from "./row.js";

/** Rounding times the condition of a square random matrix, seldom above 1e4. */
const FACTOR = 1e-9;
/** Rounding of solves with a diagonally dominant matrix of order at most 24. */
const DOMINANT = 1e-13;
/** Columns judged and carried in the problem of `qrDrop`, of which columns 2 and 4 depend on those before them. */
const JUDGED = 6;
const CARRIED = 2;

const orderFor = (n: number): number => n % 25;

/** Random entries with a diagonal above the sum of a row. */
function dominant(order: number, random: Random): Float64Array {
  const A = centred(order * order, random);
  for (let j = 0; j < order; j++) A[j + j * order] = order + 1 + random();
  return A;
}

/** Symmetric positive definite; for one order in four indefinite, so that a failing pivot is met too. */
function symmetric(order: number, random: Random): Float64Array {
  const A = dominant(order, random);
  for (let j = 0; j < order; j++) {
    for (let i = 0; i < j; i++) A[j + i * order] = A[i + j * order]!;
  }
  if (order % 4 === 3) A[order * order - 1] = -1;
  return A;
}

/** R of a random matrix with dependent columns, and the norms of its columns. */
function dependentR(random: Random): { R: Float64Array; norms: Float64Array } {
  const order = JUDGED + CARRIED;
  const rows = order + 4;
  const columns = Array.from({ length: order }, () => centred(rows, random));
  columns[2] = columns[0]!.map((value, i) => value - 2 * columns[1]![i]!);
  columns[4] = columns[3]!.map((value, i) => 0.5 * value + columns[0]![i]!);
  const R = new Float64Array(order * order);
  twins.tsqr({
    n: rows,
    stride: rows,
    k: order,
    X: Float64Array.from(columns.flatMap((column) => [...column])),
    R,
    work: new Float64Array(0),
  });
  const norms = Float64Array.from(columns.slice(0, JUDGED), (column) => Math.hypot(...column));
  return { R, norms };
}

export const lapackRows: readonly KernelRow[] = [
  {
    name: "dgeqr2",
    family: "lapack",
    cost: "O(m n^2)",
    twin: twins.dgeqr2,
    problem: (n, random) => {
      const k = columnsFor(n);
      const tau = new Float64Array(Math.min(n, k));
      return [n, k, centred(n * k, random), tau, new Float64Array(dgeqr2Work())];
    },
    bound: FACTOR,
  },
  {
    name: "tsqr",
    family: "lapack",
    cost: "O(n k^2)",
    twin: twins.tsqr,
    problem: (n, random) => {
      const k = columnsFor(n);
      const { stride, X } = strided(n, k, random);
      return [n, stride, k, X, new Float64Array(k * k), new Float64Array(tsqrWork(n, k))];
    },
    bound: FACTOR,
  },
  {
    name: "tsqrMerge",
    family: "lapack",
    cost: "O(n k^2)",
    twin: twins.tsqrMerge,
    problem: (n, random) => {
      const [k, count] = [columnsFor(n), n % 71];
      const parts = centred(count * k * k, random);
      for (let i = 0; i < count; i++) {
        for (let j = 0; j < k; j++) parts.fill(0, (i * k + j) * k + j + 1, (i * k + j + 1) * k);
      }
      return [count, k, parts, new Float64Array(k * k), new Float64Array(tsqrMergeWork(count, k))];
    },
    bound: FACTOR,
  },
  {
    name: "dtrsv",
    family: "lapack",
    cost: "O(n^2)",
    twin: twins.dtrsv,
    problem: (n, random) => {
      const order = orderFor(n);
      return [n & 1, (n >> 1) & 1, order, dominant(order, random), centred(order, random)];
    },
    bound: DOMINANT,
  },
  {
    name: "dtrtri",
    family: "lapack",
    cost: "O(n^3)",
    twin: twins.dtrtri,
    problem: (n, random) => [orderFor(n), dominant(orderFor(n), random)],
    bound: DOMINANT,
  },
  {
    name: "dpotrf",
    family: "lapack",
    cost: "O(n^3)",
    twin: twins.dpotrf,
    problem: (n, random) => [orderFor(n), symmetric(orderFor(n), random)],
    bound: DOMINANT,
  },
  {
    name: "qrDrop",
    family: "lapack",
    cost: "O(k^3)",
    twin: twins.qrDrop,
    problem: (_n, random) => {
      const { R, norms } = dependentR(random);
      const combination = new Float64Array(JUDGED * JUDGED);
      return [JUDGED, CARRIED, 1e-10, norms, R, new Uint32Array(JUDGED), combination];
    },
    bound: FACTOR,
  },
];
