/**
 * R2 between 0 and 1, and adjusted R2 against it: 1 - adj = (1 - R2)(N - 1)/(N - K) with K parameters, absorbed effects included, so that the
 * adjusted one is never larger, and the two imply K.
 */

import { statisticOf, statisticRef } from "../../../cells.js";
import { type Finding, finding, rangeFacts, type Severity } from "../../../finding.js";
import type { PrintedColumn, PrintedPaper, PrintedStatistic, PrintedTable } from "../../../paper.js";
import type { Range } from "../../../printed.js";
import type { Judgement, Rule } from "../../rule.js";
import { countReader } from "../../sample/counts/counts.js";
import { constantOf, effectsOf, mentionsEffects } from "../reading/columns.js";
import { asCut, asRounded, type Width } from "../reading/evidence.js";

export const ADJUSTED_R2: Rule = {
  name: "adjusted_r2",
  judge(paper: PrintedPaper): Judgement {
    const findings: Finding[] = [];
    let judged = 0;
    const count = countReader(paper);
    for (const table of paper.tables) {
      const printed = table.columns.flatMap((column) => statisticOf(column, "r2") ?? []);
      // a table may have all of them in percent
      const inPercent =
        printed.some(({ value }) => value.value > 1) &&
        printed.every(({ value }) => value.value > 1 || value.value === 0);
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

const LEAST_SQUARES: readonly string[] = ["ols", "first-stage", "reduced-form"];

function outsideOf(table: PrintedTable, column: PrintedColumn, row: PrintedStatistic): readonly Finding[] {
  const { low, high, text } = row.value;
  const isAbove = low > 1;
  if (!isAbove && high >= 0) return [];
  // below 0 it may be of instruments, or without a constant
  const isLeastSquares = column.estimator === null || LEAST_SQUARES.includes(column.estimator);
  if (!isAbove && !isLeastSquares) return [];
  const severity: Severity =
    isAbove || (column.estimator !== null && constantOf(column) !== undefined) ? "inconsistent" : "conditional";
  return [finding("r2_outside", severity, [statisticRef(table, column, row)], { r2: text, isAbove })];
}

function adjustedOf(
  table: PrintedTable,
  column: PrintedColumn,
  count: ReturnType<typeof countReader>,
): readonly Finding[] {
  const [r2Row, adjRow] = [statisticOf(column, "r2")!, statisticOf(column, "adj_r2")];
  if (adjRow === undefined) return [];
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
  const isAll = column.hiddenRegressors === false && effects.length === 0;
  // a column that does not show its constant may have one, or none and N in place of N - 1
  const models: readonly Model[] = hasConstant
    ? [{ less: 1, fewest: estimated, most: isAll ? shown : n.high }]
    : [
        { less: 1, fewest: estimated + 1, most: isAll ? shown + 1 : n.high },
        { less: 0, fewest: estimated, most: isAll ? shown : n.high },
      ];
  const isFit = (width: Width) =>
    models.some(({ less, fewest, most }) => {
      const { low, high } = parametersOf(width(r2), width(adjusted), n, less);
      return Math.ceil(Math.max(low, fewest) - WHOLE) <= Math.min(high, most) + WHOLE;
    });
  if (isFit(asRounded)) return [];
  const implied = parametersOf(r2, adjusted, n, 1);
  const fitsCut = isFit(asCut);
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

/** Rounding of our own arithmetic where a number must be whole. */
const WHOLE = 1e-6;

/** Rows less this over rows less parameters is what R2 is adjusted by; parameters from and to. */
interface Model {
  readonly less: 0 | 1;
  readonly fewest: number;
  readonly most: number;
}

/** Parameters that R2 and its adjusted value imply. */
function parametersOf(r2: Range, adjusted: Range, n: Range, less: 0 | 1): Range {
  const left = (x: number, y: number) => (y >= 1 ? Number.POSITIVE_INFINITY : (1 - x) / (1 - y));
  const [most, least] = [left(r2.low, adjusted.high), left(Math.min(1, r2.high), adjusted.low)];
  return {
    low: Math.min(...[n.low, n.high].map((rows) => rows - (rows - less) * most)),
    high: Math.max(...[n.low, n.high].map((rows) => rows - (rows - less) * least)),
  };
}
