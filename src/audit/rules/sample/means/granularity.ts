/**
 * Means and standard deviations of variables that are whole numbers of some step, such as counts, dummies and points: only some can be those of
 * n values. Standard deviations may divide by n - 1 or by n.
 */
import { type Finding, finding, rangeFacts, type Severity } from "../../../finding.js";
import type { PrintedPaper } from "../../../paper.js";
import { type Printed, type Range, ratio, square } from "../../../printed.js";
import { asCut, asRounded, type Width } from "../../inference/reading/evidence.js";
import type { Judgement, NotApplied, Rule } from "../../rule.js";
import { type Ends, squaresNear, sumsOf } from "./lattice.js";
import { endsInSteps, type SummaryRow, summaryRows } from "./printed-summary.js";

/** With more sums than this some sum has nearly any standard deviation. */
const MOST_SUMS = 5000;

export const granularity: Rule = {
  name: "granularity",
  judge(paper: PrintedPaper): Judgement {
    const findings: Finding[] = [];
    const notApplied: NotApplied[] = [];
    let judged = 0;
    for (const row of summaryRows(paper)) {
      const { summary, at, n, isWeighted } = row;
      const { mean, step } = summary;
      if (mean === null || step === null || step <= 0) {
        if (mean !== null) notApplied.push({ where: at("mean"), lacks: "step" });
        continue;
      }
      const ends = endsInSteps(summary, step);
      if (isWeighted || n === null || ends === undefined) {
        notApplied.push({ where: at("mean"), lacks: isWeighted ? "unweighted" : n === null ? "nobs" : "step" });
        continue;
      }
      judged++;
      findings.push(...ofVariable({ row, mean, step, n, ends }));
    }
    return { judged, findings, notApplied };
  },
};

interface Given {
  readonly row: SummaryRow;
  readonly mean: Printed;
  readonly step: number;
  readonly n: number;
  readonly ends: Ends | null;
}

function ofVariable(given: Given): Finding[] {
  const { row, mean, step, n } = given;
  const { summary, at } = row;
  const facts = { variable: summary.variable, mean: mean.text, n, step };
  const sums = sumsIn(given, asRounded);
  if (sums === undefined) {
    const below = Math.floor((mean.value / step) * n);
    const fitsCut = sumsIn(given, asCut) !== undefined;
    const severity: Severity = fitsCut ? "conditional" : "inconsistent";
    return [
      finding("mean_granularity", severity, [at("mean")], {
        ...facts,
        sum: rangeFacts({ low: (mean.low / step) * n, high: (mean.high / step) * n }),
        below: (below * step) / n,
        above: ((below + 1) * step) / n,
        fitsCut,
      }),
    ];
  }
  const { sd } = summary;
  if (sd === null || n < 2 || sums.high - sums.low > MOST_SUMS) return [];
  const near = deviation(given, sd, sums, asRounded);
  if (near.fits) return [];
  const cut = sumsIn(given, asCut);
  const fitsCut = cut !== undefined && deviation(given, sd, cut, asCut).fits;
  const severity: Severity = fitsCut ? "conditional" : "inconsistent";
  const common = { ...facts, sd: sd.text, below: near.below, above: near.above, fitsCut };
  const { ends } = given;
  if (ends !== null && ends.max - ends.min === 1)
    return [
      finding("sd_of_two_values", severity, [at("sd")], { ...common, low: ends.min * step, high: ends.max * step }),
    ];
  return [
    finding("sd_granularity", severity, [at("sd")], {
      ...common,
      sums: [sums.low, sums.high],
      ends: ends === null ? null : [ends.min * step, ends.max * step],
    }),
  ];
}

/** Sums, in steps, that give the mean and leave no more than all values at an end. */
function sumsIn({ mean, step, n, ends }: Given, width: Width): Range | undefined {
  const sums = sumsOf(n, ratio(width(mean), { low: step, high: step }));
  if (sums === undefined || ends === null) return sums;
  const inside = { low: Math.max(sums.low, n * ends.min), high: Math.min(sums.high, n * ends.max) };
  // a mean outside the ends is a finding of its own
  return inside.low <= inside.high ? inside : sums;
}

/** Whether some sample has the standard deviation over n - 1 or n, and the nearest ones over n - 1. */
function deviation({ step, n, ends }: Given, sd: Printed, sums: Range, width: Width) {
  const { low, high } = width(sd);
  const variance = ratio(square({ low: Math.max(low, 0), high: Math.max(high, 0) }), {
    low: step * step,
    high: step * step,
  });
  let [below, above]: [number | null, number | null] = [null, null];
  for (let sum = sums.low; sum <= sums.high; sum++) {
    const rest = sum - n * Math.floor(sum / n);
    const own = (rest * rest) / n;
    for (const over of [n - 1, n]) {
      const near = squaresNear(n, sum, ends, { low: variance.low * over + own, high: variance.high * over + own });
      if (near.fits) return { fits: true, below: null, above: null };
      if (over === n) continue;
      const sdOf = (squares: number) => step * Math.sqrt(Math.max(squares - own, 0) / over);
      if (near.below !== null) below = Math.max(below ?? 0, sdOf(near.below));
      if (near.above !== null) above = Math.min(above ?? Number.POSITIVE_INFINITY, sdOf(near.above));
    }
  }
  return { fits: false, below, above };
}
