/**
 * Poisson and logit regressions: one as text, or several side by side: coefficients, effects, how errors were made, rows used and
 * dropped, fit. Computes nothing.
 */
import { DataError } from "../../../base/errors.js";
import type { Language } from "../../../base/messages.js";
import { noteText, omittedText } from "../../../base/messages.js";
import { formatCount, formatFixed, numberText, pEquals } from "../../../report/format-number.js";
import { regressionWords } from "../../../report/messages/regression.js";
import { naming } from "../../../report/naming.js";
import { foldDummies } from "../../../report/regression/dummies.js";
import {
  coefficientTable,
  droppedText,
  effectsLines,
  labelledBy,
  type SummaryPresentation,
  solverLine,
  vcovText,
} from "../../../report/regression/fit-summary.js";
import { byColumn } from "../../../report/regression/regression-notes.js";
import {
  beneathNote,
  coefficientRows,
  controlRows,
  countRows,
  distinct,
  errorRows,
  fact,
  fitHeads,
  marksOf,
  type RegressionTableOptions,
  starNote,
} from "../../../report/regression/regression-table.js";
import { numberCell, type TableModel, type TableRow, textCell } from "../../../report/table-model.js";
import type { Look, Presentation } from "../../verb.js";
import { glmWords, glmWords as words } from "../messages.js";
import type { GlmRecord } from "../record.js";

export const presentGlm = (record: GlmRecord, look: Look = {}): Presentation => ({
  record,
  tables: [glmTable([{ label: "", fit: record }], look)],
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
  const { beneath = "std_error", stars = [], language = "en" } = options;
  const name = naming(records, options.labels, language);
  const marks = starNote(stars, language);
  const machinery = byColumn(
    records.map((record) => machineryNotes(record, name, language)),
    language,
  );
  const present = distinct(records.flatMap((fit) => Object.keys(fit.coefficients)));
  const terms = distinct([...(options.first ?? []).filter((term) => present.includes(term)), ...present]);
  const rowsOf = (term: string) => coefficientRows(term, name(term), records, beneath, stars);
  const folding = foldDummies(records, terms, new Set(options.first), rowsOf, name, language);
  return {
    title: options.title ?? "",
    ...fitHeads(fits, name, language, options.stub),
    rows: [
      ...folding.shown.flatMap(rowsOf),
      fact(
        words.model[language],
        records.map((record) => textCell(familyName(record, language))),
        true,
      ),
      ...controlRows(folding, records, name, language),
      ...(options.extraRows ?? []).map(({ label, texts }) => fact(label, texts.map(textCell))),
      ...errorRows(records, name, language),
      ...countRows(records, language),
      ...fitRows(records, language),
      ...(options.rowsBeneath ?? []),
    ],
    notes: [
      beneathNote(beneath, records, "z", language),
      ...marks,
      ...folding.notes,
      ...byColumn(
        records.map((record) => ownNotes(record, name, language)),
        language,
      ),
      ...(options.notes ?? []),
    ],
    ...marksOf(marks),
    shortNotes: Object.fromEntries(machinery.map((note) => [note, ""])),
    notesInCsv: true,
    columnsApart: true,
  };
}

const twoDecimals = (value: number): string => formatFixed(value, 2);

function fitRows(records: readonly GlmRecord[], language: Language): TableRow[] {
  const row = (label: string, of: (record: GlmRecord) => number, text: (value: number) => string): TableRow =>
    fact(
      label,
      records.map((record) => numberCell(of(record), text(of(record)))),
    );
  return [
    row(words.loglik[language], ({ fit }) => fit.loglik, twoDecimals),
    row(words.deviance[language], ({ fit }) => fit.deviance, twoDecimals),
    row(
      words.pseudoR2[language],
      ({ fit }) => fit.pseudo_r2,
      (value) => formatFixed(value, 3),
    ),
    row(words.bic[language], ({ fit }) => fit.bic, twoDecimals),
  ];
}

type Naming = (term: string) => string;

/** Small-sample rule and solver. */
function machineryNotes({ vcov, climb }: GlmRecord, name: Naming, language: Language): string[] {
  const { not_counted } = vcov;
  const levels =
    not_counted.length === 0
      ? ""
      : regressionWords.notCounted[language](not_counted.map(name).join(regressionWords.comma[language]));
  const end = language === "zh" ? "。" : ".";
  return [
    words.smallSample[language](String(vcov.ssc.preset), String(vcov.K), levels),
    `${climbLine(climb, language)}${end}`,
  ];
}

/** What a reader must know of one column. */
function ownNotes(record: GlmRecord, name: Naming, language: Language) {
  const { weights, offset, tests, collinear, notes } = record;
  return [
    ...(weights === null ? [] : [regressionWords.weighted[language](name(weights))]),
    ...(offset === null ? [] : [words.offset[language](offset)]),
    ...machineryNotes(record, name, language),
    ...Object.entries(tests).flatMap(([pattern, { df, statistic, p_value }]) =>
      pattern === "slopes"
        ? []
        : [regressionWords.wald[language](pattern, `chi2(${df}) = ${numberText(statistic)}, ${pEquals(p_value)}`)],
    ),
    ...collinear.map((each) => regressionWords.leftOut[language](name(each.term), omittedText(each, language))),
    ...notes.map((each) => noteText(each, language)),
  ];
}

export const familyName = ({ kind }: Pick<GlmRecord, "kind">, language: Language = "en"): string =>
  glmWords[kind][language];

/** The summary: call, sample, variance, coefficients, fit, tests, the climb, solver and notes. */
export function glmSummary(record: GlmRecord, presentation: SummaryPresentation = {}): string {
  const { vcov, fit, climb, notes, collinear } = record;
  const lines = [
    `${familyName(record)}: ${record.call}`,
    `Observations: ${formatCount(record.nobs)}${droppedText(record)}`,
    ...effectsLines(record),
    ...(record.weights === null ? [] : [`Weights: ${record.weights}`]),
    ...(record.offset === null ? [] : [`Offset: ${record.offset}`]),
    `Std. errors: ${vcovText(record)}`,
    "",
    ...coefficientTable(Object.entries(record.coefficients), vcov.level, "z", labelledBy(record, presentation)),
    "",
    `Log-likelihood ${numberText(fit.loglik)}, deviance ${numberText(fit.deviance)}; pseudo R2 ${fit.pseudo_r2.toFixed(6)}, ` +
      `adjusted ${fit.adj_pseudo_r2.toFixed(6)}; BIC ${numberText(fit.bic)}; squared correlation ${fit.squared_cor.toFixed(6)}`,
    ...Object.entries(record.tests).map(([name, { statistic, df, p_value }]) => {
      return `Wald test (${name}): chi2(${df}) = ${numberText(statistic)}, ${pEquals(p_value)}`;
    }),
    climbLine(climb),
    solverLine(record),
    ...collinear.map(({ term, because }) => `Omitted: ${term} (${because})`),
    ...notes.map(({ message }) => `Note: ${message}`),
  ];
  if (vcov.not_counted.length > 0) {
    lines.push(`Note: K = ${vcov.K} does not count the levels of ${vcov.not_counted.join(", ")} (see --ssc K.fixef).`);
  }
  return lines.join("\n");
}

/** How the likelihood was climbed. */
export const climbLine = (
  { iterations, change, tolerance, halvings }: GlmRecord["climb"],
  language: Language = "en",
): string => glmWords.climb[language](iterations, halvings, change.toExponential(1), tolerance);
