import type { FitRecord } from "../../src/regression/record/fit-record.js";
import type { Coefficient } from "../../src/regression/tests/coefficients.js";
import type { IvFit } from "../../src/verbs/iv/report/words.js";

export const coefficient = (estimate: number, std_error: number, p_value = 0.3): Coefficient => ({
  estimate,
  std_error,
  statistic: estimate / std_error,
  p_value,
  conf_low: estimate - 2 * std_error,
  conf_high: estimate + 2 * std_error,
});

/** A record of a fit clustered by `i` with effects `i` and `t`, changed by `over`. */
export function sampleFit(coefficients: Record<string, Coefficient>, over: Partial<FitRecord> = {}): FitRecord {
  return {
    kind: "ols",
    call: "feols",
    depvar: "quality",
    nobs: 1967,
    dropped: { missing: 0, singletons: 8 },
    coefficients,
    collinear: [],
    vcov: {
      type: "cluster",
      clusters: { i: 127 },
      ssc: { preset: "fixest" },
      df: 126,
      K: 11,
      not_counted: ["i"],
      level: 0.95,
      names: Object.keys(coefficients),
      matrix: [],
    },
    fit: { r2: 0.8071, adj_r2: 0.78, within_r2: 0.0012, adj_within_r2: 0, rmse: 0.06, ssr: 3.1, sigma2: 0.004 },
    fixed_effects: {
      effects: {
        i: { levels: 127, redundant: 0, exact: true },
        t: { levels: 10, redundant: 1, exact: true },
      },
      df: 9,
      rank: { value: 136, exact: true },
    },
    weights: null,
    solver: {
      method: "direct",
      because: "the largest component of t has 10 levels",
      iterations: 0,
      certificate: 1e-15,
      error_estimate: 0,
      converged: true,
      least_squares: "qr",
      refined: false,
    },
    first_stage: {},
    tests: {},
    notes: [],
    timing_ms: {},
    provenance: { version: "0.1.0", seed: null, data: "x.csv", data_sha256: "", kernels_sha256: "" },
    ...over,
  };
}

const f = (statistic: number, p_value: number | null, df1 = 1) => ({
  statistic,
  distribution: "F" as const,
  df1,
  df2: 126,
  p_value,
  hypothesis: "",
});
const chi2 = (statistic: number, p_value: number, df1 = 1) => ({
  statistic,
  distribution: "chi2" as const,
  df1,
  df2: null,
  p_value,
  hypothesis: "",
});
const stage = (coefficients: Record<string, Coefficient>) => ({
  coefficients,
  df: 126,
  K: 10,
  r2: 0.4,
  within_r2: 0.05,
  partial_r2: 0.0432,
  partial_F: f(42.87, 1e-10),
});
const thresholds = (at10: number) => ({
  worst_bias: 1,
  critical_values: { "0.05": 37.42, "0.1": at10, "0.2": 15.06, "0.3": 12.05 },
  effective_df: { "0.05": 1, "0.1": 1, "0.2": 1, "0.3": 1 },
});
const none = { critical_values: null, reason: "robust errors" };

/** A record of an equation of `quality` on `did`, instrumented by `rugged`, errors clustered by `i`; `iv` changes its part. */
export function sampleIvFit(over: Partial<FitRecord> = {}, iv: Partial<NonNullable<FitRecord["iv"]>> = {}): IvFit {
  const rugged = coefficient(-0.0914, 0.014);
  return {
    ...sampleFit({ fit_did: coefficient(0.0505, 0.0257), eco: coefficient(0.2, 0.05) }),
    kind: "2sls",
    first_stage: { did: stage({ rugged, eco: coefficient(0.3, 0.1) }) },
    tests: {
      slopes: { statistic: 3, distribution: "F", df1: 2, df2: 1830, p_value: 0.05, terms: ["fit_did", "eco"] },
      cragg_donald: f(221.7, null),
      anderson_lm: chi2(206.1, 1e-40),
      kleibergen_paap_wald: f(42.9, null),
      kleibergen_paap_lm: chi2(25.6, 4e-7),
      anderson_rubin: f(3.99, 0.0471),
      wu_hausman: f(1.35, 0.2468),
    },
    ...over,
    iv: {
      estimator: "2sls",
      kappa: 1,
      fuller: null,
      covariance: null,
      endogenous: ["did"],
      excluded: ["rugged"],
      reduced_form: stage({ rugged: coefficient(-0.0046, 0.0023), eco: coefficient(0.21, 0.06) }),
      least_squares: { did: { estimate: 0.0224, ratio: 2.254 } },
      sanderson_windmeijer: {
        did: { F: f(42.87, 1e-10), chi2: null, chi2_free_directions: null, partial_r2: 0.04, shea_partial_r2: 0.04 },
      },
      effective_F: {
        statistic: 45.75,
        level: 0.05,
        simplified: thresholds(23.11),
        tsls: thresholds(23.1),
        liml: thresholds(9.5),
      },
      stock_yogo: { tsls_bias: none, tsls_size: none, liml_size: none, fuller_bias: none },
      anderson_rubin_set: {
        level: 0.95,
        kind: "interval",
        because: null,
        intervals: [[0.00071, 0.1074]],
        critical_value: 3.9,
        df1: 1,
        df2: 126,
        at_estimate: null,
        curve: [],
      },
      tF: {
        level: 0.95,
        applies: true,
        because: null,
        f: 42.87,
        critical_value: 2.197,
        adjusted_se: 0.0288,
        conf_low: -0.00597,
        conf_high: 0.10697,
      },
      ...iv,
    },
  };
}
