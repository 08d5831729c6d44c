/**
 * Differences between two estimates that the text claims, against their standard error: z = (a - b)/sqrt(sa^2 + sb^2) for independent samples.
 * That one estimate has stars and the other has none is no test of their difference. Source: Gelman & Stern (2006), The American Statistician 60(4).
 */
import { columnAt, estimateOf } from "../../../cells.js";
import { type Finding, finding, rangeFacts } from "../../../finding.js";
import type { CellRef, PrintedEstimate, PrintedPaper } from "../../../paper.js";
import { absolute, difference, type Printed, type Range, ratio, square, squareRoot, sum } from "../../../printed.js";
import { errorOf, evidenceOf } from "../../inference/reading/evidence.js";
import { readingOf } from "../../inference/reading/reading.js";
import type { Distributions, Judgement, NotApplied, Rule } from "../../rule.js";

/** An estimate with what tells its error: the error itself, or the statistic it is divided into. */
interface Compared {
  readonly cell: PrintedEstimate;
  readonly holds: "std_error" | "statistic";
  readonly beneath: Printed;
  readonly error: Range;
}

/** The level where no table states any; where they do, the loosest of them. */
const LOOSEST = 0.1;

export const differences: Rule = {
  name: "differences",
  judge(paper: PrintedPaper, distributions: Distributions): Judgement {
    const notApplied: NotApplied[] = [];
    const findings: Finding[] = [];
    const levels = paper.tables.flatMap(({ stars }) => (stars ?? []).map(({ level }) => level));
    for (const { a, b, says } of paper.facts.comparisons) {
      const [one, other] = [a, b].map((ref) => compared(paper, ref, distributions)) as [
        Compared | null,
        Compared | null,
      ];
      if (one === null || other === null) {
        notApplied.push({ where: one === null ? a : b, lacks: "standard_error" });
        continue;
      }
      const level = levels.length > 0 ? Math.max(...levels) : LOOSEST;
      const critical = distributions.qnorm(1 - level / 2);
      const range = zRange(one, other);
      if (absolute(range).high >= critical) continue;
      findings.push(
        finding("difference_unsupported", "conditional", [a, b], {
          ...reckoning(one, other, critical),
          range: rangeFacts(range),
          level,
          critical,
          says,
        }),
      );
    }
    return { judged: paper.facts.comparisons.length - notApplied.length, findings, notApplied };
  },
};

function compared(paper: PrintedPaper, ref: CellRef, distributions: Distributions): Compared | null {
  const found = columnAt(paper, ref);
  const cell = found === undefined || ref.row === null ? undefined : estimateOf(found.column, ref.row);
  if (found === undefined || cell === undefined) return null;
  const evidence = evidenceOf(cell, found.table, readingOf(found.table, paper, distributions));
  const beneath = evidence.error ?? evidence.statistic;
  const error = errorOf(cell.estimate, evidence);
  if (beneath === null || error === null) return null;
  return { cell, holds: evidence.error === null ? "statistic" : "std_error", beneath, error };
}

/** z at the numbers as printed, and how far both estimates would have to move together for it to be `critical`. */
function reckoning(a: Compared, b: Compared, critical: number) {
  const [sa, sb] = [
    errorAt(a, a.cell.estimate.value, a.beneath.value),
    errorAt(b, b.cell.estimate.value, b.beneath.value),
  ];
  const gap = a.cell.estimate.value - b.cell.estimate.value;
  const error = Math.sqrt(sa * sa + sb * sb);
  const correlation = (sa * sa + sb * sb - (gap / critical) ** 2) / (2 * sa * sb);
  return {
    a: { estimate: a.cell.estimate.text, error: sa },
    b: { estimate: b.cell.estimate.text, error: sb },
    difference: gap,
    error,
    z: gap / error,
    correlation: Number.isFinite(correlation) && correlation < 1 ? correlation : null,
  };
}

const errorAt = ({ holds }: Compared, estimate: number, beneath: number): number =>
  Math.abs(holds === "statistic" ? estimate / beneath : beneath);

/**
 * z over all numbers that print as these. It rises in one estimate, falls in the other and is monotone in what is beneath each, so that its
 * extremes are at the ends; with an error that is estimate over t this needs estimates of one sign, else the range is the wider one of
 * intervals.
 */
function zRange(a: Compared, b: Compared): Range {
  const [x, y] = [a.cell.estimate, b.cell.estimate];
  const isOneSign = x.low * y.low > 0 && x.high * y.high > 0 && x.low * x.high > 0;
  const isMonotone = isOneSign || (a.holds === "std_error" && b.holds === "std_error");
  if (!isMonotone) return ratio(difference(x, y), squareRoot(sum(square(a.error), square(b.error))));
  const ends = ({ low, high }: Range) => [low, high];
  const values = ends(x).flatMap((p) =>
    ends(y).flatMap((q) =>
      ends(a.beneath).flatMap((s) =>
        ends(b.beneath).map((t) => (p - q) / Math.sqrt(errorAt(a, p, s) ** 2 + errorAt(b, q, t) ** 2)),
      ),
    ),
  );
  return values.every(Number.isFinite)
    ? { low: Math.min(...values), high: Math.max(...values) }
    : { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
}
