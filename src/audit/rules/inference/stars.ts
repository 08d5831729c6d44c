/**
 * Stars against the p-value, the statistic, or the estimate over its error. More stars than even the normal gives fit no two-sided test; fewer
 * than t gives with few degrees of freedom fit only a test that the table doesn't state.
 */

import { estimateRef } from "../../cells.js";
import { type Finding, finding, rangeFacts, type Severity } from "../../finding.js";
import type { PrintedColumn, PrintedEstimate, PrintedPaper, PrintedTable } from "../../paper.js";
import type { Range } from "../../printed.js";
import type { Distributions, Judgement, NotApplied, Rule } from "../rule.js";
import { clustersOf, constantOf, hasOtherTests, isConstant, isLinear, leastDf } from "./columns.js";
import { asCut, type Evidence, evidenceOf, sizeByError, sizeOfStatistic } from "./evidence.js";
import { claimed, type Levels, levelsOf, unclaimed, usesStars } from "./levels.js";
import { type Reading, readingOf } from "./reading.js";
import { pOf } from "./tails.js";

export const STARS: Rule = {
  name: "stars",
  judge(paper: PrintedPaper, d: Distributions): Judgement {
    const findings: Finding[] = [];
    const notApplied: NotApplied[] = [];
    let judged = 0;
    for (const table of paper.tables.filter(usesStars)) {
      const reading = readingOf(table, paper, d);
      const levels = levelsOf(table, paper);
      const starsConstants = table.columns.some((column) => (constantOf(column)?.stars ?? "") !== "");
      for (const column of table.columns) {
        for (const estimate of column.estimates) {
          const evidence = evidenceOf(estimate, table, reading);
          const tested = testOf(estimate, evidence, column);
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
          else if (!isConstant(estimate) || starsConstants) findings.push(...tooFew(one, claim, d));
        }
      }
    }
    return { judged, findings, notApplied };
  },
};

/** What stars are held against. */
type Tested =
  | { readonly by: "p"; readonly p: Range; readonly cut: Range }
  | { readonly by: "statistic" | "error"; readonly size: Range; readonly cut: Range; readonly asRatio: Range | null };

function testOf({ estimate }: PrintedEstimate, evidence: Evidence, column: PrintedColumn): Tested | null {
  if (evidence.p !== null) return { by: "p", p: evidence.p, cut: asCut(evidence.p) };
  const size = sizeOfStatistic(estimate, evidence);
  if (size === null) return null;
  const by = evidence.statistic === null ? "error" : "statistic";
  const cut = sizeOfStatistic(estimate, evidence, asCut)!;
  return { by, size, cut, asRatio: by === "error" ? sizeAsRatio(estimate, evidence, column) : null };
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
function starFacts({ table, column, estimate, reading, levels, tested }: Starred) {
  return {
    term: estimate.term,
    estimate: estimate.estimate.text,
    stars: estimate.stars,
    parenthesis: estimate.parenthesis?.text ?? null,
    by: tested.by,
    size: tested.by === "p" ? null : rangeFacts(tested.size),
    readAs: reading.as,
    readingBasis: reading.basis,
    levelBasis: levels.basis,
    otherTests: hasOtherTests(table, column),
  };
}

function tooMany(one: Starred, claim: number, d: Distributions): Finding | null {
  const { table, column, estimate, levels, tested } = one;
  if (estimate.stars === "") return null;
  const p = tested.by === "p" ? tested.p : pOf(tested.size, Number.POSITIVE_INFINITY, d);
  if (p.low <= claim) return null;
  const cut = tested.by === "p" ? tested.cut : pOf(tested.cut, Number.POSITIVE_INFINITY, d);
  const fitsOneSided = p.low / 2 <= claim;
  const fitsCut = cut.low <= claim;
  const fitsRatio =
    tested.by === "error" && tested.asRatio !== null && pOf(tested.asRatio, Number.POSITIVE_INFINITY, d).low <= claim;
  const isNonlinear = tested.by === "error" && (column.estimator === "nonlinear" || column.estimator === "other");
  const isExcused =
    levels.basis !== "stated" || fitsOneSided || fitsCut || fitsRatio || isNonlinear || hasOtherTests(table, column);
  const severity: Severity = isExcused ? "conditional" : "inconsistent";
  return finding("stars_too_many", severity, [estimateRef(table, column, estimate)], {
    ...starFacts(one),
    claimed: claim,
    p: rangeFacts(p),
    fitsOneSided,
    fitsCut,
    fitsRatio: fitsRatio || isNonlinear,
  });
}

function tooFew(one: Starred, claim: number, d: Distributions): readonly Finding[] {
  const { table, column, estimate, levels, tested } = one;
  const next = unclaimed(levels, estimate.stars);
  if (next === undefined) return [];
  const df = leastDf(column);
  const p = tested.by === "p" ? tested.cut : pOf(tested.cut, df, d);
  if (p.high >= next.level) return [];
  return [
    finding("stars_too_few", "conditional", [estimateRef(table, column, estimate)], {
      ...starFacts(one),
      claimed: claim,
      owed: next.mark,
      level: next.level,
      p: rangeFacts(tested.by === "p" ? tested.p : pOf(tested.size, df, d)),
      df: tested.by === "p" ? null : df,
      clusters: clustersOf(column),
    }),
  ];
}
