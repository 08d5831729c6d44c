/**
 * The first-stage F of one instrument: the square of its t-value. Beside it the values it is commonly held against: 10 (Staiger & Stock 1997,
 * Econometrica 65(3)), 16.38 (Stock & Yogo 2005: size of a 5% test at most 10%) and 104.7 (Lee, McCrary, Moreira & Porter 2022, American
 * Economic Review 112(10): 1.96 as critical value gives a test of 5%).
 */

import { columnAt, estimateOf, estimateRef, statisticOf, statisticRef } from "../../../cells.js";
import { type Finding, finding, rangeFacts } from "../../../finding.js";
import type { PrintedPaper } from "../../../paper.js";
import { meet, type Range, square } from "../../../printed.js";
import type { Distributions, Judgement, NotApplied, Rule } from "../../rule.js";
import { effectsOf, leastDf } from "../reading/columns.js";
import { anySize, asCut, evidenceOf } from "../reading/evidence.js";
import { readingOf } from "../reading/reading.js";

/** What F of one instrument is held against. */
export const F_BOUNDS = { staigerStock: 10, stockYogo: 16.38, lee: 104.7 } as const;

/** Widest share by which corrections for small samples move F. */
const CORRECTION = 0.1;

export const FIRST_STAGE_F: Rule = {
  name: "first_stage_f",
  judge(paper: PrintedPaper, d: Distributions): Judgement {
    const findings: Finding[] = [];
    const notApplied: NotApplied[] = [];
    let judged = 0;
    const isTold = paper.facts.firstStages.length > 0;
    if (!isTold && paper.tables.some(({ columns }) => columns.some(({ estimator }) => estimator === "2sls"))) {
      notApplied.push({ where: null, lacks: "firstStages" });
    }
    for (const stage of paper.facts.firstStages) {
      // the F of several instruments is not that of any one t
      if (stage.instruments.length !== 1) continue;
      const instrument = stage.instruments[0]!;
      const first = columnAt(paper, stage.first);
      const estimate = first && estimateOf(first.column, instrument);
      if (first === undefined || estimate === undefined) {
        notApplied.push({ where: stage.first, lacks: "firstStages" });
        continue;
      }
      const { table, column } = first;
      const evidence = evidenceOf(estimate, table, readingOf(table, paper, d));
      const df = leastDf(table, column);
      const size = anySize(estimate.estimate, evidence, df, d);
      if (size === null) {
        notApplied.push({ where: estimateRef(table, column, estimate), lacks: "parentheses" });
        continue;
      }
      judged++;
      const f = square(size);
      const second = columnAt(paper, stage.second);
      const inFirst = statisticOf(column, "first_stage_f");
      const printed = inFirst ?? (second && statisticOf(second.column, "first_stage_f"));
      const common = {
        instrument,
        estimate: estimate.estimate.text,
        parenthesis: estimate.parenthesis?.text ?? "",
        size: rangeFacts(size),
        value: (f.low + f.high) / 2,
        f: rangeFacts(f),
      };
      const where = estimateRef(table, column, estimate);
      if (printed === undefined) {
        findings.push(finding("first_stage_f_unreported", "unreported", [where], { ...common, ...F_BOUNDS }));
        continue;
      }
      if (meet(f, printed.value)) continue;
      const at = inFirst === undefined && second !== undefined ? second : first;
      const isPlain = column.errors === "classical" && effectsOf(column).length === 0;
      const cut = square(anySize(estimate.estimate, evidence, df, d, asCut)!);
      const allowed: Range = { low: cut.low * (1 - CORRECTION), high: cut.high * (1 + CORRECTION) };
      const isFar = !meet(allowed, asCut(printed.value));
      findings.push(
        finding(
          "first_stage_f_differs",
          isPlain && isFar ? "inconsistent" : "conditional",
          [statisticRef(at.table, at.column, printed), where],
          { ...common, printed: printed.value.text, label: printed.label, errors: column.errors, isFar },
        ),
      );
    }
    return { judged, findings, notApplied };
  },
};
