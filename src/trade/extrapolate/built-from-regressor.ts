/**
 * Whether a regression explains an extrapolated outcome by the columns it was made from: their coefficients
 * then tell the formula, not the data, and bias those they are correlated with.
 */

import { type Note, note } from "../../base/messages.js";
import { columnsOf } from "../../formula/expression.js";
import { parseExpression, parseFormula } from "../../formula/parser.js";
import { requiredColumns } from "../../regression/frame/term-sample.js";
import { EXTRAPOLATION_NOTES } from "./messages.js";

/**
 * A note `outcome_built_from_regressor` where regressors of `model` (`y ~ x | effects`) use columns of `formula`, by which
 * `outcome` was extrapolated; none where they do not. Fixed effects do not count. Throws as the parsers do.
 */
export function builtFromRegressor(outcome: string, formula: string, model: string): Note[] {
  const spec = parseFormula(model);
  if (!columnsOf(spec.lhs).includes(outcome)) return [];
  const used = requiredColumns({ ...spec, lhs: { kind: "number", value: 0 }, fixedEffects: [] });
  const shared = columnsOf(parseExpression(formula)).filter((column) => used.includes(column));
  if (shared.length === 0) return [];
  return [note(EXTRAPOLATION_NOTES, "outcome_built_from_regressor", { outcome, formula, columns: shared })];
}
