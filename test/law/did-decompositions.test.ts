/**
 * What two-way effects compare, on random panels: weights that sum to one and give the coefficient; weights of cells in coefficients of
 * event time; how much effects must differ for a coefficient to mislead, against the least found otherwise.
 */
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { panel, parseCsv } from "../../src/data/panel/panel.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import type { BaconRecord, ContaminationRecord, WeightsRecord } from "../../src/verbs/did/decomposition/record.js";
import { robustness } from "../../src/verbs/did/decomposition/twfe-weights.js";
import type { DidEstimate } from "../../src/verbs/did/design/record.js";
import type { DidOptions } from "../../src/verbs/did/design/verb.js";
import { did } from "../../src/verbs/did/verb/fit.js";
import { runs } from "../support/laws.js";
import { type StaggeredShape, staggeredPanel, staggeredSeeds, staggeredShapes } from "../support/staggered-panel.js";

/** Of the largest 2x2 estimate. */
const IDENTITY = 1e-12;
/** Two ways to one number, outcomes of order one. */
const SAME = 1e-9;
const PANELS = runs(200);

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

interface Found<T> {
  readonly comparison: T;
  readonly twfe: DidEstimate;
}

function found<T>(
  seed: number,
  shape: StaggeredShape,
  name: string,
  controls = "1",
  options: DidOptions = { aggregate: "simple" },
): Found<T> {
  const data = staggeredPanel(seed, shape);
  const asked = { cohort: "cohort", ...options };
  const record = did(engine, data, `y ~ ${controls} | unit + time`, { ...asked, estimator: [name, "twfe"] });
  return { comparison: record.comparisons![0] as T, twfe: record.estimates[0]! };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe("2x2 comparisons", () => {
  it("have weights that sum to one and give the coefficient", () => {
    fc.assert(
      fc.property(staggeredSeeds, staggeredShapes, fc.boolean(), (seed, shape, never) => {
        const cohorts = never ? shape.cohorts : Math.max(2, shape.cohorts);
        const { comparison, twfe } = found<BaconRecord>(seed, { ...shape, cohorts, never }, "bacon");
        const { comparisons, coefficient, by_type, within } = comparison;
        const largest = Math.max(...comparisons.map(({ estimate }) => Math.abs(estimate)));
        expect(Math.abs(sum(comparisons.map(({ weight }) => weight)) - 1)).toBeLessThan(IDENTITY);
        expect(comparisons.every(({ weight }) => weight > 0)).toBe(true);
        const average = sum(comparisons.map(({ weight, estimate }) => weight * estimate));
        expect(Math.abs(average - twfe.overall.estimate)).toBeLessThan(IDENTITY * Math.max(1, largest));
        expect(Math.abs(coefficient - average)).toBeLessThan(IDENTITY * largest);
        expect(Math.abs(sum(by_type.map((each) => each.weight * each.estimate)) - average)).toBeLessThan(
          IDENTITY * Math.max(1, largest),
        );
        expect(within).toBeNull();
      }),
      PANELS,
    );
  });

  it("with a covariate are joined by what comes from within cohorts", () => {
    fc.assert(
      fc.property(staggeredSeeds, staggeredShapes, (seed, shape) => {
        const { comparison, twfe } = found<BaconRecord>(seed, shape, "bacon", "x");
        const { comparisons, coefficient, within } = comparison;
        const parts = [...comparisons, within!];
        expect(Math.abs(sum(parts.map(({ weight }) => weight)) - 1)).toBeLessThan(SAME);
        expect(Math.abs(sum(parts.map((each) => each.weight * each.estimate)) - coefficient)).toBeLessThan(SAME);
        expect(Math.abs(coefficient - twfe.overall.estimate)).toBeLessThan(SAME);
      }),
      PANELS,
    );
  });

  it("are refused by name for unbalanced panels and weights, and twfe-weights is named", () => {
    const shape = { units: 20, periods: 5, cohorts: 2 };
    const refused = (code: string) =>
      expect.objectContaining({ code, message: expect.stringContaining("twfe-weights") });
    expect(() => found(1, { ...shape, missing: 0.2 }, "bacon")).toThrow(refused("bacon_unbalanced"));
    expect(() => found(1, shape, "bacon", "1", { weights: "w", aggregate: "simple" })).toThrow(
      refused("bacon_weights"),
    );
  });
});

describe("weights of treated cells", () => {
  it("sum to one and give the coefficient, weighted or not, with gaps and a covariate or without", () => {
    const choices = fc.record({ missing: fc.constantFrom(0, 0.15), weighted: fc.boolean(), x: fc.boolean() });
    fc.assert(
      fc.property(staggeredSeeds, staggeredShapes, choices, (seed, shape, { missing, weighted, x }) => {
        const options: DidOptions = { aggregate: "simple", ...(weighted ? { weights: "w" } : {}) };
        const { comparison, twfe } = found<WeightsRecord>(
          seed,
          { ...shape, ...(missing > 0 ? { missing } : {}) },
          "twfe-weights",
          x ? "x" : "1",
          options,
        );
        expect(Math.abs(sum(comparison.cells.map(({ weight }) => weight)) - 1)).toBeLessThan(SAME);
        expect(Math.abs(comparison.positive.sum + comparison.negative.sum - 1)).toBeLessThan(SAME);
        expect(Math.abs(comparison.coefficient - twfe.overall.estimate)).toBeLessThan(SAME);
      }),
      PANELS,
    );
  });

  it("say how little effects must differ for all to have the other sign: the least of a search over them", () => {
    const tenths = fc.integer({ min: -20, max: 40 }).map((tenth) => tenth / 10);
    const weights = fc.array(tenths, { minLength: 3, maxLength: 7 });
    fc.assert(
      fc.property(weights, (drawn) => {
        const total = sum(drawn);
        fc.pre(total > 1 && drawn.some((weight) => weight < -0.05));
        const n = drawn.length;
        const relative = drawn.map((weight) => ({ share: 1 / n, weight: (weight * n) / total }));
        const { opposite_sign } = robustness(
          1,
          relative.sort((a, b) => b.weight - a.weight),
        );
        const least = leastDeviation(relative.map(({ weight }) => weight));
        expect(opposite_sign! / least).toBeCloseTo(1, 6);
      }),
      PANELS,
    );
  });
});

/** The least standard deviation of effects, none above zero, whose weighted mean is one: over every set of effects that are zero. */
function leastDeviation(weights: readonly number[]): number {
  const n = weights.length;
  let least = Number.POSITIVE_INFINITY;
  for (let bits = 1; bits < 2 ** n; bits++) {
    const free = weights.filter((_, i) => (bits >> i) & 1);
    // least sum of squares about the mean over free effects d: minimise d'(I - 11'/n)d with w'd = n
    const [m, s, t] = [free.length, sum(free), sum(free.map((weight) => weight ** 2))];
    if (m === n || t === 0) continue;
    const shift = s / (n - m);
    const scale = n / (t + (s * s) / (n - m));
    const effects = free.map((weight) => scale * (weight + shift));
    if (effects.some((effect) => effect > 1e-12)) continue;
    const mean = sum(effects) / n;
    const variance = sum(effects.map((effect) => effect ** 2)) / n - mean ** 2;
    least = Math.min(least, Math.sqrt(variance));
  }
  return least;
}

describe("contamination", () => {
  it("has weights of one at the own event time, zero at others, minus one at the reference", () => {
    const choices = fc.record({ missing: fc.constantFrom(0, 0.1), weighted: fc.boolean(), x: fc.boolean() });
    fc.assert(
      fc.property(staggeredSeeds, staggeredShapes, choices, (seed, shape, { missing, weighted, x }) => {
        const options: DidOptions = weighted ? { weights: "w" } : {};
        const { comparison, twfe } = found<ContaminationRecord>(
          seed,
          { ...shape, ...(missing > 0 ? { missing } : {}) },
          "contamination",
          x ? "x" : "1",
          options,
        );
        const estimated = twfe.effects.filter(({ reference }) => !reference);
        expect(comparison.effects.map(({ event }) => event)).toEqual(estimated.map(({ event }) => event));
        comparison.effects.forEach(({ event, estimate }, j) => {
          expect(Math.abs(estimate - estimated[j]!.estimate)).toBeLessThan(SAME);
          const own = comparison.weights.filter((weight) => weight.event === event);
          const byEvent = new Map<number, number>();
          for (const { at, weight } of own) byEvent.set(at, (byEvent.get(at) ?? 0) + weight);
          for (const [at, total] of byEvent) {
            const want = at === event ? 1 : at === -1 ? -1 : 0;
            expect(Math.abs(total - want), `${at} in ${event}`).toBeLessThan(SAME);
          }
        });
      }),
      PANELS,
    );
  });

  it("adds effects up to what a regression finds where outcomes are effects alone", () => {
    const effectOf = (cohort: number, event: number) => (event < 0 ? 0 : cohort === 2 ? 1 + event : 4 - event);
    const rows: string[] = [];
    for (let unit = 1; unit <= 9; unit++) {
      const cohort = unit <= 3 ? 2 : unit <= 5 ? 4 : Number.POSITIVE_INFINITY;
      for (let time = 1; time <= 5; time++) {
        const effect = Number.isFinite(cohort) ? effectOf(cohort, time - cohort) : 0;
        rows.push(`${unit},${time},${Number.isFinite(cohort) ? cohort : 0},${unit * 0.5 + time * time + effect}`);
      }
    }
    const data = panel(parseCsv(`unit,time,g,y\n${rows.join("\n")}`), { unit: "unit", time: "time" });
    const record = did(engine, data, "y ~ 1 | unit + time", { cohort: "g", estimator: ["contamination"] });
    const { effects, weights } = record.comparisons![0] as ContaminationRecord;
    for (const { event, estimate, others } of effects) {
      const own = weights.filter((weight) => weight.event === event);
      const made = sum(own.map(({ cohort, at, weight }) => weight * effectOf(cohort, at)));
      expect(estimate).toBeCloseTo(made, 10);
      expect(others).toBeGreaterThan(0.01);
    }
  });
});
