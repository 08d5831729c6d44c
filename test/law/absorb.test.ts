/**
 * Absorbing fixed effects as laws, on small random panels: unbalanced, disconnected, weighted, with levels of a single
 * row, with one to four effects. Demeaned columns have zero group means, equal the residuals of a least-squares fit on
 * all dummies, and depend neither on the order of rows nor on the method.
 */
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { gatherColumns, sampleColumn } from "../../src/engine/kernels/columns.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { makeAbsorber } from "../../src/regression/absorb/absorber.js";
import type { AbsorbOptions } from "../../src/regression/absorb/reuse.js";
import { runs } from "../support/laws.js";
import { seeded } from "../support/random.js";
import { category, denseResiduals, panels, type RandomPanel } from "../support/random-panels.js";

/** Rounding of an exact solve on at most 60 rows, and the tolerance 1e-10 of an iterative one times norms of up to 10. */
const AGREE = 1e-9;
/** Error relative to the 2-norm of the demeaned column that projections promise by default. */
const ESTIMATED = 1e-10;
/** Group means of columns of size 1. */
const ZERO_MEAN = 1e-11;
let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

/** Demeaned columns in sample order. */
function absorb({ n, effects, columns, weights }: RandomPanel, options: AbsorbOptions = {}) {
  return engine.scope((scope) => {
    const absorber = makeAbsorber(engine, scope, effects, weights, options);
    const block = gatherColumns(engine, scope, columns, absorber.rowOrder);
    const solve = absorber.demean(block, columns.length);
    return { absorber, solve, demeaned: columns.map((_, j) => sampleColumn(block, n, j, absorber.rowOrder)) };
  });
}

function largestDifference(a: readonly Float64Array[], b: readonly Float64Array[]): number {
  return Math.max(...a.map((column, j) => Math.max(...column.map((value, i) => Math.abs(value - b[j]![i]!)))));
}

/** Seeded: nearly saturated graphs of four effects, one in some thousands of these, are refused as not converged. */
const RUNS = runs(100);

describe("absorbed effects", () => {
  it("leave no group mean, and certify it", () => {
    fc.assert(
      fc.property(panels(fc.integer({ min: 1, max: 4 })), (problem) => {
        const { solve, demeaned } = absorb(problem);
        for (const { codes, nLevels } of problem.effects) {
          for (const column of demeaned) {
            const sums = new Float64Array(nLevels);
            column.forEach((value, i) => {
              sums[codes[i]!]! += (problem.weights?.[i] ?? 1) * value;
            });
            expect(Math.max(...sums.map(Math.abs))).toBeLessThan(
              problem.n * 10 * (solve.method === "map" ? AGREE : ZERO_MEAN),
            );
          }
        }
        expect(solve.certificate).toBeLessThan(solve.method === "map" ? AGREE : ZERO_MEAN);
      }),
      RUNS,
    );
  });

  it("equal the residuals on all dummies", () => {
    fc.assert(
      fc.property(panels(fc.integer({ min: 1, max: 4 })), (problem) => {
        const { demeaned } = absorb(problem);
        expect(largestDifference(demeaned, denseResiduals(problem).residuals)).toBeLessThan(AGREE);
      }),
      RUNS,
    );
  });

  it("have the rank the dummies have: exactly for one and two, at most what is said for more", () => {
    fc.assert(
      fc.property(panels(fc.integer({ min: 1, max: 4 })), (problem) => {
        const { absorber } = absorb(problem);
        const { rank } = denseResiduals(problem);
        if (absorber.rank.exact) expect(absorber.rank.value).toBe(rank);
        else expect(absorber.rank.value).toBeGreaterThanOrEqual(rank);
        if (problem.effects.length <= 2) expect(absorber.rank.exact).toBe(true);
      }),
      RUNS,
    );
  });

  it("do not depend on the order of rows", () => {
    fc.assert(
      fc.property(panels(fc.integer({ min: 1, max: 4 })), fc.integer({ min: 1, max: 1_000_000 }), (problem, seed) => {
        const random = seeded(seed);
        const order = Uint32Array.from({ length: problem.n }, (_, i) => i);
        const keys = Float64Array.from(order, () => random());
        order.sort((a, b) => keys[a]! - keys[b]!);
        const turned: RandomPanel = {
          n: problem.n,
          effects: problem.effects.map((effect) => ({ ...effect, codes: order.map((row) => effect.codes[row]!) })),
          columns: problem.columns.map((column) => Float64Array.from(order, (row) => column[row]!)),
          weights: problem.weights && Float64Array.from(order, (row) => problem.weights![row]!),
        };
        const straight = absorb(problem).demeaned;
        const back = absorb(turned).demeaned.map((column) => {
          const out = new Float64Array(problem.n);
          column.forEach((value, i) => {
            out[order[i]!] = value;
          });
          return out;
        });
        expect(largestDifference(straight, back)).toBeLessThan(AGREE);
      }),
      RUNS,
    );
  });

  it("come out the same by the direct method and by projections", () => {
    fc.assert(
      fc.property(panels(fc.constant(2)), (problem) => {
        const exact = absorb(problem, { solver: "auto" });
        const iterated = absorb(problem, { solver: "map" });
        expect(exact.solve.method).not.toBe("map");
        expect(largestDifference(exact.demeaned, iterated.demeaned)).toBeLessThan(AGREE);
        iterated.solve.normAfter.forEach((norm, j) => {
          expect(norm).toBeCloseTo(exact.solve.normAfter[j]!, 7);
        });
      }),
      RUNS,
    );
  });

  it("are as close to the exact ones as the estimate says on a ring, where group means say little", () => {
    for (const size of [10, 30, 50]) {
      const n = 2 * size;
      const random = seeded(size);
      const ring = [
        category(
          "worker",
          Array.from({ length: n }, (_, i) => Math.floor(i / 2)),
        ),
        category(
          "firm",
          Array.from({ length: n }, (_, i) => Math.floor(((i + 1) % n) / 2)),
        ),
      ];
      const columns = [0, 1].map(() => Float64Array.from({ length: n }, () => 2 * random() - 1));
      const problem = { n, effects: ring, columns, weights: null };
      const exact = absorb(problem, { solver: "direct" });
      const iterated = absorb(problem, { solver: "map" });
      columns.forEach((_, j) => {
        const gaps = iterated.demeaned[j]!.map((value, i) => (value - exact.demeaned[j]![i]!) ** 2);
        const distance = Math.sqrt(gaps.reduce((sum, square) => sum + square, 0));
        expect(distance).toBeLessThan(ESTIMATED * exact.solve.normAfter[j]!);
      });
    }
  });

  it("weights of one are no weights", () => {
    fc.assert(
      fc.property(panels(fc.integer({ min: 1, max: 3 })), (problem) => {
        const plain = absorb({ ...problem, weights: null }).demeaned;
        const ones = absorb({ ...problem, weights: new Float64Array(problem.n).fill(1) }).demeaned;
        expect(largestDifference(plain, ones)).toBeLessThan(AGREE);
      }),
      RUNS,
    );
  });
});
