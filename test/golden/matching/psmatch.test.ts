/**
 * `psmatch` from a table and a formula to its record, on lalonde, beside every number of R: scores, pairs, weights, effects,
 * errors, balance, and regressions on what was matched.
 */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import type { Table } from "../../../src/data/table/table.js";
import { withColumns } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { psmatch } from "../../../src/verbs/psmatch/fit.js";
import type { PsmatchRecord, PsmatchResult } from "../../../src/verbs/psmatch/record.js";
import type { PsmatchOptions } from "../../../src/verbs/psmatch/verb.js";
import { agreeing } from "../../support/agree.js";
import { expectedMatches, expectedNames, expectedTable, lalonde, readExpected } from "./reference.js";

const COVARIATES = "age + educ + race + married + nodegree + re74 + re75";
const FORMULA = `treat ~ ${COVARIATES}`;

/** Relative, of effects, errors and means of up to thousands of dollars. */
const NUMBER = 1e-8;
/** Absolute, of weights of a few units and of standardised biases. */
const UNIT = 1e-10;
/** Relative, of weights by probabilities of a single run of glm, which stops by the deviance. */
const SINGLE_RUN = 1e-7;
/** Relative, of the score's coefficients and errors by Newton's method run to rest on both sides. */
const SCORE = 1e-9;

let engine: Engine;
let table: Table;
beforeAll(async () => {
  engine = await loadEngine({ threads: 2 });
  const { data, score } = await lalonde();
  table = withColumns(
    data,
    ["logit_ps_round9", "logit_ps_tiefree"].map((name) => ({ kind: "numeric", name, values: score(name) })),
  );
});

const match = (options: PsmatchOptions): Promise<PsmatchResult> =>
  psmatch(engine, table, FORMULA, { outcome: "re78", ...options });

const agree = agreeing("psmatch");
const close = (got: number | null | undefined, wanted: number, what: string, relative = NUMBER, absolute = 0): void =>
  agree(got, wanted, relative, what, absolute);

type Balance = Readonly<Record<string, Readonly<Record<string, number>>>>;

function expectBalance(
  { balance }: PsmatchRecord,
  side: "before" | "after",
  wanted: Balance,
  [number, unit] = [NUMBER, UNIT],
): void {
  expect(balance.map(({ name }) => name)).toEqual(Object.keys(wanted));
  for (const { name, [side]: got } of balance) {
    const { mean_treated, mean_control, smd_treated_sd, smd_pooled_sd } = wanted[name]!;
    close(got.mean_treated, mean_treated!, `${name}, mean of the treated`);
    close(got.mean_control, mean_control!, `${name}, mean of controls`, number);
    close(got.bias_treated_sd, smd_treated_sd!, `${name}, bias over the sd of the treated`, 0, unit);
    close(got.bias_pooled_sd, smd_pooled_sd!, `${name}, bias over the pooled sd`, 0, unit);
  }
}

describe.each(["logit", "probit"] as const)("the score by %s", (link) => {
  it("has glm's coefficients, errors, tests and likelihoods", async () => {
    const { record, units } = await match({ link, replace: true });
    const wanted = readExpected("scores_converged")[`lalonde_${link}`];
    const { coefficients, log_likelihood, null_log_likelihood, pseudo_r2, nobs } = record.score!;
    expect(Object.keys(coefficients)).toEqual(Object.keys(wanted.coef));
    for (const [name, { estimate, std_error, statistic, p_value }] of Object.entries(coefficients)) {
      close(estimate, wanted.coef[name], name, SCORE);
      close(std_error, wanted.se[name], `error of ${name}`, SCORE);
      close(statistic, wanted.z[name], `z of ${name}`, SCORE);
      close(p_value, wanted.p[name], `p of ${name}`, NUMBER);
    }
    const single = readExpected(`match_lalonde_ps_${link}`);
    close(log_likelihood, single.loglik, "log-likelihood");
    close(null_log_likelihood, single.null_loglik, "null log-likelihood");
    close(pseudo_r2, single.mcfadden_r2, "pseudo R2");
    expect(nobs).toBe(single.nobs);
    const scores = (await expectedTable("scores_converged.csv")).numeric(link);
    const once = (await expectedTable("match_lalonde_ps.csv")).numeric(`ps_${link}`);
    units.numeric("score").forEach((score, i) => {
      close(score, scores[i]!, `score in row ${i + 1}`, SCORE);
      close(score, once[i]!, `score in row ${i + 1}, of a single run`, 0, NUMBER);
    });
  });
});

/** What a file's name says: nn2_norep_data_caliper0.2sd_tiefree. */
const NAME =
  /^match_lalonde_nn(?<ratio>\d)_(?<reuse>rep|norep)(_(?<order>data|largest|smallest))?(_caliper(?<sd>[\d.]+)sd)?/;

function optionsOf(name: string): PsmatchOptions {
  const { ratio, reuse, order, sd } = NAME.exec(name)!.groups!;
  return {
    ratio: Number(ratio),
    replace: reuse === "rep",
    ...(order === undefined ? {} : { order: order as NonNullable<PsmatchOptions["order"]> }),
    ...(sd === undefined ? {} : { caliper: Number(sd) }),
    weightSum: "controls",
  };
}

/** Controls of each treated unit (0-based), from the pairs as a table. */
function matchesOf({ pairs }: PsmatchResult): ReadonlyMap<number, readonly number[]> {
  const matches = new Map<number, number[]>();
  table.numeric("treat").forEach((treat, i) => {
    if (treat === 1) matches.set(i, []);
  });
  const [treated, control] = [pairs!.numeric("treated_row"), pairs!.numeric("control_row")];
  treated.forEach((row, p) => void matches.get(row - 1)!.push(control[p]! - 1));
  return matches;
}

describe("MatchIt on scores without ties", () => {
  it.each(expectedNames(/_lalonde_nn\d.*_tiefree/))("%s", async (name) => {
    const wanted = readExpected(name);
    const result = await match({
      ...optionsOf(name),
      score: "logit_ps_tiefree",
      regressions: ["re78 ~ treat", `re78 ~ treat + ${COVARIATES}`],
      vcov: "hetero",
    });
    const { record, units } = result;
    expect(matchesOf(result)).toEqual(expectedMatches(`${name}_pairs.csv`));
    const weights = (await expectedTable(`${name}_weights.csv`)).numeric("weight");
    units.numeric("weight").forEach((weight, i) => void close(weight, weights[i]!, `weight of row ${i + 1}`, 0, UNIT));
    expect(record.matched.treated.used).toBe(wanted.n_treated_matched);
    expect(record.matched.control.used).toBe(wanted.n_control_matched);
    close(record.matched.weight_sum.control, wanted.n_control_matched, "sum of control weights");
    close(record.plan.caliper?.raw ?? 0, wanted.caliper_raw ?? 0, "caliper");
    close(record.att!.estimate, wanted.att.att, "effect");
    close(record.att!.mean_treated, wanted.att.mean_treated, "mean of the treated");
    close(record.att!.mean_counterfactual, wanted.att.mean_control, "mean of controls");
    expect(record.matched.ties!.treated).toBe(0);
    expectBalance(record, "after", wanted.balance_after);
    const { att_lm_no_cov, se_hc1, att_lm_cov, se_cov_hc1, nobs } = wanted.regression;
    const [, plain, , adjusted] = record.regressions;
    expect([plain!.weighted, plain!.fit.nobs, adjusted!.weighted]).toEqual([true, nobs, true]);
    close(plain!.fit.coefficients.treat!.estimate, att_lm_no_cov, "weighted difference");
    close(plain!.fit.coefficients.treat!.std_error, se_hc1, "its error");
    close(record.att!.errors.hc1!.std_error, se_hc1, "the same error of the effect");
    close(adjusted!.fit.coefficients.treat!.estimate, att_lm_cov, "weighted regression");
    close(adjusted!.fit.coefficients.treat!.std_error, se_cov_hc1, "its error");
  });
});

describe("a plain loop in R, the lowest row taken where scores tie", () => {
  it.each(expectedNames(/_lalonde_nn\d/))("%s", async (name) => {
    const score = name.endsWith("_tiefree") ? "logit_ps_tiefree" : "logit_ps_round9";
    const result = await match({ ...optionsOf(name), score });
    expect(matchesOf(result)).toEqual(expectedMatches(`${name}_pairs_lowest_row_ties.csv`));
    const { own_att, own_n_treated } = readExpected(name).tie_check;
    close(result.record.att!.estimate, own_att, "effect");
    expect(result.record.att!.n_treated).toBe(own_n_treated);
  });

  it.each(expectedNames(/_lalonde_nn\d/).filter((name) => !name.endsWith("_tiefree")))(
    "%s, by a score of its own",
    async (name) => {
      const { record } = await match(optionsOf(name));
      expect(record.plan.scale).toBe("linear");
      const { own_att } = readExpected(name).tie_check;
      close(record.att!.estimate, own_att, "effect");
    },
  );
});

describe("Matching::Match, ties averaged", () => {
  it.each([
    ["match_lalonde_AI_nn1", { ratio: 1 }],
    ["match_lalonde_AI_nn4", { ratio: 4 }],
    ["match_lalonde_AI_nn1_caliper0.2sd", { ratio: 1, caliper: 0.2 }],
  ])("%s: pairs, effect and errors", async (name, options) => {
    const wanted = readExpected(name);
    const { record } = await match({ ...options, replace: true, ties: "average", score: "logit_ps_round9" });
    const { att, matched } = record;
    close(att!.estimate, wanted.att, "effect");
    expect(matched.pairs).toBe(wanted.n_pairs);
    expect(matched.treated.used).toBe(wanted.n_matched_treated);
    expect(matched.treated.unused).toBe(wanted.n_dropped);
    expect(att!.error).toBe("abadie-imbens");
    // Match counts a treated unit without a match as one with an effect of zero; here it is left out
    if (wanted.n_dropped === 0) close(att!.std_error, wanted.se_abadie_imbens, "error");
  });
});

const KERNELS = { gaussian: "normal" } as Readonly<Record<string, string>>;

describe("kernels from first principles", () => {
  const names = expectedNames(/_lalonde_(kernel|radius|llr)/);
  it("are there in nine designs", () => expect(names).toHaveLength(9));

  it.each(names)("%s", async (name) => {
    const wanted = readExpected(name);
    const [, kernel, width, link, common] = /kernel=(\w+), h=([\d.]+) on ps_(\w+), common_support=(\w+)/.exec(
      wanted.call,
    )!;
    const isRadius = name.includes("radius");
    const { record, units } = await match({
      method: isRadius ? "radius" : name.includes("llr") ? "llr" : "kernel",
      link: link as "logit" | "probit",
      ...(isRadius
        ? { caliper: Number(width) }
        : { kernel: (KERNELS[kernel!] ?? kernel) as NonNullable<PsmatchOptions["kernel"]>, bandwidth: Number(width) }),
      ...(common === "TRUE" ? { support: "psmatch2" } : {}),
    });
    const { att, matched } = record;
    close(att!.estimate, wanted.att, "effect");
    close(att!.mean_treated, wanted.mean_treated, "mean of the treated");
    close(att!.mean_counterfactual, wanted.mean_counterfactual, "mean of counterfactuals");
    expect(att!.error).toBe("psmatch2");
    close(att!.std_error, wanted.se_psmatch2, "error");
    expect(matched.treated.used).toBe(wanted.n_treated_used);
    const treated = table.numeric("treat");
    const controls = units.numeric("weight").filter((_, i) => treated[i] === 0);
    expect(controls.filter((weight) => weight > 0).length).toBe(wanted.n_control_used);
    // R keeps names of single controls in the file of local lines
    Object.values<number>(wanted.weight_controls_first10).forEach((weight, i) => {
      close(controls[i], weight, `weight of control ${i + 1}`, SINGLE_RUN, UNIT);
    });
    // the logit's single run had arrived, the probit's had not
    const reach: [number, number] = link === "logit" ? [NUMBER, UNIT] : [SINGLE_RUN, SINGLE_RUN];
    if (wanted.balance_after !== null) expectBalance(record, "after", wanted.balance_after, reach);
  });
});

it("inverse probability weighting has the effect, balance and regressions of R", async () => {
  const wanted = readExpected("match_lalonde_ipw_att");
  const { record, units } = await match({ method: "ipw", regressions: ["re78 ~ treat"], vcov: "hetero" });
  close(record.att!.estimate, wanted.att.att, "effect");
  close(record.att!.mean_treated, wanted.att.mean_treated, "mean of the treated");
  close(record.att!.mean_counterfactual, wanted.att.mean_control, "mean of controls");
  close(record.att!.std_error, wanted.regression.se_hc1, "error");
  expectBalance(record, "after", wanted.balance_after);
  const [, weighted] = record.regressions;
  close(weighted!.fit.coefficients.treat!.estimate, wanted.regression.att_lm_no_cov, "weighted difference");
  close(weighted!.fit.coefficients.treat!.std_error, wanted.regression.se_hc1, "its error");
  // R's regression takes the odds as they are; here the weights of controls are scaled to the number of treated
  const [score, treated] = [units.numeric("score"), units.numeric("treated")];
  const odds = score.map((p, i) => (treated[i] === 1 ? 1 : p / (1 - p)));
  const withOdds = withColumns(table, [{ kind: "numeric", name: "odds", values: odds }]);
  const adjusted = feols(engine, withOdds, `re78 ~ treat + ${COVARIATES}`, { vcov: "hetero", weights: "odds" });
  close(adjusted.coefficients.treat!.estimate, wanted.regression.att_lm_cov, "regression weighted by odds");
  close(adjusted.coefficients.treat!.std_error, wanted.regression.se_cov_hc1, "its error");
  const scaled = Array.from(units.numeric("weight")).filter((_, i) => treated[i] === 0);
  const plain = Array.from(odds).filter((_, i) => treated[i] === 0);
  const factor = 185 / plain.reduce((sum, weight) => sum + weight, 0);
  scaled.forEach((weight, i) => void close(weight, factor * plain[i]!, `weight of control ${i + 1}`));
});

it("balance and the difference of means before matching are those of R", async () => {
  const wanted = readExpected("match_lalonde_balance_before");
  const { record } = await match({ replace: true });
  expectBalance(record, "before", wanted.balance);
  close(record.att!.unmatched.estimate, wanted.naive_diff.att, "difference of means");
  close(record.att!.unmatched.mean_treated, wanted.naive_diff.mean_treated, "mean of the treated");
  close(record.att!.unmatched.mean_control, wanted.naive_diff.mean_control, "mean of controls");
  expect(record.matched.treated.total).toBe(wanted.n_treated);
  expect(record.matched.control.total).toBe(wanted.n_control);
});

const readJson = (name: string) => JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), "utf8"));
const ofGroup = (units: Table, group: 0 | 1) => (values: Float64Array) =>
  values.filter((_, i) => units.numeric("treated")[i] === group);

describe("methods beside MatchIt and Newton's method in R", () => {
  it("coarsened exact matching by Sturges' bins: weights and imbalance", async () => {
    const wanted = readJson("coarsened-exact").sturges;
    const { record, units } = await match({ method: "cem", weightSum: "controls" });
    units.numeric("weight").forEach((weight, i) => void close(weight, wanted.weights[i], `weight ${i + 1}`, 0, UNIT));
    close(record.strata!.l1_before, wanted.l1_before, "imbalance before", NUMBER);
    close(record.strata!.l1_after, wanted.l1_after, "imbalance after", 0, UNIT);
  });

  it.each([1, 2, 3] as const)("entropy balancing of %d moments: weights", async (moments) => {
    const wanted: readonly number[] = readJson("entropy-balance")[`moments${moments}`];
    const { units } = await match({ method: "entropy", moments });
    const controls = ofGroup(units, 0)(units.numeric("weight"));
    expect(controls).toHaveLength(wanted.length);
    controls.forEach((weight, i) => void close(weight, wanted[i]!, `weight of control ${i + 1}`, NUMBER, UNIT));
  });

  it.each(["nn1_rep", "nn1_norep_data", "nn1_rep_caliper", "nn1_norep_largest_caliper"])(
    "Mahalanobis distance, %s: weights and effect",
    async (id) => {
      const wanted = readJson("mahalanobis").designs.find((design: { id: string }) => design.id === id);
      const u = Float64Array.from({ length: 614 }, (_, i) => (((i + 1) * 7919) % 1009) / 1009);
      const { record, units } = await psmatch(
        engine,
        withColumns(table, [{ kind: "numeric", name: "u", values: u }]),
        `${FORMULA} + u`,
        {
          ...{ method: "mahalanobis", outcome: "re78", replace: wanted.replace, weightSum: "controls" },
          ...(wanted.replace ? {} : { order: wanted.order }),
          ...(wanted.score_caliper === null
            ? {}
            : { score: "logit_ps_round9", caliper: wanted.score_caliper, caliperUnit: "raw" as const }),
        },
      );
      units.numeric("weight").forEach((weight, i) => void close(weight, wanted.weights[i], `weight ${i + 1}`, 0, UNIT));
      close(record.att!.estimate, wanted.att, "effect");
    },
  );

  it.each(["logit", "probit"] as const)(
    "joint balance by %s before matching: likelihood ratio, B and R",
    async (link) => {
      const { before } = readJson("joint-balance")[link];
      const { record } = await match({ link, replace: true });
      const got = record.joint_balance!.before;
      close(got.pseudo_r2, before.pseudo_r2, "pseudo R2");
      close(got.lr!.statistic, before.lr, "likelihood ratio");
      expect(got.lr!.df).toBe(before.df);
      close(got.rubin_b, 100 * before.rubin_b, "B");
      close(got.rubin_r, before.rubin_r, "R");
    },
  );

  it("joint balance after matching, on the units matched", async () => {
    const wanted = readJson("joint-balance").logit.nn1_norep_data_weighted;
    const { record } = await match({ ...optionsOf("match_lalonde_nn1_norep_data"), score: "logit_ps_tiefree" });
    const got = record.joint_balance!.after;
    close(got.pseudo_r2, wanted.pseudo_r2, "pseudo R2");
    close(got.lr!.statistic, wanted.lr, "likelihood ratio");
    close(got.rubin_b, 100 * wanted.rubin_b, "B");
    close(got.rubin_r, wanted.rubin_r, "R");
  });
});

describe("preset matchit is matchit() by its defaults", () => {
  it.each<[string, PsmatchOptions]>([
    ["default", {}],
    ["caliper", { caliper: 0.2 }],
    ["linear", { scale: "linear", caliper: 0.2 }],
    ["exact", { exact: ["married"] }],
    ["both", { support: "minmax" }],
    ["treat", { support: "psmatch2" }],
    ["raw", { caliper: 0.02, caliperUnit: "raw" }],
    ["cem", { method: "cem" }],
  ])("%s: effect, counts and weights", async (name, options) => {
    const wanted = readJson("presets")[name];
    const { record, units } = await match({ preset: "matchit", ...options });
    close(record.att!.estimate, wanted.att, "effect");
    expect([record.matched.treated.used, record.matched.control.used]).toEqual([wanted.treated, wanted.controls]);
    units.numeric("weight").forEach((weight, i) => void close(weight, wanted.weights[i], `weight ${i + 1}`, 0, UNIT));
  });
});
