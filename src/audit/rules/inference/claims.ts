/** Sentences of the text against the cells they are about: a level of significance, insignificance, a value. */

import { columnAt, estimateOf } from "../../cells.js";
import { type Finding, finding, rangeFacts, type Severity } from "../../finding.js";
import type { PrintedClaim, PrintedPaper } from "../../paper.js";
import { absolute, meet, type Printed, type Range } from "../../printed.js";
import type { Distributions, Judgement, NotApplied, Rule } from "../rule.js";
import { hasOtherTests, leastDf } from "./columns.js";
import { asCut, evidenceOf, sizeOfStatistic } from "./evidence.js";
import { claimed, levelsOf, usesStars } from "./levels.js";
import { readingOf } from "./reading.js";
import { pOf } from "./tails.js";

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
  const df = leastDf(column);
  // stars say a level only where the paper says which
  const byStars = usesStars(table) && levels.basis !== "convention" ? (claimed(levels, estimate.stars) ?? null) : null;
  const p: Range | null =
    evidence.p ?? (size && { low: pOf(size, Number.POSITIVE_INFINITY, d).low, high: pOf(size, df, d).high });
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
    df: size === null || evidence.p !== null ? null : df,
  };
  const isOther = hasOtherTests(table, column);
  if (claim.kind === "level") {
    const isBeyondP = p !== null && p.low > claim.level;
    // one mark more would have claimed the level: the cell has weaker stars than the sentence
    const isBeyondStars =
      byStars !== null && byStars > claim.level && levels.levels.some(({ level }) => level <= claim.level);
    if (!isBeyondP && !(isBeyondStars && p === null)) return [];
    const fitsOneSided = p !== null && p.low / 2 <= claim.level;
    const isSure = isBeyondStars || (!fitsOneSided && !isOther && reading.basis !== "only");
    const severity: Severity = isSure && isBeyondP ? "inconsistent" : "conditional";
    return [finding("claim_level", severity, [claim.cell], { ...common, fitsOneSided, isBeyondStars })];
  }
  const isStarred = byStars !== null && estimate.stars !== "" && byStars <= claim.level;
  const isSignificant = p !== null && p.high < claim.level;
  if (!isSignificant && !(isStarred && p === null)) return [];
  const severity: Severity = isStarred && isSignificant ? "inconsistent" : "conditional";
  return [
    finding("claim_insignificant", severity, [claim.cell], {
      ...common,
      isStarred,
    }),
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
  return [
    finding("claim_value", "inconsistent", [claim.cell], {
      says: claim.says,
      value: claim.value.text,
      printed: printed.text,
      row: row ?? "",
    }),
  ];
}

/** Scales on which a text may give a number: as it is, in percent, a share of it. */
const SCALES = [1, 100, 0.01] as const;

/** Whether a text may mean a printed number: digits cut off, without its sign, in percent, or as the change in percent of a log outcome. */
function isSaid(said: Printed, printed: Printed): boolean {
  const size = absolute(asCut(said));
  const { low, high } = asCut(printed);
  const changes = { low: expm1(low), high: expm1(high) };
  return SCALES.some((scale) =>
    [{ low, high }, changes].some((one) => meet(size, absolute({ low: one.low * scale, high: one.high * scale }))),
  );
}

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
