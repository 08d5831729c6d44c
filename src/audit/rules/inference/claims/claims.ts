/** Sentences of the text against the cells they are about: a level of significance, insignificance, a value. */

import { columnAt, estimateOf } from "../../../cells.js";
import { type Finding, finding, rangeFacts, type Severity } from "../../../finding.js";
import type { PrintedClaim, PrintedPaper } from "../../../paper.js";
import { absolute, meet, type Printed, type Range } from "../../../printed.js";
import type { Distributions, Judgement, NotApplied, Rule } from "../../rule.js";
import { hasOtherTests, leastDf } from "../reading/columns.js";
import { asCut, evidenceOf, pOfEstimate, sizeOfStatistic } from "../reading/evidence.js";
import { claimed, levelsOf, usesStars } from "../reading/levels.js";
import { readingOf } from "../reading/reading.js";

export const CLAIMS: Rule = {
  name: "claims",
  judge(paper: PrintedPaper, d: Distributions): Judgement {
    const findings: Finding[] = [];
    const notApplied: NotApplied[] = [];
    let judged = 0;
    for (const claim of paper.facts.claims) {
      const found = claim.kind === "value" ? ofValue(claim, paper) : ofLevel(claim, paper, d);
      if (typeof found === "string") notApplied.push({ where: claim.cell, lacks: found });
      else {
        judged++;
        findings.push(...found);
      }
    }
    return { judged, findings, notApplied };
  },
};

type ClaimOf<K> = Extract<PrintedClaim, { kind: K }>;

/** A level, or insignificance, against p and stars; what is missing where neither is there. */
function ofLevel(claim: ClaimOf<"level" | "insignificant">, paper: PrintedPaper, d: Distributions) {
  const at = columnAt(paper, claim.cell);
  const estimate = at && estimateOf(at.column, claim.cell.row ?? "");
  if (at === undefined || estimate === undefined) return "claims";
  const { table, column } = at;
  const reading = readingOf(table, paper, d);
  const levels = levelsOf(table, paper);
  const evidence = evidenceOf(estimate, table, reading);
  const size = sizeOfStatistic(estimate.estimate, evidence);
  const df = leastDf(table, column);
  // stars say a level only where the paper says which
  const showsLevels = usesStars(table) || levels.basis === "stated";
  const byStars = showsLevels && levels.basis !== "convention" ? (claimed(levels, estimate.stars) ?? null) : null;
  const p = pOfEstimate(estimate.estimate, evidence, df, d);
  if (p === null && byStars === null) return "parentheses";
  const common = {
    says: claim.says,
    level: claim.level,
    term: estimate.term,
    estimate: estimate.estimate.text,
    stars: estimate.stars,
    parenthesis: estimate.parenthesis?.text ?? null,
    size: size === null || evidence.p !== null ? null : rangeFacts(size),
    p: p === null ? null : rangeFacts(p),
    byStars,
    isLevel: claim.kind === "level",
    df: size === null || evidence.p !== null ? null : df,
  };
  const isOther = hasOtherTests(table, column);
  if (claim.kind === "level") {
    const isBeyondP = p !== null && p.low > claim.level;
    // the cell has weaker stars than the sentence, though the table has a mark for its level
    const isBeyondStars =
      byStars !== null && byStars > claim.level && levels.levels.some(({ level }) => level <= claim.level);
    if (!isBeyondP && !isBeyondStars) return [];
    const fitsOneSided = isBeyondP && p.low / 2 <= claim.level;
    const isPlainByStars = isBeyondStars && (isBeyondP || estimate.stars !== "");
    const isPlainByP = isBeyondP && !fitsOneSided && !isOther && reading.basis !== "only";
    const severity: Severity = isPlainByStars || isPlainByP ? "inconsistent" : "conditional";
    return [finding("claim_level", severity, [claim.cell], { ...common, fitsOneSided, isBeyondStars })];
  }
  const isStarred = byStars !== null && estimate.stars !== "" && byStars <= claim.level;
  const isSignificant = p !== null && p.high < claim.level;
  if (!isSignificant && !isStarred) return [];
  const isPlain = isStarred && (p === null || p.low <= claim.level);
  return [
    finding("claim_insignificant", isPlain ? "inconsistent" : "conditional", [claim.cell], { ...common, isStarred }),
  ];
}

/** The value a sentence names against the cell, or a cell of statistics. */
function ofValue(claim: ClaimOf<"value">, paper: PrintedPaper): readonly Finding[] | string {
  const at = columnAt(paper, claim.cell);
  if (at === undefined) return "claims";
  const { row } = claim.cell;
  const statistic = at.column.statistics.find(({ name, label }) => row !== null && (name === row || label === row));
  const printed = estimateOf(at.column, row ?? "")?.estimate ?? statistic?.value;
  if (printed === undefined) return "claims";
  if (isSaid(claim.value, printed)) return [];
  const severity: Severity = isNear(claim.value, printed) ? "conditional" : "inconsistent";
  return [
    finding("claim_value", severity, [claim.cell], {
      says: claim.says,
      value: claim.value.text,
      printed: printed.text,
      row: row ?? "",
      fitsCut: severity === "conditional",
    }),
  ];
}

/** Scales on which a text may give a number: as it is, in percent, as a share. */
const SCALES = [1, 100, 0.01] as const;

/** Whether a text may mean a printed number: rounded or cut off, without its sign, in percent, or as the change in percent of a log outcome. */
function isSaid(said: Printed, printed: Printed): boolean {
  const size = absolute(said);
  const isPercent = said.text.includes("%");
  return SCALES.some((scale) => {
    const one = absolute(scaled(printed, scale));
    const isChange = scale === 100 || (scale === 1 && isPercent);
    const change = isChange && absolute(scaled({ low: expm1(printed.low), high: expm1(printed.high) }, scale));
    return meet(size, one) || isCut(said, Math.abs(printed.value) * scale) || (change !== false && meet(size, change));
  });
}

const scaled = ({ low, high }: Range, by: number): Range => ({ low: low * by, high: high * by });

/** Whether `said` is `value` with digits cut off, and has fewer of them. */
function isCut(said: Printed, value: number): boolean {
  const unit = 2 * Math.max(said.value - said.low, said.high - said.value);
  const first = Math.abs(said.value);
  return value > first && value < first + unit && value - first > unit / 2;
}

/** Whether text and table may have rounded one number differently. */
const isNear = (said: Printed, printed: Printed): boolean => meet(absolute(asCut(said)), absolute(printed));

/** e^x - 1 by its series, the same on every host; x itself where that is large, as no outcome in logs moves so far. */
function expm1(x: number): number {
  if (Math.abs(x) > 3) return x;
  let term = x;
  let sum = x;
  for (let k = 2; k < 60; k++) {
    term = (term * x) / k;
    sum += term;
  }
  return sum;
}
