/**
 * What is asked of a regression, read: the variance, the small-sample rule, and what no data could serve.
 */

import { UsageError } from "../base/errors.js";
import { parseExpression, parseFormula } from "../formula/parser.js";
import { MOST_CLUSTERINGS } from "./frame/clusterings.js";
import type { FitOptions } from "./options.js";
import type { VcovOption } from "./variance/kind.js";
import type { VcovSpec } from "./variance/plain.js";
import { parseSsc, type Ssc } from "./variance/ssc.js";
import {
  type EquationVcov,
  parseEquationVcov,
  parseRegressionVcov,
  parseVcov,
  type RegressionVcov,
} from "./variance/variances.js";

/** The small-sample rule asked for. Throws as `parseSsc`. */
export const sscOf = ({ ssc = "fixest" }: Pick<FitOptions, "ssc">): Ssc =>
  typeof ssc === "object" ? ssc : parseSsc(ssc);

/** The variance asked for, of those an equation with instruments has. Throws as `requireVcov` and `parseEquationVcov`. */
export const requireEquationVcov = (option: VcovOption | undefined): EquationVcov =>
  parseEquationVcov(required(option));

/** The variance asked for, of iid, hetero and clusters. Throws UsageError `vcov_required`, and as `parseVcov`. */
export const requireVcov = (option: VcovOption | undefined): VcovSpec => parseVcov(required(option), MOST_CLUSTERINGS);

/** The variance asked for. Throws UsageError `vcov_required` where none is, and as `parseRegressionVcov`. */
export const requireRegressionVcov = (option: VcovOption | undefined): RegressionVcov =>
  parseRegressionVcov(required(option));

/**
 * Throws what a regression would throw for a formula, a small-sample rule or a condition that no data could serve: known before
 * the data are read, which may take minutes.
 */
export function checkSample(
  formula: string,
  { ssc, subset }: { readonly ssc?: string | Ssc; readonly subset?: string },
): void {
  parseFormula(formula);
  if (typeof ssc === "string") parseSsc(ssc);
  if (subset !== undefined) parseExpression(subset);
}

function required(option: VcovOption | undefined): VcovOption {
  if (option !== undefined) return option;
  throw new UsageError(
    "vcov_required",
    "A variance is required, because programs' defaults differ: --vcov iid, hetero, cluster:a, cluster:a+b, ... (vcov in the library).",
    { got: undefined, expected: ["iid", "hetero", "cluster:a", "cluster:a+b"] },
  );
}
