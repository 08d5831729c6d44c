/**
 * Models of one panel side by side: coefficients with their errors, then what each rests on. Computes nothing.
 */
import { DataError } from "../../../base/errors.js";
import { ownOf } from "../../../base/own.js";
import { formatCount, formatFixed, numberText } from "../../../report/format-number.js";
import { byColumn } from "../../../report/regression/regression-notes.js";
import {
  type Beneath,
  beneathNote,
  coefficientRows,
  marksOf,
  type Star,
  starNote,
} from "../../../report/regression/regression-table.js";
import { varianceCell, varianceWords } from "../../../report/regression/variance-words.js";
import {
  type Cell,
  emptyCell,
  numberCell,
  type TableModel,
  type TableRow,
  textCell,
} from "../../../report/table-model.js";
import type { PlmRecord } from "../record.js";
import { effectName, errorsText, modelName, panelText, smallSampleText } from "./words.js";

/** A model and what heads its column; its name where that is empty. */
export interface LabelledPlm {
  readonly label: string;
  readonly fit: PlmRecord;
}

export interface PlmTableOptions {
  readonly title?: string;
  readonly beneath?: Beneath;
  readonly stars?: readonly Star[];
  /** Words for terms. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly notes?: readonly string[];
}

/** The table of the models, a column each. Throws DataError `no_fits` without any. */
export function plmTable(fits: readonly LabelledPlm[], options: PlmTableOptions = {}): TableModel {
  if (fits.length === 0) {
    throw new DataError("no_fits", "A table of panel models needs at least one; none came.", { got: 0, expected: 1 });
  }
  const records = fits.map(({ fit }) => fit);
  const { labels = {}, beneath = "std_error", stars = [] } = options;
  const name = (term: string): string => ownOf(labels, term) ?? term;
  const marks = starNote(stars);
  const rules = records.map((record) => smallSampleText(record).map(ruleNote));
  const terms = distinct(records.flatMap(({ coefficients }) => Object.keys(coefficients)));
  return {
    title: options.title ?? "",
    stub: distinct(records.map(({ depvar }) => name(depvar))).join(", "),
    heads: fits.map(({ label, fit }, c) => [`(${c + 1})`, label === "" ? modelName(fit) : label]),
    rows: [
      ...terms.flatMap((term) => coefficientRows(term, name(term), records, beneath, stars)),
      ...factRows(records, name),
    ],
    notes: [
      beneathNote(beneath, records, "t or z"),
      ...marks,
      ...byColumn(records.map(ownNotes)),
      "R² is that of the transformed outcome, and differs between models in what is explained.",
      ...(options.notes ?? []),
    ],
    ...marksOf(marks),
    shortNotes: Object.fromEntries(byColumn(rules).map((note) => [note, ""])),
    notesInCsv: true,
    columnsApart: true,
  };
}

function factRows(records: readonly PlmRecord[], name: (term: string) => string): TableRow[] {
  const facts = (label: string, cell: (record: PlmRecord) => Cell, ruleAbove = false): TableRow => ({
    label,
    quantity: "",
    cells: records.map(cell),
    ruleAbove,
  });
  const share = (value: number): Cell => numberCell(value, formatFixed(value, 3));
  const count = (value: number): Cell => numberCell(value, formatCount(value));
  const variance = (value: number | null | undefined): Cell =>
    value === null || value === undefined ? emptyCell() : numberCell(value, numberText(value));
  const withRandom = records.some(({ components }) => components !== null);
  const theta = (record: PlmRecord) => record.components?.theta.individual ?? record.components?.theta.time;
  return [
    facts("Effects", (record) => textCell(effectName(record)), true),
    facts("Standard errors", ({ vcov }) =>
      textCell(Object.keys(vcov.clusters).length > 0 ? varianceWords(vcov) : varianceCell(vcov, name)),
    ),
    ...(withRandom
      ? [
          facts("Variance, idiosyncratic", ({ components }) => variance(components?.idiosyncratic)),
          facts("Variance, individual", ({ components }) => variance(components?.individual)),
          ...(records.some(({ components }) => (components?.time ?? null) !== null)
            ? [facts("Variance, time", ({ components }) => variance(components?.time))]
            : []),
          facts("Theta (mean)", (record) => variance(theta(record)?.mean)),
        ]
      : []),
    facts("Observations", ({ nobs }) => count(nobs), true),
    facts("Units", ({ panel }) => count(panel.units)),
    facts("Residual df", ({ fit }) => count(fit.df_residual)),
    facts("R²", ({ fit }) => share(fit.r2)),
    facts("Adjusted R²", ({ fit }) => share(fit.adj_r2)),
  ];
}

const ruleNote = (rule: string): string => `Small sample: ${rule}.`;

const ownNotes = (record: PlmRecord): string[] => [
  `${panelText(record.panel)}.`,
  `Standard errors: ${errorsText(record)}.`,
  ...smallSampleText(record).map(ruleNote),
  ...record.collinear.map(({ term, because }) => `Omitted: ${term} (${because}).`),
  ...record.notes.map(({ message }) => message),
];

const distinct = (names: readonly string[]): string[] => [...new Set(names)];
