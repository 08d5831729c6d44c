/** Laws of panel models, and what they refuse or own up to. Numbers are compared with plm in test/golden/plm. */
import { beforeAll, describe, expect, it } from "vitest";
import { NotSupported, UsageError, WasmetricsError } from "../../src/base/errors.js";
import { type Panel, panel } from "../../src/data/panel/panel.js";
import { makeTable, selectRows } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { transformedOls } from "../../src/verbs/plm/estimator/transformed-ols.js";
import { quasiDemean } from "../../src/verbs/plm/estimator/transforms.js";
import { effectsF, hausmanTest } from "../../src/verbs/plm/inference/hausman.js";
import { panelTests } from "../../src/verbs/plm/panel-tests.js";
import { plm } from "../../src/verbs/plm/plm.js";
import type { PlmRecord } from "../../src/verbs/plm/record.js";
import { finiteOrWithout } from "../../src/verbs/plm/record.js";
import type { PlmOptions } from "../../src/verbs/plm/verb.js";
import { seeded } from "../support/random.js";
import { numeric, shuffled, smallPanel, smallTable } from "./small-panel.js";

const KEYS = { unit: "unit", time: "time" };
const COHORTS = Array.from({ length: 12 }, (_, i) => (i % 3 === 0 ? null : 3 + (i % 4)));
const SHAPE = { cohorts: COHORTS, periods: [1, 8] as const };
const GAPS = { ...SHAPE, without: (unit: number, time: number) => (unit * 5 + time * 3) % 7 === 2 };
const FORMULA = "y ~ d + x";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const estimates = ({ coefficients }: PlmRecord): number[] =>
  Object.values(coefficients).map(({ estimate }) => estimate);

function expectClose(got: readonly number[], want: readonly number[], tolerance = 1e-11): void {
  expect(got.length).toBe(want.length);
  got.forEach((value, i) => {
    expect(Math.abs(value - want[i]!)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(want[i]!)));
  });
}

/** The code thrown. */
function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof WasmetricsError) return error.code;
    throw error;
  }
  return "nothing was thrown";
}

describe("laws", () => {
  it.each([
    [0, "pooling"],
    [1, "within"],
  ] as const)("quasi-demeaning by theta %i is %s", (theta, model) => {
    const rows = smallPanel(GAPS);
    const { table, unit } = rows;
    const columns = ["one", "d", "x", "y"].map((name) =>
      name === "one" ? new Float64Array(table.nRows).fill(1) : table.numeric(name),
    );
    const n = table.nRows;
    const beta = engine.scope((scope) => {
      const block = scope.f64(4 * n);
      columns.forEach((column, j) => {
        block.view().set(column, j * n);
      });
      const groups = { codes: scope.copyU32(unit.codes), nLevels: unit.nLevels };
      quasiDemean(engine, scope, n, 4, groups, new Float64Array(unit.nLevels).fill(theta), block);
      return [...transformedOls(engine, scope, n, 3, block, [1, 1, 1], theta === 0).result.fit.beta];
    });
    expectClose(beta, estimates(plm(engine, rows, FORMULA, { model })));
  });

  it("differences of two periods have the slopes of within with effects of both", () => {
    const rows = smallPanel({ ...SHAPE, periods: [3, 4] });
    const [fd, within] = [
      plm(engine, rows, "y ~ x", { model: "fd" }),
      plm(engine, rows, "y ~ x", { model: "within", effect: "twoways" }),
    ];
    expectClose(estimates(fd).slice(1), estimates(within), 1e-12);
  });

  it("random effects without a variance of units are pooled least squares, and say so", () => {
    // the same outcomes in every unit: units differ by nothing
    const random = seeded(4);
    const x = Float64Array.from({ length: 60 }, () => random() - 0.5);
    const noise = Array.from({ length: 5 }, () => random());
    const y = x.map((value, i) => 2 * value + noise[i % 5]!);
    const rows = panel(
      makeTable(
        [
          numeric(
            "unit",
            Array.from({ length: 60 }, (_, i) => Math.floor(i / 5)),
          ),
          numeric(
            "time",
            Array.from({ length: 60 }, (_, i) => i % 5),
          ),
          numeric("x", x),
          numeric("y", y),
        ],
        { name: "equal", bytes: 0, sha256: null },
      ),
      KEYS,
    );
    const record = plm(engine, rows, "y ~ x", { model: "random" });
    expect(record.components).toMatchObject({ individual: 0, theta: { individual: { min: 0, mean: 0, max: 0 } } });
    expect(record.notes.map(({ code }) => code)).toContain("negative_component");
    expectClose(estimates(record), estimates(plm(engine, rows, "y ~ x", { model: "pooling" })), 1e-13);
  });

  it.each([
    ["pooling", "individual"],
    ["within", "twoways"],
    ["between", "individual"],
    ["fd", "individual"],
    ["random", "individual"],
    ["random", "time"],
  ] as const)("%s (%s) does not depend on the order of rows", (model, effect) => {
    const table = smallTable(GAPS);
    const other = panel(selectRows(table, shuffled(table.nRows, 9)), KEYS);
    const options: PlmOptions = { model, effect };
    const [a, b] = [panel(table, KEYS), other].map((rows) => plm(engine, rows, FORMULA, options));
    expectClose(estimates(a!), estimates(b!), 1e-12);
    expectClose([a!.fit.r2, a!.fit.ssr], [b!.fit.r2, b!.fit.ssr], 1e-12);
  });

  it("tests do not depend on the order of rows, nor on threads", async () => {
    const table = smallTable(GAPS);
    const other = panel(selectRows(table, shuffled(table.nRows, 5)), KEYS);
    const rows = panel(table, KEYS);
    const [a, b] = [rows, other].map((each) => panelTests(engine, each, FORMULA));
    for (const [name, test] of Object.entries(a!.tests)) {
      const again = b!.tests[name]!;
      if (test.statistic === null) expect(again.statistic, name).toBeNull();
      else expectClose([test.statistic], [again.statistic!], 1e-9);
    }
    const single = await loadEngine({ threads: 1 });
    expect(panelTests(single, rows, FORMULA).tests).toEqual(a!.tests);
    await single.close();
  });

  it("white errors of differences are those clustered where every unit has one", () => {
    const rows = smallPanel({ ...SHAPE, periods: [3, 4] });
    const of = (vcov: string) => plm(engine, rows, "y ~ x", { model: "fd", vcov }).coefficients.x!.std_error;
    expectClose([of("hetero")], [of("cluster:unit")], 1e-13);
  });
});

describe("what is said", () => {
  it("leaves out by name what a transformation leaves nothing of", () => {
    const base = smallTable(SHAPE);
    const size = base.numeric("unit").map((unit) => unit * unit);
    const trend = base.numeric("time");
    const rows = panel(
      makeTable(
        [...base.names.map((name) => base.column(name)), numeric("size", size), numeric("trend", trend)],
        base.source,
      ),
      KEYS,
    );
    const left = (model: PlmOptions["model"]) => plm(engine, rows, "y ~ x + size + trend", { model: model! }).collinear;
    expect(left("within")).toMatchObject([{ term: "size", because: "is absorbed by the fixed effects unit" }]);
    expect(left("fd")).toMatchObject([
      { term: "size", because: "does not change over time within any unit" },
      { term: "trend", because: "equals 1 * (Intercept)" },
    ]);
    expect(left("between").map(({ term }) => term)).toEqual(["trend"]);
    expect(left("random")).toEqual([]);
  });

  it("says how many differences bridge a gap", () => {
    const note = plm(engine, smallPanel(GAPS), FORMULA, { model: "fd" }).notes.find(
      ({ code }) => code === "bridged_gaps",
    );
    expect(note?.detail?.bridged).toBeGreaterThan(0);
    expect(plm(engine, smallPanel(SHAPE), FORMULA, { model: "fd" }).notes).toEqual([]);
  });

  it("uses z for random effects and t for others, under the level asked for", () => {
    const rows = smallPanel(SHAPE);
    const record = plm(engine, rows, FORMULA, { model: "random", level: 0.9 });
    expect(record.vcov).toMatchObject({ df: null, level: 0.9, type: "iid" });
    const { estimate, std_error, conf_high } = record.coefficients.x!;
    expect((conf_high - estimate) / std_error).toBeCloseTo(1.6448536269514722, 10);
    expect(plm(engine, rows, FORMULA, { model: "within" }).vcov.df).toBe(12 * 8 - 12 - 2);
  });

  it("takes a subset and a panel with text for units", () => {
    const rows = smallPanel({ ...SHAPE, label: (unit) => `u${unit}` });
    const record = plm(engine, rows, FORMULA, { subset: "time > 2" });
    expect(record.dropped.subset).toBe(24);
    expect(record.panel).toMatchObject({ rows: 72, units: 12, periods: 6, balanced: true });
  });
});

describe("what is refused", () => {
  const single = (): Panel => smallPanel({ ...SHAPE, periods: [3, 3] });

  it.each([
    ["an unknown model", () => plm(engine, smallPanel(SHAPE), FORMULA, { model: "fixed" as "within" }), "plm_model"],
    ["an unknown effect", () => plm(engine, smallPanel(SHAPE), FORMULA, { effect: "id" as "time" }), "plm_effect"],
    [
      "differences by time",
      () => plm(engine, smallPanel(SHAPE), FORMULA, { model: "fd", effect: "time" }),
      "plm_effect",
    ],
    [
      "means of both",
      () => plm(engine, smallPanel(SHAPE), FORMULA, { model: "between", effect: "twoways" }),
      "plm_effect",
    ],
    ["fixed effects in the formula", () => plm(engine, smallPanel(SHAPE), "y ~ x | unit"), "plm_formula"],
    [
      "random effects of both in an unbalanced panel",
      () => plm(engine, smallPanel(GAPS), FORMULA, { model: "random", effect: "twoways" }),
      "random_twoways",
    ],
    [
      "clusters of means",
      () => plm(engine, smallPanel(SHAPE), FORMULA, { model: "between", vcov: "cluster:unit" }),
      "plm_vcov",
    ],
    [
      "variances a transformed model has not",
      () => plm(engine, smallPanel(SHAPE), FORMULA, { model: "random", vcov: "CR2:unit" }),
      "plm_vcov",
    ],
    ["one period a unit", () => plm(engine, single(), "y ~ x"), "one_period"],
    [
      "one unit",
      () => plm(engine, smallPanel({ cohorts: [3], periods: [1, 9] }), "y ~ x", { model: "pooling" }),
      "one_unit",
    ],
    ["regressors constant within units", () => plm(engine, smallPanel(SHAPE), "y ~ unit"), "no_variation"],
    [
      "as many coefficients as units",
      () => plm(engine, smallPanel({ cohorts: [2, 3, null], periods: [1, 6] }), "y ~ d + x + w", { model: "random" }),
      "few_groups",
    ],
    [
      "means of as many units as coefficients",
      () => plm(engine, smallPanel({ cohorts: [2, 3, null], periods: [1, 6] }), "y ~ x + w", { model: "between" }),
      "no_residual_df",
    ],
    ["an unknown test", () => panelTests(engine, smallPanel(SHAPE), FORMULA, { tests: ["hausmann"] }), "panel_test"],
    [
      "a test named that the data can't serve",
      () => panelTests(engine, smallPanel({ ...SHAPE, periods: [3, 4] }), "y ~ x", { tests: ["xtserial"] }),
      "no_lagged_residuals",
    ],
  ] as const)("%s", (_, work, code) => {
    expect(codeOf(work)).toBe(code);
  });

  it("by the kind of mistake", () => {
    expect(() => plm(engine, smallPanel(SHAPE), "y ~ x | unit")).toThrow(UsageError);
    expect(() => plm(engine, smallPanel(GAPS), FORMULA, { model: "random", effect: "twoways" })).toThrow(NotSupported);
  });

  it("but of all tests only the statistic that can't be made, with the reason", () => {
    const { tests } = panelTests(engine, smallPanel({ ...SHAPE, periods: [3, 4] }), "y ~ x");
    expect(tests.xtserial).toMatchObject({ statistic: null, p_value: null });
    expect(tests.xtserial!.because).toContain("three periods of time");
    expect(tests.hausman!.statistic).not.toBeNull();
  });
});

describe("numbers that do not exist", () => {
  /** Units 0..5 in `periods` periods; y from x, the unit, the period and noise. */
  function made(periods: number, y: (x: number, unit: number, time: number, noise: number) => number): Panel {
    const draw = seeded(7);
    const rows = Array.from({ length: 6 * periods }, (_, i) => ({ unit: Math.floor(i / periods), time: i % periods }));
    const x = rows.map(() => draw() - 0.5);
    const values = rows.map(({ unit, time }, i) => y(x[i]!, unit, time, draw() - 0.5));
    const columns = [
      numeric(
        "unit",
        rows.map(({ unit }) => unit),
      ),
      numeric(
        "time",
        rows.map(({ time }) => time),
      ),
      numeric("x", x),
      numeric("y", values),
    ];
    return panel(makeTable(columns, { name: "made", bytes: 0, sha256: null }), KEYS);
  }
  const withoutNumbers = (data: Panel, formula: string, test: "hausman" | "pwartest") => {
    const { statistic, p_value, because } = panelTests(engine, data, formula).tests[test]!;
    expect([statistic, p_value]).toEqual([null, null]);
    return because;
  };

  it("Hausman's test has none without slopes to compare", () => {
    expect(
      withoutNumbers(
        made(5, (_x, unit, _t, e) => unit + e),
        "y ~ 1",
        "hausman",
      ),
    ).toMatch(/no coefficient/);
  });

  it("nor where coefficients have no errors, and F has none where nothing is left or no effect is added", () => {
    const one = (variance: number) => ({ names: ["x"], beta: [1], matrix: [variance] });
    expect(hausmanTest(engine, one(0), one(1))).toMatchObject({
      statistic: null,
      because: expect.stringMatching(/fits exactly/),
    });
    const left = (ssr: number, df: number) => ({ ssr, df });
    const exact = finiteOrWithout(effectsF(engine, left(3, 9), left(0, 5), "effects"));
    expect(exact).toMatchObject({ statistic: null, p_value: null, because: expect.stringMatching(/fits exactly/) });
    const none = effectsF(engine, left(3, 5), left(3, 5), "effects");
    expect(none).toMatchObject({
      statistic: null,
      p_value: null,
      because: expect.stringMatching(/no degree of freedom/),
    });
  });

  it("two periods give each within residual by the one before", () => {
    expect(
      withoutNumbers(
        made(2, (x, unit, _t, e) => x + unit + e),
        "y ~ x",
        "pwartest",
      ),
    ).toMatch(/exactly/);
  });

  it("R2 of random effects is 0 with a constant alone, and does not depend on the outcome's level", () => {
    const r2 = (shift: number, formula: string) =>
      plm(
        engine,
        made(5, (x, unit, _t, e) => x + unit / 5 + e + shift),
        formula,
        { model: "random" },
      ).fit.r2;
    expect(r2(0, "y ~ 1")).toBe(0);
    const own = r2(0, "y ~ x");
    expect(own).toBeGreaterThan(0.05);
    expectClose([r2(2 ** 28, "y ~ x")], [own], 1e-6);
  });

  it("an outcome that a transformation leaves nothing of is refused", () => {
    const data = made(5, (_x, unit) => unit ** 2);
    expect(codeOf(() => plm(engine, data, "y ~ x", { model: "fd" }))).toBe("absorbed_outcome");
    expect(codeOf(() => plm(engine, data, "y ~ x", { model: "between", effect: "time" }))).toBe("absorbed_outcome");
  });
});
