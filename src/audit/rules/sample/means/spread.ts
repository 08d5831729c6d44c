/**
 * Mean, median, standard deviation, least and greatest value against one another. With mean m, ends a and b and n values:
 * a <= m <= b; the variance is at most (b - m)(m - a), over n - 1 times n/(n - 1) (Bhatia & Davis 2000, American Mathematical Monthly 107(4)),
 * and at least (b - a)^2/2n, as both ends are among the values; mean and median are at most one standard deviation apart.
 */
import { type Finding, finding, rangeFacts, type Severity } from "../../../finding.js";
import type { PrintedPaper, PrintedSummary } from "../../../paper.js";
import { absolute, difference, type Range } from "../../../printed.js";
import { asCut, asRounded, type Width } from "../../inference/reading/evidence.js";
import type { Judgement, Rule } from "../../rule.js";
import { type SummaryRow, summaryRows } from "./printed-summary.js";

export const spread: Rule = {
  name: "spread",
  judge(paper: PrintedPaper): Judgement {
    const checked = summaryRows(paper).flatMap((row) => CHECKS.flatMap((check) => check(row) ?? []));
    return { judged: checked.length, findings: checked.flatMap(({ found }) => found), notApplied: [] };
  },
};

/** What was looked at, with what was found; null where numbers are missing. */
type Check = (row: SummaryRow) => { readonly found: readonly Finding[] } | null;

const fits = { found: [] };

/** Relative room for the rounding of our own arithmetic. */
const ROOM = 1e-9;

const order: Check = ({ summary: { variable, min, max, mean, median }, at }) => {
  if (min === null || max === null) return null;
  if (min.low > max.high)
    return {
      found: [
        finding("ends_swapped", "inconsistent", [at("min"), at("max")], { variable, min: min.text, max: max.text }),
      ],
    };
  const outside = (of: Range, width: Width) => of.high < width(min).low || of.low > width(max).high;
  return {
    found: (
      [
        ["mean", mean],
        ["median", median],
      ] as const
    ).flatMap(([which, middle]) => {
      if (middle === null || !outside(asRounded(middle), asRounded)) return [];
      const severity: Severity = outside(asCut(middle), asCut) ? "inconsistent" : "conditional";
      const facts = { variable, which, value: middle.text, min: min.text, max: max.text };
      return [finding("middle_outside", severity, [at(which)], facts)];
    }),
  };
};

/** The greatest standard deviation of values within the ends, with a mean in its range. */
function mostOf({ min, max, mean }: PrintedSummary, n: number | null, width: Width): number {
  const [a, b, m] = [width(min!).low, width(max!).high, width(mean!)];
  const middle = Math.min(Math.max((a + b) / 2, m.low), m.high);
  const factor = n === null ? 2 : n < 2 ? 1 : n / (n - 1);
  return Math.sqrt(Math.max(0, (b - middle) * (middle - a) * factor));
}

const largest: Check = ({ summary, at, n }) => {
  const { variable, min, max, mean, sd } = summary;
  if (min === null || max === null || mean === null || sd === null || min.low > max.high) return null;
  if (mean.high < min.low || mean.low > max.high) return null;
  const exceeds = (width: Width) => width(sd).low > mostOf(summary, n, width) * (1 + ROOM) + ROOM;
  if (!exceeds(asRounded)) return fits;
  const facts = {
    variable,
    sd: sd.text,
    mean: mean.text,
    min: min.text,
    max: max.text,
    n,
    most: mostOf(summary, n, asRounded),
  };
  return { found: [finding("sd_over_range", exceeds(asCut) ? "inconsistent" : "conditional", [at("sd")], facts)] };
};

const least: Check = ({ summary: { variable, min, max, sd }, at, n, isWeighted }) => {
  if (min === null || max === null || sd === null || n === null || max.low <= min.high) return null;
  const fewest = (width: Width) => (width(max).low - width(min).high) / Math.sqrt(2 * n);
  const isBelow = (width: Width) => width(sd).high < fewest(width) * (1 - ROOM);
  if (!isBelow(asRounded)) return fits;
  const severity: Severity = isBelow(asCut) && !isWeighted ? "inconsistent" : "conditional";
  const facts = { variable, sd: sd.text, min: min.text, max: max.text, n, least: fewest(asRounded) };
  return { found: [finding("sd_under_range", severity, [at("sd")], facts)] };
};

const apart: Check = ({ summary: { variable, mean, median, sd }, at }) => {
  if (mean === null || median === null || sd === null) return null;
  const distance = (width: Width) => absolute(difference(width(mean), width(median)));
  const isFar = (width: Width) => distance(width).low > width(sd).high * (1 + ROOM);
  if (!isFar(asRounded)) return fits;
  const facts = {
    variable,
    mean: mean.text,
    median: median.text,
    sd: sd.text,
    distance: rangeFacts(distance(asRounded)),
  };
  return { found: [finding("median_far", isFar(asCut) ? "inconsistent" : "conditional", [at("median")], facts)] };
};

const CHECKS: readonly Check[] = [order, largest, least, apart];
