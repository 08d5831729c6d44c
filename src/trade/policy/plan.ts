/**
 * What a caller may ask of a policy's effect on quality, and every choice resolved before a row is touched.
 * Knows nothing of kernels.
 */
import { NotSupported, UsageError } from "../../base/errors.js";
import type { Table } from "../../data/table/table.js";
import { filled } from "../../declare/check.js";
import { makeSpec, parseFormula } from "../../formula/parser.js";
import { printExpression } from "../../formula/print.js";
import type { ModelSpec } from "../../formula/spec.js";
import { refuseSlopes } from "../../regression/frame/sample-errors.js";
import { MOST_DRAWS } from "../../verbs/resampling/options.js";
import { NORMALISED, RAW } from "../quality/options.js";
import { planQuality, type QualityPlan } from "../quality/plan.js";
import { namesOf } from "../quality/plan-names.js";
import type { EstimateQualityOptions } from "../quality/verb.js";
import { type QualityPolicyOptions, qualityPolicyVerb } from "./verb.js";

/** The outcome of the formula: the mean quality of a unit in a period, normalised. */
export const OUTCOME = NORMALISED;
/** The same mean before normalisation; as the outcome of a formula, the name OUTCOME had up to version 0.1.0. */
export const RAW_OUTCOME = RAW;

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
  checkPolicy("", given);
  const { spec, renamed } = readFormula(given.formula);
  const all = filled(qualityPolicyVerb.options, given);
  const { formula: _formula, term, cluster, panelUnit, panelTime, draws, ...others } = all;
  const { seed, keepPartial: _partial, onProgress: _progress, ...options } = others;
  const names = namesOf(rows, options);
  const own = { unit: names.role("city"), time: names.role("year") };
  const { columns } = names.key(cluster, "cluster");
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

/** Refuses what no data could serve. Throws as `qualityPolicy` does for formula and options. */
export function checkPolicy(_formula: string, given: QualityPolicyOptions): void {
  readFormula(given.formula);
  const { draws } = filled(qualityPolicyVerb.options, given);
  if (draws !== 1) return;
  throw new UsageError("bootstrap_draws", `Draws must be 0 or a whole number from 2 to ${MOST_DRAWS}; got 1.`, {
    got: draws,
    expected: `0, 2..${MOST_DRAWS}`,
  });
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
