/** Products and eigenvalues of small matrices: those of an independent library, to the last bit, and their definition. */
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { describe, expect, it } from "vitest";
import { multiplied, symmetricEigen, transposed } from "../../src/base/small-matrices.js";
import { seeded } from "../support/random.js";

const random = seeded(7);
const numbers = (length: number) => Float64Array.from({ length }, () => random() - 0.5);
const flat = (matrix: Matrix) => Float64Array.from(matrix.to1DArray());

/** Symmetric matrices: full, of low rank, diagonal, with equal eigenvalues, of extreme scales, not quite symmetric. */
function* symmetric(): Generator<readonly [n: number, matrix: Float64Array]> {
  for (const n of [1, 2, 3, 4, 7, 12, 40]) {
    const A = numbers(n * n);
    const square = multiplied(A, transposed(A, n), n);
    yield [n, square];
    if (n > 1) yield [n, multiplied(A.slice(0, 2 * n), transposed(A.slice(0, 2 * n), 2), 2)];
    yield [n, square.map((value, at) => (at % (n + 1) === 0 ? value : 0))];
    yield [n, square.map((_, at) => Number(at % (n + 1) === 0))];
    yield [n, square.map((value, at) => value * 10 ** ((at % n) + Math.floor(at / n)))];
    yield [n, square.map((value) => value * (1 + Number.EPSILON * Math.round(random())))];
    yield [n, new Float64Array(n * n)];
  }
}

describe("small matrices", () => {
  it("products are those of ml-matrix, to the last bit", () => {
    for (const [rows, inner, columns] of [
      [1, 1, 1],
      [2, 3, 4],
      [5, 1, 5],
      [9, 9, 2],
    ] as const) {
      const [A, B] = [numbers(rows * inner), numbers(inner * columns)];
      const expected = Matrix.from1DArray(rows, inner, A).mmul(Matrix.from1DArray(inner, columns, B));
      expect(multiplied(A, B, inner)).toEqual(flat(expected));
      expect(transposed(A, inner)).toEqual(flat(Matrix.from1DArray(rows, inner, A).transpose()));
    }
  });

  it("eigenvalues and vectors are those of ml-matrix, to the last bit", () => {
    for (const [n, matrix] of symmetric()) {
      const expected = new EigenvalueDecomposition(Matrix.from1DArray(n, n, matrix), { assumeSymmetric: true });
      const { values, vectors } = symmetricEigen(matrix, n);
      expect(Array.from(values)).toEqual(expected.realEigenvalues);
      expect(vectors).toEqual(flat(expected.eigenvectorMatrix));
    }
  });

  it("a matrix with numbers that are none ends, as numbers that are none", () => {
    const { values } = symmetricEigen(Float64Array.of(1, Number.NaN, Number.NaN, 1), 2);
    expect(Array.from(values).every(Number.isNaN)).toBe(true);
  });

  it("V diag(values) V' is the matrix", () => {
    for (const [n, matrix] of symmetric()) {
      const { values, vectors } = symmetricEigen(matrix, n);
      const scaled = vectors.map((value, at) => value * values[at % n]!);
      const again = multiplied(scaled, transposed(vectors, n), n);
      const scale = Math.max(...Array.from(matrix, Math.abs), Number.MIN_VALUE);
      expect(Math.max(...again.map((value, at) => Math.abs(value - matrix[at]!)))).toBeLessThan(
        1e-13 * n * scale + 1e-300,
      );
    }
  });
});
