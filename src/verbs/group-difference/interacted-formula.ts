/**
 * A regression with everything of its own in each group: every regressor and every effect times the groups, so
 * that one fit holds the coefficients of all groups and their covariance. Text in, text out; knows no data.
 */
import { NotSupported } from "../../base/errors.js";
import { parseFormula } from "../../formula/parser.js";
import { printExpression, printFixedEffect, printName, printTerm } from "../../formula/print.js";
import { hasInstruments } from "../../formula/spec.js";

/**
 * `y ~ x | unit + time[z]` by the text column `by`: `y ~ by:x | unit^by + time^by[z]`; without effects the groups are the
 * effects, which gives each its intercept. The coefficient of `x` in group `a` is called `bya:x`.
 *
 * Throws UsageError for a malformed formula, NotSupported `interacted_indicator` for i(), which can't be multiplied,
 * `interacted_instruments`, and `interacted_intercept` for a regression without an intercept.
 */
export function interactedFormula(formula: string, by: string): string {
  const spec = parseFormula(formula);
  if (hasInstruments(spec)) {
    throw new NotSupported("interacted_instruments", `'${formula}' has instruments: it can't be made by group.`, {
      got: formula,
    });
  }
  const { terms, fixedEffects, intercept, lhs } = spec;
  if (fixedEffects.length === 0 && !intercept) {
    throw new NotSupported("interacted_intercept", `'${formula}' has no intercept: it can't be made by group.`, {
      got: formula,
    });
  }
  const indicator = terms.find(({ variables }) => variables.some(({ kind }) => kind === "indicator"));
  if (indicator !== undefined) {
    throw new NotSupported(
      "interacted_indicator",
      `'${printTerm(indicator)}' can't be multiplied by groups; make its dummies columns of the data.`,
      { got: printTerm(indicator), expected: "terms without i()" },
    );
  }
  const group = printName(by);
  const effects =
    fixedEffects.length === 0
      ? [group]
      : fixedEffects.map((effect) => printFixedEffect({ ...effect, columns: [...effect.columns, by] }));
  const right = terms.map((term) => `${group}:${printTerm(term)}`);
  return `${printExpression(lhs)} ~ ${right.length === 0 ? "1" : right.join(" + ")} | ${effects.join(" + ")}`;
}
