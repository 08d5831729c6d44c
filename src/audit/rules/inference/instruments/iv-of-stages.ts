/** 2SLS by one instrument: the reduced form over the first stage, to every digit, where all three have the same rows and controls. */
import { type ColumnOfTable, columnAt, columnsOf, estimateOf, estimateRef, statisticOf } from "../../../cells.js";
import { type Finding, finding, rangeFacts, type Severity } from "../../../finding.js";
import type { PrintedColumn, PrintedPaper } from "../../../paper.js";
import { meet, ratio } from "../../../printed.js";
import type { Judgement, Rule } from "../../rule.js";
import { effectsOf, slopesOf } from "../reading/columns.js";
import { asCut } from "../reading/evidence.js";

export const IV_OF_STAGES: Rule = {
  name: "iv_of_stages",
  judge(paper: PrintedPaper): Judgement {
    const findings: Finding[] = [];
    let judged = 0;
    for (const { first, second, instruments, endogenous } of paper.facts.firstStages) {
      const [one, two] = [columnAt(paper, first), columnAt(paper, second)];
      const instrument = instruments[0];
      if (instruments.length !== 1 || instrument === undefined || one === undefined || two === undefined) continue;
      for (const reduced of columnsOf(paper)) {
        if (!isReducedForm(reduced, one, two, instrument, endogenous)) continue;
        const [z, y, b] = [
          estimateOf(one.column, instrument),
          estimateOf(reduced.column, instrument),
          estimateOf(two.column, endogenous),
        ];
        if (z === undefined || y === undefined || b === undefined) continue;
        judged++;
        const expected = ratio(y.estimate, z.estimate);
        if (meet(expected, b.estimate)) continue;
        const fitsCut = meet(ratio(asCut(y.estimate), asCut(z.estimate)), asCut(b.estimate));
        const columns = [one, two, reduced].map(({ column }) => column);
        const isSure = columns.every(
          ({ hiddenRegressors, weighted }) => hiddenRegressors === false && weighted !== true,
        );
        const severity: Severity = isSure && !fitsCut ? "inconsistent" : "conditional";
        const where = [
          estimateRef(two.table, two.column, b),
          estimateRef(reduced.table, reduced.column, y),
          estimateRef(one.table, one.column, z),
        ];
        findings.push(
          finding("iv_of_stages", severity, where, {
            endogenous,
            instrument,
            estimate: b.estimate.text,
            first: z.estimate.text,
            reduced: y.estimate.text,
            expected: rangeFacts(expected),
            isSure,
            fitsCut,
          }),
        );
      }
    }
    return { judged, findings, notApplied: [] };
  },
};

/** Whether a column is the reduced form of two stages: the second's outcome on the instrument, with the rows, controls and effects of both. */
function isReducedForm(
  { table, column }: ColumnOfTable,
  first: ColumnOfTable,
  second: ColumnOfTable,
  instrument: string,
  endogenous: string,
): boolean {
  const rows = [column, first.column, second.column].map((one) => statisticOf(one, "nobs")?.value.value);
  const controls = [column, first.column, second.column].map((one) => controlsOf(one, [instrument, endogenous]));
  const effects = [column, first.column, second.column].map((one) => effectsOf(one).toSorted().join("\n"));
  const same = (all: readonly (string | number | undefined)[]) =>
    all.every((one) => one !== undefined && one === all[0]);
  return (
    column.estimator === "reduced-form" &&
    table === second.table &&
    column.outcome === second.column.outcome &&
    same(rows) &&
    same(controls) &&
    same(effects)
  );
}

const controlsOf = (column: PrintedColumn, but: readonly string[]): string =>
  slopesOf(column)
    .map(({ term }) => term)
    .filter((term) => !but.includes(term))
    .toSorted()
    .join("\n");
