/**
 * R2 against t and N in a column of one regressor and a constant. Under least squares with classical errors and nothing absorbed,
 *
 *   R2 = t^2 / (t^2 + N - 2),
 *
 * since F = t^2 = R2 (N - 2) / (1 - R2); adjusted, 1 - (1 - R2)(N - 1)/(N - 2). Weights that scale the errors keep it. Of a within R2 with q
 * effects absorbed the same holds with N - 1 - q degrees of freedom.
 */

import { columnRef, estimateRef, statisticOf, statisticRef } from "../../../cells.js";
import { type Finding, finding, rangeFacts } from "../../../finding.js";
import type { PrintedColumn, PrintedEstimate, PrintedPaper, PrintedStatistic, PrintedTable } from "../../../paper.js";
import { meet, monotone, type Printed, type Range, square } from "../../../printed.js";
import type { Distributions, Judgement, NotApplied, Rule } from "../../rule.js";
import { countReader } from "../../sample/counts/counts.js";
import { constantOf, effectsOf, mentionsEffects, slopesOf } from "../reading/columns.js";
import { asCut, asRounded, evidenceOf, sizeOfStatistic, type Width } from "../reading/evidence.js";
import { type Reading, readingOf } from "../reading/reading.js";
import { sizeOf } from "../reading/tails.js";

export const R2_OF_T: Rule = {
  name: "r2_of_t",
  judge(paper: PrintedPaper, d: Distributions): Judgement {
    const findings: Finding[] = [];
    const notApplied: NotApplied[] = [];
    let judged = 0;
    for (const table of paper.tables) {
      for (const column of table.columns) {
        const facts = soleRegressor(table, column, paper, d);
        if (facts === null) continue;
        if (typeof facts === "string") notApplied.push({ where: columnRef(table, column), lacks: facts });
        else {
          judged++;
          findings.push(...judgeColumn(table, column, facts));
        }
      }
    }
    return { judged, findings, notApplied };
  },
};

/** What the identity is made of. */
export interface SoleRegressor {
  readonly estimate: PrintedEstimate;
  /** Rows, and what that may stand for where counts are rounded. */
  readonly n: number;
  readonly rows: Range;
  readonly size: Range;
  readonly cut: Range;
  readonly r2: Printed;
  readonly printed: PrintedStatistic;
  readonly adjusted: boolean;
  readonly readAs: string | null;
  readonly readingBasis: Reading["basis"];
}

/** The sole regressor of a column with its statistic, R2 and N; null where it has several, or is no least squares; else what is not printed. */
export function soleRegressor(
  table: PrintedTable,
  column: PrintedColumn,
  paper: PrintedPaper,
  d: Distributions,
): SoleRegressor | string | null {
  const slopes = slopesOf(column);
  const isLeastSquares = column.estimator === null || column.estimator === "ols" || column.estimator === "reduced-form";
  if (slopes.length !== 1 || column.hiddenRegressors === true || !isLeastSquares) return null;
  const r2 = statisticOf(column, "r2") ?? statisticOf(column, "adj_r2");
  const nobs = statisticOf(column, "nobs");
  if (r2 === undefined || r2.value.low > 1) return "r2";
  const rows = nobs === undefined ? null : countReader(paper)(nobs.value, nobs.label);
  if (nobs === undefined || rows === null || rows.low < 4) return "nobs";
  const estimate = slopes[0]!;
  const reading = readingOf(table, paper, d);
  const evidence = evidenceOf(estimate, table, reading);
  const n = nobs.value.value;
  const size = sizeOfStatistic(estimate.estimate, evidence) ?? (evidence.p && sizeOf(evidence.p, n - 2, d));
  if (size === null) return "parentheses";
  const cut = sizeOfStatistic(estimate.estimate, evidence, asCut) ?? sizeOf(asCut(evidence.p!), n - 2, d);
  const { as: readAs, basis: readingBasis } = reading;
  return {
    estimate,
    n,
    rows,
    size,
    cut,
    r2: r2.value,
    printed: r2,
    adjusted: r2.name === "adj_r2",
    readAs,
    readingBasis,
  };
}

/** R2, adjusted or not, as the statistic gives it; `less` parameters are taken from the rows for degrees of freedom. */
function r2Of(size: Range, { rows, adjusted }: SoleRegressor, less: number): Range {
  const t2 = square(size);
  const plain = (t2: number, df: number) => (t2 === Number.POSITIVE_INFINITY ? 1 : t2 / (t2 + df));
  const of = (t2: number, n: number) => {
    const r2 = plain(t2, n - less);
    return adjusted ? 1 - ((1 - r2) * (n - 1)) / (n - less) : r2;
  };
  return { low: of(t2.low, rows.high), high: of(t2.high, rows.low) };
}

/** The R2 before adjustment that a printed one was made of. */
function plainR2({ r2, n, adjusted }: SoleRegressor, width: Width = asRounded): Range {
  const printed = width(r2);
  const plain = (x: number) => (adjusted ? 1 - ((1 - x) * (n - 2)) / (n - 1) : x);
  return { low: Math.max(0, plain(printed.low)), high: Math.min(1, plain(printed.high)) };
}

/** The classical t that R2 implies with n - 2 degrees of freedom. */
const impliedSize = (facts: SoleRegressor): Range => {
  const t = (r2: number) => (r2 >= 1 ? Number.POSITIVE_INFINITY : Math.sqrt((r2 * (facts.n - 2)) / (1 - r2)));
  return monotone(plainR2(facts), t);
};

/** Whether the identity holds as rounding allows. */
export const fitsClassical = (facts: SoleRegressor): boolean => meet(r2Of(facts.size, facts, 2), facts.r2);

/** Widest range of t, printed or implied by R2, as a share of its middle, for an agreement of the two to say anything. */
const TELLING = 0.02;

/** Whether t and R2 are printed finely enough for agreement to be no chance. */
export const isTelling = (facts: SoleRegressor): boolean =>
  [facts.size, impliedSize(facts)].every(({ low, high }) => (high - low) / (high + low) <= TELLING);

function judgeColumn(table: PrintedTable, column: PrintedColumn, facts: SoleRegressor): readonly Finding[] {
  const { estimate, n, size, r2, adjusted, readAs, readingBasis } = facts;
  const effects = effectsOf(column);
  const where = [statisticRef(table, column, facts.printed), estimateRef(table, column, estimate)];
  const implied = impliedSize(facts);
  const common = {
    term: estimate.term,
    estimate: estimate.estimate.text,
    parenthesis: estimate.parenthesis?.text ?? "",
    n,
    size: rangeFacts(size),
    expected: rangeFacts(r2Of(size, facts, 2)),
    r2: r2.text,
    r2Range: rangeFacts(r2),
    adjusted,
    implied: rangeFacts(implied),
    readAs,
    readingBasis,
  };
  const isClassical = column.errors === "classical";
  if (fitsClassical(facts)) {
    const statesOther = effects.length > 0 || (column.errors !== null && !isClassical);
    if (!statesOther || !isTelling(facts)) return [];
    const df = degrees(facts);
    return [
      finding("r2_is_classical", "conditional", where, {
        ...common,
        effects,
        errors: column.errors,
        df: rangeFacts(df),
        // parameters beyond the regressor that rounding leaves room for: the constant, or effects of a within R2
        mostEffects: Math.max(0, Math.floor(n - 1 - df.low)),
        within: (implied.high - implied.low) / (implied.high + implied.low),
      }),
    ];
  }
  if (!isClassical || column.estimator !== "ols" || effects.length > 0) return [];
  // without a constant R2 is that of the sum of squares, with one degree of freedom more
  const hasConstant = constantOf(column) !== undefined;
  if (!hasConstant && meet(r2Of(size, facts, 1), r2)) return [];
  const fitsCut = meet(r2Of(facts.cut, facts, 2), asCut(r2));
  const isStated =
    hasConstant &&
    column.hiddenRegressors === false &&
    column.weighted !== true &&
    !mentionsEffects(table) &&
    readingBasis === "stated";
  return [
    finding("r2_not_of_t", isStated && !fitsCut ? "inconsistent" : "conditional", where, {
      ...common,
      fitsCut,
      hiddenStated: column.hiddenRegressors === false,
      hasConstant,
    }),
  ];
}

/** Residual degrees of freedom under which t and R2 agree: t^2 (1 - R2)/R2. */
function degrees(facts: SoleRegressor): Range {
  const { low, high } = plainR2(facts);
  const t2 = square(facts.size);
  return {
    low: (t2.low * (1 - high)) / high,
    high: low === 0 ? Number.POSITIVE_INFINITY : (t2.high * (1 - low)) / low,
  };
}
