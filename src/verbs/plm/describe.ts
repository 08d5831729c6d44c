/**
 * A fitted panel model under one variance as a record: words and names, no estimating.
 */

import { NotSupported, UsageError } from "../../base/errors.js";
import { filled } from "../../declare/check.js";
import type { Engine, Scope } from "../../engine/kernels/engine.js";
import { printExpression } from "../../formula/print.js";
import type { ModelSpec } from "../../formula/spec.js";
import { describeVcov } from "../../regression/record/describe-fit.js";
import { provenanceOf } from "../../regression/record/fit-record.js";
import { type Coefficient, inferAll, wald } from "../../regression/tests/coefficients.js";
import { jointTest } from "../../regression/tests/joint-test.js";
import { parseSsc, type Ssc } from "../../regression/variance/ssc.js";
import { parseRegressionVcov, type RegressionVcov } from "../../regression/variance/variances.js";
import type { PanelData } from "./panel-data.js";
import type { PanelFit } from "./panel-fit.js";
import type { PanelRecord, PlmRecord } from "./record.js";
import { finiteOrWithout, type PanelTest } from "./record.js";
import { type PlmComponents, type PlmEffect, type PlmModel, type PlmOptions, plmVerb } from "./verb.js";

/** The record, without its timing. Throws as the variance does. */
export function describePlm(scope: Scope, data: PanelData, fit: PanelFit, plan: PlmPlan): Omit<PlmRecord, "timing_ms"> {
  const { engine, spec, panel, pooled, options } = data;
  const { table } = panel;
  const { variance, ssc, model } = plan;
  const level = options.level ?? 0.95;
  const { covariance, clusterings } = fit.covariance(scope, variance, ssc);
  const df = model === "random" ? Number.POSITIVE_INFINITY : covariance.df;
  const inference = inferAll(engine, fit.fit.beta, covariance.matrix, df, level);
  const kept = fit.names.map((_, j) => j);
  const described = describeVcov(variance, clusterings, ssc, covariance, { fit: fit.fit, kept }, fit, level);
  return {
    kind: "plm",
    call: spec.call,
    model,
    effect: plan.effect,
    depvar: printExpression(spec.lhs),
    panel: describePanel(data),
    nobs: fit.fit.n,
    dropped: pooled.sample.dropped,
    coefficients: Object.fromEntries(fit.names.map((name, j): [string, Coefficient] => [name, inference[j]!])),
    collinear: fit.collinear,
    vcov: { ...described, df: Number.isFinite(df) ? df : null },
    fit: fitOf(fit),
    components: fit.components,
    tests: { overall: overall(engine, fit, covariance.matrix, df) },
    notes: [...table.notes, ...pooled.sample.notes, ...pooled.terms.notes, ...fit.notes],
    provenance: provenanceOf(engine, data.panel.table),
  };
}

/** The panel of the sample. */
export function describePanel({ n, unit, time, balanced }: PanelData): PanelRecord {
  const counts = new Uint32Array(unit.nLevels);
  for (const code of unit.codes) counts[code]!++;
  return {
    unit: unit.name,
    time: time.name,
    rows: n,
    units: unit.nLevels,
    periods: time.nLevels,
    balanced,
    min_periods: counts.reduce((a, b) => Math.min(a, b)),
    max_periods: counts.reduce((a, b) => Math.max(a, b)),
  };
}

function fitOf({ fit, tss, r2, df, squaredCorrelations }: PanelFit): PlmRecord["fit"] {
  return {
    r2,
    adj_r2: 1 - ((1 - r2) * (fit.n - 1)) / df,
    within_r2: squaredCorrelations?.within ?? null,
    between_r2: squaredCorrelations?.between ?? null,
    overall_r2: squaredCorrelations?.overall ?? null,
    ssr: fit.ssr,
    tss,
    sigma2: fit.ssr / df,
    df_residual: df,
  };
}

/** F, or chi-squared of random effects. */
function overall(engine: Engine, { names, fit }: PanelFit, matrix: Float64Array, df: number): PanelTest | null {
  const slopes = names.flatMap((name, j) => (name === "(Intercept)" ? [] : [j]));
  if (slopes.length === 0) return null;
  const test = jointTest(engine, wald(fit.beta, matrix, slopes), { rule: df, t: df });
  return finiteOrWithout({
    name: "Wald test of all slopes",
    statistic: test.statistic,
    distribution: test.distribution,
    df: test.df2 === null ? [test.df1] : [test.df1, test.df2],
    p_value: test.p_value,
    hypothesis: "all coefficients but the constant are zero",
    alternative: "greater",
    source: "Wald 1943",
    because: null,
  });
}

// What is asked of `plm`, checked and completed before data are looked at.

/** Model, effect and variance asked for, defaults filled in. */
export interface PlmPlan {
  readonly model: PlmModel;
  readonly effect: PlmEffect;
  readonly components: PlmComponents;
  readonly variance: RegressionVcov;
  readonly ssc: Ssc;
}

/**
 * Throws UsageError `plm_model`, `plm_effect`, `plm_components`, `level` and as `parseRegressionVcov` and `parseSsc`; NotSupported
 * `plm_effect` for differences by time or of both, and for the means of both, `plm_components` for those of xtreg with effects of
 * both.
 */
export function plmPlan(options: PlmOptions): PlmPlan {
  const { model, effect, components, vcov, ssc } = filled(plmVerb.options, options);
  if ((model === "fd" && effect !== "individual") || (model === "between" && effect === "twoways")) {
    throw new NotSupported(
      "plm_effect",
      `Model '${model}' has no effect '${effect}': ${model === "fd" ? "differences are those of a unit over time" : "means are those of units, or of periods"}.`,
      { got: effect, expected: model === "fd" ? ["individual"] : ["individual", "time"] },
    );
  }
  if (components === "xtreg" && effect === "twoways" && model === "random") {
    throw new NotSupported(
      "plm_components",
      "Components 'xtreg' are of one effect, as Stata's xtreg has one; with effect 'twoways' use components swar.",
      { got: components, expected: ["swar"] },
    );
  }
  return { model, effect, components, variance: parseRegressionVcov(vcov), ssc: plmSsc(effect, ssc) };
}

/** As plm: residual degrees of freedom of iid errors and of t, no factor on robust ones. */
export const PLM_SSC: Ssc = parseSsc("plm");
/** The same, dummies of both effects counted by their rank. */
const EXACT: Ssc = parseSsc("plm,K.exact=true");

/**
 * The small-sample rule: what was asked for, else that of plm; where there are effects of both, counted by the rank of their
 * dummies, which is less than plm counts where units and periods fall into parts.
 */
function plmSsc(effect: PlmEffect, asked?: string | Ssc): Ssc {
  if (asked === undefined) return effect === "twoways" ? EXACT : PLM_SSC;
  return typeof asked === "object" ? asked : parseSsc(asked);
}

/** Throws UsageError `plm_formula` for a formula with fixed effects or instruments: the model and its effect say them. */
export function requirePlainFormula({ call, fixedEffects, instruments }: ModelSpec): void {
  if (fixedEffects.length === 0 && instruments === undefined) return;
  throw new UsageError(
    "plm_formula",
    `'${call}': plm takes a formula without '|': effects are said by model and effect, instruments by feols.`,
    { got: call, expected: "y ~ x1 + x2" },
  );
}
