/** psmatch by itself: plans and their contradictions, samples, years, averages, what is kept of order and scale. */
import { beforeAll, describe, expect, it } from "vitest";
import type { Column } from "../../src/base/columns.js";
import { WasmetricsError } from "../../src/base/errors.js";
import { makeTable, selectRows, type Table, withColumns } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { attOf } from "../../src/verbs/psmatch/estimator/att-draws.js";
import { psmatch } from "../../src/verbs/psmatch/fit.js";
import { planMatching } from "../../src/verbs/psmatch/plan.js";
import type { PsmatchResult } from "../../src/verbs/psmatch/record.js";
import type { PsmatchOptions } from "../../src/verbs/psmatch/verb.js";
import { goldenTable } from "../support/golden-table.js";

/** Sums in another order of rows, of effects in dollars. */
const REORDERED = 1e-9;

const CONTROLS = "eco + fin + fdi + open";
const FORMULA = "treat ~ age + educ + race + re74 + re75";

let engine: Engine;
let lalonde: Table;
let cities: Table;
beforeAll(async () => {
  engine = await loadEngine({ threads: 2 });
  [lalonde, cities] = await Promise.all([goldenTable("lalonde.csv"), goldenTable("smartcity_sim.csv")]);
});

const numeric = (name: string, values: ArrayLike<number>): Column => ({
  kind: "numeric",
  name,
  values: Float64Array.from(values),
});

const codeOf = (options: PsmatchOptions): string => {
  try {
    planMatching(options);
    return "ok";
  } catch (error) {
    if (error instanceof WasmetricsError) return error.code;
    throw error;
  }
};

const refusal = async (promise: Promise<unknown>): Promise<WasmetricsError> => {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(WasmetricsError);
  return error as WasmetricsError;
};

describe("the plan", () => {
  it("has the defaults of each method", () => {
    expect(planMatching({})).toMatchObject({
      ...{
        preset: null,
        method: "nearest",
        link: "logit",
        scale: "linear",
        ratio: 1,
        replace: false,
        order: "largest",
      },
      ...{ ties: "first", caliper: null, kernel: null, bandwidth: null, weightSum: "treated", moments: null },
    });
    expect(planMatching({ method: "kernel" })).toMatchObject({
      ...{ scale: "probability", kernel: "epanechnikov", bandwidth: 0.06, ratio: null, replace: null, order: null },
    });
    expect(planMatching({ method: "llr", bandwidth: 0.1 })).toMatchObject({ kernel: "normal", bandwidth: 0.1 });
    expect(planMatching({ method: "radius", caliper: 0.05 })).toMatchObject({ caliper: { width: 0.05, unit: "raw" } });
    expect(planMatching({ caliper: 0.2 }).caliper).toEqual({ width: 0.2, unit: "sd" });
    expect(planMatching({ method: "mahalanobis" })).toMatchObject({ link: null, scale: null, order: "data" });
    expect(planMatching({ method: "mahalanobis", caliper: 0.2 })).toMatchObject({ link: "logit", scale: "linear" });
    expect(planMatching({ method: "entropy" })).toMatchObject({ link: null, moments: 1 });
    expect(planMatching({ score: "p" })).toMatchObject({ link: null, scale: "given" });
  });

  it("takes a preset's choices, and options before these", () => {
    expect(planMatching({ preset: "psmatch2" })).toMatchObject({
      ...{ link: "probit", scale: "probability", replace: true, order: null, ties: "first", weightSum: "treated" },
      support: { rule: "none", share: null },
    });
    expect(planMatching({ preset: "matchit", caliper: 0.2 })).toMatchObject({
      ...{ link: "logit", scale: "probability", replace: false, order: "largest", weightSum: "controls" },
      caliper: { width: 0.2, unit: "sd" },
    });
    expect(planMatching({ preset: "psmatch2", link: "logit", replace: false, caliper: 0.01 })).toMatchObject({
      ...{ link: "logit", replace: false, order: "data", caliper: { width: 0.01, unit: "raw" } },
    });
  });

  it.each<[string, PsmatchOptions]>([
    ["psmatch_option", { order: "data", replace: true }],
    ["psmatch_option", { ties: "average" }],
    ["psmatch_option", { method: "kernel", ratio: 2 }],
    ["psmatch_option", { method: "kernel", caliper: 0.2 }],
    ["psmatch_option", { bandwidth: 0.1 }],
    ["psmatch_option", { method: "ipw", exact: ["a"] }],
    ["psmatch_option", { method: "entropy", support: "minmax" }],
    ["psmatch_option", { method: "cem", link: "logit" }],
    ["psmatch_option", { moments: 2 }],
    ["psmatch_option", { score: "p", link: "logit" }],
    ["psmatch_option", { score: "p", scale: "linear" }],
    ["psmatch_option", { by: "year", average: "city" }],
    ["psmatch_option", { method: "mahalanobis", link: "probit" }],
    ["psmatch_option", { preset: "matchit", method: "kernel" }],
    ["psmatch_option", { preset: "psmatch2", method: "cem" }],
    ["psmatch_option", { support: "trim:1" }],
    ["psmatch_option", { support: "trim:" }],
    ["psmatch_option", { support: "common" }],
    ["psmatch_option", { ratio: 0 }],
    ["psmatch_option", { ratio: 1.5 }],
    ["psmatch_option", { caliper: -1 }],
    ["psmatch_option", { caliper: Number.NaN }],
    ["psmatch_option", { method: "kernel", bandwidth: 0 }],
    ["psmatch_option", { method: "match" as "cem" }],
    ["psmatch_option", { method: "ipw", outcome: "y", draws: 1 }],
    ["psmatch_needs", { method: "radius" }],
    ["psmatch_needs", { caliperUnit: "sd" }],
    ["psmatch_needs", { method: "llr" }],
    ["psmatch_needs", { method: "kernel", scale: "linear" }],
    ["psmatch_needs", { method: "kernel", score: "p" }],
    ["psmatch_needs", { method: "dr" }],
    ["psmatch_needs", { pre: "year < 2012" }],
    ["psmatch_needs", { vcov: "iid" }],
    ["psmatch_needs", { ssc: "none" }],
    ["psmatch_needs", { cluster: "city" }],
    ["psmatch_needs", { method: "ipw", draws: 99 }],
    ["vcov_required", { regressions: ["y ~ x"] }],
    ["level", { level: 1 }],
    ["bootstrap_matching", { outcome: "y", draws: 99 }],
    ["bootstrap_matching", { method: "mahalanobis", outcome: "y", draws: 99 }],
    ["bootstrap_matching", { method: "entropy", outcome: "y", draws: 99 }],
  ])("%s: %o", (code, options) => {
    expect(codeOf(options)).toBe(code);
  });

  it("says what was chosen by default, and under which preset", async () => {
    const { record } = await psmatch(engine, lalonde, FORMULA, { replace: true });
    const note = record.notes.find(({ code }) => code === "defaults")!;
    expect(note.message).toContain("nearest neighbours");
    expect(note.message).toContain("distances of linear predictors");
    expect(note.message).not.toContain("replacement");
    const preset = await psmatch(engine, lalonde, FORMULA, { preset: "psmatch2" });
    expect(preset.record.notes.find(({ code }) => code === "preset")!.message).toContain("probit");
  });
});

describe("the sample", () => {
  it("counts rows left out by column", async () => {
    const holes = withColumns(lalonde, [
      numeric(
        "educ",
        lalonde.numeric("educ").map((value, i) => (i < 3 ? Number.NaN : value)),
      ),
      numeric(
        "re78",
        lalonde.numeric("re78").map((value, i) => (i >= 600 && i < 605 ? Number.NaN : value)),
      ),
    ]);
    const { record } = await psmatch(engine, holes, FORMULA, { outcome: "re78", subset: "age >= 18" });
    const young = lalonde.numeric("age").filter((age) => age < 18).length;
    expect(record.dropped.subset).toBe(young);
    expect(record.dropped.missing).toBeGreaterThan(0);
    expect(record.nobs).toBe(614 - young - record.dropped.missing!);
    const missing = record.notes.find(({ code }) => code === "missing")!;
    expect(Object.keys(missing.detail!).sort()).toEqual(["educ", "re78"]);
  });

  it("gives rows their score and weight, missing for rows left out", async () => {
    const { columns, units } = await psmatch(engine, lalonde, FORMULA, { replace: true, subset: "age >= 18" });
    const [score, support, weight] = columns.map((column) => (column.kind === "numeric" ? column.values : null)!);
    expect(columns.map(({ name }) => name)).toEqual(["_pscore", "_support", "_weight"]);
    lalonde.numeric("age").forEach((age, i) => {
      expect([score![i]!, support![i]!, weight![i]!].map(Number.isNaN)).toEqual(Array(3).fill(age < 18));
    });
    units.numeric("row").forEach((row, i) => {
      expect(weight![row - 1]).toBe(units.numeric("weight")[i]);
    });
  });

  it.each([
    ["race ~ age", "treatment_not_binary"],
    ["educ ~ age", "treatment_not_binary"],
    ["treat ~ age | race", "psmatch_formula"],
    ["treat ~ 1", "psmatch_formula"],
    ["treat ~ age - 1", "psmatch_formula"],
    ["treat ~ nobody", "unknown_column"],
    ["treat ~ age + I(2 * treat)", "separation"],
  ])("refuses %s: %s", async (formula, code) => {
    expect((await refusal(psmatch(engine, lalonde, formula))).code).toBe(code);
  });

  it.each<[string, PsmatchOptions]>([
    ["all_treated", { subset: "treat == 1" }],
    ["no_treated", { subset: "treat == 0" }],
    ["no_rows_after_subset", { subset: "age > 1000" }],
    ["unknown_column", { exact: ["nobody"] }],
    ["unknown_column", { outcome: "nobody" }],
    ["not_numeric", { outcome: "race" }],
    ["not_numeric", { score: "race" }],
    ["timing_not_binary", { timing: "age" }],
    ["ratio", { ratio: 430, replace: true }],
  ])("%s: %o", async (code, options) => {
    expect((await refusal(psmatch(engine, lalonde, FORMULA, options))).code).toBe(code);
  });

  it("names the covariate that separates", async () => {
    const error = await refusal(psmatch(engine, lalonde, "treat ~ age + I(3 - treat)"));
    expect(error.message).toContain("'I(3 - treat)'");
  });

  it("says by both groups' ranges that their scores don't overlap", async () => {
    const treat = lalonde.column("treat");
    const apart = Array.from(treat.kind === "numeric" ? treat.values : [], (d, i) => 10 * d + (i % 7) / 4);
    const table = withColumns(lalonde, [numeric("apart", apart)]);
    for (const support of ["minmax", "psmatch2"] as const) {
      const error = await refusal(psmatch(engine, table, FORMULA, { score: "apart", support }));
      expect(error.code).toBe("no_overlap");
      expect(error.message).toContain("don't overlap: treated 10 to 11.5, controls 0 to 1.5");
      expect(error.message).toContain(`${support}, leaves 0 treated units`);
    }
  });
});

describe("laws", () => {
  it("another order of rows changes nothing but ties", async () => {
    const n = lalonde.nRows;
    const shuffled = selectRows(
      lalonde,
      Uint32Array.from({ length: n }, (_, i) => (i * 251) % n),
    );
    for (const options of [
      { replace: true, ties: "average", caliper: 0.2 },
      { replace: true, ratio: 3, ties: "average" },
    ] as const) {
      const [a, b] = await Promise.all(
        [lalonde, shuffled].map((table) => psmatch(engine, table, FORMULA, { ...options, outcome: "re78" })),
      );
      expect(Math.abs(a!.record.att!.estimate - b!.record.att!.estimate)).toBeLessThan(REORDERED);
      expect(Math.abs(a!.record.att!.std_error! - b!.record.att!.std_error!)).toBeLessThan(REORDERED);
      expect(b!.record.matched.pairs).toBe(a!.record.matched.pairs);
    }
  });

  it("the same bits for one thread and more", async () => {
    const one = await loadEngine({ threads: 1 });
    const options: PsmatchOptions = { outcome: "re78", replace: true, ratio: 2, caliper: 0.2 };
    const [a, b] = await Promise.all([engine, one].map((each) => psmatch(each, lalonde, FORMULA, options)));
    const told = ({ record: { timing_ms: _, provenance: __, ...rest } }: PsmatchResult) => rest;
    expect(told(a!)).toEqual(told(b!));
    expect(a!.pairs!.columns).toEqual(b!.pairs!.columns);
  });

  it("matches agree in the columns that are to agree exactly", async () => {
    const { pairs, record } = await psmatch(engine, lalonde, FORMULA, {
      exact: ["married", "nodegree"],
      replace: true,
    });
    const cell = (row: number) => [lalonde.numeric("married")[row - 1], lalonde.numeric("nodegree")[row - 1]];
    pairs!.numeric("treated_row").forEach((row, p) => {
      expect(cell(pairs!.numeric("control_row")[p]!)).toEqual(cell(row));
    });
    expect(record.plan.exact).toEqual(["married", "nodegree"]);
  });

  it("control weights sum to the treated used, or to the controls used", async () => {
    for (const weightSum of ["treated", "controls"] as const) {
      const { record } = await psmatch(engine, lalonde, FORMULA, {
        replace: true,
        caliper: 0.1,
        weightSum,
        outcome: "re78",
      });
      const { weight_sum, treated, control } = record.matched;
      expect(weight_sum.treated).toBe(treated.used);
      expect(weight_sum.control).toBeCloseTo(weightSum === "treated" ? treated.used : control.used, 9);
      expect(treated.used + treated.unused + treated.off_support).toBe(treated.total);
      expect(control.used + control.unused + control.off_support).toBe(control.total);
    }
  });

  it("the record survives JSON and is frozen", async () => {
    const { record } = await psmatch(engine, lalonde, FORMULA, {
      ...{ outcome: "re78", replace: true, regressions: ["re78 ~ treat"], vcov: "hetero" },
    });
    expect(JSON.parse(JSON.stringify(record))).toEqual(record);
    expect(Object.isFrozen(record.balance[0]!.after)).toBe(true);
  });
});

describe("years and units", () => {
  it("by year: each year is the matching of its rows alone, and all are their sum", async () => {
    const formula = `treat ~ ${CONTROLS}`;
    const options: PsmatchOptions = { replace: true, caliper: 0.5, outcome: "quality" };
    const { record, pairs, units } = await psmatch(engine, cities, formula, { ...options, by: "year", timing: "did" });
    expect(record.by).toHaveLength(12);
    expect(record.score).toBeNull();
    let [used, weighted] = [0, 0];
    for (const { level, att, score, matched } of record.by) {
      const alone = await psmatch(engine, cities, formula, { ...options, subset: `year == ${level}` });
      expect(score!.coefficients).toEqual(alone.record.score!.coefficients);
      expect(att).toEqual(alone.record.att);
      used += matched!.treated.used;
      weighted += matched!.treated.used * att!.estimate;
    }
    expect(record.att!.n_treated).toBe(used);
    expect(record.att!.estimate).toBeCloseTo(weighted / used, 12);
    const year = (row: number) => cities.numeric("year")[row - 1];
    pairs!.numeric("treated_row").forEach((row, p) => {
      expect(year(pairs!.numeric("control_row")[p]!)).toBe(year(row));
      expect(pairs!.numeric("year")[p]).toBe(year(row));
    });
    expect(units.names).toEqual(["row", "year", "treated", "score", "on_support", "weight"]);
    expect(record.notes.find(({ code }) => code === "post_treatment_rows")?.detail).toMatchObject({ column: "did" });
  });

  it("leaves out a year that can't be matched, with the reason", async () => {
    const late = withColumns(cities, [numeric("t", cities.numeric("did"))]);
    const { record } = await psmatch(engine, late, `t ~ ${CONTROLS}`, { by: "year", replace: true });
    const skipped = record.by.filter(({ skipped: reason }) => reason !== null);
    expect(skipped.map(({ level }) => level)).toEqual(["2010", "2011"]);
    expect(skipped[0]!.skipped!.code).toBe("no_treated");
    expect(record.notes.filter(({ code }) => code === "stratum_left_out")).toHaveLength(2);
    expect((await refusal(psmatch(engine, late, `t ~ ${CONTROLS}`, { by: "year", subset: "year < 2012" }))).code).toBe(
      "no_treated",
    );
  });

  it("exact year: one score of all, matches within years", async () => {
    const { record, pairs } = await psmatch(engine, cities, `treat ~ ${CONTROLS}`, { exact: ["year"], replace: true });
    expect(record.score!.nobs).toBe(2640);
    const year = (row: number) => cities.numeric("year")[row - 1];
    pairs!
      .numeric("treated_row")
      .forEach((row, p) => void expect(year(pairs!.numeric("control_row")[p]!)).toBe(year(row)));
  });

  it("averages: one row a unit, the outcome over the other rows, regressions on all rows of matched units", async () => {
    const { record, units, pairs, columns } = await psmatch(engine, cities, `treat ~ ${CONTROLS}`, {
      ...{ average: "city", pre: "year <= 2011", replace: true, outcome: "quality", timing: "did" },
      ...{ regressions: ["quality ~ did | city + year"], vcov: "cluster:city" },
    });
    expect(record.nobs).toBe(220);
    expect(pairs!.names).toEqual(["treated_city", "control_city", "share", "distance"]);
    const after = new Map<number, number[]>();
    cities.numeric("city").forEach((city, i) => {
      if (cities.numeric("year")[i]! > 2011)
        after.set(city, [...(after.get(city) ?? []), cities.numeric("quality")[i]!]);
    });
    const mean = (city: number) => after.get(city)!.reduce((a, b) => a + b, 0) / after.get(city)!.length;
    const differences = Array.from(
      pairs!.numeric("treated_city"),
      (city, p) => mean(city) - mean(pairs!.numeric("control_city")[p]!),
    );
    expect(record.att!.estimate).toBeCloseTo(differences.reduce((a, b) => a + b, 0) / differences.length, 12);

    const matched = new Set(Array.from(units.numeric("city")).filter((_, i) => units.numeric("weight")[i]! > 0));
    const rows = Uint32Array.from(cities.numeric("city").keys()).filter((i) => matched.has(cities.numeric("city")[i]!));
    const byHand = selectRows(withColumns(cities, columns), rows);
    const [unweighted, weighted] = record.regressions;
    const plain = feols(engine, byHand, "quality ~ did | city + year", { vcov: "cluster:city" });
    const again = feols(engine, byHand, "quality ~ did | city + year", { vcov: "cluster:city", weights: "_weight" });
    expect(unweighted!.fit.coefficients).toEqual(plain.coefficients);
    expect(weighted!.fit.coefficients).toEqual(again.coefficients);
    expect(record.notes.map(({ code }) => code)).not.toContain("post_treatment_rows");
  });

  it("refuses what is not one value a unit, and a pre that holds nowhere", async () => {
    const options: PsmatchOptions = { average: "city", pre: "year <= 2011" };
    const within = await refusal(psmatch(engine, cities, `did ~ ${CONTROLS}`, { average: "city" }));
    expect(within.code).toBe("varies_within_unit");
    expect(within.message).toMatch(/^Treatment 'did' is not the same in all rows of city '\d+'/);
    expect((await refusal(psmatch(engine, cities, `treat ~ ${CONTROLS}`, { ...options, exact: ["year"] }))).code).toBe(
      "varies_within_unit",
    );
    expect(
      (await refusal(psmatch(engine, cities, `treat ~ ${CONTROLS}`, { ...options, pre: "year < 1900" }))).code,
    ).toBe("no_rows_pre");
  });

  it("finds when treatment began in the regressions, and says where it can't", async () => {
    const codes = async (options: PsmatchOptions) =>
      (await psmatch(engine, cities, `treat ~ ${CONTROLS}`, { replace: true, ...options })).record.notes.map(
        ({ code }) => code,
      );
    expect(await codes({})).toContain("timing_unknown");
    const regression = { regressions: ["quality ~ eco + did | city + year"], vcov: "iid" } as const;
    expect(await codes(regression)).toContain("post_treatment_rows");
    expect(await codes({ ...regression, regressions: ["quality ~ treat + eco"] })).toContain("timing_unknown");
    const before = await codes({ ...regression, average: "city", pre: "year <= 2011" });
    expect(before.filter((code) => /timing|post_treatment/.test(code))).toEqual([]);
  });
});

it("ties: counts treated units whose match another control could have been", async () => {
  const table = makeTable(
    [
      numeric("treat", [1, 1, 1, 0, 0, 0, 0, 0]),
      numeric("p", [0.5, 0.25, 0.75, 0.5, 0.5, 0.125, 0.375, 1]),
      numeric("x", [1, 2, 3, 4, 5, 6, 7, 8]),
    ],
    { name: "t", bytes: 0, sha256: null },
  );
  const match = async (options: PsmatchOptions) =>
    (await psmatch(engine, table, "treat ~ x", { score: "p", replace: true, ...options })).record.matched.ties;
  // 0.5: two controls at it; 0.25: one on either side; 0.75: two at 0.5 and one at 1
  expect(await match({})).toEqual({ rule: "first", treated: 3 });
  expect(await match({ ratio: 2 })).toEqual({ rule: "first", treated: 1 });
  expect(await match({ ties: "average" })).toEqual({ rule: "average", treated: 0 });
});

it("a caliper in standard deviations is of the units on the support, as MatchIt's", async () => {
  const { record } = await psmatch(engine, lalonde, FORMULA, {
    ...{ preset: "matchit", scale: "linear", replace: true, support: "minmax", caliper: 0.2 },
  });
  // matchit(treat ~ age + educ + race + re74 + re75, link = "linear.logit", discard = "both", caliper = .2, replace = TRUE)
  expect(record.plan.caliper!.raw).toBeCloseTo(0.304155502201802, 9);
  expect(record.matched.treated.off_support + record.matched.control.off_support).toBe(105);
});

it("a distance equal to the radius, or to the bandwidth of the uniform kernel, is within it, to 1e-12", async () => {
  const table = makeTable(
    // 0.4 - 0.3 and 0.3 - 0.2 are 0.1 but for rounding
    [numeric("treat", [1, 0, 0, 0]), numeric("p", [0.3, 0.4, 0.2, 0.45]), numeric("x", [1, 2, 3, 4])],
    { name: "t", bytes: 0, sha256: null },
  );
  const weights = async (options: PsmatchOptions) => [
    ...(await psmatch(engine, table, "treat ~ x", { score: "p", ...options })).units.numeric("weight"),
  ];
  expect(await weights({ method: "radius", caliper: 0.1 })).toEqual([1, 0.5, 0.5, 0]);
  expect(await weights({ method: "kernel", kernel: "uniform", bandwidth: 0.1 })).toEqual([1, 0.5, 0.5, 0]);
});

it("one pair has an effect and no error", async () => {
  const table = makeTable(
    [
      numeric("treat", [1, 0, 0, 0]),
      numeric("p", [0.5, 0.4, 0.1, 0.9]),
      numeric("x", [1, 2, 0, 3]),
      numeric("y", [3, 2, 1, 1]),
    ],
    { name: "t", bytes: 0, sha256: null },
  );
  const { record } = await psmatch(engine, table, "treat ~ x", { score: "p", outcome: "y" });
  expect(record.att).toMatchObject({ estimate: 1, error: null, std_error: null, p_value: null, errors: {} });
  expect(JSON.parse(JSON.stringify(record))).toEqual(record);
});

it("a doubly robust effect has its error where a treated unit's score is 1 to rounding", async () => {
  const table = makeTable(
    [
      numeric("treat", [0, 0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1]),
      numeric("x", [-3, -2.5, -2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5, 100]),
      numeric("y", [1, 3, 2, 5, 4, 4, 6, 3, 7, 8, 5, 9, 110]),
    ],
    { name: "t", bytes: 0, sha256: null },
  );
  const { units, record } = await psmatch(engine, table, "treat ~ x", { method: "dr", outcome: "y" });
  expect(units.numeric("score").at(-1)).toBe(1);
  // the sandwich of all estimating equations stacked, in R
  expect(record.att!.estimate).toBeCloseTo(9.97249889258, 9);
  expect(record.att!.std_error).toBeCloseTo(6.91299149052, 7);
});

it("preset psmatch2 chooses as its documentation says: kernels of local lines, their bandwidths, what ties are", async () => {
  const preset = "psmatch2";
  expect(planMatching({ preset, method: "llr", bandwidth: 0.1 }).kernel).toBe("epanechnikov");
  expect(planMatching({ preset, method: "llr", kernel: "tricube" }).bandwidth).toBe(0.06);
  expect(codeOf({ preset, method: "llr" })).toBe("psmatch_needs");
  expect(codeOf({ method: "llr", kernel: "tricube" })).toBe("psmatch_needs");

  const table = makeTable(
    [numeric("treat", [1, 0, 0, 0, 1]), numeric("p", [0.5, 0.501, 0.501, 0.5011, 0.9]), numeric("x", [1, 2, 3, 4, 5])],
    { name: "t", bytes: 0, sha256: null },
  );
  const shares = async (options: PsmatchOptions) =>
    [
      ...(
        await psmatch(engine, table, "treat ~ x", { score: "p", ratio: 1, ties: "average", ...options })
      ).pairs!.numeric("share"),
    ].slice(0, 3);
  expect(await shares({ preset })).toEqual([0.5, 0.5, 1]);
  expect(await shares({ replace: true })).toEqual([1 / 3, 1 / 3, 1 / 3]);
});

it("draws of the bootstrap make the effect as it is made, on a support judged by the probability", async () => {
  const covariates = ["age", "educ", "re74", "re75"];
  const { record } = await psmatch(engine, lalonde, `treat ~ ${covariates.join(" + ")}`, {
    ...{ method: "radius", scale: "linear", caliper: 0.1, support: "trim:0.1", outcome: "re78" },
  });
  const drawn = attOf(
    engine,
    {
      treated: Uint8Array.from(lalonde.numeric("treat")),
      X: covariates.map((name) => lalonde.numeric(name)),
      names: covariates,
      outcome: lalonde.numeric("re78"),
    },
    {
      ...{ link: "logit", scale: "linear", support: { kind: "trim", share: 0.1 } },
      method: { kind: "kernel", kernel: "uniform", bandwidth: 0.1, localLinear: false },
    },
  );
  expect(drawn).toBeCloseTo(record.att!.estimate, 6);
});

it("a value of by whose controls the doubly robust effect can't regress is left out with the reason", async () => {
  const n = 60;
  const year = Array.from({ length: n }, (_, i) => (i < 30 ? 1 : 2));
  const treat = year.map((_, i) => (i % 3 === 0 ? 1 : 0));
  const noise = year.map((_, i) => (i * 37) % 11);
  // in year 2 all controls have one z
  const z = year.map((y, i) => (y === 2 && treat[i] === 0 ? 5 : (i * 29) % 13));
  const table = makeTable(
    [
      numeric("treat", treat),
      numeric("x", noise),
      numeric("z", z),
      numeric(
        "y",
        noise.map((v, i) => v + ((i * 17) % 7)),
      ),
      numeric("year", year),
    ],
    { name: "t", bytes: 0, sha256: null },
  );
  const { record } = await psmatch(engine, table, "treat ~ x + z", { method: "dr", outcome: "y", by: "year" });
  expect(record.by.map(({ skipped }) => skipped?.code ?? null)).toEqual([null, "controls_collinear"]);
});

it("controls that all have the score 0 have no weights", async () => {
  const table = makeTable(
    [numeric("treat", [1, 0, 1, 0]), numeric("p", [0.5, 0, 0.4, 0]), numeric("x", [1, 2, 3, 4])],
    { name: "t", bytes: 0, sha256: null },
  );
  const error = await refusal(psmatch(engine, table, "treat ~ x", { score: "p", method: "ipw" }));
  expect(error.code).toBe("no_overlap");
});
