/**
 * What a caller may ask of a policy's effect on quality, and every choice resolved before a row is touched.
 * Knows nothing of kernels.
 */
import { NotSupported, UsageError } from "../../base/errors.js";
import type { LongOptions } from "../../base/progress.js";
import type { Table } from "../../data/table/table.js";
import { makeSpec, parseFormula } from "../../formula/parser.js";
import { printExpression } from "../../formula/print.js";
import type { ModelSpec } from "../../formula/spec.js";
import { refuseSlopes } from "../../regression/frame/sample.js";
import { DEFAULT_SEED, MOST_DRAWS } from "../../verbs/resampling/options.js";
import { type EstimateQualityOptions, NORMALISED, RAW } from "../quality/options.js";
import { planQuality, type QualityPlan } from "../quality/plan.js";
import { namesOf } from "../quality/plan-names.js";

/** Draws unless asked for others. */
export const DEFAULT_POLICY_DRAWS = 499;
/** The outcome of the formula: the mean quality of a unit in a period, normalised. */
export const OUTCOME = NORMALISED;
/** The same mean before normalisation; as the outcome of a formula, the name OUTCOME had up to version 0.1.0. */
export const RAW_OUTCOME = RAW;

export interface QualityPolicyOptions
  extends Omit<EstimateQualityOptions, "by" | "quantiles" | "weightedQuantiles" | "literal">,
    Pick<LongOptions, "seed" | "keepPartial"> {
  /** `r_quality ~ policy + controls | unit + period`, over the panel; `quality`, the name up to version 0.1.0, is read alike. */
  readonly formula: string;
  /** The coefficient drawn. */
  readonly term: string;
  /** Clusters drawn, a column of the rows. Default the role `city`. */
  readonly cluster?: string;
  /** Columns of the panel with its unit and period. Default the names of the roles city and year in the rows. */
  readonly panelUnit?: string;
  readonly panelTime?: string;
  /** Draws; 0 for none. Default 499. */
  readonly draws?: number;
}

/** Every choice of a run. */
export interface PolicyPlan {
  readonly spec: ModelSpec;
  /** Whether the formula calls the outcome by its former name. */
  readonly renamed: boolean;
  readonly term: string;
  /** Columns of unit and period in the rows, and in the panel. */
  readonly rows: { readonly unit: string; readonly time: string };
  readonly panel: { readonly unit: string; readonly time: string };
  /** Column of the rows with the clusters. */
  readonly cluster: string;
  readonly draws: number;
  readonly seed: number;
  readonly level: number;
  readonly quality: QualityPlan;
  /** Options of `estimateQuality`, means by unit and period asked for. */
  readonly options: EstimateQualityOptions;
}

/**
 * The plan for `rows` and the panel `cities`. Throws UsageError for malformed options, NotSupported for what can't be
 * drawn again exactly, and what `planQuality` throws.
 */
export function planPolicy(rows: Table, cities: Table, given: QualityPolicyOptions): PolicyPlan {
  const { formula, term, cluster, panelUnit, panelTime, draws = DEFAULT_POLICY_DRAWS, ...others } = given;
  const { seed = DEFAULT_SEED, keepPartial: _partial, onProgress: _progress, ...options } = others;
  if (!(Number.isSafeInteger(draws) && draws >= 0 && draws !== 1 && draws <= MOST_DRAWS)) {
    throw new UsageError(
      "bootstrap_draws",
      `Draws must be 0 or a whole number from 2 to ${MOST_DRAWS}; got ${draws}.`,
      {
        got: draws,
        expected: `0, 2..${MOST_DRAWS}`,
      },
    );
  }
  const { spec, renamed } = readFormula(formula);
  const names = namesOf(rows, options);
  const own = { unit: names.role("city"), time: names.role("year") };
  const { columns } = names.key(cluster ?? "city", "cluster");
  if (columns.length !== 1) {
    throw new NotSupported(
      "policy_cluster",
      `Clusters that are drawn must be one column of the rows, such as ${own.unit}; got '${cluster}'. Give a column that holds the combination, or draw one of its parts.`,
      { got: cluster, expected: "one column" },
    );
  }
  const panel = { unit: panelUnit ?? own.unit, time: panelTime ?? own.time };
  for (const name of [panel.unit, panel.time]) cities.column(name);
  const qualityOptions = { ...options, by: `${own.unit}^${own.time}` };
  const quality = planQuality(rows, qualityOptions);
  if (draws > 0) refuseUndrawable(quality);
  return {
    spec,
    renamed,
    term,
    rows: own,
    panel,
    cluster: columns[0]!,
    draws,
    seed,
    level: quality.level,
    quality,
    options: qualityOptions,
  };
}

/** The formula, its outcome by the name it has now. Throws UsageError `policy_outcome` for another. */
function readFormula(formula: string): { readonly spec: ModelSpec; readonly renamed: boolean } {
  const spec = parseFormula(formula);
  refuseSlopes(spec);
  const outcome = printExpression(spec.lhs);
  if (outcome === OUTCOME) return { spec, renamed: false };
  if (outcome === RAW_OUTCOME) {
    const { call: _, ...parts } = spec;
    return { spec: makeSpec({ ...parts, lhs: { kind: "name", name: OUTCOME } }), renamed: true };
  }
  throw new UsageError(
    "policy_outcome",
    `The outcome of '${spec.call}' must be ${OUTCOME}, which is estimated from the rows; got ${outcome}.`,
    { got: outcome, expected: OUTCOME },
  );
}

/** Refuses choices that a reweighted sample does not repeat as a resampled table would. */
function refuseUndrawable({ rule, sigma, instrument }: QualityPlan): void {
  if (rule.kind === "percentile") {
    throw new NotSupported(
      "policy_percentile",
      "Draws with normalisation by percentiles are not supported: use min-max or none, or no draws (--draws 0).",
      { got: rule, expected: ["min-max", "none"] },
    );
  }
  if ((sigma.source === "iv" || sigma.source === "ols") && sigma.weak !== "keep") {
    throw new NotSupported(
      "policy_weak",
      "Draws that leave out groups with a weak first stage are not supported, since its F would have to be clustered anew in each: keep them (--sigma-weak keep), or make no draws (--draws 0).",
      { got: sigma.weak, expected: "keep" },
    );
  }
  if (instrument?.singleDest === "product-mean") {
    throw new NotSupported(
      "policy_instrument",
      "Draws with prices of other firms as instrument (--single-dest product-mean) are not supported: who the other firms are changes in each. Use drop or other-years.",
      { got: instrument.singleDest, expected: ["drop", "other-years"] },
    );
  }
}
