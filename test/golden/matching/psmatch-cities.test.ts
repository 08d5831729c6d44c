/**
 * Difference-in-differences on matched cities by `psmatch`: scores by glm, weights by MatchIt, and fixest on what is left, under
 * every variance of the reference, without weights and with them.
 */
import { beforeAll, describe, expect, it } from "vitest";
import type { Table } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { parseSsc } from "../../../src/regression/variance/ssc.js";
import { psmatch } from "../../../src/verbs/psmatch/fit.js";
import type { MatchedRegression, PsmatchRecord } from "../../../src/verbs/psmatch/record.js";
import type { PsmatchOptions } from "../../../src/verbs/psmatch/verb.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";
import { type ExpectedFit, type ExpectedVariant, sscText, vcovText } from "../feols/expected.js";
import { expectedTable, readExpected } from "./reference.js";

const CONTROLS = "eco + fin + fdi + open + urban + ia + edu + infra + market";
const SCORE_FORMULA = `treat ~ ${CONTROLS}`;
const REGRESSIONS = ["quality ~ did | city + year", `quality ~ did + ${CONTROLS} | city + year`];

/** Relative: fixest was run to 1e-11, conditioning costs about two digits. */
const COEFFICIENT = 1e-9;
/** Relative: errors inherit the square of the conditioning. */
const STD_ERROR = 1e-8;
/** Relative, of the score: glm started again until nothing moves, times the condition of the cities' covariates. */
const SCORE = 1e-9;
/** Relative, of the errors of a single run of glm: they are those of the point before its last. */
const SINGLE_RUN = 1e-7;
/** Absolute, of probabilities and weights. */
const UNIT = 1e-10;

let engine: Engine;
let cities: Table;
beforeAll(async () => {
  engine = await loadEngine({ threads: 2 });
  cities = await goldenTable("smartcity_sim.csv");
});

const close = agreeing("matched-cities");

function expectScore({ score }: PsmatchRecord, converged: string, once: { ps_coef: object; ps_se: object }): void {
  const wanted = readExpected("scores_converged")[converged];
  expect(Object.keys(score!.coefficients)).toEqual(Object.keys(once.ps_coef));
  for (const [term, { estimate, std_error }] of Object.entries(score!.coefficients)) {
    close(estimate, wanted.coef[term], SCORE, term);
    close(std_error, wanted.se[term], SCORE, `error of ${term}`);
    close(estimate, (once.ps_coef as Record<string, number>)[term]!, STD_ERROR, `${term}, of a single run`);
    close(std_error, (once.ps_se as Record<string, number>)[term]!, SINGLE_RUN, `error of ${term}, of a single run`);
  }
}

function expectFit({ fit }: MatchedRegression, wanted: ExpectedFit, variant: ExpectedVariant, what: string): void {
  expect(Object.keys(fit.coefficients), what).toEqual(Object.keys(wanted.coef));
  expect(fit.nobs, what).toBe(wanted.nobs);
  for (const [term, got] of Object.entries(fit.coefficients)) {
    close(got.estimate, wanted.coef[term]!, COEFFICIENT, `${what}: ${term}`);
    close(got.std_error, variant.se[term]!, STD_ERROR, `${what}: error of ${term}`);
  }
  expect(fit.vcov.df, what).toBe(variant.df_t);
  expect(fit.vcov.K, what).toBe(variant.dof_K);
  close(fit.fit.r2, wanted.r2, COEFFICIENT, `${what}: R2`);
  close(fit.fit.within_r2!, wanted.r2_within!, COEFFICIENT, `${what}: within R2`);
}

/** The regressions of `options` under each variance of the reference; `wantedOf` finds one of ours there. */
async function expectRegressions(
  options: PsmatchOptions,
  nCompared: number,
  wantedOf: (formula: "col1" | "col2", regression: MatchedRegression) => ExpectedFit | undefined,
  variances: ExpectedFit,
): Promise<PsmatchRecord> {
  let record: PsmatchRecord | undefined;
  for (const [v, variant] of variances.variants.entries()) {
    ({ record } = await psmatch(engine, cities, SCORE_FORMULA, {
      ...options,
      regressions: REGRESSIONS,
      vcov: vcovText(variant, variances),
      ssc: parseSsc(sscText(variant)),
    }));
    const pairs = record.regressions.flatMap((regression) => {
      const wanted = wantedOf(regression.formula === REGRESSIONS[0] ? "col1" : "col2", regression);
      return wanted === undefined ? [] : [{ regression, wanted }];
    });
    expect(pairs).toHaveLength(nCompared);
    for (const { regression, wanted } of pairs) {
      const what = `${regression.formula}, ${regression.weighted ? "weighted" : "unweighted"}, ${variant.vcov_arg}`;
      expectFit(regression, wanted, wanted.variants[v]!, what);
    }
  }
  return record!;
}

describe("cities matched on their averages of 2010 and 2011", () => {
  it.each([
    ["nn1_rep", { replace: true }],
    ["nn2_rep", { replace: true, ratio: 2 }],
    ["nn1_norep_caliper0.2", { replace: false, order: "data", caliper: 0.2 }],
  ] as const)("%s: score, weights and regressions of MatchIt and fixest", async (name, options) => {
    const expected = readExpected(`city_smartcity_sim_table2_psmdid_${name}`);
    const all: PsmatchOptions = { ...options, average: "city", pre: "year <= 2011", weightSum: "controls" };
    const wantedOf = (formula: "col1" | "col2", { weighted }: MatchedRegression): ExpectedFit =>
      expected[formula][weighted ? "weighted" : "unweighted"];
    const record = await expectRegressions(all, 4, wantedOf, expected.col1.unweighted);
    expectScore(record, "city_means_logit", expected);
    expect(record.plan.scale).toBe("linear");
    expect(record.matched.treated.used).toBe(expected.n_treated_matched);
    expect(record.matched.control.used).toBe(expected.n_control_matched);
    expect(record.dropped).toEqual({ not_pre: 2200, missing: 0 });
    const codes = record.notes.map(({ code }) => code);
    expect(codes).toContain("averages");
    expect(codes).not.toContain("post_treatment_rows");
    expect(codes).not.toContain("timing_unknown");

    const { units } = await psmatch(engine, cities, SCORE_FORMULA, all);
    const wanted = await expectedTable(expected.weights_file);
    expect(units.numeric("city")).toEqual(wanted.numeric("city"));
    expect(units.numeric("treated")).toEqual(wanted.numeric("treat"));
    for (const [column, file] of [
      ["score", "ps"],
      ["weight", "weight"],
    ] as const) {
      units
        .numeric(column)
        .forEach((value, i) => void close(value, wanted.numeric(file)[i]!, 0, `${column} ${i}`, UNIT));
    }
  });
});

describe("all city-years on one score", () => {
  it("common support by the range of both groups: score, bounds and regressions of glm and fixest", async () => {
    const expected = readExpected("city_smartcity_sim_table2_psmdid_commonsupport");
    const wantedOf = (formula: "col1" | "col2", { sample }: MatchedRegression): ExpectedFit | undefined =>
      sample === "on_support" ? expected[formula] : undefined;
    const record = await expectRegressions({ replace: true, support: "minmax" }, 2, wantedOf, expected.col1);
    expectScore(record, "city_years_logit", expected);
    const { range, scale, off_treated, off_control } = record.support!;
    expect(scale).toBe("probability");
    close(range!.low, expected.support.lo, 0, "lower bound", UNIT);
    close(range!.high, expected.support.hi, 0, "upper bound", UNIT);
    expect(2640 - off_treated - off_control).toBe(expected.nobs);
    const after = record.notes.find(({ code }) => code === "post_treatment_rows");
    const treated = cities.numeric("did").reduce((sum, did) => sum + did, 0);
    expect(after?.detail).toMatchObject({ column: "did", rows: treated, of: 2640 });
  });
});
