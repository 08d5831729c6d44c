/**
 * Leverages of absorbed effects as laws, on small random panels: unbalanced, disconnected, weighted, nested, with rows of no
 * weight, one to four effects, by any solver. They are the diagonal of the projection on all dummies, taken from a singular
 * value decomposition, and add up to the rank.
 */
import fc from "fast-check";
import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { beforeAll, describe, expect, it } from "vitest";
import { NotSupported } from "../../src/base/errors.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { makeAbsorber } from "../../src/regression/absorb/absorber.js";
import type { AbsorbOptions } from "../../src/regression/absorb/reuse.js";
import { runs } from "../support/laws.js";
import { panels, type RandomPanel } from "../support/random-panels.js";

/** Rounding of a projection of at most 60 rows, weights of 1 to 10. */
const AGREE = 1e-10;
/** Singular values below this share of the largest are rounding. */
const RANK_SHARE = 1e-10;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

/** The diagonal of the projection on sqrt(w) times all dummies, in sample order. */
function denseLeverage({ n, effects, weights }: RandomPanel): Float64Array {
  const dummies = Matrix.zeros(
    n,
    effects.reduce((sum, { nLevels }) => sum + nLevels, 0),
  );
  let base = 0;
  for (const { codes, nLevels } of effects) {
    codes.forEach((level, i) => {
      dummies.set(i, base + level, Math.sqrt(weights?.[i] ?? 1));
    });
    base += nLevels;
  }
  const svd = new SingularValueDecomposition(dummies, { autoTranspose: true });
  const rank = svd.diagonal.filter((value) => value > RANK_SHARE * svd.diagonal[0]!).length;
  const U = svd.leftSingularVectors;
  return Float64Array.from({ length: n }, (_, i) =>
    Array.from({ length: rank }, (_, j) => U.get(i, j) ** 2).reduce((sum, square) => sum + square, 0),
  );
}

/** Leverages in sample order. */
function leverageOf({ effects, weights }: RandomPanel, options: AbsorbOptions): Float64Array {
  return engine.scope((scope) => {
    const { rowOrder, leverage } = makeAbsorber(engine, scope, effects, weights, options);
    const h = leverage()!;
    const out = new Float64Array(h.length);
    h.forEach((value, i) => {
      out[rowOrder?.[i] ?? i] = value;
    });
    return out;
  });
}

describe("leverages of absorbed effects", () => {
  for (const solver of ["auto", "direct", "krylov", "map"] as const) {
    it(`are the diagonal of the projection on all dummies: ${solver}`, () => {
      fc.assert(
        fc.property(panels(fc.integer({ min: 1, max: 4 }), ["none", "positive", "some zero"]), (problem) => {
          const want = denseLeverage(problem);
          const got = leverageOf(problem, { solver });
          expect(got.length).toBe(problem.n);
          got.forEach((value, i) => {
            expect(Math.abs(value - want[i]!)).toBeLessThan(AGREE);
          });
        }),
        runs(100),
      );
    });
  }

  it("none where there are no effects", () => {
    expect(engine.scope((scope) => makeAbsorber(engine, scope, [], null).leverage())).toBe(null);
  });

  it("after reweigh and subset are those of the new weights and rows", () => {
    const [problem] = fc.sample(panels(fc.constant(3), ["positive"]), { numRuns: 1, seed: 7 });
    const { n, effects, weights } = problem!;
    const rows = Uint32Array.from({ length: n }, (_, i) => i).filter((row) => row % 3 !== 1);
    engine.scope((scope) => {
      const whole = makeAbsorber(engine, scope, effects, null);
      const some = whole.reweigh(scope, weights).subset(scope, rows);
      const renumbered = effects.map(({ name, codes }) => {
        const number = new Map<number, number>();
        const kept = rows.map((row) => {
          if (!number.has(codes[row]!)) number.set(codes[row]!, number.size);
          return number.get(codes[row]!)!;
        });
        return { name, codes: kept, nLevels: number.size, label: String };
      });
      const w = Float64Array.from(rows, (row) => weights![row]!);
      const want = denseLeverage({ n: rows.length, effects: renumbered, columns: [], weights: w });
      some.leverage()!.forEach((value, i) => {
        expect(Math.abs(value - want[some.rowOrder?.[i] ?? i]!)).toBeLessThan(AGREE);
      });
    });
  });

  it("are refused, with figures, where the smaller effects have thousands of levels", () => {
    const n = 10_000;
    const effect = (name: string, levels: number, by: number) => ({
      name,
      codes: Uint32Array.from({ length: n }, (_, i) => (i * by) % levels),
      nLevels: levels,
      label: String,
    });
    engine.scope((scope) => {
      const { leverage } = makeAbsorber(engine, scope, [effect("a", 5_000, 1), effect("b", 4_999, 1)], null);
      expect(leverage).toThrow(NotSupported);
      expect(leverage).toThrow("b have 4999");
    });
  });
});
