/**
 * Slopes that vary by fixed effects as laws, on small random panels: unbalanced, weighted, with levels of a single row, with
 * several slopes of which some are collinear, effects nested in others or repeating them, with and without intercepts.
 * Columns equal the residuals of a least-squares fit with every dummy and every product written out; the rank is that of
 * those columns; results depend neither on the method, nor on the order of rows, nor on threads and build.
 */
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { NumericalError } from "../../src/base/errors.js";
import { gatherColumns, sampleColumn } from "../../src/engine/kernels/columns.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { makeAbsorber } from "../../src/regression/absorb/absorber.js";
import type { AbsorbOptions } from "../../src/regression/absorb/reuse.js";
import type { AbsorbedEffect } from "../../src/regression/absorb/solver.js";
import { runs } from "../support/laws.js";
import { seeded } from "../support/random.js";
import { denseSlopes, type SlopePanel, slopePanels } from "../support/slope-panels.js";

/** Columns of size 1 to 10 on at most 60 rows, slopes nearly collinear where levels are few. */
const AGREE = 1e-10;
/** The tolerance of an iterative method times norms of up to 100. */
const ITERATIVE = 1e-8;

/** Where columns written out are far from collinear: a condition number below 7,000. */
const LEVERAGE = 1e-8;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

function absorb(
  { n, effects, columns, weights }: SlopePanel,
  options: AbsorbOptions = {},
  on: Pick<Engine, "scope"> & Engine = engine,
) {
  return on.scope((scope) => {
    const absorber = makeAbsorber(on, scope, effects, weights, options);
    const block = gatherColumns(on, scope, columns, absorber.rowOrder);
    const solve = absorber.demean(block, columns.length);
    return { absorber, solve, demeaned: columns.map((_, j) => sampleColumn(block, n, j, absorber.rowOrder)) };
  });
}

/** Largest difference over rows that count. */
function difference(a: readonly Float64Array[], b: readonly Float64Array[], weights: Float64Array | null): number {
  let most = 0;
  a.forEach((column, j) => {
    column.forEach((value, i) => {
      if ((weights?.[i] ?? 1) > 0) most = Math.max(most, Math.abs(value - b[j]![i]!));
    });
  });
  return most;
}

const RUNS = runs(300);

describe("effects with slopes", () => {
  it("leave the residuals of a fit with all of them written out, of the rank that fit has", () => {
    fc.assert(
      fc.property(slopePanels(fc.integer({ min: 1, max: 3 })), (panel) => {
        const { absorber, solve, demeaned } = absorb(panel);
        const dense = denseSlopes(panel);
        expect(difference(demeaned, dense.residuals, panel.weights)).toBeLessThan(AGREE);
        expect(absorber.rank).toEqual({ value: dense.rank, exact: true });
        expect(solve.errorEstimate).toBeLessThan(1e-10);
        expect(solve.certificate).toBeLessThan(1e-10);
        const counted = absorber.redundancies.reduce((sum, { levels, redundant, slopes }) => {
          const intercepts = slopes === undefined || slopes.intercept ? levels - redundant : 0;
          return sum + (slopes?.redundant ?? []).reduce((all, lost) => all + levels - lost, intercepts);
        }, 0);
        expect(counted).toBe(dense.rank);
      }),
      RUNS,
    );
  });

  it("have the leverages of that fit, with a factor and without", () => {
    fc.assert(
      fc.property(slopePanels(fc.integer({ min: 1, max: 3 })), (panel) => {
        const { leverage, condition } = denseSlopes(panel);
        // leverages come from normal equations, whose error is that of rounding times the squared condition number
        const agree = Math.max(LEVERAGE, Number.EPSILON * condition ** 2);
        for (const solver of ["auto", "krylov"] as const) {
          engine.scope((scope) => {
            const absorber = makeAbsorber(engine, scope, panel.effects, panel.weights, { solver });
            absorber.leverage()!.forEach((value, i) => {
              expect(Math.abs(value - leverage[absorber.rowOrder?.[i] ?? i]!)).toBeLessThan(agree);
            });
          });
        }
      }),
      RUNS,
    );
  });

  it("by conjugate gradients too, within the tolerance, or refused as not converged", () => {
    let [tried, refused] = [0, 0];
    fc.assert(
      fc.property(slopePanels(fc.integer({ min: 1, max: 3 })), (panel) => {
        tried++;
        try {
          const { absorber, demeaned } = absorb(panel, { solver: "krylov" });
          const dense = denseSlopes(panel);
          expect(difference(demeaned, dense.residuals, panel.weights)).toBeLessThan(ITERATIVE);
          expect(absorber.rank.value).toBeGreaterThanOrEqual(dense.rank);
        } catch (error) {
          if (!(error instanceof NumericalError) || error.code !== "not_converged") throw error;
          refused++;
        }
      }),
      RUNS,
    );
    expect(refused).toBeLessThan(tried / 50);
  });

  it("have no more coefficients redundant than levels where other slopes determine one, which counts what effects share", () => {
    const time = Float64Array.from([9, 6, 1, 1, 3, 4, 2, 0, 3, 5, 3, 0, 5, 1, 5, 8]);
    const noise = time.map((_, i) => ((7 * i * i + 3 * i) % 11) / 5 - 1);
    const both = time.map((t, i) => 2 * t - noise[i]! + 3);
    const effect = (name: string, codes: readonly number[], nLevels: number): AbsorbedEffect => ({
      name,
      codes: Uint32Array.from(codes),
      nLevels,
      label: String,
      slopes: { intercept: true, names: ["time", "noise", "both"], columns: [time, noise, both] },
    });
    const effects = [
      effect("fe1", [0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1], 2),
      effect("fe2", [0, 1, 0, 0, 2, 2, 1, 0, 1, 0, 2, 0, 1, 0, 0, 0], 3),
    ];
    const panel: SlopePanel = { n: 16, effects, columns: [noise], weights: null };
    const { rank } = denseSlopes(panel);
    const { absorber } = absorb(panel, { solver: "krylov" });
    expect(absorber.rank.value).toBeGreaterThanOrEqual(rank);
    for (const { levels, slopes } of absorber.redundancies) {
      for (const redundant of slopes!.redundant) expect(redundant).toBeLessThanOrEqual(levels);
    }
  });

  it("do not depend on the order of rows, nor on the scale and the origin of a slope variable", () => {
    fc.assert(
      fc.property(slopePanels(fc.constant(2)), fc.integer({ min: 1, max: 1000 }), (panel, seed) => {
        const random = seeded(seed);
        const order = Array.from({ length: panel.n }, (_, i) => i).sort(() => random() - 0.5);
        const turn = (column: Float64Array) => Float64Array.from(order, (row) => column[row]!);
        const effects = panel.effects.map((effect): AbsorbedEffect => {
          const codes = Uint32Array.from(order, (row) => effect.codes[row]!);
          if (effect.slopes === undefined) return { ...effect, codes };
          // with an intercept a slope may be measured from anywhere
          const origin = effect.slopes.intercept ? 1e3 : 0;
          const columns = effect.slopes.columns.map((column) => turn(column).map((value) => 1e8 * (value + origin)));
          return { ...effect, codes, slopes: { ...effect.slopes, columns } };
        });
        const weights = panel.weights && turn(panel.weights);
        const turned = { ...panel, effects, weights, columns: panel.columns.map(turn) };
        const [a, b] = [absorb(panel), absorb(turned)];
        expect(difference(a.demeaned.map(turn), b.demeaned, weights)).toBeLessThan(1e-8);
        expect(b.absorber.rank).toEqual(a.absorber.rank);
      }),
      runs(100),
    );
  });

  it("other weights and fewer rows start from the same order and give what a new absorber gives", () => {
    fc.assert(
      fc.property(slopePanels(fc.integer({ min: 1, max: 3 })), fc.integer({ min: 1, max: 1000 }), (panel, seed) => {
        const random = seeded(seed);
        const rows = Uint32Array.from({ length: panel.n }, (_, i) => i).filter((i) => i === 0 || random() < 0.7);
        const weights = Float64Array.from(rows, () => 1 + random());
        const effects = panel.effects.map((effect): AbsorbedEffect => {
          const number = new Map<number, number>();
          const codes = rows.map((row) => {
            const code = effect.codes[row]!;
            if (!number.has(code)) number.set(code, number.size);
            return number.get(code)!;
          });
          const columns = (effect.slopes?.columns ?? []).map((column) =>
            Float64Array.from(rows, (row) => column[row]!),
          );
          const slopes = effect.slopes && { slopes: { ...effect.slopes, columns } };
          return { name: effect.name, label: String, codes, nLevels: number.size, ...slopes };
        });
        const columns = panel.columns.map((column) => Float64Array.from(rows, (row) => column[row]!));
        const dense = denseSlopes({ n: rows.length, effects, columns, weights });
        engine.scope((scope) => {
          const whole = makeAbsorber(engine, scope, panel.effects, panel.weights);
          const some = whole.subset(scope, rows).reweigh(scope, weights);
          const block = gatherColumns(engine, scope, columns, some.rowOrder);
          some.demean(block, columns.length);
          const demeaned = columns.map((_, j) => sampleColumn(block, rows.length, j, some.rowOrder));
          expect(difference(demeaned, dense.residuals, weights)).toBeLessThan(AGREE);
          expect(some.rank.value).toBe(dense.rank);
          expect(some.levels).toEqual(effects.map(({ nLevels }) => nLevels));
          const others = weights.map((weight, i) => weight * (1 + (i % 3)));
          const inMemory = gatherColumns(engine, scope, [others], some.rowOrder);
          const again = gatherColumns(engine, scope, columns, some.rowOrder);
          some.weighed(scope, inMemory).demean(again, columns.length);
          const reweighed = columns.map((_, j) => sampleColumn(again, rows.length, j, some.rowOrder));
          const want = denseSlopes({ n: rows.length, effects, columns, weights: others });
          expect(difference(reweighed, want.residuals, others)).toBeLessThan(AGREE);
        });
      }),
      runs(200),
    );
  });
});

describe("larger effects with slopes", () => {
  const n = 60_000;
  const random = seeded(11);
  const draw = (levels: number) =>
    Uint32Array.from({ length: n }, (_, i) => (i < levels ? i : Math.floor(random() * levels)));
  const year = Float64Array.from({ length: n }, () => 2005 + Math.floor(12 * random()));
  const firm: AbsorbedEffect = {
    name: "firm",
    codes: draw(6_000),
    nLevels: 6_000,
    label: String,
    slopes: { intercept: true, names: ["year"], columns: [year] },
  };
  const plain = (name: string, codes: Uint32Array, nLevels: number) => ({ name, codes, nLevels, label: String });
  const years = plain(
    "year",
    Uint32Array.from(year, (value) => value - 2005),
    12,
  );
  const city = {
    ...plain("city", draw(300), 300),
    slopes: { intercept: true, names: ["year"], columns: [year] },
  };
  const columns = Array.from({ length: 5 }, () => Float64Array.from({ length: n }, () => random() + 100));
  const panel = { n, effects: [firm, city, years], columns, weights: null };

  it("give the same by the factor and by conjugate gradients", () => {
    const [direct, krylov] = [absorb(panel), absorb(panel, { solver: "krylov" })];
    expect([direct.solve.method, krylov.solve.method]).toEqual(["direct", "krylov"]);
    expect(difference(direct.demeaned, krylov.demeaned, null)).toBeLessThan(1e-9);
    expect(direct.solve.certificate).toBeLessThan(1e-12);
    // constant and trend of cities, of years, are those of firms
    expect(direct.absorber.rank).toEqual({ value: 2 * 6_000 + 2 * 300 - 2 + 12 - 2, exact: true });
  });

  it("give the same bits for any number of threads", async () => {
    const [one, two] = [await loadEngine({ threads: 1 }), await loadEngine({ threads: 2 })];
    for (const solver of ["direct", "krylov"] as const) {
      const [a, b] = [absorb(panel, { solver }, one), absorb(panel, { solver }, two)];
      expect(a.demeaned).toEqual(b.demeaned);
    }
  });

  it("are refused where iterations do not suffice, never returned unconverged", () => {
    const work = () => absorb(panel, { solver: "krylov", maxIterations: 3 });
    expect(work).toThrow(NumericalError);
    expect(work).toThrow("did not converge");
  });
});
