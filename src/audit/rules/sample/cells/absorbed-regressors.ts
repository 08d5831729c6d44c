/** Estimates of regressors that the column's own effects absorb, by what the text says does not vary within them. */
import { columnsOf, estimateOf, estimateRef } from "../../../cells.js";
import { type Finding, finding } from "../../../finding.js";
import type { PrintedPaper } from "../../../paper.js";
import type { Judgement, Rule } from "../../rule.js";

export const absorbedRegressors: Rule = {
  name: "absorbed_regressors",
  judge(paper: PrintedPaper): Judgement {
    const { invariant } = paper.facts;
    const findings: Finding[] = [];
    let judged = 0;
    for (const { table, column } of columnsOf(paper)) {
      for (const { term, within, says } of invariant) {
        const estimate = estimateOf(column, term);
        const effect = column.effects.find(({ name }) => name.toLowerCase() === within.toLowerCase());
        if (estimate === undefined || effect === undefined) continue;
        judged++;
        if (!effect.included || (estimate.parenthesis === null && estimate.bracket === null)) continue;
        const isLinear =
          column.estimator === null || ["ols", "2sls", "first-stage", "reduced-form"].includes(column.estimator);
        findings.push(
          finding(
            "absorbed_regressor",
            isLinear ? "inconsistent" : "conditional",
            [estimateRef(table, column, estimate)],
            {
              term,
              within: effect.name,
              estimate: `${estimate.estimate.text}${estimate.stars}`,
              says,
            },
          ),
        );
      }
    }
    const notApplied = invariant.length === 0 ? [{ where: null, lacks: "invariant" }] : [];
    return { judged, findings, notApplied };
  },
};
