/**
 * The share of treated rows that two errors imply. Least squares of y on a 0/1 regressor and a constant with classical errors estimates the
 * mean of the untreated, with variance s^2/(N (1 - p)), and the difference of two means, with variance s^2/(N p (1 - p)): the square of the
 * errors' ratio, constant's over regressor's, is p, the share of rows where the regressor is 1.
 */

import { columnsOf, estimateRef } from "../../../cells.js";
import { type Finding, finding, rangeFacts, type Severity } from "../../../finding.js";
import type { PrintedPaper } from "../../../paper.js";
import { meet, type Range, ratio, square } from "../../../printed.js";
import type { Distributions, Judgement, NotApplied, Rule } from "../../rule.js";
import { constantOf, effectsOf, mentionsEffects } from "../reading/columns.js";
import { errorOf, evidenceOf } from "../reading/evidence.js";
import { readingOf } from "../reading/reading.js";
import { fitsClassical, isTelling, soleRegressor } from "./r2-of-t.js";

export const SHARE_TREATED: Rule = {
  name: "share_treated",
  judge(paper: PrintedPaper, d: Distributions): Judgement {
    const findings: Finding[] = [];
    const notApplied: NotApplied[] = [];
    let judged = 0;
    const { treatment } = paper.facts;
    for (const { table, column } of columnsOf(paper)) {
      const constant = constantOf(column);
      const facts = soleRegressor(table, column, paper, d);
      if (constant === undefined || facts === null || typeof facts === "string") continue;
      const where = estimateRef(table, column, facts.estimate);
      if (treatment === null || treatment.treated.length === 0) {
        notApplied.push({ where, lacks: "treatment" });
        continue;
      }
      if (facts.estimate.term !== treatment.term) continue;
      const effects = effectsOf(column);
      const isStated = column.errors === "classical" && column.estimator === "ols" && effects.length === 0;
      const isShown = fitsClassical(facts) && isTelling(facts);
      if (!isShown && !isStated) continue;
      // a subsample may have any share of the treated
      const whole = Math.max(...treatment.treated.map(({ of }) => of));
      if (facts.n < whole) {
        notApplied.push({ where, lacks: "treatment" });
        continue;
      }
      const reading = readingOf(table, paper, d);
      const ofTreated = errorOf(facts.estimate.estimate, evidenceOf(facts.estimate, table, reading));
      const ofConstant = errorOf(constant.estimate, evidenceOf(constant, table, reading));
      if (ofTreated === null || ofConstant === null) {
        notApplied.push({ where, lacks: "parentheses" });
        continue;
      }
      judged++;
      const implied = square(ratio(ofConstant, ofTreated));
      const definitions = treatment.treated.map(({ says, rows, of }) => ({
        says,
        rows,
        of,
        share: shareOf(rows, of, facts.n),
      }));
      if (definitions.some(({ share }) => meet(share, implied))) continue;
      const isSure =
        isStated &&
        column.hiddenRegressors === false &&
        column.weighted === false &&
        !mentionsEffects(table) &&
        reading.basis === "stated";
      const severity: Severity = isSure ? "inconsistent" : "conditional";
      findings.push(
        finding("share_treated", severity, [where, estimateRef(table, column, constant)], {
          term: facts.estimate.term,
          constant: constant.term,
          estimate: facts.estimate.estimate.text,
          parenthesis: facts.estimate.parenthesis?.text ?? "",
          constantEstimate: constant.estimate.text,
          constantParenthesis: constant.parenthesis?.text ?? "",
          error: rangeFacts(ofTreated),
          constantError: rangeFacts(ofConstant),
          value: middle(implied),
          implied: rangeFacts(implied),
          n: facts.n,
          definitions: definitions.map(({ says, rows, of, share }) => ({ says, rows, of, share: rangeFacts(share) })),
          fromErrors: reading.as === "std_error",
          stated: isStated,
        }),
      );
    }
    return { judged, findings, notApplied };
  },
};

/** The share that a definition gives in n rows: its own, or its treated rows among n. */
function shareOf(rows: number, of: number, n: number): Range {
  const [a, b] = [rows / of, Math.min(1, rows / n)];
  return { low: Math.min(a, b), high: Math.max(a, b) };
}

const middle = ({ low, high }: Range): number => (low + high) / 2;
