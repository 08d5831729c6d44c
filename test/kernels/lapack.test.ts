/**
 * Lapack kernels: laws of factorisations, least squares against an independent QR (ml-matrix), rank in column order,
 * one test an error.
 */
import { Matrix, QrDecomposition } from "ml-matrix";
import { beforeAll, describe, expect, it } from "vitest";
import { KernelError, NumericalError } from "../../src/base/errors.js";
import { columnNorms, crossProducts, linearCombinations } from "../../src/engine/kernels/blas.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { dgeqr2, dpotrf, dtrsv, dtrtri, qrDrop, tsqr } from "../../src/engine/kernels/lapack.js";
import { centred } from "../cases/row.js";
import { seeded } from "../support/random.js";

/** Backward error of a factorisation of moderate size, relative to the matrix. */
const BACKWARD = 1e-13;
/** Agreement of two least-squares solvers on well-conditioned random problems. */
const SOLVERS = 1e-10;
const EPSILON = 2 ** -52;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const column = (X: Float64Array, n: number, j: number) => X.slice(j * n, (j + 1) * n);
const largest = (x: Float64Array) => x.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** Largest difference relative to the largest entry of `b`. */
function distance(a: Float64Array, b: Float64Array): number {
  return largest(a.map((value, i) => value - b[i]!)) / largest(b);
}

/** Coefficients from the R of [X y]: its leading triangle and the top of its last column. */
function solveFrom(R: Float64Array, k: number): Float64Array {
  const triangle = new Float64Array(k * k);
  for (let j = 0; j < k; j++) triangle.set(R.subarray(j * (k + 1), j * (k + 1) + k), j * k);
  return dtrsv(engine, k, triangle, R.slice(k * (k + 1), k * (k + 1) + k));
}

/** An n x k matrix with singular values from 1 down to 1 / condition: orthonormal, scaled, rotated by reflections. */
function illConditioned(n: number, k: number, condition: number, random: () => number): Float64Array {
  const X = centred(n * k, random);
  const Rinv = dtrtri(engine, k, tsqr(engine, n, k, X));
  const scaled = new Float64Array(n * k);
  for (let j = 0; j < k; j++) {
    const direction = linearCombinations(engine, n, k, 1, X, column(Rinv, k, j));
    scaled.set(
      direction.map((value) => value * condition ** (-j / (k - 1))),
      j * n,
    );
  }
  const v = centred(k, random);
  const length = v.reduce((sum, value) => sum + value * value, 0);
  const Xv = linearCombinations(engine, n, k, 1, scaled, v);
  return scaled.map((value, at) => value - (2 / length) * Xv[at % n]! * v[Math.floor(at / n)]!);
}

describe("tsqr", () => {
  it.each([
    [300, 5],
    [4096, 3],
    [9001, 11],
    [20_000, 8],
  ])("R'R = X'X for %i x %i", (n, k) => {
    const X = centred(n * k, seeded(n));
    const R = tsqr(engine, n, k, X);
    expect(distance(crossProducts(engine, k, k, R), crossProducts(engine, n, k, X))).toBeLessThan(BACKWARD);
    for (let j = 0; j < k; j++) {
      expect(R[j + j * k]).toBeGreaterThan(0);
      for (let i = j + 1; i < k; i++) expect(R[i + j * k]).toBe(0);
    }
  });

  it("gives the trapezoid and exact zeros below it when n < k", () => {
    const [n, k] = [4, 9];
    const X = centred(n * k, seeded(2));
    const R = tsqr(engine, n, k, X);
    expect(distance(crossProducts(engine, k, k, R), crossProducts(engine, n, k, X))).toBeLessThan(BACKWARD);
    for (let j = 0; j < k; j++) for (let i = n; i < k; i++) expect(R[i + j * k]).toBe(0);
  });

  it("more columns than a block has rows", () => {
    const [n, k] = [700, 600];
    const X = centred(n * k, seeded(3));
    const R = tsqr(engine, n, k, X);
    expect(distance(crossProducts(engine, k, k, R), crossProducts(engine, n, k, X))).toBeLessThan(BACKWARD);
  });

  it("solves least squares as ml-matrix's QR does, on 50 random problems", () => {
    const random = seeded(4);
    for (let problem = 0; problem < 50; problem++) {
      const n = 20 + Math.floor(600 * random());
      const k = 1 + Math.floor(10 * random());
      const Xy = centred(n * (k + 1), random);
      const beta = solveFrom(tsqr(engine, n, k + 1, Xy), k);
      const A = new Matrix(Array.from({ length: n }, (_, i) => Array.from({ length: k }, (_, j) => Xy[i + j * n]!)));
      const theirs = new QrDecomposition(A).solve(Matrix.columnVector([...column(Xy, n, k)]));
      beta.forEach((value, j) => {
        expect(Math.abs(value - theirs.get(j, 0))).toBeLessThan(SOLVERS);
      });
    }
  });

  it("at condition 1e8 is as near the true coefficients as dense Householder QR", () => {
    const [n, k, condition] = [10_000, 6, 1e8];
    const random = seeded(5);
    const X = illConditioned(n, k, condition, random);
    const truth = Float64Array.from({ length: k }, (_, j) => j + 1);
    const Xy = Float64Array.from([...X, ...linearCombinations(engine, n, k, 1, X, truth)]);
    const tree = solveFrom(tsqr(engine, n, k + 1, Xy), k);
    const { A } = dgeqr2(engine, n, k + 1, Xy);
    const R = Float64Array.from({ length: (k + 1) ** 2 }, (_, at) => A[(at % (k + 1)) + Math.floor(at / (k + 1)) * n]!);
    const dense = solveFrom(R, k);
    // A backward stable solver of a consistent system errs by a few units in the last place times the condition.
    expect(distance(tree, truth)).toBeLessThan(8 * EPSILON * condition);
    expect(distance(dense, truth)).toBeLessThan(8 * EPSILON * condition);
    expect(distance(tree, dense)).toBeLessThan(8 * EPSILON * condition);
  });
});

describe("dgeqr2", () => {
  it("its reflectors rebuild the matrix", () => {
    const [m, n] = [40, 7];
    const X = centred(m * n, seeded(6));
    const { A, tau } = dgeqr2(engine, m, n, X);
    const rebuilt = new Float64Array(m * n);
    for (let j = 0; j < n; j++) {
      const r = column(A, m, j).fill(0, j + 1);
      for (let h = n - 1; h >= 0; h--) {
        const v = column(A, m, h)
          .fill(0, 0, h)
          .fill(1, h, h + 1);
        const dot = v.reduce((sum, value, i) => sum + value * r[i]!, 0);
        v.forEach((value, i) => {
          r[i] = r[i]! - tau[h]! * dot * value;
        });
      }
      rebuilt.set(r, j * m);
    }
    expect(distance(rebuilt, X)).toBeLessThan(BACKWARD);
  });
});

describe("triangles and Cholesky", () => {
  const n = 31;
  const random = seeded(7);
  const R = () => tsqr(engine, 3 * n, n, centred(3 * n * n, random));

  it("dtrsv undoes the product, for all four triangles", () => {
    const upper = R();
    const lower = Float64Array.from({ length: n * n }, (_, at) => upper[Math.floor(at / n) + (at % n) * n]!);
    const x = centred(n, random);
    const Ux = linearCombinations(engine, n, n, 1, upper, x);
    const Lx = linearCombinations(engine, n, n, 1, lower, x);
    expect(distance(dtrsv(engine, n, upper, Ux), x)).toBeLessThan(BACKWARD);
    expect(distance(dtrsv(engine, n, upper, Lx, { transposed: true }), x)).toBeLessThan(BACKWARD);
    expect(distance(dtrsv(engine, n, lower, Lx, { upper: false }), x)).toBeLessThan(BACKWARD);
    expect(distance(dtrsv(engine, n, lower, Ux, { upper: false, transposed: true }), x)).toBeLessThan(BACKWARD);
  });

  it("dtrtri gives the inverse, zeros below", () => {
    const upper = R();
    const inverse = dtrtri(engine, n, upper);
    for (let j = 0; j < n; j++) {
      const unit = linearCombinations(engine, n, n, 1, upper, column(inverse, n, j));
      unit.forEach((value, i) => {
        expect(Math.abs(value - (i === j ? 1 : 0))).toBeLessThan(BACKWARD);
      });
      for (let i = j + 1; i < n; i++) expect(inverse[i + j * n]).toBe(0);
    }
  });

  it("dpotrf of R'R is R'", () => {
    const upper = R();
    const L = dpotrf(engine, n, crossProducts(engine, n, n, upper));
    const transposed = Float64Array.from({ length: n * n }, (_, at) => upper[Math.floor(at / n) + (at % n) * n]!);
    expect(distance(L, transposed)).toBeLessThan(BACKWARD);
  });

  it("refuse zero diagonals, indefinite matrices and wrong lengths", () => {
    const singular = Float64Array.of(1, 0, 5, 0);
    expect(() => dtrsv(engine, 2, singular, Float64Array.of(1, 1))).toThrow("diagonal entry 2 is 0");
    expect(() => dtrtri(engine, 2, singular)).toThrow(NumericalError);
    expect(() => dpotrf(engine, 2, Float64Array.of(1, 2, 2, 1))).toThrow("pivot 2 of 2 is not above 0");
    expect(() => dpotrf(engine, 2, singular.slice(1))).toThrow(KernelError);
    expect(() => dtrtri(engine, 3, singular)).toThrow("'A'");
    expect(() => dtrsv(engine, 2, singular, Float64Array.of(1))).toThrow("'x'");
    expect(() => tsqr(engine, 2, 3, singular)).toThrow("'X'");
    expect(() => dgeqr2(engine, 3, 2, singular)).toThrow("'A'");
    expect(() => qrDrop(engine, 2, 0, 1e-10, Float64Array.of(1), singular)).toThrow("'norms'");
    expect(() => qrDrop(engine, 1, 0, 1e-10, Float64Array.of(1), singular)).toThrow("'R'");
  });
});

describe("qrDrop", () => {
  const n = 5000;
  const random = seeded(8);
  const x = Array.from({ length: 4 }, () => centred(n, random));
  const mix = (a: number, i: number, b: number, j: number) => x[i]!.map((value, row) => a * value + b * x[j]![row]!);
  const matrix = (columns: Float64Array[]) => Float64Array.from(columns.flatMap((values) => [...values]));

  it("drops later columns, says what they combine, and packs the R of what is kept", () => {
    const columns = [x[0]!, x[1]!, mix(2, 0, -3, 1), x[2]!, mix(0.5, 2, 1, 0), x[3]!];
    const X = matrix(columns);
    const k = columns.length;
    const found = qrDrop(engine, k, 0, 1e-10, columnNorms(engine, n, k, X), tsqr(engine, n, k, X));
    expect([...found.kept]).toEqual([1, 1, 0, 1, 0, 1]);
    expect(found.rank).toBe(4);
    const [second, fourth] = [column(found.combination, k, 2), column(found.combination, k, 4)];
    [2, -3, 0, 0, 0, 0].forEach((value, i) => {
      expect(Math.abs(second[i]! - value)).toBeLessThan(BACKWARD * n);
    });
    [1, 0, 0, 0.5, 0, 0].forEach((value, i) => {
      expect(Math.abs(fourth[i]! - value)).toBeLessThan(BACKWARD * n);
    });
    const direct = tsqr(engine, n, 4, matrix([x[0]!, x[1]!, x[2]!, x[3]!]));
    for (let j = 0; j < 4; j++) {
      expect(distance(found.R.slice(j * k, j * k + 4), column(direct, 4, j))).toBeLessThan(BACKWARD);
    }
  });

  it("carries y along: the same coefficients and residual norm as without the dropped column", () => {
    const y = centred(n, random);
    const k = 3;
    const full = matrix([x[0]!, mix(-1, 0, 0, 1), x[1]!, y]);
    const { R, rank } = qrDrop(
      engine,
      k,
      1,
      1e-10,
      columnNorms(engine, n, 3, full.slice(0, 3 * n)),
      tsqr(engine, n, 4, full),
    );
    const direct = tsqr(engine, n, 3, matrix([x[0]!, x[1]!, y]));
    expect(rank).toBe(2);
    for (let j = 0; j < 3; j++) {
      expect(distance(R.slice(j * 4, j * 4 + 3), column(direct, 3, j))).toBeLessThan(BACKWARD);
    }
    expect(largest(R.slice(12))).toBe(0);
  });

  it("measures remainders against the norms given: a column absorbed by effects goes at a larger norm", () => {
    const X = matrix([x[0]!, x[1]!]);
    const R = tsqr(engine, n, 2, X);
    const norms = columnNorms(engine, n, 2, X);
    expect(qrDrop(engine, 2, 0, 1e-8, norms, R).rank).toBe(2);
    expect([...qrDrop(engine, 2, 0, 1e-8, Float64Array.of(norms[0]!, 1e9 * norms[1]!), R).kept]).toEqual([1, 0]);
  });
});
