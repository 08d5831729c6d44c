/**
 * Wrappers of the demeaning kernels, and what they keep of a column far from zero.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { KernelError } from "../../src/base/errors.js";
import { demeanByCode, demeanByGroup } from "../../src/engine/kernels/demean.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { csrOffsets } from "../../src/engine/kernels/groups.js";
import { seeded } from "../support/random.js";

/** Group means left in a column of mean 1e6 and standard deviation about 1: rounding of numbers of size 1. */
const ROUNDING = 1e-14;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

describe("demeaning by one effect", () => {
  it("takes group means out, ordered or not, and tells the moments", () => {
    const X = Float64Array.of(1, 3, 5, 10, 30, 50);
    const byGroup = demeanByGroup(engine, X, Uint32Array.of(0, 2, 3));
    expect(byGroup.X).toEqual(Float64Array.of(-1, 1, 0, -10, 10, 0));
    expect(byGroup.sumOfSquaresBefore).toEqual(Float64Array.of(8, 800));
    expect(byGroup.mean).toEqual(Float64Array.of(3, 30));
    expect(byGroup.sumOfSquaresAfter).toEqual(Float64Array.of(2, 200));
    expect(byGroup.largestMean).toEqual(Float64Array.of(0, 0));
    expect(demeanByCode(engine, X, Uint32Array.of(1, 1, 0), 2)).toEqual(byGroup);
    expect(X[0]).toBe(1);
  });

  it("keeps the digits of columns far from zero, with weights too", () => {
    const n = 10_000;
    const random = seeded(1);
    const codes = Uint32Array.from({ length: n }, (_, i) => Math.floor(i / 7));
    const nLevels = codes[n - 1]! + 1;
    const X = Float64Array.from({ length: 3 * n }, () => 1e6 + 2 * random() - 1);
    const weights = Float64Array.from({ length: n }, () => 0.5 + random());
    for (const w of [null, weights]) {
      const byCode = demeanByCode(engine, X, codes, nLevels, w);
      const byGroup = demeanByGroup(engine, X, csrOffsets(engine, codes, nLevels).offsets, w);
      expect(Math.max(...byCode.largestMean, ...byGroup.largestMean)).toBeLessThan(ROUNDING);
      for (let i = 0; i < X.length; i++) expect(byCode.X[i]).toBeCloseTo(byGroup.X[i]!, 9);
      byCode.sumOfSquaresBefore.forEach((square, j) => {
        expect(square / byGroup.sumOfSquaresBefore[j]!).toBeCloseTo(1, 9);
      });
    }
  });

  it("refuses columns and weights that don't fit", () => {
    const codes = Uint32Array.of(0, 0);
    expect(() => demeanByCode(engine, new Float64Array(3), codes, 1)).toThrow("'X' has length 3");
    expect(() => demeanByCode(engine, new Float64Array(10), codes, 1)).toThrow(KernelError);
    expect(() => demeanByGroup(engine, new Float64Array(2), Uint32Array.of(0, 2), Float64Array.of(1))).toThrow(
      "'weights' has length 1, expected 2",
    );
  });
});
