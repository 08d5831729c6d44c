import type { Coefficient, FitRecord } from "../../src/models/fit-record.js";

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
    },
    first_stage: {},
    tests: {},
    notes: [],
    timing_ms: {},
    provenance: { version: "0.1.0", seed: null, data: "x.csv", data_sha256: "", kernels_sha256: "" },
    ...over,
  };
}
