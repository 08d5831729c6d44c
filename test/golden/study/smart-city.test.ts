/**
 * Every table and figure of the references on the simulated cities, made by a study: its numbers are those of fixest, MatchIt,
 * glm, plm, gretl and base-R algebra on the same data, each reference file by its name.
 */
import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { readTable } from "../../../src/data/files/read-table.js";
import type { Coefficient } from "../../../src/regression/tests/coefficients.js";
import type { StudyResult } from "../../../src/study/run-study.js";
import type { IvModel } from "../../../src/study/stages/iv/instruments.js";
import type { GmmModel } from "../../../src/study/stages/pgmm/present.js";
import type { PsmatchStageResult } from "../../../src/study/stages/psmatch/cautions.js";
import type { RegressionModel } from "../../../src/study/stages/regressions/wild-rows.js";
import type { EventStudyRecord } from "../../../src/verbs/event-study/record.js";
import type { PlaceboRecord } from "../../../src/verbs/placebo/record.js";
import { agreeing } from "../../support/agree.js";
import type { PlmReference } from "../../support/gmm-panels.js";
import { FOLDERS, goldenFolder, type ReferenceFit, reference, referencePath, runGolden } from "./golden-study.js";

/** Coefficients and errors of regressions, absolute. */
const FIT = 1e-9;
const FIT_ERROR = 1e-8;
/** A coefficient of a regression without effects is as large as the levels it fits. */
const P_VALUE = 1e-6;
/** Relative, of every single placebo draw. */
const DRAW = 1e-8;
/** Relative: ratios of quadratic forms. */
const STRENGTH = 1e-7;
/** Relative, of the score: of errors glm gives those of the iteration before its last. */
const SCORE = { estimate: 1e-8, std_error: 1e-7 } as const;
/** Absolute: probabilities and weights. */
const UNIT = 1e-9;
/** GMM, as the references promise: difference models, systems, tests; gretl's output is printed to as many digits as systems. */
const DIFFERENCE = 1e-8;
const SYSTEM = 1e-6;
const TESTS = 1e-5;

const TREATED = 92;

let result: StudyResult;
beforeAll(async () => {
  result = await runGolden();
});

const stage = <T>(name: string): T => result.record.stages[name] as T;

const agree = agreeing("smart-city");
const near = agree.within;
const relative = (got: number | null | undefined, want: number, tolerance: number, what: string): void =>
  agree(got, want, tolerance, what, tolerance * 1e-3);

type ByTerm = Readonly<Record<string, number>>;

/** Every coefficient and error of `got`, under the names of the reference. */
function sameFit(
  got: Readonly<Record<string, Coefficient>>,
  { coef, se }: { readonly coef: ByTerm; readonly se: ByTerm },
  nameOf: (term: string) => string = (term) => term,
): void {
  expect(Object.keys(got).sort()).toEqual(Object.keys(coef).map(nameOf).sort());
  for (const term of Object.keys(coef)) {
    near(got[nameOf(term)]!.estimate, coef[term]!, FIT, term);
    near(got[nameOf(term)]!.std_error, se[term]!, FIT_ERROR, `error of ${term}`);
  }
}

interface Variants {
  readonly variants: readonly { readonly vcov_arg: string; readonly se: ByTerm; readonly p: ByTerm }[];
}
const byCity = ({ variants }: Variants) => variants.find(({ vcov_arg }) => vcov_arg === "~city")!;

/** Column `c` of Table 1. */
const regression = (c: number) => (name: string) => {
  const { fit, treated } = stage<{ readonly models: readonly RegressionModel[] }>("table1").models[c]!;
  const expected = reference<ReferenceFit & Variants>(name);
  const clustered = byCity(expected);
  expect(treated).toHaveLength(TREATED);
  expect(fit.nobs).toBe(expected.nobs);
  sameFit(fit.coefficients, { coef: expected.coef, se: clustered.se });
  for (const [term, p] of Object.entries(clustered.p)) relative(fit.coefficients[term]!.p_value, p, P_VALUE, term);
};

const events = (stageName: string) => (name: string) => {
  const { coefficients, effects, nobs } = stage<EventStudyRecord>(stageName);
  const expected = reference<ReferenceFit>(name);
  const ours = (term: string): string => term.replace(/^relb?::/, "event::");
  expect(nobs).toBe(expected.nobs);
  sameFit(coefficients, expected, ours);
  const shown = effects.filter((effect) => !effect.reference);
  expect(shown.map(({ event }) => `event::${event}`)).toEqual(
    Object.keys(expected.coef)
      .filter((term) => term.startsWith("rel"))
      .map(ours),
  );
  for (const { event, estimate, std_error } of shown) {
    expect([estimate, std_error]).toEqual([
      coefficients[`event::${event}`]!.estimate,
      coefficients[`event::${event}`]!.std_error,
    ]);
  }
};

function leads(name: string): void {
  const { leads } = stage<EventStudyRecord>("figure1").tests;
  const expected = reference<Readonly<Record<"stat" | "p" | "df1" | "df2", number>>>(name);
  expect(leads!.terms).toEqual(["event::-4", "event::-3", "event::-2"]);
  expect([leads!.df1, leads!.df2]).toEqual([expected.df1, expected.df2]);
  near(leads!.statistic, expected.stat, FIT_ERROR, "F");
  near(leads!.p_value, expected.p, FIT_ERROR, "p");
}

async function placebo(name: string): Promise<void> {
  const record = stage<PlaceboRecord>("figure2");
  const expected = reference<
    Readonly<Record<"actual_coef" | "placebo_mean" | "placebo_sd" | "p_two_sided" | "share_abs_t_gt_1.96", number>> & {
      readonly batch_years_by_position: readonly number[];
      readonly draws_file: string;
      readonly draw1_check_by_feols: readonly [number, number];
    }
  >(name);
  const wanted = await readTable(referencePath(`${expected.draws_file}.gz`));
  expect(wanted.nRows).toBe(500);
  const { draws, cohorts, counts, observed, source } = record;
  for (const [column, got] of [
    ["coef", draws.estimate],
    ["se", draws.std_error],
    ["t", draws.statistic],
  ] as const) {
    expect(got).toHaveLength(500);
    wanted.numeric(column).forEach((want, b) => {
      agree(got[b], want, DRAW, `draw ${b + 1}: ${column}`);
    });
  }
  relative(draws.estimate[0], expected.draw1_check_by_feols[0], DRAW, "the first draw by feols");
  relative(draws.std_error[0], expected.draw1_check_by_feols[1], DRAW, "its error");
  expect(cohorts.flatMap(({ cohort, units }) => new Array(units).fill(cohort))).toEqual(
    expected.batch_years_by_position,
  );
  relative(observed.estimate, expected.actual_coef, FIT, "the true estimate");
  near(record.distribution.estimate.mean, expected.placebo_mean, FIT, "mean");
  relative(record.distribution.estimate.sd, expected.placebo_sd, DRAW, "sd");
  expect(counts.at_least_estimate / counts.used).toBe(expected.p_two_sided);
  expect(draws.statistic.filter((t) => Math.abs(t!) > 1.96).length / 500).toBe(expected["share_abs_t_gt_1.96"]);
  expect(source).toMatchObject({ permutations: expect.stringContaining("figure2_permutations") });
  const { exhibits } = result.shown.find(({ name }) => name === "figure2")!;
  expect(exhibits[0]!.kind === "figure" && exhibits[0]!.notes.join(" ")).toContain("figure2_permutations");
}

interface ReferenceIv extends ReferenceFit, Variants {
  readonly first_stages: Readonly<Record<string, ReferenceFit & Variants>>;
  readonly algebra: ByTerm;
}

const instrumented = (c: number) => (name: string) => {
  const { fit, treated } = stage<{ readonly models: readonly IvModel[] }>("iv").models[c]!;
  const expected = reference<ReferenceIv>(name);
  expect(treated).toHaveLength(TREATED);
  expect(fit.nobs).toBe(expected.nobs);
  sameFit(fit.coefficients, { coef: expected.coef, se: byCity(expected).se });
  const first = expected.first_stages.did!;
  sameFit(fit.first_stage.did!.coefficients, { coef: first.coef, se: byCity(first).se }, (term) =>
    term === "rt" ? "I(rugged * (year - 2009))" : term,
  );
  const { kleibergen_paap_wald, cragg_donald } = fit.tests;
  relative(kleibergen_paap_wald!.statistic, expected.algebra.kp_rk_wald_F_cluster!, STRENGTH, "Kleibergen-Paap");
  relative(cragg_donald!.statistic, expected.algebra.cragg_donald_F!, STRENGTH, "Cragg-Donald");
};

interface ReferenceScore {
  readonly ps_coef: ByTerm;
  readonly ps_se: ByTerm;
}

function sameScore({ score }: PsmatchStageResult["matching"], expected: ReferenceScore): void {
  expect(Object.keys(score!.coefficients)).toEqual(Object.keys(expected.ps_coef));
  for (const [term, { estimate, std_error }] of Object.entries(score!.coefficients)) {
    const [coef, se] = [expected.ps_coef[term]!, expected.ps_se[term]!];
    agree(estimate, coef, SCORE.estimate, `score: ${term}`);
    agree(std_error, se, SCORE.std_error, `score: error of ${term}`);
  }
}

function sameRegressions(models: PsmatchStageResult["models"], wanted: readonly ReferenceFit[]): void {
  expect(models).toHaveLength(wanted.length);
  models.forEach(({ fit }, c) => {
    expect(wanted[c]!.vcov_type).toBe("Clustered (city)");
    expect(fit.nobs).toBe(wanted[c]!.nobs);
    sameFit(fit.coefficients, wanted[c]!);
  });
}

/** Cities matched on their means before treatment: score, weights, regressions without and with these. */
const matched = (tag: string) => (name: string) => {
  const { matching, models, units } = stageOfMatching(tag);
  const expected = reference<
    ReferenceScore & {
      readonly col1: { readonly unweighted: ReferenceFit; readonly weighted: ReferenceFit };
      readonly col2: { readonly unweighted: ReferenceFit; readonly weighted: ReferenceFit };
      readonly n_treated_matched: number;
      readonly n_control_matched: number;
      readonly weights_file: string;
    }
  >(name);
  sameScore(matching, expected);
  expect(matching.matched.treated.used).toBe(expected.n_treated_matched);
  expect(matching.matched.control.used).toBe(expected.n_control_matched);
  const [, ...lines] = readFileSync(referencePath(expected.weights_file), "utf8").trim().split("\n");
  expect(lines).toHaveLength(units.nRows);
  lines.forEach((line, i) => {
    const [city, treat, score, , weight] = line.split(",").map(Number);
    expect([units.numeric("city")[i], units.numeric("treated")[i]]).toEqual([city, treat]);
    near(units.numeric("score")[i], score!, UNIT, `score of city ${city}`);
    near(units.numeric("weight")[i], weight!, UNIT, `weight of city ${city}`);
  });
  expect(models.map(({ weighted }) => weighted)).toEqual([false, true, false, true]);
  const { col1, col2 } = expected;
  sameRegressions(models, [col1.unweighted, col1.weighted, col2.unweighted, col2.weighted]);
};

/** Rows of all years on one score: those on the common support. */
function commonSupport(name: string): void {
  const { matching, models } = stageOfMatching("commonsupport");
  const expected = reference<
    ReferenceScore & {
      readonly nobs: number;
      readonly col1: ReferenceFit;
      readonly col2: ReferenceFit;
      readonly support: { readonly lo: number; readonly hi: number };
    }
  >(name);
  sameScore(matching, expected);
  const onSupport = models.filter(({ sample }) => sample === "on_support");
  sameRegressions(onSupport, [expected.col1, expected.col2]);
  expect(onSupport[0]!.fit.nobs).toBe(expected.nobs);
  const { scale, range } = matching.support!;
  const ofScore = (value: number): number => (scale === "linear" ? 1 / (1 + Math.exp(-value)) : value);
  near(ofScore(range!.low), expected.support.lo, UNIT, "lower bound");
  near(ofScore(range!.high), expected.support.hi, UNIT, "upper bound");
}

function stageOfMatching(tag: string): PsmatchStageResult {
  const { record, data } = {
    record: stage<Pick<PsmatchStageResult, "treatment" | "matching" | "models">>(tag),
    data: result.shown.find(({ name }) => name === tag)!.data,
  };
  const units = Object.entries(data).find(([file]) => file.endsWith("_units"))![1];
  return { ...record, units, pairs: null };
}

const dynamic = (stageName: "gmm" | "gretl", label: string): GmmModel => {
  const model = stage<{ readonly models: readonly GmmModel[] }>(stageName).models.find((one) => one.label === label);
  expect(model, label).toBeDefined();
  expect(model!.treated).toHaveLength(TREATED);
  return model!;
};

function sameDynamic(
  { fit }: GmmModel,
  { coef, se }: { readonly coef: ByTerm; readonly se: ByTerm },
  tolerance: number,
  nameOf: (term: string) => string = (term) => term,
): void {
  expect(Object.keys(fit.coefficients).sort()).toEqual(Object.keys(coef).map(nameOf).sort());
  for (const [term, value] of Object.entries(coef)) {
    relative(fit.coefficients[nameOf(term)]!.estimate, value, tolerance, term);
  }
  for (const [term, value] of Object.entries(se)) {
    if (term === "") continue; // the file lost the names of time dummies
    relative(fit.coefficients[nameOf(term)]!.std_error, value, tolerance, `error of ${term}`);
  }
}

/** plm's estimates, and the tests of dense algebra on its matrices. */
const plm = (label: string) => (name: string) => {
  const model = dynamic("gmm", label);
  const expected = reference<PlmReference>(name);
  const { algebra, sargan_xtabond2: sargan } = expected;
  const { tests, n_groups, n_instruments } = model.fit;
  sameDynamic(model, expected, label.startsWith("system") ? SYSTEM : DIFFERENCE);
  expect([n_groups, n_instruments]).toEqual([expected.n_groups, expected.n_instruments]);
  const step = label.includes("twostep") ? "twostep_windmeijer" : "onestep_robust";
  relative(tests.ar1!.statistic, algebra[`m1_${step}`]!, TESTS, "AR(1)");
  relative(tests.ar2!.statistic, algebra[`m2_${step}`]!, TESTS, "AR(2)");
  relative(tests.hansen!.statistic, algebra.hansen_J_twostep, TESTS, "Hansen");
  expect(tests.sargan.df1).toBe(sargan!.df);
  relative(tests.sargan.statistic, sargan!.stat, TESTS, "Sargan");
  relative(tests.sargan.p_value, sargan!.p, TESTS, "p of Sargan");
};

/** gretl's names: opn for open, T3 for the third year. */
function ofGretl(term: string): string {
  if (/^T\d+$/.test(term)) return String(2009 + Number(term.slice(1)));
  return { "quality(-1)": "lag(quality, 1)", opn: "open", const: "(Intercept)" }[term] ?? term;
}

const gretl = (label: string) => (name: string) => {
  const model = dynamic("gretl", label);
  const expected = reference<ReferenceFit & { readonly stats: ByTerm }>(name);
  const { tests, n_instruments, n_groups } = model.fit;
  sameDynamic(model, expected, SYSTEM, ofGretl);
  expect([n_instruments, n_groups]).toEqual([expected.stats.ninst, expected.stats.n_included_units]);
  relative(tests.sargan.statistic, expected.stats.sargan!, TESTS, "Sargan");
  relative(tests.ar1!.statistic, expected.stats.AR1!, TESTS, "AR(1)");
  relative(tests.ar2!.statistic, expected.stats.AR2!, TESTS, "AR(2)");
  if (expected.stats.hansen !== undefined) relative(tests.hansen!.statistic, expected.stats.hansen, TESTS, "Hansen");
};

const CITY = "city_smartcity_sim";
const GMM = ["diff_onestep", "diff_twostep", "diff_twostep_collapsed", "diff_did_only_twostep"];
const SYSTEMS = ["system_onestep", "system_twostep", "system_twostep_collapsed"];

/** By the name of the reference file, what is compared with it. */
const COMPARED: Readonly<Record<string, (name: string) => void | Promise<void>>> = {
  [`${CITY}_table1_col1`]: regression(0),
  [`${CITY}_table1_col2`]: regression(1),
  [`${CITY}_table1_col2_noFE`]: regression(2),
  [`${CITY}_table1_literal_col1`]: regression(3),
  [`${CITY}_table1_literal_col2`]: regression(4),
  [`${CITY}_figure1_event`]: events("figure1"),
  [`${CITY}_figure1_event_nocontrols`]: events("figure1_nocontrols"),
  [`${CITY}_figure1_pretrend_wald`]: leads,
  [`${CITY}_figure2_placebo`]: placebo,
  [`${CITY}_table2_iv`]: instrumented(0),
  [`${CITY}_table2_iv_twfe`]: instrumented(1),
  [`${CITY}_table2_psmdid_nn1_rep`]: matched("nn1_rep"),
  [`${CITY}_table2_psmdid_nn2_rep`]: matched("nn2_rep"),
  [`${CITY}_table2_psmdid_nn1_norep_caliper0.2`]: matched("nn1_norep_caliper0.2"),
  [`${CITY}_table2_psmdid_commonsupport`]: commonSupport,
  ...Object.fromEntries([...GMM, ...SYSTEMS].map((label) => [`${CITY}_table2_gmm_${label}`, plm(label)])),
  gretl_smartcity_sim_table2_diff_onestep: gretl("diff_onestep"),
  gretl_smartcity_sim_table2_diff_twostep: gretl("diff_twostep"),
  gretl_smartcity_sim_table2_system_twostep: gretl("system_twostep"),
};

describe("the study has the numbers of", () => {
  test.each(Object.entries(COMPARED))("%s", (name, compare) => compare(name));
});

test("every reference on the cities is compared with a study", () => {
  const files = FOLDERS.flatMap((folder) => readdirSync(goldenFolder(folder)));
  const names = files
    .filter((file) => /smartcity_sim_(table[12]|figure)\w*.*\.json$/.test(file))
    .map((file) => file.slice(0, -".json".length));
  expect(Object.keys(COMPARED).sort()).toEqual(names.sort());
  expect(names).toHaveLength(25);
});
