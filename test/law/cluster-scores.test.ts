/**
 * The law of tasks for score sums of several columns of residuals: a cluster has its sums in the row of its code, however
 * rows are cut, and tasks may run in any order.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { copyOut } from "../../src/engine/kernels/blas.js";
import { RANGE } from "../../src/engine/kernels/call.js";
import { clusterScoresManyBlock } from "../../src/engine/kernels/cluster-scores.js";
import { clusterScoresBlock } from "../../src/engine/kernels/covariance.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { centred, randomCodes } from "../cases/row.js";
import { seeded } from "../support/random.js";

const [n, k, m] = [5 * RANGE + 12_345, 5, 3];
/** Rounding of sums of 1e5 terms of size 1 in two orders. */
const SUM = 1e-10;

const X = centred(n * k, seeded(1));
const U = centred(n * m, seeded(2));
/** Cluster 2 goes from the first range into the fourth, 4 fills a range, 5 begins with the sixth; the others are empty. */
const longRuns = Uint32Array.from({ length: n }, (_, i) => (i < 10 ? 1 : i < 4 * RANGE ? 2 : i < 5 * RANGE ? 4 : 5));

const cases: [string, Uint32Array, number][] = [
  ["a thousand clusters in order", randomCodes(n, 1_000, seeded(3)).sort(), 1_000],
  ["clusters longer than ranges, and some without rows", longRuns, 8],
  ["one cluster", new Uint32Array(n), 1],
  ["one cluster, and others without rows round it", new Uint32Array(n).fill(1), 3],
  ["one row a cluster", Uint32Array.from({ length: n }, (_, i) => i), n],
  ["220 clusters in any order", randomCodes(n, 220, seeded(4)), 220],
  ["clusters in any order whose sums of all columns outgrow the cache, in slabs", randomCodes(n, 1e4, seeded(5)), 1e4],
  ["the same in one slab", randomCodes(n, 3e4, seeded(6)), 3e4],
];

let engine: Engine;
let reversed: Engine;
let pooled: Engine;

beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  reversed = { ...engine, run: (kernel, tasks) => [...engine.run(kernel, [...tasks].reverse())].reverse() };
  pooled = await loadEngine({ threads: 2 });
  return () => pooled.close();
});

function scoresBy(each: Engine, codes: Uint32Array, nLevels: number): Float64Array {
  return each.scope((scope) => {
    const [x, u, clusters] = [scope.copyF64(X), scope.copyF64(U), { codes: scope.copyU32(codes), nLevels }];
    return copyOut(clusterScoresManyBlock(each, scope, n, k, m, x, u, clusters));
  });
}

const firstDifference = (a: Float64Array, b: Float64Array) => a.findIndex((value, i) => !Object.is(value, b[i]));

describe("score sums of three columns of residuals", () => {
  it.each(cases)("%s: the sums of a plain loop, by code, with the same bits for any order and threads", (...args) => {
    const [, codes, G] = args;
    const scores = scoresBy(engine, codes, G);
    const expected = new Float64Array(m * G * k);
    for (let t = 0; t < m; t++) {
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < k; j++) expected[(t * G + codes[i]!) * k + j]! += X[i + j * n]! * U[i + t * n]!;
      }
    }
    expect(scores.length).toBe(expected.length);
    let worst = 0;
    expected.forEach((value, at) => {
      worst = Math.max(worst, Math.abs(value - scores[at]!) / Math.max(1, Math.abs(value)));
    });
    expect(worst).toBeLessThan(SUM);
    for (const each of [reversed, pooled]) expect(firstDifference(scoresBy(each, codes, G), scores)).toBe(-1);
  });

  it.each(cases)("%s: those of a column are those it has alone, to the bit", (_name, codes, G) => {
    const together = scoresBy(engine, codes, G);
    for (let t = 0; t < m; t++) {
      const alone = engine.scope((scope) => {
        const [x, u, c] = [scope.copyF64(X), scope.copyF64(U.subarray(t * n, (t + 1) * n)), scope.copyU32(codes)];
        return copyOut(clusterScoresBlock(engine, scope, n, k, G, x, u, c));
      });
      expect(firstDifference(alone, together.subarray(t * G * k, (t + 1) * G * k))).toBe(-1);
    }
  });

  it("are zeros without rows", () => {
    const scores = engine.scope((scope) => {
      const clusters = { codes: scope.u32(0), nLevels: 2 };
      return copyOut(clusterScoresManyBlock(engine, scope, 0, 2, 2, scope.f64(0), scope.f64(0), clusters));
    });
    expect([...scores]).toEqual(Array(8).fill(0));
  });

  it("refuse codes that are not below the number of clusters, in order or not, and residuals of another length", () => {
    for (const codes of [longRuns, randomCodes(n, 6, seeded(7))]) {
      expect(() => scoresBy(engine, codes, 4)).toThrow("clusterScores: 'codes' must be below nClusters = 4");
    }
    const call = () =>
      engine.scope((scope) => {
        const clusters = { codes: scope.copyU32(new Uint32Array(2)), nLevels: 1 };
        clusterScoresManyBlock(engine, scope, 2, 1, 2, scope.f64(2), scope.f64(3), clusters);
      });
    expect(call).toThrow("'u' has length 3, expected 4");
  });
});
