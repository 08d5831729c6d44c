/**
 * Registry rows of the pivoted Cholesky factor and its solve: cross-products of random columns, of which every
 * fifth is the sum of two others.
 */
import * as twins from "../reference/pivoted-cholesky.js";
import { centred, type KernelRow, type Random } from "./row.js";

/** Entries of a factor whose pivots are of size 1e-3 to 1. */
const FACTOR = 1e-8;
const TOLERANCE = 1e-10;
const MOST = 90;

/** A positive semidefinite matrix of order up to 90, pivots well apart so that rounding can't change their order. */
function semidefinite(n: number, random: Random) {
  const m = Math.min(n, MOST);
  const rows = m + 5;
  const X = Array.from({ length: m }, (_, j) => centred(rows, random).map((value) => value * (1 + j / 50)));
  for (let j = 4; j < m; j += 5) X[j] = X[j - 1]!.map((value, i) => 0.5 * (value + X[j - 2]![i]!));
  const S = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) S[i * m + j] = X[i]!.reduce((sum, value, r) => sum + value * X[j]![r]!, 0) / rows;
  }
  return { m, S };
}

export const pivotedCholeskyRows: readonly KernelRow[] = [
  {
    name: "pivotedCholesky",
    family: "lapack",
    cost: "O(m^3 / 3)",
    twin: twins.pivotedCholesky,
    problem: (n, random) => {
      // of full rank: what is right of the last pivot is left as it is
      const m = Math.min(n, MOST);
      const S = centred(m * m, random).map((value, at) => (at % (m + 1) === 0 ? 2 * m + 10 * value : value));
      return [m, TOLERANCE, S, new Uint32Array(m), new Float64Array(m)];
    },
    bound: FACTOR,
  },
  {
    name: "pivotedSolve",
    family: "lapack",
    cost: "O(m^2)",
    twin: twins.pivotedSolve,
    problem: (n, random) => {
      const { m, S } = semidefinite(n, random);
      const order = new Uint32Array(m);
      const rank = twins.pivotedCholesky({ m, tolerance: TOLERANCE, S, order, d: new Float64Array(0) });
      const scale = Float64Array.from({ length: m }, () => 0.5 + random());
      return [m, rank, S, order, scale, centred(4 * m, random), new Float64Array(4 * rank)];
    },
    bound: 1e-6,
  },
];
