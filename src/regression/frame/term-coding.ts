/**
 * Which factors of which terms lose their first level. A factor is coded by contrasts (first level
 * dropped) in a term when the rest of the term is already in the model, in full otherwise: so `factor(z)` drops one
 * beside an intercept, `x:factor(z)` keeps all unless x is there too.
 * Source: Chambers & Hastie (1992), Statistical Models in S, section 2.4.1. Must not know data.
 */
import { printVariable } from "../../formula/print.js";
import type { Term, Variable } from "../../formula/spec.js";

/**
 * For each term, for each of its variables, whether it is coded by contrasts. `terms` in canonical order; `isFactor`
 * names categorical variables (indicators are not: they state their references); `constant` is whether an intercept or
 * fixed effects span the constant; if not, the first factor of the model is coded in full.
 */
export function codedByContrasts(
  terms: readonly Term[],
  isFactor: (variable: Variable) => boolean,
  constant: boolean,
): boolean[][] {
  const contents = terms.map((term) => new Set(term.variables.map(printVariable)));
  let spanned = constant;
  return terms.map(({ variables }, t) =>
    variables.map((variable) => {
      if (!isFactor(variable)) return false;
      if (!spanned) {
        spanned = true;
        return false;
      }
      const rest = variables.filter((other) => other !== variable).map(printVariable);
      return rest.length === 0 || contents.slice(0, t).some((content) => rest.every((key) => content.has(key)));
    }),
  );
}
