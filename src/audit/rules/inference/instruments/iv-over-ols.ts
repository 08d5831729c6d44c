/** An instrumented estimate over the least-squares estimate it is set beside. */

import { columnAt, estimateOf } from "../../../cells.js";
import { type Finding, finding, rangeFacts } from "../../../finding.js";
import type { PrintedPaper } from "../../../paper.js";
import { absolute, ratio } from "../../../printed.js";
import type { Judgement, NotApplied, Rule } from "../../rule.js";

/** From here on a ratio is called large. */
export const LARGE_RATIO = 5;

export const IV_OVER_OLS: Rule = {
  name: "iv_over_ols",
  judge(paper: PrintedPaper): Judgement {
    const findings: Finding[] = [];
    const notApplied: NotApplied[] = [];
    let judged = 0;
    for (const { iv, ols } of paper.facts.instrumented) {
      const [a, b] = [iv, ols].map((at) => {
        const found = columnAt(paper, at);
        return found && estimateOf(found.column, at.row ?? "");
      });
      if (a === undefined || b === undefined) {
        notApplied.push({ where: a === undefined ? iv : ols, lacks: "instrumented" });
        continue;
      }
      judged++;
      const range = ratio(absolute(a.estimate), absolute(b.estimate));
      if (range.low < LARGE_RATIO) continue;
      findings.push(
        finding("iv_over_ols", "unusual", [iv, ols], {
          iv: a.estimate.text,
          ols: b.estimate.text,
          ivAt: { table: iv.table, column: iv.column ?? "" },
          olsAt: { table: ols.table, column: ols.column ?? "" },
          value: b.estimate.value === 0 ? null : Math.abs(a.estimate.value / b.estimate.value),
          range: rangeFacts(range),
          opposite: a.estimate.value * b.estimate.value < 0,
          bound: LARGE_RATIO,
        }),
      );
    }
    return { judged, findings, notApplied };
  },
};
