/**
 * What is asked of `feols` by its command, checked before data are read: a slip of the pen must not cost the reading of gigabytes.
 */

import { UsageError } from "../../base/errors.js";
import { flagText } from "../../base/text.js";
import { kebab } from "../../declare/option.js";
import { parseExpression } from "../../formula/parser.js";
import { printExpression, printFixedEffect } from "../../formula/print.js";
import { isRestriction } from "../../formula/read-combination.js";
import { parseFormulas, parseSplit, type SeveralModels } from "../../formula/several.js";
import { hasInstruments, lagsIn } from "../../formula/spec.js";
import { requireEquationVcov, requireRegressionVcov, sscOf } from "../../regression/fit-options.js";
import { clusteringsOf } from "../../regression/frame/clusterings.js";
import { requireLevel } from "../../regression/tests/coefficients.js";
import { compilePattern } from "../../regression/tests/names-matching.js";
import { equationChoice } from "../iv/iv-option.js";
import { refuseEquation } from "./equation-options.js";
import type { FeolsAsked, FeolsOptions } from "./verb.js";

/**
 * Throws what no data could serve: UsageError `wald_pattern`, `predict_option`, `iv_option`, `lag_panel`, `split_twice`,
 * `diagnostics_column`, and as the readers of formula, variance, rule, condition, level, split and `equationChoice`.
 */
export function checkFeols(formula: string, asked: FeolsAsked): void {
  const { vcov, subset, level = 0.95, wald = [] } = asked;
  const models = parseFormulas(formula, { columns: "any" });
  const equation = models.models.some(({ spec }) => hasInstruments(spec));
  if (equation) requireEquationVcov(vcov);
  else requireRegressionVcov(vcov);
  sscOf(asked);
  if (subset !== undefined) parseExpression(subset);
  requireLevel(level);
  for (const text of wald) if (!isRestriction(text)) compilePattern(text);
  requirePredict(asked);
  if (equation) equationChoice(asked, requireEquationVcov(vcov));
  else refuseEquation(formula, asked, (option) => `--${kebab(option)}`);
  requireKeys(models, asked);
  requireSplit(asked);
  diagnosedBy(asked);
}

/** The column whose clusters are diagnosed. Throws UsageError `diagnostics_column` where neither it nor the variance names one clustering. */
export function diagnosedBy({ clusterDiagnostics: by, vcov }: FeolsAsked): Pick<FeolsOptions, "clusterDiagnostics"> {
  if (by === undefined) return {};
  if (by !== true) return { clusterDiagnostics: by };
  const [columns, ...more] = clusteringsOf(requireRegressionVcov(vcov));
  if (columns !== undefined && more.length === 0) return { clusterDiagnostics: printFixedEffect({ columns }) };
  throw new UsageError(
    "diagnostics_column",
    `--cluster-diagnostics needs a column, as in --cluster-diagnostics city: ${flagText("vcov", String(vcov))} names ${columns === undefined ? "no" : "more than one"} clustering.`,
    { got: vcov, expected: "--cluster-diagnostics COLUMN" },
  );
}

function requirePredict(asked: FeolsAsked): void {
  if (asked.predict !== undefined) return;
  const option = (["newdata", "predictEffects", "interval"] as const).find((name) => asked[name] !== undefined);
  if (option === undefined) return;
  const spelled = option === "predictEffects" ? "predict-effects" : option;
  throw new UsageError("predict_option", `--${spelled} is for predictions: say where they go with --predict FILE.`, {
    got: asked[option],
    expected: "--predict FILE",
  });
}

function requireKeys({ models }: SeveralModels, { panel }: FeolsAsked): void {
  const lag = models.flatMap(({ spec }) => lagsIn(spec))[0];
  if (lag === undefined || panel !== undefined) return;
  const printed = printExpression(lag);
  throw new UsageError(
    "lag_panel",
    `'${printed}' needs to know unit and time: name their columns by --panel unit,time.`,
    { got: printed, expected: "--panel unit,time" },
  );
}

function requireSplit({ split, fsplit }: FeolsAsked): void {
  for (const text of [split, fsplit]) if (text !== undefined) parseSplit(text);
  if (split === undefined || fsplit === undefined) return;
  throw new UsageError("split_twice", "Give --split or --fsplit, not both: --fsplit has the samples of --split, too.", {
    got: { split, fsplit },
  });
}
