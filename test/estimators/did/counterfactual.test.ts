/**
 * Designs that counterfactual estimators are not for, or only just: each is right, or refused by name with what serves instead.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { type Panel, panel } from "../../../src/data/panel/panel.js";
import { makeTable } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import type { DidEstimate } from "../../../src/verbs/did/design/record.js";
import type { DidOptions } from "../../../src/verbs/did/design/verb.js";
import type { CounterfactualDetails } from "../../../src/verbs/did/estimators/counterfactual/record.js";
import { did } from "../../../src/verbs/did/verb/fit.js";
import { findEventPath } from "../../../src/verbs/event-path/read.js";
import { seeded } from "../../support/random.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

interface Cell {
  readonly unit: string;
  readonly time: number;
  readonly d: number;
  readonly y: number;
  readonly w?: number;
}

const PERIODS = 10;

/** Twelve units, named by text, of which `starts` say when they are treated; effects are 1. */
function cellsOf(
  starts: readonly number[],
  untreated = 8,
  treats = (t: number, start: number): boolean => t >= start,
): Cell[] {
  const random = seeded(11);
  const trend = Array.from({ length: PERIODS }, () => 2 * random());
  return [...starts, ...Array.from({ length: untreated }, () => Number.POSITIVE_INFINITY)].flatMap((start, u) => {
    const level = 5 * random();
    return trend.map((own, t) => {
      const d = Number(treats(t, start));
      return { unit: `u${u}`, time: 2000 + t, d, y: level + own + d + 0.2 * random(), w: 1 + u };
    });
  });
}

function panelOf(cells: readonly Cell[]): Panel {
  const numeric = (name: "time" | "d" | "y" | "w") => {
    return { kind: "numeric" as const, name, values: Float64Array.from(cells, (cell) => cell[name] ?? 1) };
  };
  const labels = [...new Set(cells.map(({ unit }) => unit))];
  const codes = Uint32Array.from(cells, ({ unit }) => labels.indexOf(unit));
  const unit = { kind: "text" as const, name: "unit", codes, levels: labels };
  const table = makeTable([unit, numeric("time"), numeric("d"), numeric("y"), numeric("w")], {
    ...{ name: "panel", bytes: 0, sha256: null },
  });
  return panel(table, { unit: "unit", time: "time" });
}

const run = (cells: readonly Cell[], options: DidOptions, formula = "y ~ 1 | unit + time") =>
  did(engine, panelOf(cells), formula, { treat: "d", resampling: "none", ...options });
const one = (cells: readonly Cell[], options: DidOptions): DidEstimate => run(cells, options).estimates[0]!;
const detailsOf = ({ details }: DidEstimate) => details as CounterfactualDetails;
const codes = ({ notes }: DidEstimate): readonly string[] => notes.map(({ code }) => code);

describe("counterfactual estimators refuse", () => {
  const starts = [4, 4, 6, 6];
  it("treated units with fewer untreated periods than effects and factors, by name", () => {
    const cells = cellsOf([2, 4, 6, 6]);
    expect(() => one(cells, { estimator: ["ife"], factors: 2 })).toThrow(
      /at least 3 untreated periods.*'u0' \(2\).*fect or bjs/s,
    );
    expect(one(cells, { estimator: ["ife"], factors: 1 }).overall.estimate).toBeGreaterThan(0);
    // cross-validation tries only as many as there can be
    const { cross_validation: found } = detailsOf(one(cells, { estimator: ["ife"] }));
    expect(found!.tried.at(-1)!.value).toBe(1);
  });

  it("periods with too few untreated units", () => {
    const cells = cellsOf([4, 4, 6, 6], 1);
    expect(() => one(cells, { estimator: ["ife"], factors: 2 })).toThrow(
      /at least 3 untreated units in every period; 2006 has 1/,
    );
  });

  it("gsynth without units never treated, or where treatment switches off", () => {
    expect(() => one(cellsOf([3, 5, 7], 0), { estimator: ["gsynth"] })).toThrow(
      /never treated, and there are none: use ife or mc/,
    );
    const switching = cellsOf(starts, 8, (t, start) => t >= start && t < start + 2);
    expect(() => one(switching, { estimator: ["gsynth"] })).toThrow(/switches off.*fect, ife, mc/s);
  });

  it("errors of units drawn again with one treated unit", () => {
    const cells = cellsOf([5]);
    for (const resampling of ["bootstrap", "jackknife"] as const) {
      expect(() => one(cells, { estimator: ["fect"], resampling })).toThrow(
        /at least 2 of them treated; there is 1.*sdid/s,
      );
    }
    const { overall } = one(cells, { estimator: ["gsynth"], factors: 1, resampling: "parametric", draws: 50 });
    expect(overall.std_error).toBeGreaterThan(0);
  });

  it("weights that vary within units, half factors, averages of cohorts, and options without a use", () => {
    const cells = cellsOf(starts).map((cell) => ({ ...cell, w: cell.time }));
    expect(() => one(cells, { estimator: ["fect"], weights: "w" })).toThrow(/those of 'u0' differ.*bjs/s);
    expect(() => one(cells, { estimator: ["ife"], factors: 1.5 })).toThrow(/whole number/);
    expect(() => one(cells, { estimator: ["fect"], balanced: 2 })).toThrow(/--balanced 2 would change nothing/);
    expect(() => one(cells, { estimator: ["ife"], resampling: "parametric" })).toThrow(/only gsynth/);
    expect(() => one(cells, { estimator: ["fect"], resampling: "jackknife", draws: 9 })).toThrow(/draws nothing/);
    expect(() => one(cells, { estimator: ["fect"], factors: 1 })).toThrow(/factors/);
    expect(() => one(cells, { estimator: ["ife"], factors: 1, folds: 3 })).toThrow(/--folds 3 is of cross-validation/);
    expect(() => one(cellsOf(starts), { estimator: ["fect"], vcov: "hetero" })).toThrow(
      /--resampling says which errors/,
    );
    expect(() => one(cells, { estimator: ["fect"], ssc: "none" })).toThrow(/--ssc corrects errors of regressions/);
    expect(() => one(cells, { estimator: ["mc"], control: "never" })).toThrow(/fitted to all untreated rows/);
    expect(() => one(cells, { estimator: ["gsynth"], control: "notyet" })).toThrow(/from units never treated/);
    expect(() => one(cells, { estimator: ["fect"], carryoverPeriods: 1 })).toThrow(
      /no unit has untreated rows after it/,
    );
    expect(() => one(cells, { estimator: ["fect"], resampling: "bootstrap", band: "uniform", draws: 20 })).toThrow(
      /--band uniform/,
    );
  });

  it("a path around one reference, for honest and pretrends", () => {
    const record = run(cellsOf(starts), { estimator: ["ife"], factors: 1, resampling: "bootstrap", draws: 20 });
    expect(findEventPath(record)).toMatchObject({ refused: { code: "path_residuals" } });
    // residuals of the fit: no error, no joint test, and the reason by name
    const [{ tests, effects, notes, ...estimate }] = record.estimates as [DidEstimate];
    const ahead = effects.filter(({ event }) => event! < 0);
    expect(ahead.length).toBeGreaterThan(1);
    expect(ahead.every(({ std_error, conf_low }) => std_error === null && conf_low === null)).toBe(true);
    expect(tests).toEqual({});
    expect(detailsOf({ tests, effects, notes, ...estimate }).tests).toMatchObject({ f: null, equivalence: null });
    expect(notes.find(({ code }) => code === "did_fitted_leads")!.detail).toEqual({
      ...{ estimator: "ife", events: ahead.map(({ event }) => event) },
    });
  });
});

describe("counterfactual estimators go on", () => {
  it("with units treated throughout and periods without untreated units, which are left out and named", () => {
    const [estimate] = run(cellsOf([0, 4, 4, 6, 6, 8], 0), { estimator: ["fect"] }).estimates;
    expect(codes(estimate!)).toContain("counterfactual_lost");
    expect(estimate!.overall.estimate).toBeCloseTo(1, 0);
    expect(detailsOf(estimate!).dimensions).toMatchObject({ units: 5, periods: 8 });
  });

  it("with gaps, strings for units, unsorted rows and one period before treatment", () => {
    const cells = cellsOf([1, 1, 3, 5])
      .filter((_, i) => i % 7 !== 3)
      .reverse();
    const found = one(cells, { estimator: ["fect"] });
    expect(found.overall.estimate).toBeCloseTo(1, 0);
    expect(one(cells, { estimator: ["mc"], penalty: 1e-3 }).overall.estimate).toBeCloseTo(1, 0);
  });

  it("where treatment switches off and on: spells begin anew, exits are shown, carry-over is tested", () => {
    const cells = cellsOf([3, 3, 4, 4], 8, (t, start) => (t >= start && t < start + 2) || t >= start + 4);
    const found = one(cells, { estimator: ["fect"], resampling: "jackknife", carryoverPeriods: 1, placeboPeriods: 1 });
    const { exits, tests, paths } = detailsOf(found);
    expect(exits.map(({ exit }) => exit)).toEqual([0, 1]);
    expect(tests.carryover).toMatchObject({ periods: 1, n_units: 4 });
    expect(tests.placebo).toMatchObject({ periods: 1, n_units: 4 });
    expect(tests.carryover!.events.map(({ at }) => at)).toEqual([0]);
    // event times of the second spell begin at 0 again
    expect(Math.max(...found.effects.map(({ event }) => event!))).toBe(2);
    expect(paths.find(({ event }) => event === 0)!.n_units).toBe(4);
    expect(codes(found)).toContain("counterfactual_exits");
  });

  it("with anticipation: those periods are predicted, not fitted to", () => {
    const cells = cellsOf([5, 5, 6]).map((cell) =>
      cell.time === 2004 && /u[01]$/.test(cell.unit) ? { ...cell, y: cell.y + 50 } : cell,
    );
    const found = one(cells, { estimator: ["fect"], anticipation: 1 });
    expect(found.effects.find(({ event }) => event === -1)!.estimate).toBeGreaterThan(30);
    expect(found.overall.estimate).toBeCloseTo(1, 0);
  });

  it("with constant outcomes and collinear covariates, which are left out", () => {
    const flat = cellsOf([4, 6]).map((cell) => ({ ...cell, y: 3 }));
    expect(one(flat, { estimator: ["fect"] }).overall.estimate).toBeCloseTo(0, 12);
    expect(one(flat, { estimator: ["ife"], factors: 1 }).overall.estimate).toBeCloseTo(0, 12);
    const [twice] = run(cellsOf([4, 6]), { estimator: ["fect"] }, "y ~ w + I(w * 2) | unit + time").estimates;
    expect(codes(twice!)).toContain("imputation_omitted");
  });

  it("with missing treatments and outcomes: those rows are in nothing", () => {
    const cells = cellsOf([4, 4, 6]);
    const holed = cells.map((cell, i) =>
      i % 11 === 5 ? { ...cell, y: Number.NaN } : i % 13 === 7 ? { ...cell, d: Number.NaN } : cell,
    );
    const kept = holed.filter(({ y, d }) => !Number.isNaN(y) && !Number.isNaN(d));
    expect(one(holed, { estimator: ["fect"] }).overall.estimate).toBeCloseTo(
      one(kept, { estimator: ["fect"] }).overall.estimate,
      10,
    );
  });

  it("effects on one unit have no error of units drawn again", () => {
    const cells = cellsOf([4, 6, 6]);
    const found = one(cells, { estimator: ["fect"], resampling: "bootstrap", draws: 40, aggregate: "group" });
    expect(found.effects.map(({ group, std_error }) => [group, std_error === null])).toEqual([
      [2004, true],
      [2006, false],
    ]);
  });
});
