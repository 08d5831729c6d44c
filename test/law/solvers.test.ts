/**
 * Every way of absorbing effects gives the same columns: on random panels each solver agrees with the dense
 * least-squares solution on all dummies, also after other weights and subsamples, which must equal absorbers made anew.
 */
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { NumericalError } from "../../src/base/errors.js";
import { gatherColumns, sampleColumn } from "../../src/engine/kernels/columns.js";
import { type Engine, loadEngine, type Scope } from "../../src/engine/kernels/engine.js";
import { type Absorber, makeAbsorber } from "../../src/regression/absorb/absorber.js";
import type { AbsorbOptions } from "../../src/regression/absorb/reuse.js";
import { runs } from "../support/laws.js";
import { category, denseResiduals, distance, panels, type RandomPanel } from "../support/random-panels.js";

/** What a result may miss, as a share of its norm (of the column's where effects explain all of it). */
const AGREE = 1e-10;
/** Two exact solves of the same columns in another order of levels. */
const ROUNDING = 1e-12;
const ABSORBED = 1e-9;
/** What is left of a column that effects explain but for a smaller share has the rounding of the whole column, and is judged by this share of it. */
const FAINT = 1e-4;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

function demean(scope: Scope, absorber: Absorber, columns: readonly Float64Array[]): Float64Array[] {
  const n = columns[0]!.length;
  const block = gatherColumns(engine, scope, columns, absorber.rowOrder);
  absorber.demean(block, columns.length);
  return columns.map((_, j) => sampleColumn(block, n, j, absorber.rowOrder));
}

function absorb({ effects, columns, weights }: RandomPanel, options: AbsorbOptions = {}): Float64Array[] {
  return engine.scope((scope) => demean(scope, makeAbsorber(engine, scope, effects, weights, options), columns));
}

/** Largest distance from the reference, as a share of the reference's norm. */
function worstShare(panel: RandomPanel, got: readonly Float64Array[], reference: readonly Float64Array[]): number {
  const { columns, weights } = panel;
  const shares = columns.map((column, j) => {
    const [before, after] = [distance(column, null, weights), distance(reference[j]!, null, weights)];
    const norm = after > ABSORBED * before ? Math.max(after, FAINT * before) : before;
    return distance(got[j]!, reference[j]!, weights) / norm;
  });
  return Math.max(...shares);
}

const weightings = ["none", "positive", "some zero"] as const;

describe("every solver", () => {
  for (const solver of ["auto", "direct"] as const) {
    it(`${solver} equals least squares on all dummies, on 200 panels of two to four effects`, () => {
      fc.assert(
        fc.property(panels(fc.integer({ min: 2, max: 4 }), weightings), (panel) => {
          expect(worstShare(panel, absorb(panel, { solver }), denseResiduals(panel).residuals)).toBeLessThan(AGREE);
        }),
        runs(200),
      );
    });
  }

  it.each([
    ["map", 20],
    ["krylov", 100],
  ] as const)(
    "%s too, where it converges: on nearly saturated panels, fewer than one in %i, it may say that it does not",
    (solver, share) => {
      let [tried, refused] = [0, 0];
      fc.assert(
        fc.property(panels(fc.integer({ min: 2, max: 4 }), weightings), (panel) => {
          tried++;
          try {
            expect(worstShare(panel, absorb(panel, { solver }), denseResiduals(panel).residuals)).toBeLessThan(AGREE);
          } catch (error) {
            if (!(error instanceof NumericalError && error.code === "not_converged")) throw error;
            refused++;
          }
        }),
        { ...runs(200), endOnFailure: true },
      );
      expect(refused).toBeLessThan(tried / share);
    },
  );

  it("one effect, in order or not", () => {
    fc.assert(
      fc.property(panels(fc.constant(1), weightings), (panel) => {
        expect(worstShare(panel, absorb(panel), denseResiduals(panel).residuals)).toBeLessThan(AGREE);
      }),
      runs(100),
    );
  });
});

describe("an absorber used again", () => {
  it("with other weights equals one made with them", () => {
    fc.assert(
      fc.property(panels(fc.integer({ min: 1, max: 4 }), ["positive", "some zero"]), (panel) => {
        const again = engine.scope((scope) => {
          const plain = makeAbsorber(engine, scope, panel.effects, null);
          demean(scope, plain, panel.columns);
          return demean(scope, plain.reweigh(scope, panel.weights), panel.columns);
        });
        expect(worstShare(panel, again, absorb(panel))).toBeLessThan(ROUNDING);
      }),
      runs(150),
    );
  });

  it("on some of its rows equals one made of them, in levels, ranks and columns", () => {
    fc.assert(
      fc.property(panels(fc.integer({ min: 1, max: 4 }), weightings), fc.integer({ min: 1, max: 9 }), (panel, step) => {
        const rows = Uint32Array.from({ length: panel.n }, (_, i) => i).filter((i) => (i * 7) % 10 < step || i === 0);
        const pick = (column: Float64Array): Float64Array => Float64Array.from(rows, (row) => column[row]!);
        const part: RandomPanel = {
          n: rows.length,
          effects: panel.effects.map(({ name, codes }) =>
            category(
              name,
              Array.from(rows, (row) => codes[row]!),
            ),
          ),
          columns: panel.columns.map(pick),
          weights: panel.weights && pick(panel.weights),
        };
        engine.scope((scope) => {
          const whole = makeAbsorber(engine, scope, panel.effects, panel.weights);
          const subset = whole.subset(scope, rows);
          const anew = makeAbsorber(engine, scope, part.effects, part.weights);
          expect(subset.levels).toEqual(anew.levels);
          if (anew.rank.exact && subset.rank.exact) expect(subset.rank.value).toBe(anew.rank.value);
          const residuals = denseResiduals(part).residuals;
          expect(worstShare(part, demean(scope, subset, part.columns), residuals)).toBeLessThan(AGREE);
          expect(
            worstShare(
              part,
              demean(scope, subset.reweigh(scope, null), part.columns),
              absorb({ ...part, weights: null }),
            ),
          ).toBeLessThan(AGREE);
        });
      }),
      runs(150),
    );
  });
});

describe("ranks", () => {
  it("with rows of no weight are those of the rows that count", () => {
    fc.assert(
      fc.property(panels(fc.integer({ min: 1, max: 4 }), ["some zero"]), (panel) => {
        engine.scope((scope) => {
          const { rank, redundancies, levels } = makeAbsorber(engine, scope, panel.effects, panel.weights);
          const truth = denseResiduals(panel).rank;
          if (rank.exact) expect(rank.value).toBe(truth);
          else expect(rank.value).toBeGreaterThanOrEqual(truth);
          expect(redundancies.map((effect) => effect.levels)).toEqual(levels);
          const counted = redundancies.reduce((sum, effect) => sum + effect.levels - effect.redundant, 0);
          expect(counted).toBe(rank.value);
        });
      }),
      runs(200),
    );
  });
});
