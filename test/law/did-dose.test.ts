/**
 * Effects by dose: what they are by algebra on random panels, what does not move them, and that curves without noise are found exactly.
 */
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { type Panel, panel } from "../../src/data/panel/panel.js";
import { makeTable } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { parseFormula } from "../../src/formula/parser.js";
import { didPlan } from "../../src/verbs/did/design/plan.js";
import type { DidEstimate } from "../../src/verbs/did/design/record.js";
import { didSample } from "../../src/verbs/did/design/sample.js";
import type { DidOptions } from "../../src/verbs/did/design/verb.js";
import { bandedSolver } from "../../src/verbs/did/estimators/cdid/banded.js";
import { levelBasis, splineBasis, unitValues } from "../../src/verbs/did/estimators/cdid/basis.js";
import { changesOf } from "../../src/verbs/did/estimators/cdid/changes.js";
import { averaged, fitCell } from "../../src/verbs/did/estimators/cdid/dose-fit.js";
import { jointCovariance } from "../../src/verbs/did/estimators/cdid/joint.js";
import type { DoseRecord } from "../../src/verbs/did/estimators/cdid/record.js";
import { unitDoses } from "../../src/verbs/did/estimators/cdid/unit-doses.js";
import { sharesOf } from "../../src/verbs/did/estimators/cs/cell-estimates.js";
import { comparisonsOf } from "../../src/verbs/did/estimators/cs/comparisons.js";
import { csUnits } from "../../src/verbs/did/estimators/cs/rows.js";
import { unitClusters } from "../../src/verbs/did/shared/unit-clusters.js";
import { did } from "../../src/verbs/did/verb/fit.js";
import { runs } from "../support/laws.js";
import { seeded } from "../support/random.js";
import { staggeredSeeds } from "../support/staggered-panel.js";

/** Two ways to one number, on panels of tens of units with effects of order one. */
const SAME = 1e-8;
const PANELS = runs(10);
/** Draws where bands are not looked at. */
const FEW = 2;

let engine: Engine;
let threaded: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  threaded = await loadEngine({ threads: 3 });
});

const effectAt = (dose: number): number => 1 + 2 * dose - 3 * dose ** 2 + dose ** 3;
const slopeAt = (dose: number): number => 2 - 6 * dose + 3 * dose ** 2;

interface Moved {
  readonly scale?: number;
  readonly dose?: number;
  readonly trends?: boolean;
  readonly shuffled?: boolean;
  readonly gaps?: number;
}

/**
 * Units of cohorts never, 3 and 4 over six periods, sixteen at least of each: outcomes `y` with noise, `sure` without it, whose effect is a
 * polynomial of the dose; `d` is the dose of the row, `level` one of three doses.
 */
function dosePanel(
  seed: number,
  { scale = 1, dose: by = 1, trends = false, shuffled = false, gaps = 0 }: Moved = {},
  size?: number,
): Panel {
  const random = seeded(seed);
  const normal = () => Array.from({ length: 12 }, random).reduce((sum, value) => sum + value, -6);
  const rows: number[][] = [];
  const units = size ?? 48 + Math.floor(40 * random());
  for (let u = 0; u < units; u++) {
    const cohort = [0, 3, 4][u % 3]!;
    const dose = 0.1 + 2 * random();
    const [unitLevel, step] = [3 * normal(), 1 + (Math.floor(u / 3) % 3)];
    for (let t = 1; t <= 6; t++) {
      const isTreated = cohort > 0 && t >= cohort;
      const more = trends ? 30 * Math.sin(u) + 5 * Math.cos(t) : 0;
      const sure = unitLevel + 0.4 * t * t + (isTreated ? effectAt(dose) : 0) + more;
      const own = [u, t, cohort, cohort > 0 ? by * dose : 0, isTreated ? by * dose : 0, cohort > 0 ? step : 0];
      const noise = normal();
      if (random() >= gaps) rows.push([...own, scale * (sure + noise), scale * sure]);
    }
  }
  if (shuffled) rows.sort((a, b) => Math.sin(7 * a[0]! + 13 * a[1]!) - Math.sin(7 * b[0]! + 13 * b[1]!));
  const names = ["unit", "time", "cohort", "dose", "d", "level", "y", "sure"];
  const columns = names.map((name, j) => ({
    ...{ kind: "numeric" as const, name },
    values: Float64Array.from(rows, (row) => row[j]!),
  }));
  return panel(makeTable(columns, { name: "panel", bytes: 0, sha256: null }), { unit: "unit", time: "time" });
}

function estimated(data: Panel, outcome: string, options: DidOptions, on = engine): DidEstimate {
  const source = options.treat === undefined ? { cohort: "cohort", dose: "dose" } : {};
  return did(on, data, `${outcome} ~ 1 | unit + time`, { ...source, estimator: ["cdid"], draws: FEW, ...options })
    .estimates[0]!;
}

const doseOf = ({ details }: DidEstimate): DoseRecord => {
  if (details?.kind !== "dose") throw new Error("no details by dose");
  return details;
};

const closeTo = (got: number | null, want: number | null, what: string, tolerance = SAME): void => {
  if (want === null || got === null) expect(got, what).toBe(want);
  else expect(Math.abs(got - want), what).toBeLessThan(tolerance * Math.max(1, Math.abs(want)));
};

const controls = fc.constantFrom("never" as const, "notyet" as const);

describe("effects by dose", () => {
  it("are those of cs without the dose, on average and in every cell, with gaps too", () => {
    const property = fc.property(staggeredSeeds, controls, fc.constantFrom(0, 0.1), (seed, control, gaps) => {
      const data = dosePanel(seed, { gaps });
      const shared: DidOptions = { control, aggregate: "group" };
      const got = estimated(data, "y", { ...shared, basis: "spline", degree: 1 });
      const want = did(engine, data, "y ~ 1 | unit + time", { cohort: "cohort", estimator: ["cs"], ...shared });
      const { cells, overall } = want.estimates[0]!;
      expect(got.cells!.length).toBe(cells!.length);
      got.cells!.forEach((cell, j) => {
        closeTo(cell.estimate, cells![j]!.estimate, "estimate");
        closeTo(cell.std_error, cells![j]!.std_error, "error");
      });
      closeTo(got.overall.std_error, overall.std_error, "error of the average");
      closeTo(doseOf(got).overall.att.estimate, overall.estimate, "overall");
      closeTo(doseOf(got).overall.att.std_error, overall.std_error, "error overall");
    });
    fc.assert(property, PANELS);
  });

  it("are the polynomial that they are without noise, with its derivative, by any knots", () => {
    const knots = fc.integer({ min: 0, max: 2 });
    const property = fc.property(staggeredSeeds, controls, knots, (seed, control, inner) => {
      const { curve, overall } = doseOf(estimated(dosePanel(seed), "sure", { control, knots: inner }));
      for (const { dose, att, acrt } of curve) {
        closeTo(att, effectAt(dose), `ATT(${dose})`, 1e-7);
        closeTo(acrt, slopeAt(dose), `ACRT(${dose})`, 1e-6);
      }
      expect(overall.acrt.estimate).toBeTypeOf("number");
    });
    fc.assert(property, PANELS);
  });

  it("do not see constants of units and periods, the order of rows, or which column has the doses", () => {
    const property = fc.property(staggeredSeeds, controls, (seed, control) => {
      const options: DidOptions = { control, target: "slope" };
      const want = estimated(dosePanel(seed), "y", options);
      for (const got of [
        estimated(dosePanel(seed, { trends: true, shuffled: true }), "y", options),
        estimated(dosePanel(seed), "y", { ...options, treat: "d" }),
      ]) {
        closeTo(got.overall.estimate, want.overall.estimate, "ACRT", 1e-7);
        closeTo(got.overall.std_error, want.overall.std_error, "its error", 1e-7);
        doseOf(got).curve.forEach((point, i) => {
          const { att, att_std_error } = doseOf(want).curve[i]!;
          closeTo(point.att, att, "ATT", 1e-7);
          closeTo(point.att_std_error, att_std_error, "its error", 1e-7);
        });
      }
    });
    fc.assert(property, PANELS);
  });

  it("scale with outcomes, and derivatives against doses", () => {
    const scales = fc.constantFrom(1e-40, 1e-3, 1e40);
    const property = fc.property(staggeredSeeds, scales, scales, (seed, scale, dose) => {
      const want = doseOf(estimated(dosePanel(seed), "y", { knots: 1 }));
      const got = doseOf(estimated(dosePanel(seed, { scale, dose }), "y", { knots: 1 }));
      closeTo(got.overall.att.estimate / scale, want.overall.att.estimate, "ATT");
      closeTo((got.overall.acrt.estimate / scale) * dose, want.overall.acrt.estimate, "ACRT", 1e-6);
      got.curve.forEach((point, i) => {
        closeTo(point.att / scale, want.curve[i]!.att, "ATT(d)", 1e-7);
        closeTo(point.att_std_error / scale, want.curve[i]!.att_std_error, "its error", 1e-7);
        closeTo((point.acrt_std_error / scale) * dose, want.curve[i]!.acrt_std_error, "error of ACRT(d)", 1e-6);
      });
    });
    fc.assert(property, PANELS);
  });

  it("by levels are those of cs on units of one dose, and differences of these a unit of dose", () => {
    const property = fc.property(staggeredSeeds, (seed) => {
      const data = dosePanel(seed);
      const subset = "cohort == 0 | cohort == 3";
      const { curve } = doseOf(estimated(data, "y", { dose: "level", basis: "levels", subset }));
      expect(curve.map(({ dose }) => dose)).toEqual([1, 2, 3]);
      let before = 0;
      for (const { dose, att, att_std_error, acrt } of curve) {
        const { overall } = did(engine, data, "y ~ 1 | unit + time", {
          ...{ cohort: "cohort", estimator: ["cs"], aggregate: "group" },
          subset: `cohort == 0 | (cohort == 3 & level == ${dose})`,
        }).estimates[0]!;
        closeTo(att, overall.estimate, `ATT(${dose})`);
        closeTo(att_std_error, overall.std_error, `error of ATT(${dose})`);
        closeTo(acrt, att - before, `ACRT(${dose})`);
        before = att;
      }
    });
    fc.assert(property, PANELS);
  });

  it("have bands that hold their intervals, the same bits for any number of threads", () => {
    for (const basis of ["spline", "adaptive"] as const) {
      const data = dosePanel(3);
      const options: DidOptions = { basis, draws: 199 };
      const [own, others] = [estimated(data, "y", options), estimated(data, "y", options, threaded)];
      expect(doseOf(others)).toEqual(doseOf(own));
      for (const point of doseOf(own).curve) {
        expect(point.att_band_low).toBeLessThan(point.att_low);
        expect(point.acrt_band_high).toBeGreaterThan(point.acrt_high);
      }
    }
  });
});

describe("the covariance of sieves", () => {
  /** By sparse products where each unit is a cluster; by influences, 2,040 clusters at a time, where that is not known. */
  it("is that of influences of units, some clusters at a time", () => {
    const data = dosePanel(7, {}, 2_400);
    const options: DidOptions = { cohort: "cohort", dose: "dose", estimator: ["cdid"], control: "notyet" };
    const plan = didPlan(options);
    const sample = didSample(engine, data, parseFormula("y ~ 1 | unit + time"), plan, options);
    const units = csUnits(sample, true);
    const clusters = unitClusters("cdid", sample, plan);
    const { list } = comparisonsOf(units.cohorts, units.sizes, units.periods, plan);
    const changeOf = changesOf(sample, units);
    const treated = list.flatMap((one) => (one.period >= one.cohort ? (changeOf(one) ?? []) : []));
    const doses = unitDoses(sample, "dose");
    const groups = [0, 1];
    const shares = sharesOf(sample, units, clusters, groups, false);
    const sieves = [splineBasis(0.1, 2.1, [], 3), splineBasis(0.1, 2.1, [0.5, 0.9, 1.6], 3)].map((basis) => {
      const functions = unitValues(basis, doses);
      return averaged(
        treated.map((one) => fitCell(one, functions)!),
        groups,
        shares,
      );
    });
    const sparse = jointCovariance(engine, sieves, clusters, shares);
    const influences = jointCovariance(engine, sieves, { ...clusters, isUnit: false }, shares);
    expect(clusters.isUnit).toBe(true);
    expect(sparse.length).toBe((5 + 8) ** 2);
    const scale = Math.max(...influences.map(Math.abs));
    sparse.forEach((value, i) => {
      expect(Math.abs(value - influences[i]!), `entry ${i}`).toBeLessThan(1e-11 * scale);
    });
  });

  it("rests on equations of a band that are those of the whole matrix", () => {
    const [size, width] = [12, 3];
    const random = seeded(3);
    const band = Float64Array.from({ length: size * width }, (_, i) => (i % width === 0 ? 4 : 1) * (0.5 + random()));
    const whole = (i: number, j: number): number =>
      Math.abs(i - j) < width ? band[Math.min(i, j) * width + Math.abs(i - j)]! : 0;
    const b = Float64Array.from({ length: size }, random);
    const x = b.slice();
    const solve = bandedSolver(band, size, width);
    expect(solve).not.toBeNull();
    solve!(x);
    b.forEach((value, i) => {
      const sum = x.reduce((total, one, j) => total + whole(i, j) * one, 0);
      expect(Math.abs(sum - value)).toBeLessThan(1e-11);
    });
    // rows that depend on each other
    expect(bandedSolver(Float64Array.of(1, 1, 1, 0), 2, 2)).toBeNull();
  });
});

describe("B-splines", () => {
  it("add up to 1, and their slopes are the differences of their values", () => {
    const degrees = fc.integer({ min: 1, max: 5 });
    const inner = fc.array(fc.double({ min: 0.05, max: 0.95, noNaN: true }), { maxLength: 5 });
    const property = fc.property(degrees, inner, fc.double({ min: 0, max: 1, noNaN: true }), (degree, knots, x) => {
      const basis = splineBasis(
        0,
        1,
        [...knots].sort((a, b) => a - b),
        degree,
      );
      const { coefficients } = basis.value(x);
      expect(Math.abs(coefficients.reduce((sum, value) => sum + value, 0) - 1)).toBeLessThan(1e-12);
      expect(Math.min(...coefficients)).toBeGreaterThanOrEqual(0);
      expect(Math.abs(basis.slope(x).coefficients.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-6);
      const step = 1e-6;
      if (x < step || x > 1 - step || knots.some((knot) => Math.abs(knot - x) < 2 * step)) return;
      const [above, below] = [basis.value(x + step / 2), basis.value(x - step / 2)];
      const here = basis.slope(x);
      expect([above.first, below.first]).toEqual([here.first, here.first]);
      here.coefficients.forEach((slope, k) => {
        const difference = (above.coefficients[k]! - below.coefficients[k]!) / step;
        expect(Math.abs(slope - difference)).toBeLessThan(
          1e-4 * Math.max(1, Math.abs(slope)) + 1e-5 * slopeBound(knots),
        );
      });
    });
    fc.assert(property);
  });

  it("of levels differ from the untreated at the lowest", () => {
    const { slope } = levelBasis([0.5, 2]);
    expect(slope(0.5)).toEqual({ first: 0, coefficients: Float64Array.of(2), untreated: 2 });
    expect(slope(2).untreated).toBe(0);
  });
});

/** Slopes between knots that nearly coincide are steep, and differences of values lose digits there. */
function slopeBound(knots: readonly number[]): number {
  const all = [0, ...[...knots].sort((a, b) => a - b), 1];
  const least = Math.min(...all.slice(1).map((knot, i) => Math.max(1e-9, knot - all[i]!)));
  return 1 / least ** 3;
}
