/** The sign of a test statistic against that of its estimate, in tables that print statistics with their signs. */
import { estimateRef } from "../../../cells.js";
import { type Finding, finding } from "../../../finding.js";
import type { PrintedPaper } from "../../../paper.js";
import type { Printed } from "../../../printed.js";
import type { Distributions, Judgement, Rule } from "../../rule.js";
import { isTransformed } from "../reading/columns.js";
import { evidenceOf } from "../reading/evidence.js";
import { oppose, readingOf } from "../reading/reading.js";

export const SIGNS: Rule = {
  name: "sign_of_statistic",
  judge(paper: PrintedPaper, d: Distributions): Judgement {
    const findings: Finding[] = [];
    let judged = 0;
    for (const table of paper.tables.filter((one) => !isTransformed(one))) {
      const reading = readingOf(table, paper, d);
      const cells = table.columns
        // ratios of odds or hazards are above 0 whatever the sign of their statistic
        .filter(({ estimator }) => estimator !== "nonlinear" && estimator !== "other")
        .flatMap((column) =>
          column.estimates.flatMap((estimate) => {
            const { statistic } = evidenceOf(estimate, table, reading);
            return statistic === null ? [] : [{ column, estimate, statistic }];
          }),
        );
      if (!cells.some(({ statistic }) => isNegative(statistic))) continue;
      judged += cells.length;
      for (const { column, estimate, statistic } of cells) {
        if (!oppose(estimate.estimate, statistic)) continue;
        const isInParentheses = statistic === estimate.parenthesis;
        const mayBeRatio = column.estimator === null && column.estimates.every((one) => one.estimate.value >= 0);
        const isSure = !mayBeRatio && !(isInParentheses && reading.basis === "only");
        findings.push(
          finding(
            "sign_of_statistic",
            isSure ? "inconsistent" : "conditional",
            [estimateRef(table, column, estimate)],
            {
              term: estimate.term,
              estimate: estimate.estimate.text,
              statistic: statistic.text,
              as: "statistic",
              basis: isInParentheses ? reading.basis : "stated",
              mayBeRatio,
            },
          ),
        );
      }
    }
    return { judged, findings, notApplied: [] };
  },
};

const isNegative = ({ negative, value }: Printed): boolean => negative || value < 0;
