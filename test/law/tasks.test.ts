/**
 * The law of tasks: what is made of ranges of rows has the bits of one pass over all of them, and tasks may run in any
 * order. Sizes lie round whole and half numbers of ranges.
 */
import { beforeAll, describe, expect, it } from "vitest";
import {
  copyOut,
  crossProductsBlock,
  crossProductsWork,
  linearCombinationsBlock,
} from "../../src/engine/kernels/blas.js";
import { callKernel, RANGE } from "../../src/engine/kernels/call.js";
import { residualScoresBlock } from "../../src/engine/kernels/cluster-scores.js";
import {
  clusterMeatBlock,
  clusterMeatWork,
  hcMeatBlock,
  hcMeatWork,
  leveragesBlock,
  leveragesWork,
} from "../../src/engine/kernels/covariance.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { tsqrBlock, tsqrWork } from "../../src/engine/kernels/lapack.js";
import { ols } from "../../src/regression/least-squares/ols.js";
import { centred, randomCodes } from "../cases/row.js";
import { seeded } from "../support/random.js";

const k = 5;
/** The last leaves fewer rows than columns to the last range. */
const SIZES = [0, 1, 4_097, RANGE, RANGE + 1, 2 * RANGE, 3 * RANGE - 5, 5 * RANGE + 12_345, 4 * RANGE + 3];

let engine: Engine;
let reversed: Engine;

beforeAll(async () => {
  engine = await loadEngine({ threads: 2 });
  reversed = {
    ...engine,
    run: (kernel, tasks) => [...engine.run(kernel, [...tasks].reverse())].reverse(),
  };
});

/** Same bits; not toEqual, which takes seconds on arrays of this length. */
function expectSameBits(a: Float64Array, b: Float64Array): void {
  expect(a.length).toBe(b.length);
  expect(a.findIndex((value, i) => !Object.is(value, b[i]))).toBe(-1);
}

/** A well-conditioned n x k matrix, one column of which is zero for the first 100,000 rows. */
function matrix(n: number, seed: number): Float64Array {
  const X = centred(n * k, seeded(seed));
  X.fill(0, n, n + Math.min(n, 100_000));
  return X;
}

describe("ranges of rows", () => {
  it.each(SIZES)("TSQR of %i rows has the bits of one pass", (n) => {
    const X = matrix(n, n + 1);
    const whole = new Float64Array(k * k);
    callKernel(engine, "tsqr", [n, n, k, X, whole, new Float64Array(tsqrWork(n, k))]);
    for (const each of [engine, reversed]) {
      each.scope((scope) => expectSameBits(copyOut(tsqrBlock(each, scope, n, k, scope.copyF64(X))), whole));
    }
  });

  it.each(SIZES)("cross-products of %i rows have the bits of one pass", (n) => {
    const X = matrix(n, n + 2);
    const whole = new Float64Array(k * k);
    callKernel(engine, "crossProducts", [n, n, k, X, whole, new Float64Array(crossProductsWork(n, k))]);
    for (const each of [engine, reversed]) {
      each.scope((scope) => expectSameBits(copyOut(crossProductsBlock(each, scope, n, k, scope.copyF64(X))), whole));
    }
  });

  it.each(SIZES)("linear combinations of %i rows have the bits of one pass", (n) => {
    const q = 7;
    const [A, C, whole] = [matrix(n, n + 5), centred(k * q, seeded(n + 6)), new Float64Array(n * q)];
    callKernel(engine, "linearCombinations", [n, n, n, k, q, A, C, whole]);
    for (const each of [engine, reversed]) {
      each.scope((scope) => {
        const [columns, factors] = [scope.copyF64(A), scope.copyF64(C)];
        expectSameBits(copyOut(linearCombinationsBlock(each, scope, n, k, q, columns, factors)), whole);
      });
    }
  });

  it.each(SIZES)("meats and leverages of %i rows have the bits of one pass", (n) => {
    const X = matrix(n, n + 3);
    const u = centred(n, seeded(n + 4));
    const R = Float64Array.from({ length: k * k }, (_, at) => (at % (k + 1) === 0 ? 3 : 0.5));
    const [hc, meat, h] = [new Float64Array(k * k), new Float64Array(k * k), new Float64Array(n)];
    callKernel(engine, "hcMeat", [n, n, k, 1, X, u, R, hc, new Float64Array(hcMeatWork(n, k))]);
    callKernel(engine, "clusterMeat", [n, k, 1, X, R, meat, new Float64Array(clusterMeatWork(n, k))]);
    callKernel(engine, "leverages", [n, n, k, 0, X, R, new Float64Array(0), h, new Float64Array(leveragesWork(k))]);
    for (const each of [engine, reversed]) {
      each.scope((scope) => {
        const [x, residuals, triangle] = [scope.copyF64(X), scope.copyF64(u), scope.copyF64(R)];
        expectSameBits(copyOut(hcMeatBlock(each, scope, n, k, x, residuals, triangle)), hc);
        expectSameBits(copyOut(clusterMeatBlock(each, scope, n, k, x, triangle)), meat);
        expectSameBits(copyOut(leveragesBlock(each, scope, n, k, x, triangle).h), h);
      });
    }
  });
});

/** Rounding of sums of 1e5 terms of size 1 in two orders. */
const SUM = 1e-10;

describe("residuals and scores", () => {
  const n = 5 * RANGE + 12_345;
  const X = matrix(n, 5);
  const y = centred(n, seeded(6));
  const beta = centred(k, seeded(7));
  const longRuns = Uint32Array.from({ length: n }, (_, i) => (i < 10 ? 0 : i < 3 * RANGE ? 1 : i < 4 * RANGE ? 3 : 4));
  const cases: [string, Uint32Array, number][] = [
    ["a thousand clusters in order", randomCodes(n, 1_000, seeded(8)).sort(), 1_000],
    ["clusters longer than ranges, one without rows, the last too", longRuns, 6],
    ["one cluster", new Uint32Array(n), 1],
    ["one row a cluster", Uint32Array.from({ length: n }, (_, i) => i), n],
    ["220 clusters in any order", randomCodes(n, 220, seeded(9)), 220],
    ["many clusters in any order", randomCodes(n, 30_000, seeded(10)), 30_000],
  ];

  it.each(cases)("%s: the sums of a plain loop, in any order of tasks", (_name, codes, nLevels) => {
    const expected = new Float64Array(nLevels * k);
    let squares = 0;
    for (let i = 0; i < n; i++) {
      let residual = y[i]!;
      for (let j = 0; j < k; j++) residual -= X[i + j * n]! * beta[j]!;
      squares += residual * residual;
      for (let j = 0; j < k; j++) expected[codes[i]! * k + j]! += X[i + j * n]! * residual;
    }
    const outcomes = [engine, reversed].map((each) =>
      each.scope((scope) => {
        const [x, outcome, b] = [scope.copyF64(X), scope.copyF64(y), scope.copyF64(beta)];
        const clusters = { codes: scope.copyU32(codes), nLevels };
        const { uHat, ssr, scores } = residualScoresBlock(each, scope, n, k, x, outcome, b, clusters);
        const meat = copyOut(clusterMeatBlock(each, scope, scores!.length / k, k, scores!));
        return { uHat: copyOut(uHat), ssr, scores: copyOut(scores!), meat };
      }),
    );
    const [forwards, backwards] = [outcomes[0]!, outcomes[1]!];
    for (const part of ["uHat", "scores", "meat"] as const) expectSameBits(forwards[part], backwards[part]);
    expect(backwards.ssr).toBe(forwards.ssr);
    const { ssr, scores } = forwards;
    expect(Math.abs(ssr / squares - 1)).toBeLessThan(SUM);
    // rows of zeros may stand between clusters, and a cluster without rows may have none
    const rowsOf = (sums: Float64Array) =>
      Array.from({ length: sums.length / k }, (_, g) => sums.subarray(g * k, g * k + k)).filter((row) =>
        row.some((value) => value !== 0),
      );
    const [found, wanted] = [rowsOf(scores), rowsOf(expected)];
    expect(found.length).toBe(wanted.length);
    let worst = 0;
    wanted.forEach((row, g) => {
      row.forEach((value, j) => {
        worst = Math.max(worst, Math.abs(value - found[g]![j]!) / Math.max(1, Math.abs(value)));
      });
    });
    expect(worst).toBeLessThan(SUM);
  });

  it("without clusters: the same residuals and sum of squares", () => {
    const [alone, grouped] = [null, { codes: longRuns, nLevels: 6 }].map((clusters) =>
      reversed.scope((scope) => {
        const grouping = clusters && { codes: scope.copyU32(clusters.codes), nLevels: clusters.nLevels };
        const [x, outcome, b] = [scope.copyF64(X), scope.copyF64(y), scope.copyF64(beta)];
        const { uHat, ssr } = residualScoresBlock(reversed, scope, n, k, x, outcome, b, grouping);
        return { uHat: copyOut(uHat), ssr };
      }),
    );
    expectSameBits(alone!.uHat, grouped!.uHat);
    expect(alone!.ssr).toBe(grouped!.ssr);
  });

  it("refuse codes that are not below the number of clusters, in order or not", () => {
    for (const codes of [longRuns, randomCodes(n, 6, seeded(11))]) {
      const call = () =>
        engine.scope((scope) => {
          const [x, outcome, b] = [scope.copyF64(X), scope.copyF64(y), scope.copyF64(beta)];
          residualScoresBlock(engine, scope, n, k, x, outcome, b, { codes: scope.copyU32(codes), nLevels: 4 });
        });
      expect(call).toThrow("'codes' must be below nLevels = 4");
    }
  });

  it.each(["auto", "qr"] as const)("a regression (%s) has the same bits in any order of tasks", (leastSquares) => {
    const [forwards, backwards] = [engine, reversed].map((each) =>
      each.scope((scope) => {
        const columns = scope.f64(n * (k + 1));
        columns.view().set(X);
        columns.view().set(y, n * k);
        const clusters = { codes: longRuns, nLevels: 6 };
        const found = ols(each, scope, n, k, columns, new Array<boolean>(k).fill(false), { clusters, leastSquares });
        const { beta: b, R, ssr } = found.fit;
        return { b, R, ssr, scores: copyOut(found.fit.scores!.sums), how: found.least_squares };
      }),
    );
    expect(backwards).toEqual(forwards);
    expect(forwards!.how).toBe(leastSquares === "auto" ? "gram" : "qr");
  });
});
