/**
 * R2 between 0 and 1, and adjusted R2 against it: 1 - adj = (1 - R2)(N - 1)/(N - K) with K parameters, absorbed effects included, so that the
 * adjusted one is never larger, and the two imply K.
 */

import { statisticOf, statisticRef } from "../../cells.js";
import { type Finding, finding, rangeFacts, type Severity } from "../../finding.js";
import type { PrintedColumn, PrintedPaper, PrintedStatistic, PrintedTable } from "../../paper.js";
import type { Range } from "../../printed.js";
import type { Judgement, Rule } from "../rule.js";
import { countReader } from "../sample/counts/counts.js";
import { constantOf, effectsOf, mentionsEffects } from "./columns.js";
import { asCut, asRounded, type Width } from "./evidence.js";

export const ADJUSTED_R2: Rule = {
  name: "adjusted_r2",
  judge(paper: PrintedPaper): Judgement {
    const findings: Finding[] = [];
    let judged = 0;
    const count = countReader(paper);
    for (const table of paper.tables) {
      const printed = table.columns.flatMap((column) => statisticOf(column, "r2") ?? []);
      // a table may have all of them in percent
      const inPercent = printed.length > 0 && printed.every(({ value }) => value.value > 1 || value.value === 0);
      for (const column of table.columns) {
        const r2 = statisticOf(column, "r2");
        if (r2 !== undefined && !inPercent) {
          judged++;
          const outside = outsideOf(table, column, r2);
          findings.push(...outside);
          if (outside.length === 0) findings.push(...adjustedOf(table, column, count));
        }
      }
    }
    return { judged, findings, notApplied: [] };
  },
};

function outsideOf(table: PrintedTable, column: PrintedColumn, row: PrintedStatistic): readonly Finding[] {
  const { low, high, text } = row.value;
  const isAbove = low > 1;
  if (!isAbove && high >= 0) return [];
  // below 0 it may be of 2SLS, or without a constant
  const severity: Severity =
    isAbove || (column.estimator === "ols" && constantOf(column) !== undefined) ? "inconsistent" : "conditional";
  return [finding("r2_outside", severity, [statisticRef(table, column, row)], { r2: text, isAbove })];
}

function adjustedOf(
  table: PrintedTable,
  column: PrintedColumn,
  count: ReturnType<typeof countReader>,
): readonly Finding[] {
  const [r2Row, adjRow] = [statisticOf(column, "r2")!, statisticOf(column, "adj_r2")];
  if (adjRow === undefined || adjRow.value.low > 1) return [];
  const [r2, adjusted] = [r2Row.value, adjRow.value];
  const effects = effectsOf(column);
  const where = [adjRow, r2Row].map((row) => statisticRef(table, column, row));
  const facts = { r2: r2.text, adjusted: adjusted.text, effects };
  if (adjusted.low > r2.high) {
    const fitsCut = asCut(adjusted).low <= asCut(r2).high;
    // with effects one may be the within R2 and the other not
    const severity: Severity = effects.length > 0 || mentionsEffects(table) || fitsCut ? "conditional" : "inconsistent";
    return [finding("adjusted_above_r2", severity, where, { ...facts, fitsCut })];
  }
  const nobs = statisticOf(column, "nobs");
  const n = nobs && count(nobs.value, nobs.label);
  if (nobs === undefined || n == null || n.low < 4) return [];
  const shown = column.estimates.length;
  // a row without an error may be an omitted regressor
  const estimated = column.estimates.filter(
    ({ parenthesis, bracket }) => parenthesis !== null || bracket !== null,
  ).length;
  const hasConstant = constantOf(column) !== undefined;
  // without its constant shown a column may have one, or none and N in place of N - 1
  const parameters = (width: Width): Range => {
    const [a, b] = [width(r2), width(adjusted)];
    const left = (x: number, y: number) => (y >= 1 ? Number.POSITIVE_INFINITY : (1 - x) / (1 - y));
    const [most, least] = [left(a.low, b.high), left(Math.min(1, a.high), b.low)];
    const low = [n.low, n.high].map((rows) => rows - (hasConstant ? rows - 1 : rows) * most);
    const high = [n.low, n.high].map((rows) => rows - (rows - 1) * least);
    return { low: Math.min(...low), high: Math.max(...high) };
  };
  const isAll = column.hiddenRegressors === false && effects.length === 0;
  const allowed: Range = { low: estimated, high: isAll ? shown + (hasConstant ? 0 : 1) : n.high };
  const implied = parameters(asRounded);
  if (implied.low <= allowed.high && implied.high >= allowed.low) return [];
  const cut = parameters(asCut);
  const fitsCut = cut.low <= allowed.high && cut.high >= allowed.low;
  const isLeastSquares = column.estimator === "ols" && column.weighted !== true;
  const isPlain = isLeastSquares && effects.length === 0 && !mentionsEffects(table);
  const severity: Severity = isPlain && !fitsCut ? "inconsistent" : "conditional";
  return [
    finding("adjusted_r2_off", severity, where, {
      ...facts,
      n: nobs.value.value,
      shown,
      isAll,
      hasConstant,
      implied: rangeFacts(implied),
      fitsCut,
    }),
  ];
}
