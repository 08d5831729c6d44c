/**
 * F against t and R2 of a column of least squares that shows all it estimates and absorbs nothing. Of one regressor F = t^2, by the errors of t.
 * Of k under classical errors F = (R2/k) / ((1 - R2)/(N - k - 1)).
 */
import { estimateRef, statisticOf, statisticRef } from "../../../cells.js";
import { type Finding, finding, rangeFacts, type Severity } from "../../../finding.js";
import type { PrintedColumn, PrintedPaper, PrintedStatistic, PrintedTable } from "../../../paper.js";
import { meet, type Range, square } from "../../../printed.js";
import type { Distributions, Judgement, NotApplied, Rule } from "../../rule.js";
import { countReader } from "../../sample/counts/counts.js";
import { constantOf, effectsOf, leastDf, mentionsEffects, slopesOf } from "../reading/columns.js";
import { anySize, asCut, asRounded, evidenceOf, type Width } from "../reading/evidence.js";
import { readingOf } from "../reading/reading.js";

export const F_OF_T: Rule = {
  name: "f_of_t",
  judge(paper: PrintedPaper, d: Distributions): Judgement {
    const findings: Finding[] = [];
    const notApplied: NotApplied[] = [];
    let judged = 0;
    for (const table of paper.tables) {
      for (const column of table.columns) {
        const f = statisticOf(column, "f");
        const isWhole = column.hiddenRegressors === false && effectsOf(column).length === 0 && !mentionsEffects(table);
        const isLeastSquares = column.estimator === "ols" || column.estimator === "reduced-form";
        if (f === undefined || !isWhole || !isLeastSquares) continue;
        const k = slopesOf(column).length;
        const found = k === 1 ? ofT(table, column, f, paper, d) : k > 1 ? ofR2(table, column, f, k, paper) : null;
        if (typeof found === "string") notApplied.push({ where: statisticRef(table, column, f), lacks: found });
        else if (found !== null) {
          judged++;
          findings.push(...found);
        }
      }
    }
    return { judged, findings, notApplied };
  },
};

function ofT(
  table: PrintedTable,
  column: PrintedColumn,
  f: PrintedStatistic,
  paper: PrintedPaper,
  d: Distributions,
): readonly Finding[] | string {
  const estimate = slopesOf(column)[0]!;
  const reading = readingOf(table, paper, d);
  const evidence = evidenceOf(estimate, table, reading);
  const df = leastDf(table, column);
  const size = anySize(estimate.estimate, evidence, df, d);
  if (size === null) return "parentheses";
  const expected = square(size);
  if (meet(expected, f.value)) return [];
  const fitsCut = meet(square(anySize(estimate.estimate, evidence, df, d, asCut)!), asCut(f.value));
  // F and t may have other errors each, unless both are classical
  const isSure = column.errors === "classical" && reading.basis === "stated" && !fitsCut;
  return [
    finding(
      "f_of_t",
      isSure ? "inconsistent" : "conditional",
      [statisticRef(table, column, f), estimateRef(table, column, estimate)],
      {
        term: estimate.term,
        estimate: estimate.estimate.text,
        parenthesis: estimate.parenthesis?.text ?? null,
        label: f.label,
        f: f.value.text,
        size: rangeFacts(size),
        expected: rangeFacts(expected),
        errors: column.errors,
        fitsCut,
      },
    ),
  ];
}

/** Null where F is not that of classical errors; what is missing. */
function ofR2(
  table: PrintedTable,
  column: PrintedColumn,
  f: PrintedStatistic,
  k: number,
  paper: PrintedPaper,
): readonly Finding[] | string | null {
  if (column.errors !== "classical") return null;
  const [r2, nobs] = [statisticOf(column, "r2"), statisticOf(column, "nobs")];
  const n = nobs === undefined ? null : countReader(paper)(nobs.value, nobs.label);
  if (r2 === undefined || r2.value.low > 1) return "r2";
  if (nobs === undefined || n === null || n.low <= k + 1) return "nobs";
  // without a constant, which the column may not show, one degree of freedom more
  const rest = constantOf(column) === undefined ? [k + 1, k] : [k + 1];
  const of = (width: Width, less: number): Range => {
    const { low, high } = width(r2.value);
    const by = (share: number, rows: number) =>
      share >= 1 ? Number.POSITIVE_INFINITY : (Math.max(0, share) * (rows - less)) / (k * (1 - share));
    return { low: by(low, n.low), high: by(high, n.high) };
  };
  if (rest.some((less) => meet(of(asRounded, less), f.value))) return [];
  const fitsCut = rest.some((less) => meet(of(asCut, less), asCut(f.value)));
  const isSure = column.weighted !== true && !fitsCut;
  const severity: Severity = isSure ? "inconsistent" : "conditional";
  return [
    finding("f_of_r2", severity, [statisticRef(table, column, f), statisticRef(table, column, r2)], {
      label: f.label,
      f: f.value.text,
      r2: r2.value.text,
      n: nobs.value.value,
      k,
      expected: rangeFacts(of(asRounded, k + 1)),
      fitsCut,
    }),
  ];
}
