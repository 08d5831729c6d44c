/**
 * Covariance kernels: laws that tie score sums and meats to each other and to cross-products, one test an error.
 */
import { inverse, Matrix } from "ml-matrix";
import { beforeAll, describe, expect, it } from "vitest";
import { KernelError } from "../../src/base/errors.js";
import { crossProducts, linearCombinations, scaleRows } from "../../src/engine/kernels/blas.js";
import { clusterMeat, clusterScores, hcMeat, leverages } from "../../src/engine/kernels/covariance.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { tsqr } from "../../src/engine/kernels/lapack.js";
import { centred, randomCodes } from "../cases/row.js";
import { seeded } from "../support/random.js";

const [n, k, G] = [10_001, 7, 900];
const random = seeded(11);
const X = centred(n * k, random);
const u = centred(n, random);
const codes = randomCodes(n, G, random);

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

/** Rounding of sums of n terms of size 1 taken in two orders. */
const SUM = 1e-12;
const expectClose = (a: Float64Array, b: Float64Array, bound: number) =>
  a.forEach((value, i) => {
    expect(Math.abs(value - b[i]!)).toBeLessThanOrEqual(bound * Math.max(1, Math.abs(b[i]!)));
  });

describe("hcMeat", () => {
  it("has the bits of the cross-products of rows scaled by u", () => {
    expect(hcMeat(engine, n, k, X, u)).toEqual(crossProducts(engine, n, k, scaleRows(engine, n, k, u, X)));
  });
});

describe("clusterScores and clusterMeat", () => {
  it("one row a cluster is the heteroskedasticity-robust meat, to the bit", () => {
    const own = Uint32Array.from({ length: n }, (_, i) => i);
    const scores = clusterScores(engine, n, k, n, X, u, own);
    expect(clusterMeat(engine, n, k, scores)).toEqual(hcMeat(engine, n, k, X, u));
  });

  it("one cluster for all is the outer product of X'u", () => {
    const scores = clusterScores(engine, n, k, 1, X, u, new Uint32Array(n));
    const meat = clusterMeat(engine, 1, k, scores);
    for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) expect(meat[i + j * k]).toBe(scores[i]! * scores[j]!);
  });

  it("does not depend on whether clusters are sorted, when rows keep their order within each", () => {
    const order = Array.from(codes.keys()).sort((a, b) => codes[a]! - codes[b]! || a - b);
    const sortedX = Float64Array.from({ length: n * k }, (_, at) => X[order[at % n]! + Math.floor(at / n) * n]!);
    const sortedU = Float64Array.from(order, (row) => u[row]!);
    const sortedCodes = Uint32Array.from(order, (row) => codes[row]!);
    expect(clusterScores(engine, n, k, G, sortedX, sortedU, sortedCodes)).toEqual(
      clusterScores(engine, n, k, G, X, u, codes),
    );
  });

  it("score sums add up to X'u over all clusters", () => {
    const scores = clusterScores(engine, n, k, G, X, u, codes);
    const totals = Float64Array.from({ length: k }, (_, j) => {
      let total = 0;
      for (let g = 0; g < G; g++) total += scores[g * k + j]!;
      return total;
    });
    const Xtu = Float64Array.from({ length: k }, (_, j) => {
      let total = 0;
      for (let i = 0; i < n; i++) total += X[i + j * n]! * u[i]!;
      return total;
    });
    expectClose(totals, Xtu, SUM);
  });

  it("a meat is positive semidefinite along random directions", () => {
    const meat = clusterMeat(engine, G, k, clusterScores(engine, n, k, G, X, u, codes));
    for (let draw = 0; draw < 20; draw++) {
      const c = centred(k, random);
      const meatC = linearCombinations(engine, k, k, 1, meat, c);
      expect(c.reduce((sum, value, i) => sum + value * meatC[i]!, 0)).toBeGreaterThan(0);
    }
  });

  it("refuse codes out of range and wrong lengths", () => {
    expect(() => clusterScores(engine, n, k, G - 1, X, u, Uint32Array.from(codes).fill(G))).toThrow(
      `'codes' must be below nClusters = ${G - 1}`,
    );
    expect(() => clusterScores(engine, n, k, G, X, u, codes.slice(1))).toThrow(KernelError);
    expect(() => clusterScores(engine, n, k, G, X, u.slice(1), codes)).toThrow("'u'");
    expect(() => hcMeat(engine, n, k, X, u.slice(1))).toThrow("'u'");
    expect(() => hcMeat(engine, n, k, X.slice(1), u)).toThrow("'X'");
    expect(() => clusterMeat(engine, G, k, X)).toThrow("'scores'");
  });
});

describe("leverages", () => {
  it("are the diagonal of the dense hat matrix, and add up to the number of regressors", () => {
    const rows = 300;
    const x = centred(rows * k, seeded(12));
    const dense = new Matrix(Array.from({ length: k }, (_, j) => x.subarray(j * rows, (j + 1) * rows))).transpose();
    const hat = dense.mmul(inverse(dense.transpose().mmul(dense))).mmul(dense.transpose());
    const h = leverages(engine, rows, k, x, tsqr(engine, rows, k, x));
    expectClose(h, Float64Array.from(hat.diagonal()), SUM);
    expect(Math.abs(h.reduce((sum, value) => sum + value, 0) - k)).toBeLessThan(SUM);
  });

  it("with weights are those of rows times their roots: of W^1/2 X (X'WX)^-1 X' W^1/2", () => {
    const rows = 200;
    const x = centred(rows * k, seeded(13));
    const w = Float64Array.from({ length: rows }, () => 0.1 + random());
    const roots = scaleRows(engine, rows, k, w.map(Math.sqrt), x);
    const dense = new Matrix(Array.from({ length: k }, (_, j) => x.subarray(j * rows, (j + 1) * rows))).transpose();
    const weighted = Matrix.diag([...w]).mmul(dense);
    const middle = inverse(dense.transpose().mmul(weighted));
    const diagonal = weighted.mmul(middle).mmul(dense.transpose()).diagonal();
    expectClose(leverages(engine, rows, k, roots, tsqr(engine, rows, k, roots)), Float64Array.from(diagonal), SUM);
  });

  it("refuse wrong lengths", () => {
    expect(() => leverages(engine, n, k, X.slice(1), new Float64Array(k * k))).toThrow("'X'");
    expect(() => leverages(engine, n, k, X, new Float64Array(k))).toThrow("'R'");
  });
});
