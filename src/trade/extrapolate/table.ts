/**
 * An extrapolation as a table and as words: rows by provenance and period, and how the formula agrees with
 * what was measured. Every number comes from the record.
 */

import type { Language } from "../../base/messages.js";
import type { JoinRecord } from "../../data/table/join.js";
import { decimalsFor, formatCount, formatFixed } from "../../report/format-number.js";
import { type Cell, numberCell, type TableModel, type TableRow } from "../../report/table-model.js";
import type { Presentation } from "../../verbs/verb.js";
import { missingText, provenanceWords as words } from "./messages.js";
import type { ExtrapolationRecord, ProvenanceCounts } from "./record.js";

/** Rows by provenance, a row a period. `notes` are set beneath. */
export function provenanceTable(
  record: ExtrapolationRecord,
  notes: readonly string[] = [],
  language: Language = "en",
): TableModel {
  const { outcome, time, by_period, counts } = record;
  const row = (label: string, own: ExtrapolationRecord["counts"], ruleAbove: boolean): TableRow => ({
    label,
    quantity: "rows",
    cells: [count(own.measured), count(own.imputed), count(own.missing)],
    ruleAbove,
  });
  return {
    title: words.title[language](outcome, time),
    stub: time,
    heads: [[words.measured[language]], [words.imputed[language]], [words.missing[language]]],
    rows: [
      ...by_period.map((own) => row(String(own.period), own, own.period > record.last.period && isFirst(record, own))),
      row(words.all[language], counts, true),
    ],
    notes,
  };
}

/** The first period after the last measured one. */
const isFirst = ({ by_period, last }: ExtrapolationRecord, { period }: { readonly period: number }): boolean =>
  by_period.find((own) => own.period > last.period)?.period === period;

/** What was imputed, by which formula, and how it compares, as pairs of name and value. */
export function extrapolationFacts(
  record: ExtrapolationRecord,
  language: Language = "en",
): (readonly [name: string, value: string])[] {
  const { outcome, formula, columns, last, counts, missing_because, measured_after_last: after } = record;
  const reasons = Object.entries(missing_because).map(([reason, n]) =>
    words.reason[language](formatCount(n), missingText(reason, columns, language)),
  );
  return [
    [words.after[language](outcome, last.period), `${formula}${scaleText(record, language)}`],
    [
      words.last[language],
      last.source === "found"
        ? words.lastFound[language](last.period, outcome)
        : words.lastGiven[language](last.period),
    ],
    [
      words.rows[language],
      words.counts[language](
        formatCount(counts.measured),
        formatCount(counts.imputed),
        formatCount(counts.missing),
        reasons.join(words.comma[language]),
      ),
    ],
    ...(after.kept + after.replaced === 0
      ? []
      : [
          [
            words.measuredAfter[language](last.period),
            words.kept[language](formatCount(after.kept), formatCount(after.replaced)),
          ] as const,
        ]),
    ...comparisonFacts(record, language),
  ];
}

/** Rows of the sample that is estimated on, as a pair of name and value. */
export const sampleProvenance = (
  { measured, imputed }: ProvenanceCounts,
  language: Language = "en",
): readonly [string, string] => [
  words.inSample[language],
  words.sampleCounts[language](formatCount(measured), formatCount(imputed)),
];

function scaleText({ scale }: ExtrapolationRecord, language: Language): string {
  const { kind, base, units } = scale;
  if (kind === "fit") return words.fit[language](formatFixed(base!.ratio!, 4), base!.period);
  if (kind === "fit-unit") return words.fitUnit[language](formatFixed(units!.min!, 4), formatFixed(units!.max!, 4));
  return "";
}

function comparisonFacts({ comparison, imputed_range: range }: ExtrapolationRecord, language: Language) {
  const none = words.none[language];
  const facts: (readonly [string, string])[] = [];
  if (comparison !== null) {
    const { n, measured, formula, correlation, slope } = comparison;
    const scale = [measured.mean, measured.sd ?? 0].filter((value) => value !== 0).map(Math.abs);
    const text = (value: number | null): string => (value === null ? none : formatFixed(value, decimalsFor(scale)));
    facts.push([
      words.comparison[language],
      words.compared[language]({
        n: formatCount(n),
        mean: [text(formula.mean), text(measured.mean)],
        sd: [text(formula.sd), text(measured.sd)],
        correlation: correlation === null ? none : formatFixed(correlation, 3),
        slope: slope === null ? none : formatFixed(slope, 3),
      }),
    ]);
  }
  if (range !== null) {
    facts.push([
      words.outside[language],
      words.outsideIs[language](
        formatFixed(100 * range.share_outside, 1),
        formatCount(range.below),
        formatCount(range.above),
      ),
    ]);
  }
  return facts;
}

const count = (n: number): Cell => numberCell(n, formatCount(n));

/** A record as its command prints it: with the join before it and the files written. */
export interface PrintedExtrapolation extends ExtrapolationRecord {
  readonly merged?: JoinRecord | null;
  readonly files?: readonly string[];
}

/** The result as its command prints it. */
export function presentExtrapolation({ record }: { readonly record: PrintedExtrapolation }): Presentation {
  const { files, notes } = record;
  const closing = [
    ...extrapolationFacts(record).map(([name, value]) => `${name}: ${value}.`),
    ...(files === undefined ? [] : [filesText(files)]),
    ...notes.map(({ message }) => `Note: ${message}`),
  ];
  return { record, tables: [provenanceTable(record, closing)] };
}

const filesText = (files: readonly string[]): string =>
  files.length === 0 ? "File: none; --out FILE.csv writes the rows." : `File: ${files.join(", ")}`;
