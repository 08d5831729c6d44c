/**
 * Triple differences: what they are by algebra on random panels, what does not move them, and that the combination of least variance is no
 * worse than any comparison in it.
 */
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { type Panel, panel } from "../../src/data/panel/panel.js";
import { makeTable } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import type { DidEstimate } from "../../src/verbs/did/design/record.js";
import type { DidOptions } from "../../src/verbs/did/design/verb.js";
import { did } from "../../src/verbs/did/verb/fit.js";
import { runs } from "../support/laws.js";
import { seeded } from "../support/random.js";
import { staggeredSeeds } from "../support/staggered-panel.js";

/** Two ways to one number, on panels of tens of units with effects of order one. */
const SAME = 1e-9;
const PANELS = runs(25);

let engine: Engine;
let threaded: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  threaded = await loadEngine({ threads: 3 });
});

const COHORTS = [0, 4, 5, 6];
const PERIODS = 7;

/** What is added to outcomes, which third differences do not see. */
interface Moved {
  readonly scale?: number;
  readonly trends?: boolean;
  readonly shuffled?: boolean;
}

/**
 * Units of four cohorts, eligible or not, at least three of each: outcomes `y` with noise, and `sure` without it, of trends by cohort and by
 * eligibility, and effects on eligible units alone; x is constant within units.
 */
function triplePanel(seed: number, { scale = 1, trends = false, shuffled = false }: Moved = {}): Panel {
  const random = seeded(seed);
  const normal = () => Array.from({ length: 12 }, random).reduce((sum, value) => sum + value, -6);
  const rows: number[][] = [];
  const units = 24 + Math.floor(30 * random());
  for (let u = 0; u < units; u++) {
    const cell = u < 24 ? u % 8 : Math.floor(8 * random());
    const [cohort, eligible] = [COHORTS[cell >> 1]!, cell & 1];
    const [level, x] = [3 * normal(), normal()];
    for (let t = 1; t <= PERIODS; t++) {
      const trend = 0.3 * t * eligible + 0.2 * (cohort % 3) * t * t;
      const more = trends ? Math.sin(t) * eligible + Math.cos(cohort * t) + 40 * Math.sin(u) : 0;
      const effect = eligible === 1 && cohort > 0 && t >= cohort ? cohort / 4 + 0.5 * (t - cohort) : 0;
      const sure = level + trend + effect + more;
      rows.push([u, t, cohort, eligible, scale * (sure + normal()), scale * sure, x, 0.5 + random()]);
    }
  }
  if (shuffled) rows.sort((a, b) => Math.sin(7 * a[0]! + 13 * a[1]!) - Math.sin(7 * b[0]! + 13 * b[1]!));
  const names = ["unit", "time", "cohort", "eligible", "y", "sure", "x", "w"];
  const columns = names.map((name, j) => ({
    ...{ kind: "numeric" as const, name },
    values: Float64Array.from(rows, (row) => row[j]!),
  }));
  return panel(makeTable(columns, { name: "panel", bytes: 0, sha256: null }), { unit: "unit", time: "time" });
}

function estimated(data: Panel, outcome: string, options: DidOptions, on = engine): DidEstimate {
  const all = { cohort: "cohort", estimator: ["ddd"], eligible: "eligible", ...options };
  return did(on, data, `${outcome} | unit + time`, all).estimates[0]!;
}

const choices = fc.record({
  control: fc.constantFrom("never" as const, "notyet" as const),
  base: fc.constantFrom("varying" as const, "universal" as const),
  method: fc.constantFrom("dr" as const, "reg" as const, "ipw" as const),
});

const closeTo = (got: number | null, want: number | null, what: string, tolerance = SAME): void => {
  if (want === null || got === null) expect(got, what).toBe(want);
  else expect(Math.abs(got - want), what).toBeLessThan(tolerance * Math.max(1, Math.abs(want)));
};

describe("triple differences", () => {
  it("are the difference of two, of eligible and of other units, without covariates", () => {
    const property = fc.property(staggeredSeeds, choices, (seed, { base }) => {
      const data = triplePanel(seed);
      const { cells } = estimated(data, "y ~ 1", { base });
      const [those, others] = [1, 0].map((eligible) => {
        const options: DidOptions = { cohort: "cohort", estimator: ["cs"], base, subset: `eligible == ${eligible}` };
        return did(engine, data, "y ~ 1 | unit + time", options).estimates[0]!.cells!;
      });
      cells!.forEach((cell, j) => {
        const what = `${cell.cohort} in ${cell.time}`;
        closeTo(cell.estimate, those![j]!.estimate - others![j]!.estimate, what);
        if (!cell.reference) closeTo(cell.std_error, Math.hypot(those![j]!.std_error!, others![j]!.std_error!), what);
      });
    });
    fc.assert(property, PANELS);
  });

  it("are the effects where trends of eligible and other units differ alike in all cohorts, without noise", () => {
    const property = fc.property(staggeredSeeds, choices, (seed, options) => {
      for (const cell of estimated(triplePanel(seed), "sure ~ 1", options).cells!) {
        const effect = cell.time < cell.cohort ? 0 : cell.cohort / 4 + 0.5 * (cell.time - cell.cohort);
        closeTo(cell.estimate, effect, `${cell.cohort} in ${cell.time}`);
      }
    });
    fc.assert(property, PANELS);
  });

  it("do not see constants of units, of cohorts' periods, of eligible units' periods, nor the order of rows", () => {
    const property = fc.property(staggeredSeeds, choices, fc.boolean(), (seed, options, weighed) => {
      const given = { ...options, ...(weighed ? { weights: "w" } : {}) };
      // weights vary within units, so that each is that of a comparison's earlier period
      const want = estimated(triplePanel(seed), "y ~ 1", given);
      const got = estimated(triplePanel(seed, { trends: true, shuffled: true }), "y ~ 1", given);
      got.cells!.forEach(({ estimate, std_error }, j) => {
        closeTo(estimate, want.cells![j]!.estimate, "estimate", 1e-8);
        closeTo(std_error, want.cells![j]!.std_error, "error", 1e-8);
      });
      closeTo(got.overall.std_error, want.overall.std_error, "overall", 1e-8);
    });
    fc.assert(property, PANELS);
  });

  it("scale as the outcome does", () => {
    const property = fc.property(
      staggeredSeeds,
      choices,
      fc.constantFrom(1e-60, 1e-6, 1e60),
      (seed, options, scale) => {
        const want = estimated(triplePanel(seed), "y ~ 1", options).overall;
        const got = estimated(triplePanel(seed, { scale }), "y ~ 1", options).overall;
        closeTo(got.estimate / scale, want.estimate, "estimate");
        closeTo(got.std_error! / scale, want.std_error, "error");
      },
    );
    fc.assert(property, PANELS);
  });

  it("of several cohorts have the least variance of all averages of them", () => {
    const property = fc.property(staggeredSeeds, choices, (seed, options) => {
      const { cells, details } = estimated(triplePanel(seed), "y ~ 1", { ...options, control: "notyet" });
      if (details?.kind !== "triple") throw new Error("no details");
      for (const cell of cells!) {
        const own = details.comparisons.filter(({ cohort, time }) => cohort === cell.cohort && time === cell.time);
        if (own.length === 0) continue;
        closeTo(
          own.reduce((sum, { weight }) => sum + weight, 0),
          1,
          "weights",
        );
        closeTo(
          own.reduce((sum, { weight, estimate }) => sum + weight * estimate, 0),
          cell.estimate,
          "estimate",
        );
        for (const { std_error } of own) expect(cell.std_error!).toBeLessThan(std_error! * (1 + SAME));
      }
    });
    fc.assert(property, PANELS);
  });

  it("have the same bits for any number of threads", () => {
    const options: DidOptions = { control: "notyet", band: "uniform", draws: 99 };
    const strip = ({ effects, cells, overall, band, details }: DidEstimate) => ({
      effects,
      cells,
      overall,
      band,
      details,
    });
    for (const seed of [1, 2, 3]) {
      const data = triplePanel(seed);
      expect(strip(estimated(data, "y ~ x", options, threaded))).toEqual(strip(estimated(data, "y ~ x", options)));
    }
  });
});
