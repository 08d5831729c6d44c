/**
 * Layer report. An extrapolation as a table and as words: rows by provenance and period, and how the formula agrees with
 * what was measured. Every number comes from the record.
 */
import type { ExtrapolationRecord, ProvenanceCounts } from "../../quality/extrapolate/extrapolate-record.js";
import { decimalsFor, formatCount, formatFixed } from "../format-number.js";
import { type Cell, numberCell, type TableModel, type TableRow } from "../table-model.js";

/** Rows by provenance, a row a period. `notes` are set beneath. */
export function provenanceTable(record: ExtrapolationRecord, notes: readonly string[] = []): TableModel {
  const { outcome, time, by_period, counts } = record;
  const row = (label: string, own: ExtrapolationRecord["counts"], ruleAbove: boolean): TableRow => ({
    label,
    quantity: "rows",
    cells: [count(own.measured), count(own.imputed), count(own.missing)],
    ruleAbove,
  });
  return {
    title: `Provenance of ${outcome}: rows by ${time}`,
    stub: time,
    heads: [["measured"], ["imputed"], ["missing"]],
    rows: [
      ...by_period.map((own) => row(String(own.period), own, own.period > record.last.period && isFirst(record, own))),
      row("all", counts, true),
    ],
    notes,
  };
}

/** The first period after the last measured one. */
const isFirst = ({ by_period, last }: ExtrapolationRecord, { period }: { readonly period: number }): boolean =>
  by_period.find((own) => own.period > last.period)?.period === period;

/** What was imputed, by which formula, and how it compares, as pairs of name and value. */
export function extrapolationFacts(record: ExtrapolationRecord): (readonly [name: string, value: string])[] {
  const { outcome, formula, last, counts, missing_because, measured_after_last: after } = record;
  const reasons = Object.entries(missing_because).map(([reason, n]) => `${formatCount(n)} ${reason}`);
  return [
    [`${outcome} after ${last.period}`, `${formula}${scaleText(record)}`],
    [
      "Last measured period",
      `${last.period} (${last.source === "found" ? `the last one with any measured ${outcome}` : "given"})`,
    ],
    [
      "Rows",
      `${formatCount(counts.measured)} measured, ${formatCount(counts.imputed)} imputed, ${formatCount(counts.missing)} missing${reasons.length === 0 ? "" : ` (${reasons.join(", ")})`}`,
    ],
    ...(after.kept + after.replaced === 0
      ? []
      : [
          [
            `Measured after ${last.period}`,
            `${formatCount(after.kept)} kept, ${formatCount(after.replaced)} replaced by the formula`,
          ] as const,
        ]),
    ...comparisonFacts(record),
  ];
}

/** Rows of the sample that is estimated on, as a pair of name and value. */
export const sampleProvenance = ({ measured, imputed }: ProvenanceCounts): readonly [string, string] => [
  "In the sample",
  `${formatCount(measured)} measured, ${formatCount(imputed)} imputed`,
];

function scaleText({ scale }: ExtrapolationRecord): string {
  const { kind, base, units } = scale;
  if (kind === "fit") return `, times ${formatFixed(base!.ratio!, 4)} so that the means meet in ${base!.period}`;
  if (kind === "fit-unit")
    return `, times a ratio of each unit (${formatFixed(units!.min!, 4)} to ${formatFixed(units!.max!, 4)})`;
  return "";
}

function comparisonFacts({ comparison, imputed_range: range }: ExtrapolationRecord) {
  const facts: (readonly [string, string])[] = [];
  if (comparison !== null) {
    const { n, measured, formula, correlation, slope } = comparison;
    const scale = [measured.mean, measured.sd ?? 0].filter((value) => value !== 0).map(Math.abs);
    const text = (value: number | null): string => (value === null ? "none" : formatFixed(value, decimalsFor(scale)));
    facts.push([
      "Formula on measured rows",
      `${formatCount(n)} rows: mean ${text(formula.mean)} (measured ${text(measured.mean)}), sd ${text(formula.sd)} (measured ${text(measured.sd)}), correlation ${correlation === null ? "none" : formatFixed(correlation, 3)}, slope of measured on formula ${slope === null ? "none" : formatFixed(slope, 3)}`,
    ]);
  }
  if (range !== null) {
    facts.push([
      "Imputed outside the measured range",
      `${formatFixed(100 * range.share_outside, 1)}% (${formatCount(range.below)} below, ${formatCount(range.above)} above)`,
    ]);
  }
  return facts;
}

const count = (n: number): Cell => numberCell(n, formatCount(n));
