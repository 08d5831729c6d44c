/**
 * What stands in parentheses against what the table says of it: a table whose errors can only be t-values (some are negative, or stars are given
 * where the estimate is a hundredth of its "error"), and single cells that can't be what the others are.
 */

import { estimateRef } from "../../../cells.js";
import { type Finding, finding, rangeFacts, type Severity } from "../../../finding.js";
import type { PrintedPaper, PrintedTable } from "../../../paper.js";
import { absolute, meet, ratio } from "../../../printed.js";
import type { Distributions, Judgement, NotApplied, Rule } from "../../rule.js";
import { hasSeveralErrors } from "../reading/columns.js";
import { READINGS, type ReadCell, type Reading, readingOf } from "../reading/reading.js";

export const PARENTHESES: Rule = {
  name: "parentheses",
  judge(paper: PrintedPaper, d: Distributions): Judgement {
    const findings: Finding[] = [];
    const notApplied: NotApplied[] = [];
    let judged = 0;
    for (const table of paper.tables) {
      const reading = readingOf(table, paper, d);
      if (reading.cells === 0) continue;
      if (reading.as === null) {
        notApplied.push({ where: { table: table.name, column: null, row: null }, lacks: "parentheses" });
        continue;
      }
      judged += reading.cells;
      if (reading.basis === "instead") findings.push(ofTable(table, reading));
      findings.push(...ofCells(table, reading), ...ofBrackets(table));
    }
    return { judged, findings, notApplied };
  },
};

function ofTable(table: PrintedTable, reading: Reading): Finding {
  const stated = reading.stated!;
  const { against, doubtful } = reading.tally[stated];
  const severity: Severity = against.length > 0 ? "inconsistent" : "conditional";
  const plainest = against.find(({ obstacle }) => obstacle !== "stars") ?? against[0] ?? null;
  const others = READINGS.filter((one) => one !== stated && one !== reading.as);
  const where =
    plainest === null
      ? { table: table.name, column: null, row: null }
      : estimateRef(table, plainest.column, plainest.estimate);
  return finding("parentheses_not_as_stated", severity, [where], {
    table: table.name,
    says: reading.says ?? "",
    stated,
    as: reading.as!,
    cells: reading.cells,
    against: against.length,
    doubtful,
    others: others.map((one) => ({ reading: one, against: reading.tally[one].against.length })),
    kept: reading.tally[reading.as!].against.length,
    plainest: plainest === null ? null : plain(plainest),
  });
}

/** A cell as the reckoning shows it. */
const plain = ({ column, estimate, obstacle }: ReadCell) => ({
  column: column.name,
  term: estimate.term,
  estimate: estimate.estimate.text,
  stars: estimate.stars,
  parenthesis: estimate.parenthesis!.text,
  obstacle,
  size: rangeFacts(ratio(absolute(estimate.estimate), absolute(estimate.parenthesis!))),
});

/** Cells that can't be what all others are read as. Signs and stars are rules of their own. */
function ofCells(table: PrintedTable, reading: Reading): readonly Finding[] {
  const as = reading.as!;
  return reading.tally[as].against.flatMap(({ column, estimate, obstacle }) => {
    if (obstacle === "sign" || obstacle === "stars") return [];
    const severity = reading.basis === "only" ? "conditional" : "inconsistent";
    return finding("parenthesis_impossible", severity, [estimateRef(table, column, estimate)], {
      term: estimate.term,
      estimate: estimate.estimate.text,
      parenthesis: estimate.parenthesis!.text,
      as,
      basis: reading.basis!,
      obstacle,
    });
  });
}

/** Parentheses and brackets said to hold the same, with unlike numbers, where the notes don't tell of errors of two kinds. */
function ofBrackets(table: PrintedTable): readonly Finding[] {
  const { parentheses, brackets } = table;
  if (parentheses?.means == null || parentheses.means !== brackets?.means || hasSeveralErrors(table)) return [];
  const both = table.columns.flatMap((column) =>
    column.estimates.flatMap((estimate) => {
      const { parenthesis, bracket } = estimate;
      return parenthesis === null || bracket === null || !("text" in bracket)
        ? []
        : [{ column, estimate, parenthesis, bracket }];
    }),
  );
  const unlike = both.filter(({ parenthesis, bracket }) => !meet(absolute(parenthesis), absolute(bracket)));
  const first = unlike[0];
  if (first === undefined) return [];
  return [
    finding("brackets_like_parentheses", "conditional", [estimateRef(table, first.column, first.estimate)], {
      means: parentheses.means,
      cells: both.length,
      unlike: unlike.length,
      term: first.estimate.term,
      estimate: first.estimate.estimate.text,
      parenthesis: first.parenthesis.text,
      bracket: first.bracket.text,
    }),
  ];
}
