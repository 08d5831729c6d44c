/**
 * Stars against the p-value, the statistic, or the estimate over its error. More stars than even the normal gives fit no two-sided test; fewer
 * than t gives with few degrees of freedom fit only a test that the table doesn't state.
 */

import { estimateRef } from "../../../cells.js";
import { type Finding, finding, rangeFacts, type Severity } from "../../../finding.js";
import type { PrintedColumn, PrintedEstimate, PrintedPaper, PrintedTable } from "../../../paper.js";
import type { Range } from "../../../printed.js";
import type { Distributions, Judgement, NotApplied, Rule } from "../../rule.js";
import { clustersOf, constantOf, hasOtherTests, isConstant, isLinear, leastDf } from "../reading/columns.js";
import { asCut, type Evidence, evidenceOf, pOfEstimate, sizeByError, sizeOfStatistic } from "../reading/evidence.js";
import { claimed, earned, type Levels, levelsOf, unclaimed, usesStars } from "../reading/levels.js";
import { type Reading, readingOf } from "../reading/reading.js";
import { pOf } from "../reading/tails.js";

export const STARS: Rule = {
  name: "stars",
  judge(paper: PrintedPaper, d: Distributions): Judgement {
    const findings: Finding[] = [];
    const notApplied: NotApplied[] = [];
    let judged = 0;
    for (const table of paper.tables.filter((one) => usesStars(one) || (one.stars ?? []).length > 0)) {
      const reading = readingOf(table, paper, d);
      const levels = levelsOf(table, paper);
      const starsConstants = table.columns.some((column) => (constantOf(column)?.stars ?? "") !== "");
      for (const column of table.columns) {
        for (const estimate of column.estimates) {
          const evidence = evidenceOf(estimate, table, reading);
          const tested = testOf(estimate, evidence, table, column, d);
          if (tested === null) {
            if (estimate.stars !== "")
              notApplied.push({ where: estimateRef(table, column, estimate), lacks: "parentheses" });
            continue;
          }
          const claim = claimed(levels, estimate.stars);
          if (claim === undefined) {
            notApplied.push({ where: estimateRef(table, column, estimate), lacks: "stars" });
            continue;
          }
          judged++;
          const one = { table, column, estimate, reading, levels, tested };
          const more = tooMany(one, claim, d);
          if (more !== null) findings.push(more);
          else if (!isConstant(estimate) || starsConstants) findings.push(...tooFew(one, claim));
        }
      }
    }
    return { judged, findings, notApplied };
  },
};

/** What stars are held against. */
interface Tested {
  readonly by: "p" | "statistic" | "error" | "interval";
  /** Of the statistic, where it or an error is printed. */
  readonly size: Range | null;
  /** From the normal to t with few degrees of freedom. */
  readonly p: Range;
  /** The same if digits were cut off. */
  readonly cut: Range;
  readonly asRatio: Range | null;
  readonly df: number;
  readonly coverages: readonly number[];
  readonly isStated: boolean;
}

function testOf(
  { estimate }: PrintedEstimate,
  evidence: Evidence,
  table: PrintedTable,
  column: PrintedColumn,
  d: Distributions,
): Tested | null {
  const df = leastDf(table, column);
  const p = pOfEstimate(estimate, evidence, df, d);
  if (p === null) return null;
  const by = evidence.p ? "p" : evidence.statistic ? "statistic" : evidence.error ? "error" : "interval";
  return {
    by,
    size: sizeOfStatistic(estimate, evidence),
    p,
    cut: pOfEstimate(estimate, evidence, df, d, asCut)!,
    asRatio: by === "error" ? sizeAsRatio(estimate, evidence, column) : null,
    df,
    coverages: evidence.coverages,
    isStated: evidence.interval === null || evidence.coverages.length === 1,
  };
}

/** The statistic of a ratio of odds or hazards b with error s, log b over s/b; null where the column can have none. */
function sizeAsRatio(estimate: PrintedEstimate["estimate"], evidence: Evidence, column: PrintedColumn): Range | null {
  if (isLinear(column) || column.estimates.some((one) => one.estimate.value <= 0)) return null;
  const size = sizeByError(estimate, evidence);
  if (size === null || estimate.low <= 0) return null;
  const logs = [Math.abs(Math.log(estimate.low)), Math.abs(Math.log(estimate.high))] as const;
  const isAcrossOne = estimate.low <= 1 && estimate.high >= 1;
  return { low: isAcrossOne ? 0 : size.low * Math.min(...logs), high: size.high * Math.max(...logs) };
}

interface Starred {
  readonly table: PrintedTable;
  readonly column: PrintedColumn;
  readonly estimate: PrintedEstimate;
  readonly reading: Reading;
  readonly levels: Levels;
  readonly tested: Tested;
}

/** Facts that both findings have. */
function starFacts({ table, column, estimate, reading, levels, tested }: Starred, claim: number) {
  return {
    term: estimate.term,
    estimate: estimate.estimate.text,
    stars: estimate.stars,
    parenthesis: estimate.parenthesis?.text ?? null,
    by: tested.by,
    size: tested.size && rangeFacts(tested.size),
    p: rangeFacts(tested.p),
    df: tested.df,
    clusters: clustersOf(column),
    coverages: tested.coverages,
    readAs: reading.as,
    readingBasis: reading.basis,
    levelBasis: levels.basis,
    otherTests: hasOtherTests(table, column),
    claimed: claim,
  };
}

function tooMany(one: Starred, claim: number, d: Distributions): Finding | null {
  const { table, column, estimate, levels, tested } = one;
  if (estimate.stars === "" || tested.p.low <= claim) return null;
  const fitsOneSided = tested.p.low / 2 <= claim;
  const fitsCut = tested.cut.low <= claim;
  const isNonlinear = tested.by === "error" && (column.estimator === "nonlinear" || column.estimator === "other");
  const fitsRatio =
    isNonlinear || (tested.asRatio !== null && pOf(tested.asRatio, Number.POSITIVE_INFINITY, d).low <= claim);
  const isExcused = fitsOneSided || fitsCut || fitsRatio || hasOtherTests(table, column);
  const severity: Severity =
    levels.basis === "stated" && tested.isStated && !isExcused ? "inconsistent" : "conditional";
  return finding("stars_too_many", severity, [estimateRef(table, column, estimate)], {
    ...starFacts(one, claim),
    fitsOneSided,
    fitsCut,
    fitsRatio,
  });
}

function tooFew(one: Starred, claim: number): readonly Finding[] {
  const { table, column, estimate, levels, tested } = one;
  const next = unclaimed(levels, estimate.stars);
  if (next === undefined || tested.p.high >= next) return [];
  const owed = earned(levels, tested.p.high)!;
  return [
    finding("stars_too_few", "conditional", [estimateRef(table, column, estimate)], {
      ...starFacts(one, claim),
      owed: owed.mark,
      level: owed.level,
      fitsCut: tested.cut.high >= next,
    }),
  ];
}
