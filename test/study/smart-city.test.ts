/**
 * The shipped study of simulated cities: its numbers are those of independent software on the same data, and near the
 * truth the data were made with.
 */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { type Engine, loadEngine } from "../../src/kernels/engine.js";
import type { EventStudyRecord } from "../../src/models/event-study/record.js";
import type { PlaceboRecord } from "../../src/models/placebo/record.js";
import { runStudy, type StudyResult } from "../../src/study/run-study.js";
import type { GmmModel } from "../../src/study/stages/gmm/stage.js";
import type { IvModel } from "../../src/study/stages/iv/stage.js";
import type { PsmDidMade } from "../../src/study/stages/psm-did/stage.js";
import type { RegressionModel } from "../../src/study/stages/regressions/stage.js";
import { readExample } from "./read-example.js";

/** What the golden files promise: coefficients to 1e-9, errors to 1e-8. */
const B = 1e-9;
const SE = 1e-8;
/** Statistics of instruments, of size 100. */
const STRENGTH = 1e-7;

/** GMM: coefficients and errors of systems, test statistics. */
const SYSTEM = 1e-6;
const GMM = 1e-5;

interface Golden {
  readonly coef: Readonly<Record<string, number>>;
  /** Clustered by city. */
  readonly se: Readonly<Record<string, number>>;
  readonly vcov_type: string;
}
const golden = <T = Golden>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../golden/${name}.json`, import.meta.url), "utf8")) as T;

let engine: Engine;
let result: StudyResult;
beforeAll(async () => {
  const [loaded, { file, tables }] = await Promise.all([loadEngine(), readExample("smart-city")]);
  engine = loaded;
  result = await runStudy(engine, file, tables);
});

const stage = <T>(name: string): T => result.record.stages[name] as T;
const near = (a: number, b: number, tolerance: number): void => {
  expect(Math.abs(a - b)).toBeLessThan(tolerance);
};

describe("Table 1", () => {
  test.each([
    [0, "table1_col1", "did", "did"],
    [1, "table1_col2", "did", "did"],
    [3, "table1_literal_col2", "did_literal", "did_literal"],
  ] as const)("column %i is that of independent software", (c, name, term, expectedTerm) => {
    const { models } = stage<{ readonly models: readonly RegressionModel[] }>("table1");
    const { fit, treated } = models[c]!;
    const expected = golden(`feols/expected/city_smartcity_sim_${name}`);
    expect(expected.vcov_type).toBe("Clustered (city)");
    expect(treated).toHaveLength(92);
    near(fit.coefficients[term]!.estimate, expected.coef[expectedTerm]!, B);
    near(fit.coefficients[term]!.std_error, expected.se[expectedTerm]!, SE);
  });

  test("has the truth beside it, within two standard errors of column (1)", () => {
    const { models, truth } = stage<{ readonly models: readonly RegressionModel[]; readonly truth: number }>("table1");
    const { estimate, std_error } = models[0]!.fit.coefficients.did!;
    expect(Math.abs(estimate - truth)).toBeLessThan(2 * std_error);
  });
});

/** A reference of an equation with instruments: errors clustered by city are one of its variants. */
interface GoldenIv {
  readonly coef: Readonly<Record<string, number>>;
  readonly variants: readonly { readonly vcov_arg: string; readonly se: Readonly<Record<string, number>> }[];
  readonly first_stages: Readonly<Record<string, Omit<GoldenIv, "first_stages" | "algebra">>>;
  readonly algebra: Readonly<Record<string, number>>;
}
const byCity = ({ variants }: Pick<GoldenIv, "variants">) => variants.find(({ vcov_arg }) => vcov_arg === "~city")!.se;

describe("instruments", () => {
  test.each([
    [0, "table2_iv", "rugged"],
    [1, "table2_iv_twfe", "I(rugged * (year - 2009))"],
  ] as const)("equation %i has the first and second stage of independent software", (c, name, instrument) => {
    const { fit, treated } = stage<{ readonly models: readonly IvModel[] }>("table3").models[c]!;
    const expected = golden<GoldenIv>(`iv/expected/city_smartcity_sim_${name}`);
    expect(treated).toHaveLength(92);
    expect(Object.keys(fit.coefficients).sort()).toEqual(Object.keys(expected.coef).sort());
    for (const [term, { estimate, std_error }] of Object.entries(fit.coefficients)) {
      near(estimate, expected.coef[term]!, B);
      near(std_error, byCity(expected)[term]!, SE);
    }
    const { kleibergen_paap_wald, cragg_donald } = fit.tests;
    near(kleibergen_paap_wald!.statistic, expected.algebra.kp_rk_wald_F_cluster!, STRENGTH);
    near(cragg_donald!.statistic, expected.algebra.cragg_donald_F!, STRENGTH);
    const first = expected.first_stages.did!;
    for (const [term, { estimate, std_error }] of Object.entries(fit.first_stage.did!.coefficients)) {
      const known = term === instrument && name === "table2_iv_twfe" ? "rt" : term;
      near(estimate, first.coef[known]!, B);
      near(std_error, byCity(first)[known]!, SE);
    }
  });

  test("says that ruggedness compares cities, and what its trend takes for granted", () => {
    const { cautions } = result.shown.find(({ name }) => name === "table3")!;
    expect(cautions).toHaveLength(4);
    expect(cautions[0]).toContain("Ruggedness is the same in every year of each city");
    expect(cautions[1]).toContain("Ruggedness \u00d7 trend compares how cities change");
    expect(cautions[2]).toContain("first-stage effective F of 'did' is 42.87");
    expect(cautions[3]).toContain("first-stage effective F of 'did' is 45.75");
  });
});

describe("matched cities", () => {
  type Both = { readonly unweighted: Golden; readonly weighted: Golden };
  const name = "matching/expected/city_smartcity_sim_table2_psmdid_nn1_rep";

  test("has the matched samples and the regressions on them of independent software", () => {
    const { matching, models } = stage<PsmDidMade>("matched");
    const expected = golden<{
      readonly col1: Both;
      readonly col2: Both;
      readonly n_treated_matched: number;
      readonly n_control_matched: number;
    }>(name);
    expect(matching.matched.treated.used).toBe(expected.n_treated_matched);
    expect(matching.matched.control.used).toBe(expected.n_control_matched);
    const { col1, col2 } = expected;
    const columns = [col1.unweighted, col1.weighted, col2.unweighted, col2.weighted];
    expect(models).toHaveLength(columns.length);
    models.forEach(({ fit, treated }, c) => {
      expect(columns[c]!.vcov_type).toBe("Clustered (city)");
      expect(treated).toHaveLength(92);
      for (const [term, { estimate, std_error }] of Object.entries(fit.coefficients)) {
        near(estimate, columns[c]!.coef[term]!, B);
        near(std_error, columns[c]!.se[term]!, SE);
      }
    });
  });

  test("names the covariates in which pilots and their matches still differ, and how few cities stand for all", () => {
    const { cautions, exhibits } = result.shown.find((shown) => shown.name === "matched")!;
    expect(cautions[0]).toBe(
      "Table A2: after matching the groups still differ by more than 10% of a standard deviation in Infrastructure (19.1%), Education (10.9%), Foreign investment (10.1%).",
    );
    expect(cautions[1]).toMatch(
      /^Table A3: after matching Rubin\u2019s B is 39\.9% and R 0\.79; balance is taken as good/,
    );
    expect(cautions[2]).toBe(
      "Table 3: 48 control cities stand for all; by their weights they count as 29.2 (city 103 alone is matched with 7 of 92 treated).",
    );
    expect(exhibits.map(({ id }) => id)).toEqual(["table3", "tableA2", "tableA3", "figureA3", "figureA4"]);
  });
});

describe("dynamic panel", () => {
  const models = () => stage<{ readonly models: readonly GmmModel[] }>("table7").models;

  test("has plm's difference estimates and tests, and gretl's system", () => {
    const [difference, system] = models();
    const plm = golden<Golden & { readonly algebra: Readonly<Record<string, number>> }>(
      "gmm/expected/city_smartcity_sim_table2_gmm_diff_twostep",
    );
    for (const term of ["lag(quality, 1)", "did", "eco", "market"]) {
      near(difference!.fit.coefficients[term]!.estimate, plm.coef[term]!, B);
      near(difference!.fit.coefficients[term]!.std_error, plm.se[term]!, SE);
    }
    const { tests } = difference!.fit;
    near(tests.ar1!.statistic!, plm.algebra.m1_twostep_windmeijer!, GMM);
    near(tests.ar2!.statistic!, plm.algebra.m2_twostep_windmeijer!, GMM);
    near(tests.hansen!.statistic, plm.algebra.hansen_J_twostep!, GMM);
    const gretl = golden<Golden & { readonly stats: Readonly<Record<string, number>> }>(
      "gmm/expected/gretl_smartcity_sim_table2_system_twostep",
    );
    for (const [term, name] of [
      ["lag(quality, 1)", "quality(-1)"],
      ["did", "did"],
      ["open", "opn"],
    ] as const) {
      near(system!.fit.coefficients[term]!.estimate, gretl.coef[name]!, SYSTEM);
      near(system!.fit.coefficients[term]!.std_error, gretl.se[name]!, SYSTEM);
    }
    near(system!.fit.tests.sargan.statistic, gretl.stats.sargan!, 10 * GMM);
    expect(system!.fit.n_instruments).toBe(gretl.stats.ninst);
    expect(models().map(({ treated }) => treated.length)).toEqual([92, 92]);
  });

  test("has the long-run effect near the truth, and says that AR(2) is rejected", () => {
    const { estimate, std_error } = models()[0]!.fit.long_run.did!;
    expect(Math.abs(estimate - 0.026_556_666_7)).toBeLessThan(2 * std_error);
    const { cautions, exhibits } = result.shown.find(({ name }) => name === "table7")!;
    expect(cautions.filter((text) => text.includes("AR(2) in first differences is rejected"))).toHaveLength(2);
    expect(cautions[0]).toMatch(/^Column \(1\) of Table 4: /);
    expect(exhibits.map(({ id }) => id)).toEqual(["table4", "tableA4"]);
  });
});

describe("Figure 1", () => {
  test("has the effects and the joint test of the leads of independent software", () => {
    const record = stage<EventStudyRecord>("figure1");
    const expected = golden("event-study/expected/city_smartcity_sim_figure1_event");
    for (const { event, estimate, std_error, reference } of record.effects) {
      if (reference) continue;
      near(estimate, expected.coef[`relb::${event}`]!, B);
      near(std_error!, expected.se[`relb::${event}`]!, SE);
    }
    const wald = golden<{ readonly stat: number; readonly p: number }>(
      "event-study/expected/city_smartcity_sim_figure1_pretrend_wald",
    );
    near(record.tests.leads!.statistic, wald.stat, SE);
    near(record.tests.leads!.p_value, wald.p, SE);
  });

  test("covers the truth at every event time, as 95% intervals should at most", () => {
    const record = stage<EventStudyRecord & { readonly truth: Readonly<Record<string, number>> }>("figure1");
    const missed = record.effects.filter(
      ({ event, reference, conf_low, conf_high }) =>
        !reference && !(conf_low! <= record.truth[event]! && record.truth[event]! <= conf_high!),
    );
    expect(missed).toEqual([]);
  });
});

test("Figure 2: no draw is as far from zero as the true estimate; every draw has an estimate", () => {
  const { counts, p_value, pool, source } = stage<PlaceboRecord>("figure2");
  expect(counts).toMatchObject({ requested: 500, used: 500, without_variation: 0 });
  near(p_value.estimate, (1 + counts.at_least_estimate) / 501, Number.EPSILON);
  expect(pool).toMatchObject({ units: 220, treated: 92, outside: 0 });
  expect(source).toMatchObject({ seed: 20_120_805 });
});

test("simulated quality is found again, all but what the demand equation's effects take", () => {
  expect(result.record.quality!.truth).toMatchObject({ column: "true_lnquality", rows: 20_000 });
  expect(result.record.quality!.truth!.correlation).toBeGreaterThan(0.97);
  expect(result.record.quality!.truth!.within_correlation).toBeGreaterThan(0.998);
  expect(result.aggregates.map(({ by }) => by)).toEqual(["firm^year", "city^year"]);
});

test("stages are numbered before they run", async () => {
  const { file, tables } = await readExample("smart-city");
  const { shown } = await runStudy(engine, file, tables, { only: "figure1" });
  expect(shown.flatMap(({ exhibits }) => exhibits.map(({ id }) => id))).toEqual(["figure1", "tableA1"]);
});
