/**
 * Estimate, error, statistic, p-value and interval against one another, where several are printed: the statistic is the estimate over its error,
 * p lies between that of the normal and that of t with few degrees of freedom, an interval is centred on the estimate and as wide as its error.
 */

import { estimateRef } from "../../../cells.js";
import { type Finding, finding, rangeFacts, type Severity } from "../../../finding.js";
import type { PrintedColumn, PrintedEstimate, PrintedPaper, PrintedTable } from "../../../paper.js";
import { absolute, difference, meet, type Range, ratio } from "../../../printed.js";
import type { Distributions, Judgement, Rule } from "../../rule.js";
import { hasOtherTests, hasSeveralErrors, isLinear, leastDf } from "../reading/columns.js";
import {
  asCut,
  asRounded,
  type Evidence,
  evidenceOf,
  pImplied,
  sizeByError,
  sizeOfStatistic,
  type Width,
} from "../reading/evidence.js";
import { type Reading, readingOf } from "../reading/reading.js";
import { critical } from "../reading/tails.js";

export const BENEATH: Rule = {
  name: "beneath_estimates",
  judge(paper: PrintedPaper, d: Distributions): Judgement {
    const findings: Finding[] = [];
    let judged = 0;
    for (const table of paper.tables) {
      const reading = readingOf(table, paper, d);
      for (const column of table.columns) {
        for (const estimate of column.estimates) {
          const one: Given = { table, column, estimate, reading, evidence: evidenceOf(estimate, table, reading) };
          const checks = [statisticOfError, pOfStatistic, interval].flatMap((check) => check(one, d) ?? []);
          judged += checks.length;
          findings.push(...checks.flatMap(({ found }) => found));
        }
      }
    }
    return { judged, findings, notApplied: [] };
  },
};

interface Given {
  readonly table: PrintedTable;
  readonly column: PrintedColumn;
  readonly estimate: PrintedEstimate;
  readonly reading: Reading;
  readonly evidence: Evidence;
}

/** What was looked at, with what was found; null where the numbers are not there. */
type Check = (given: Given, d: Distributions) => { readonly found: readonly Finding[] } | null;

const fits = { found: [] };

/** A reading the table states, and a linear estimator or none stated: else a finding is of what is not stated. */
const isPlain = ({ table, column, reading }: Given): boolean =>
  reading.basis === "stated" &&
  (isLinear(column) || column.estimator === null) &&
  !hasOtherTests(table, column) &&
  !hasSeveralErrors(table);

const statisticOfError: Check = (given) => {
  const { table, column, estimate, evidence } = given;
  const { error, statistic } = evidence;
  if (error === null || statistic === null) return null;
  const expected = sizeByError(estimate.estimate, evidence)!;
  if (meet(expected, absolute(statistic))) return fits;
  const fitsCut = meet(sizeByError(estimate.estimate, evidence, asCut)!, absolute(asCut(statistic)));
  // of a column of positive numbers that states no estimator: ratios of odds or hazards, whose statistics are of their logarithms
  const mayBeRatio = !isLinear(column) && column.estimates.every((one) => one.estimate.value > 0);
  const severity: Severity = isPlain(given) && !fitsCut && !mayBeRatio ? "inconsistent" : "conditional";
  return {
    found: [
      finding("statistic_of_error", severity, [estimateRef(table, column, estimate)], {
        term: estimate.term,
        estimate: estimate.estimate.text,
        error: error.text,
        statistic: statistic.text,
        expected: rangeFacts(expected),
        statisticRange: rangeFacts(absolute(statistic)),
        fitsCut,
        mayBeRatio,
      }),
    ],
  };
};

const pOfStatistic: Check = (given, d) => {
  const { table, column, estimate, evidence } = given;
  const { p } = evidence;
  const df = leastDf(table, column);
  const expected = pImplied(estimate.estimate, evidence, df, d);
  if (p === null || expected === null) return null;
  if (meet(expected, p)) return fits;
  const fitsCut = meet(pImplied(estimate.estimate, evidence, df, d, asCut)!, asCut(p));
  const isBelow = p.high < expected.low;
  const fitsOneSided = isBelow && p.high >= expected.low / 2;
  const mayBeRatio =
    evidence.statistic === null && !isLinear(column) && column.estimates.every((one) => one.estimate.value > 0);
  const size = sizeOfStatistic(estimate.estimate, evidence);
  const isStated = size !== null || (evidence.coverages.length === 1 && isBelow);
  // p above that of the fewest degrees of freedom thought of may be of still fewer, or of another test
  const isSure = isBelow && isStated && isPlain(given) && !fitsCut && !fitsOneSided && !mayBeRatio;
  return {
    found: [
      finding("p_of_statistic", isSure ? "inconsistent" : "conditional", [estimateRef(table, column, estimate)], {
        term: estimate.term,
        estimate: estimate.estimate.text,
        error: evidence.error?.text ?? null,
        statistic: evidence.statistic?.text ?? null,
        interval: evidence.interval?.map(({ text }) => text) ?? null,
        coverages: evidence.coverages,
        size: size && rangeFacts(size),
        p: p.text,
        expected: rangeFacts(expected),
        df,
        isBelow,
        fitsOneSided,
        fitsCut,
        mayBeRatio,
      }),
    ],
  };
};

const interval: Check = (given, d) => {
  const { table, column, estimate, evidence } = given;
  if (evidence.interval === null) return null;
  const [low, high] = evidence.interval;
  const where = [estimateRef(table, column, estimate)];
  const facts = { term: estimate.term, estimate: estimate.estimate.text, low: low.text, high: high.text };
  const outside = (width: Width) =>
    width(estimate.estimate).high < width(low).low || width(estimate.estimate).low > width(high).high;
  const isSwapped = low.low > high.high;
  if (outside(asRounded) || isSwapped) {
    const severity: Severity = outside(asCut) || isSwapped ? "inconsistent" : "conditional";
    return { found: [finding("outside_interval", severity, where, { ...facts, isSwapped })] };
  }
  const above = (width: Width) => difference(width(high), width(estimate.estimate));
  const below = (width: Width) => difference(width(estimate.estimate), width(low));
  const mayBeRatio = !isLinear(column) && low.value >= 0 && column.estimates.every((one) => one.estimate.value > 0);
  if (!meet(above(asRounded), below(asRounded))) {
    const fitsCut = meet(above(asCut), below(asCut));
    const severity: Severity = isPlain(given) && !fitsCut && !mayBeRatio ? "inconsistent" : "conditional";
    return {
      found: [
        finding("interval_off_centre", severity, where, {
          ...facts,
          above: rangeFacts(above(asRounded)),
          below: rangeFacts(below(asRounded)),
          fitsCut,
          mayBeRatio,
        }),
      ],
    };
  }
  return widthOf(given, facts, d);
};

/** Half the interval over the error against the critical values of the normal and of t with few degrees of freedom. */
function widthOf(given: Given, facts: IntervalFacts, d: Distributions): ReturnType<Check> {
  const { table, column, estimate, evidence } = given;
  const [low, high] = evidence.interval!;
  if (evidence.error === null && evidence.statistic === null) return fits;
  const { coverages } = evidence;
  const df = leastDf(table, column);
  const widths = coverages.map((coverage) => ({
    low: critical(1 - coverage, Number.POSITIVE_INFINITY, d),
    high: critical(1 - coverage, df, d),
  }));
  const expected = widths[0]!;
  const isStated = coverages.length === 1;
  const multiple = (width: Width): Range => {
    const whole = difference(width(high), width(low));
    const half = { low: Math.max(0, whole.low / 2), high: whole.high / 2 };
    const error =
      evidence.error !== null
        ? absolute(width(evidence.error))
        : ratio(absolute(width(estimate.estimate)), absolute(width(evidence.statistic!)));
    return ratio(half, error);
  };
  const found = multiple(asRounded);
  if (widths.some((one) => meet(found, one))) return fits;
  const fitsCut = widths.some((one) => meet(multiple(asCut), one));
  const isNarrow = found.high < expected.low;
  const isSure = isNarrow && isStated && isPlain(given) && !fitsCut && column.errors !== null && isLinear(column);
  return {
    found: [
      finding("interval_width", isSure ? "inconsistent" : "conditional", [estimateRef(table, column, estimate)], {
        ...facts,
        error: evidence.error?.text ?? null,
        statistic: evidence.statistic?.text ?? null,
        multiple: rangeFacts(found),
        expected: rangeFacts(expected),
        coverage: coverages[0]!,
        isStated,
        df,
        isNarrow,
        fitsCut,
      }),
    ],
  };
}

interface IntervalFacts {
  readonly term: string;
  readonly estimate: string;
  readonly low: string;
  readonly high: string;
}
