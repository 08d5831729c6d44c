import type {
  BalanceRecord,
  BalanceSide,
  ErrorRecord,
  JointBalance,
  PsmatchRecord,
} from "../../src/verbs/psmatch/record.js";
import { coefficient, sampleFit } from "./sample-fits.js";

/** Means, bias over both standard deviations, ratio, KS, its p, t and its p. */
type Numbers = readonly [number, number, number, number, number, number, number | null, number, number];

const side = ([treated, control, own, pooled, ratio, ks, ksP, t, p]: Numbers): BalanceSide => ({
  mean_treated: treated,
  mean_control: control,
  bias_treated_sd: own,
  bias_pooled_sd: pooled,
  variance_ratio: ratio,
  ks_statistic: ks,
  ks_p_value: ksP,
  t_statistic: t,
  t_p_value: p,
});

export const covariate = (name: string, before: Numbers, after: Numbers): BalanceRecord => ({
  name,
  before: side(before),
  after: side(after),
});

/** A covariate of no variance, such as a dummy that is always on. */
const flat: BalanceSide = {
  mean_treated: 1,
  mean_control: 1,
  bias_treated_sd: null,
  bias_pooled_sd: null,
  variance_ratio: null,
  ks_statistic: null,
  ks_p_value: null,
  t_statistic: null,
  t_p_value: null,
};

const joint = (over: Partial<JointBalance>): JointBalance => ({
  pseudo_r2: 0.25,
  lr: { statistic: 75.5, df: 3, p_value: 2e-16 },
  mean_bias: 44.1,
  median_bias: 28.7,
  largest_bias: { name: "re74", bias: 59.6 },
  rubin_b: 120.4,
  rubin_r: 0.4,
  ...over,
});

const error = (estimate: number, std_error: number): ErrorRecord => ({
  std_error,
  statistic: estimate / std_error,
  p_value: 0.26,
  conf_low: estimate - 1.96 * std_error,
  conf_high: estimate + 1.96 * std_error,
});

/** A record of 185 treated and 429 controls, matched one to one with replacement, changed by `over`. */
export function sampleMatching(over: Partial<PsmatchRecord> = {}): PsmatchRecord {
  return {
    kind: "psmatch",
    call: "treat ~ age + re74",
    treatment: "treat",
    outcome: "re78",
    nobs: 614,
    dropped: {},
    plan: {
      estimand: "att",
      preset: null,
      method: "nearest",
      link: "logit",
      score: null,
      scale: "linear",
      ratio: 1,
      replace: true,
      order: null,
      ties: "first",
      exact: [],
      caliper: { width: 0.2, unit: "sd", sd: 1.9, raw: 0.38 },
      kernel: null,
      bandwidth: null,
      support: { rule: "minmax", share: null },
      by: null,
      average: null,
      weight_sum: "treated",
      subset: null,
      moments: null,
      cuts: {},
    },
    score: {
      link: "logit",
      nobs: 614,
      coefficients: {
        "(Intercept)": { estimate: -4.73, std_error: 1.017, statistic: -4.65, p_value: 3e-6 },
        age: { estimate: 0.0158, std_error: 0.0136, statistic: 1.16, p_value: 0.245 },
      },
      collinear: [{ term: "re75", because: "a multiple of re74", code: "combination_of" }],
      log_likelihood: -243.9,
      null_log_likelihood: -375.7,
      pseudo_r2: 0.351,
      lr: { statistic: 263.6, df: 8, p_value: 1e-50 },
      iterations: 6,
      certificate: 1e-13,
    },
    support: {
      scale: "linear",
      treated: { min: -3.7, mean: 0.3, max: 1.8 },
      control: { min: -4.7, mean: -2.1, max: 1.3 },
      range: { low: -3.7, high: 1.3 },
      off_treated: 1,
      off_control: 40,
    },
    matched: {
      treated: { total: 185, used: 180, off_support: 1, unused: 4 },
      control: { total: 429, used: 83, off_support: 40, unused: 306 },
      pairs: 180,
      most_used: { unit: "NSW12", times: 9 },
      largest_weight: 9,
      effective_controls: 41.234,
      weight_sum: { rule: "treated", treated: 180, control: 180 },
      ties: { rule: "first", treated: 3 },
    },
    balance: [
      covariate(
        "age",
        [25.816, 28.03, -0.3094, -0.2419, 0.44, 0.158, 0.003, -2.56, 0.0107],
        [25.816, 25.1, 0.1, 0.0782, 0.8, 0.2, null, 0.9, 0.37],
      ),
      covariate(
        "re74",
        [2095.574, 5619.237, -0.7211, -0.5958, 0.518, 0.447, 1e-9, -6.4, 2e-10],
        [2095.574, 2220, -0.0255, -0.021, 1.2, 0.1, null, -0.3, 0.78],
      ),
      { name: "always", before: flat, after: flat },
    ],
    joint_balance: {
      before: joint({}),
      after: joint({
        pseudo_r2: 0.01,
        lr: { statistic: 4.5, df: 3, p_value: 0.21 },
        mean_bias: 4.9,
        median_bias: 4.9,
        largest_bias: { name: "age", bias: 7.8 },
        rubin_b: 24.9,
        rubin_r: 1.1,
      }),
    },
    att: {
      ...error(894.2, 796.1),
      estimate: 894.2,
      error: "abadie-imbens",
      level: 0.95,
      n_treated: 180,
      mean_treated: 6349.1,
      mean_counterfactual: 5454.9,
      unmatched: { estimate: -635, mean_treated: 6349.1, mean_control: 6984.2 },
      errors: { "abadie-imbens": error(894.2, 796.1), psmatch2: error(894.2, 700.2), hc1: error(894.2, 650.3) },
      bootstrap: null,
    },
    overlap: {
      scale: "linear",
      edges: [-5, -4, -3, -2, -1, 0, 1, 2],
      before: {
        treated: [0, 0.05, 0.05, 0.1, 0.2, 0.4, 0.2],
        control: [0.1, 0.2, 0.3, 0.2, 0.1, 0.07, 0.03],
      },
      after: {
        treated: [0, 0.05, 0.05, 0.1, 0.2, 0.4, 0.2],
        control: [0, 0.05, 0.05, 0.15, 0.15, 0.45, 0.15],
      },
    },
    by: [],
    regressions: [
      { formula: "y ~ d", sample: "matched", weighted: false, fit: sampleFit({ d: coefficient(0.02, 0.01) }) },
      {
        formula: "y ~ d",
        sample: "matched",
        weighted: true,
        fit: sampleFit({ d: coefficient(0.03, 0.01) }, { weights: "match_weight" }),
      },
      { formula: "y ~ d", sample: "on_support", weighted: false, fit: sampleFit({ d: coefficient(0.04, 0.01) }) },
    ],
    strata: null,
    notes: [],
    timing_ms: {},
    provenance: { version: "0.1.0", seed: null, data: "x.csv", data_sha256: "", kernels_sha256: "" },
    ...over,
  };
}
