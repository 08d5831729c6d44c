/**
 * Poisson and logit regressions side by side: coefficients, effects, how errors were made, rows used and
 * dropped, fit. Computes nothing.
 */
import { DataError } from "../../../base/errors.js";
import { ownOf } from "../../../base/own.js";
import { formatFixed, numberText, pEquals } from "../../../report/format-number.js";
import { byColumn } from "../../../report/regression/regression-notes.js";
import {
  beneathNote,
  coefficientRows,
  countRows,
  effectRows,
  errorRows,
  fact,
  marksOf,
  type RegressionTableOptions,
  starNote,
} from "../../../report/regression/regression-table.js";
import { numberCell, type TableModel, type TableRow, textCell } from "../../../report/table-model.js";
import type { Presentation } from "../../verb.js";
import type { GlmRecord } from "../record.js";
import { climbLine, FAMILY_NAMES, glmSummary } from "./summary.js";

export const presentGlm = (record: GlmRecord): Presentation => ({
  record,
  tables: [glmTable([{ label: "", fit: record }])],
  text: (presentation) => glmSummary(record, presentation),
});

/** A fit and what heads its column, one line or several: as many in every column of a table. */
export interface LabelledGlm {
  readonly label: string | readonly string[];
  readonly fit: GlmRecord;
}

/** A table of the fits, a column each, as `regressionTable`. Throws DataError `no_fits` without any. */
export function glmTable(fits: readonly LabelledGlm[], options: RegressionTableOptions = {}): TableModel {
  if (fits.length === 0) {
    throw new DataError("no_fits", "A table of regressions needs at least one fit; none came.", {
      got: 0,
      expected: 1,
    });
  }
  const records = fits.map(({ fit }) => fit);
  const { labels = {}, beneath = "std_error", stars = [] } = options;
  const name = (term: string): string => ownOf(labels, term) ?? term;
  const marks = starNote(stars);
  const machinery = byColumn(records.map((record) => machineryNotes(record, name)));
  const present = distinct(records.flatMap((fit) => Object.keys(fit.coefficients)));
  const terms = distinct([...(options.first ?? []).filter((term) => present.includes(term)), ...present]);
  return {
    title: options.title ?? "",
    stub: options.stub ?? distinct(records.map(({ depvar }) => name(depvar))).join(", "),
    heads: fits.map(({ label }, c) => [`(${c + 1})`, ...(label === "" ? [] : [label].flat())]),
    rows: [
      ...terms.flatMap((term) => coefficientRows(term, name(term), records, beneath, stars)),
      fact(
        "Model",
        records.map(({ kind }) => textCell(FAMILY_NAMES[kind])),
        true,
      ),
      ...effectRows(records, name),
      ...(options.extraRows ?? []).map(({ label, texts }) => fact(label, texts.map(textCell))),
      ...errorRows(records, name),
      ...countRows(records),
      ...fitRows(records),
      ...(options.rowsBeneath ?? []),
    ],
    notes: [
      beneathNote(beneath, records, "z"),
      ...marks,
      ...byColumn(records.map((record) => ownNotes(record, name))),
      ...(options.notes ?? []),
    ],
    ...marksOf(marks),
    shortNotes: Object.fromEntries(machinery.map((note) => [note, ""])),
    notesInCsv: true,
    columnsApart: true,
  };
}

const twoDecimals = (value: number): string => formatFixed(value, 2);

function fitRows(records: readonly GlmRecord[]): TableRow[] {
  const row = (label: string, of: (record: GlmRecord) => number, text: (value: number) => string): TableRow =>
    fact(
      label,
      records.map((record) => numberCell(of(record), text(of(record)))),
    );
  return [
    row("Log-likelihood", ({ fit }) => fit.loglik, twoDecimals),
    row("Deviance", ({ fit }) => fit.deviance, twoDecimals),
    row(
      "Pseudo R²",
      ({ fit }) => fit.pseudo_r2,
      (value) => formatFixed(value, 3),
    ),
    row("BIC", ({ fit }) => fit.bic, twoDecimals),
  ];
}

/** Small-sample rule and solver. */
function machineryNotes({ vcov, climb }: GlmRecord, name: (term: string) => string): string[] {
  const notCounted =
    vcov.not_counted.length === 0 ? "" : ` (levels of ${vcov.not_counted.map(name).join(", ")} not counted)`;
  return [`Small-sample rule ${vcov.ssc.preset}: K = ${vcov.K}${notCounted}; z statistics.`, `${climbLine(climb)}.`];
}

/** What a reader must know of one column. */
function ownNotes(record: GlmRecord, name: (term: string) => string) {
  const { weights, offset, tests, collinear, notes } = record;
  return [
    ...(weights === null ? [] : [`Weighted by ${name(weights)}.`]),
    ...(offset === null ? [] : [`Offset: ${offset}.`]),
    ...machineryNotes(record, name),
    ...Object.entries(tests).flatMap(([pattern, { df, statistic, p_value }]) =>
      pattern === "slopes"
        ? []
        : [`Wald test of ${pattern}: chi2(${df}) = ${numberText(statistic)}, ${pEquals(p_value)}.`],
    ),
    ...collinear.map(({ term, because }) => `${name(term)} omitted: ${because}.`),
    ...notes.map(({ message }) => message),
  ];
}

const distinct = (names: readonly string[]): string[] => [...new Set(names)];
