/**
 * What may be asked of `plm`, checked: names are those of the R package plm.
 */

import { didYouMean } from "../../base/did-you-mean.js";
import { NotSupported, UsageError } from "../../base/errors.js";
import type { ModelSpec } from "../../formula/spec.js";
import type { VcovOption } from "../../regression/variance/kind.js";
import { parseSsc, type Ssc } from "../../regression/variance/ssc.js";
import { parseRegressionVcov, type RegressionVcov } from "../../regression/variance/variances.js";

export const PLM_MODELS = ["pooling", "within", "between", "fd", "random"] as const;
export type PlmModel = (typeof PLM_MODELS)[number];
export const PLM_EFFECTS = ["individual", "time", "twoways"] as const;
export type PlmEffect = (typeof PLM_EFFECTS)[number];
/** Estimators of the variance components of random effects. */
export const PLM_COMPONENTS = ["swar", "xtreg"] as const;
export type PlmComponents = (typeof PLM_COMPONENTS)[number];

export interface PlmOptions {
  /** Default `within`, as plm. */
  readonly model?: PlmModel;
  /** Whose effects: default `individual`, as plm. */
  readonly effect?: PlmEffect;
  /**
   * Variance components of random effects: `swar` (default), those of plm and of Stata's `xtreg, re sa`; `xtreg`, those of `xtreg,
   * re` without `sa`. In a balanced panel they are the same.
   */
  readonly components?: PlmComponents;
  /** Default `iid`, the variance of the model itself; `hetero` and `cluster:a` for all, more for pooling and within. */
  readonly vcov?: VcovOption;
  /** Small-sample rule, default `plm`; see `plmSsc`. */
  readonly ssc?: string | Ssc;
  /** A condition on columns. */
  readonly subset?: string;
  /** Confidence level of the intervals, default 0.95. */
  readonly level?: number;
  readonly signal?: AbortSignal;
}

/** Model, effect and variance asked for, defaults filled in. */
export interface PlmPlan {
  readonly model: PlmModel;
  readonly effect: PlmEffect;
  readonly components: PlmComponents;
  readonly variance: RegressionVcov;
  readonly ssc: Ssc;
}

/**
 * Throws UsageError `plm_model`, `plm_effect`, `plm_components` and as `parseRegressionVcov` and `parseSsc`; NotSupported
 * `plm_effect` for differences by time or of both, and for the means of both, `plm_components` for those of xtreg with effects of
 * both.
 */
export function plmPlan(options: PlmOptions): PlmPlan {
  const { model = "within", effect = "individual", components = "swar", vcov = "iid", ssc } = options;
  requireOneOf("model", model, PLM_MODELS);
  requireOneOf("effect", effect, PLM_EFFECTS);
  requireOneOf("components", components, PLM_COMPONENTS);
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

function requireOneOf(name: string, got: string, known: readonly string[]): void {
  if (known.includes(got)) return;
  throw new UsageError(
    `plm_${name}`,
    `Unknown ${name} '${got}'${didYouMean(got, known)} Known are ${known.join(", ")}.`,
    { got, expected: known },
  );
}
