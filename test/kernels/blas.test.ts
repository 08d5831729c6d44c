/**
 * Wrappers of the blas kernels: known answers at array level, the same at block level, one test an error.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { KernelError } from "../../src/base/errors.js";
import {
  centredSumOfSquares,
  columnNorms,
  crossProducts,
  crossProductsBlock,
  ddot,
  linearCombinations,
  linearCombinationsBlock,
  residuals,
  scaleRows,
  treeSlots,
} from "../../src/engine/kernels/blas.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { centred } from "../cases/row.js";
import { seeded } from "../support/random.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const X = Float64Array.of(1, 2, 3, 4, 5, 6);

describe("blas wrappers", () => {
  it("give textbook answers", () => {
    expect(ddot(engine, Float64Array.of(1, 2), Float64Array.of(3, 4))).toBe(11);
    expect([...crossProducts(engine, 3, 2, X)]).toEqual([14, 32, 32, 77]);
    expect([...linearCombinations(engine, 3, 2, 1, X, Float64Array.of(1, -1))]).toEqual([-3, -3, -3]);
    expect([...residuals(engine, 3, 2, X, Float64Array.of(0, 0, 1), Float64Array.of(1, -1))]).toEqual([3, 3, 4]);
    expect([...scaleRows(engine, 3, 2, Float64Array.of(1, 0, 2), X)]).toEqual([1, 0, 6, 4, 0, 12]);
    expect([...columnNorms(engine, 3, 2, X)]).toEqual([Math.sqrt(14), Math.sqrt(77)]);
    expect(centredSumOfSquares(engine, Float64Array.of(1, 5, 9), Float64Array.of(1, 3, 0))).toBe(12);
  });

  it("leave their inputs as they were", () => {
    scaleRows(engine, 3, 2, Float64Array.of(1, 0, 2), X);
    expect([...X]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("give two combinations of three columns, also where the caller wants them", () => {
    const A = Float64Array.of(1, 2, 0, 1, 5, -1);
    const C = Float64Array.of(1, 10, 100, -1, 0, 2);
    expect([...linearCombinations(engine, 2, 3, 2, A, C)]).toEqual([501, -88, 9, -4]);
    engine.scope((scope) => {
      const out = scope.f64(4);
      const got = linearCombinationsBlock(engine, scope, 2, 3, 2, scope.copyF64(A), scope.copyF64(C), out);
      expect(got).toBe(out);
      expect([...out.view()]).toEqual([501, -88, 9, -4]);
      const short = scope.f64(3);
      expect(() => linearCombinationsBlock(engine, scope, 2, 3, 2, scope.copyF64(A), scope.copyF64(C), short)).toThrow(
        "'out'",
      );
    });
  });

  it("give memory back, also of the work space of a block call", () => {
    const before = engine.usedBytes();
    engine.scope((scope) => {
      const block = scope.copyF64(X);
      const used = engine.usedBytes();
      const XtX = crossProductsBlock(engine, scope, 3, 2, block);
      expect(engine.usedBytes() - used).toBe(64);
      expect([...XtX.view()]).toEqual([14, 32, 32, 77]);
    });
    expect(engine.usedBytes()).toBe(before);
  });

  it("count the slots a binary counter over chunks of 4,096 rows needs", () => {
    expect([0, 1, 4096, 4097, 8192, 8193, 4 * 4096, 4 * 4096 + 1].map(treeSlots)).toEqual([1, 1, 1, 2, 2, 3, 3, 4]);
  });

  it("refuse arrays of the wrong length by name", () => {
    expect(() => crossProducts(engine, 4, 2, X)).toThrow("crossProducts: 'X' has length 6, expected 8");
    expect(() => residuals(engine, 3, 2, X, Float64Array.of(1), Float64Array.of(1, 1))).toThrow(KernelError);
    expect(() => linearCombinations(engine, 3, 2, 1, X, Float64Array.of(1))).toThrow("'C'");
    expect(() => scaleRows(engine, 3, 2, Float64Array.of(1), X)).toThrow("'s'");
    expect(() => columnNorms(engine, 2, 2, X)).toThrow(KernelError);
    expect(() => centredSumOfSquares(engine, X, Float64Array.of(1))).toThrow("'w'");
    expect(() => ddot(engine, X, Float64Array.of(1))).toThrow("'y'");
  });
});

describe("crossProducts", () => {
  it("has in entry (i, j) the bits of the dot product of columns i and j", () => {
    const [n, k] = [9001, 11];
    const columns = centred(n * k, seeded(1));
    const XtX = crossProducts(engine, n, k, columns);
    for (let i = 0; i < k; i++) {
      for (let j = 0; j < k; j++) {
        const dot = ddot(engine, columns.slice(i * n, (i + 1) * n), columns.slice(j * n, (j + 1) * n));
        expect(XtX[i + j * k]).toBe(dot);
      }
    }
  });
});
