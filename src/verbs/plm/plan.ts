/**
 * What is asked of `plm`, checked and completed before data are looked at.
 */
import { NotSupported, UsageError } from "../../base/errors.js";
import { filled } from "../../declare/check.js";
import type { ModelSpec } from "../../formula/spec.js";
import { parseSsc, type Ssc } from "../../regression/variance/ssc.js";
import { parseRegressionVcov, type RegressionVcov } from "../../regression/variance/variances.js";
import { type PlmComponents, type PlmEffect, type PlmModel, type PlmOptions, plmVerb } from "./verb.js";

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
