/**
 * Covariances of scores as quadratic forms in one small matrix: with clusters that hold whole groups, the sums of [Q E_X] times E
 * and F by cluster, multiplied with each other once, give them for every residual that is a combination of E and F, and no row is
 * seen. F is what W alone leaves of [X y], Q P + E. Knows no statistic.
 */

import { Matrix, SVD } from "ml-matrix";
import { hypot } from "../../../base/hypot.js";
import { rangesOf } from "../../../engine/kernels/call.js";
import { clusterMeatBlock } from "../../../engine/kernels/covariance.js";
import type { Engine, F64Block, Scope } from "../../../engine/kernels/engine.js";
import type { ScoreDependence } from "../../../regression/variance/score-dependence.js";
import type { Equation } from "../estimator/equation.js";
import type { EquationSums } from "../estimator/equation-moments.js";
import { type InstrumentSystem, residualSquares } from "../estimator/instrument-system.js";
import { netCoefficients } from "../estimator/net-coefficients.js";

/**
 * Sum of s s' over clusters, of order kz + kx, s the sums of [Q E_X] times E a + Q c; null where that is no combination of E and F, or
 * one in which digits cancel.
 */
export type ScoreForm = (a: Float64Array, c: Float64Array) => Float64Array | null;

/** What Q c may differ from a combination of E and F, as a share of the residual's norm. */
const SAME = 1e-12;
/** Norms of all parts of the combination over that of the residual: squares then keep ten digits. */
const MOST_CANCELLED = 1e3;

/** Null where a score is of one row, or some clusters do not hold whole groups. */
export function scoreForms(
  engine: Engine,
  system: InstrumentSystem,
  equation: Omit<Equation, "columns">,
  { width, by }: EquationSums,
  dependence: ScoreDependence,
): ScoreForm | null {
  if (dependence.type === "iid") return classicalForm(system);
  if (dependence.type !== "cluster") return null;
  const sums = dependence.terms.map((term) => ({ term, scores: by(term) }));
  if (sums.some(({ scores }) => scores === null)) return null;
  const { nEndogenous: kx, nInstruments: kz } = system;
  const [q, r] = [kz + kx, 2 * (kx + 1)];
  const { instruments, unexplained } = netCoefficients(engine, equation);
  const A = rowsOf([...instruments, ...unexplained.slice(0, kx)], width);
  const order = q * r;
  const products = new Float64Array(order * order);
  for (const { term, scores } of sums) {
    engine.scope((scope) => {
      const turned = turnedScores(engine, scope, term.nLevels, width, q, r, scores!, A);
      const meat = clusterMeatBlock(engine, scope, term.nLevels, order, turned).view();
      for (let i = 0; i < meat.length; i++) products[i]! += term.sign * meat[i]!;
    });
  }
  const combine = combinationsOf(system);
  return (a, c) => {
    const weights = combine(a, c);
    if (weights === null) return null;
    return Float64Array.from({ length: q * q }, (_, at) => {
      const [i, j] = [at % q, Math.floor(at / q)];
      let sum = 0;
      for (let v = 0; v < r; v++) {
        for (let u = 0; u < r; u++) sum += weights[v]! * weights[u]! * products[(v * q + i) * order + u * q + j]!;
      }
      return sum;
    });
  };
}

/** Classical errors: the mean square of the residual times the products of [Q E_X]. */
function classicalForm(system: InstrumentSystem): ScoreForm {
  const { n, nEndogenous: kx, nInstruments: kz, unexplained: T } = system;
  const column = (j: number) => T.subarray(j * (kx + 1), (j + 1) * (kx + 1));
  const product = (i: number, j: number): number =>
    i < kz || j < kz ? Number(i === j) : column(i - kz).reduce((sum, t, l) => sum + t * column(j - kz)[l]!, 0);
  const q = kz + kx;
  return (a, c) => {
    const { explained, unexplained } = residualSquares(system, { a, c });
    const meanSquare = (explained + unexplained) / n;
    return Float64Array.from({ length: q * q }, (_, at) => meanSquare * product(at % q, Math.floor(at / q)));
  };
}

/** For each cluster, r times q numbers side by side. */
function turnedScores(
  engine: Engine,
  scope: Scope,
  nClusters: number,
  s: number,
  q: number,
  r: number,
  scores: F64Block,
  A: Float64Array,
): F64Block {
  const out = scope.f64(nClusters * r * q);
  const matrix = scope.copyF64(A);
  const tasks = rangesOf(nClusters, 0).flatMap(({ first, rows: n }) =>
    Array.from({ length: r }, (_, v) => {
      const from = { rows: scores.at((v * nClusters + first) * s), out: out.at(first * r * q + v * q) };
      return { n, s, q, stride: r * q, A: matrix, ...from };
    }),
  );
  engine.run("turnRows", tasks);
  return out;
}

/** The first `rows` coefficients of each column, row by row, columns up to a multiple of two. */
function rowsOf(columns: readonly Float64Array[], rows: number): Float64Array {
  const lanes = 2 * Math.ceil(columns.length / 2);
  return Float64Array.from({ length: rows * lanes }, (_, at) => columns[at % lanes]?.[Math.floor(at / lanes)] ?? 0);
}

/** Weights of [E F], 2 (kx + 1), that give E a + Q c: F d - E d = Q P d. */
function combinationsOf(system: InstrumentSystem): (a: Float64Array, c: Float64Array) => Float64Array | null {
  const { nEndogenous: kx, nInstruments: kz, projected, unexplained } = system;
  const columns = Array.from({ length: kx + 1 }, (_, j) => j);
  const explainedOf = (j: number) => projected.subarray(j * kz, (j + 1) * kz);
  const [onQ, beyond] = [
    columns.map((j) => norm(explainedOf(j))),
    columns.map((j) => norm(unexplained.subarray(j * (kx + 1), (j + 1) * (kx + 1)))),
  ];
  const scaled = new Matrix(
    Array.from({ length: kz }, (_, i) => columns.map((j) => (onQ[j]! > 0 ? explainedOf(j)[i]! / onQ[j]! : 0))),
  );
  const svd = new SVD(scaled, { autoTranspose: true });
  const span = (vectors: Float64Array, d: Float64Array) => {
    const left = vectors.slice();
    columns.forEach((j) => {
      for (let i = 0; i < kz; i++) left[i]! -= d[j]! * explainedOf(j)[i]!;
    });
    return norm(left);
  };
  return (a, c) => {
    const d = c.every((value) => value === 0)
      ? new Float64Array(kx + 1)
      : Float64Array.from(svd.solve(Matrix.columnVector(c)).to1DArray(), (x, j) => (onQ[j]! > 0 ? x / onQ[j]! : 0));
    const along = new Float64Array(kx + 1);
    columns.forEach((j) => {
      for (let i = 0; i <= j; i++) along[i]! += unexplained[j * (kx + 1) + i]! * a[j]!;
    });
    const size = hypot(norm(along), norm(c));
    if (!(span(c, d) <= SAME * size)) return null;
    const onE = a.map((value, j) => value - d[j]!);
    const parts = columns.reduce(
      (sum, j) => sum + Math.abs(onE[j]!) * beyond[j]! + Math.abs(d[j]!) * hypot(onQ[j]!, beyond[j]!),
      0,
    );
    return parts <= MOST_CANCELLED * size ? Float64Array.from([...onE, ...d]) : null;
  };
}

const norm = (vector: Float64Array): number => Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
