/**
 * What is shown of a panel: a model as text, models side by side, and tests with their null hypotheses. Computes nothing; everything
 * shown comes from the records.
 */
import { DataError } from "../../../base/errors.js";
import { formatCount, formatFixed, formatP, numberText } from "../../../report/format-number.js";
import { naming, outcomeStub } from "../../../report/naming.js";
import { foldDummies, ruledAbove } from "../../../report/regression/dummies.js";
import {
  coefficientTable,
  droppedText,
  labelledBy,
  type SummaryPresentation,
} from "../../../report/regression/fit-summary.js";
import { byColumn } from "../../../report/regression/regression-notes.js";
import {
  type Beneath,
  beneathNote,
  coefficientRows,
  distinct,
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
import type { PanelTestsRecord, PlmRecord } from "../record.js";
import {
  componentLines,
  distributionName,
  effectName,
  errorsText,
  modelName,
  modelText,
  type PanelTest,
  panelText,
  smallSampleText,
  testText,
  threeR2,
  varianceText,
} from "./words.js";

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
  const { beneath = "std_error", stars = [] } = options;
  const name = naming(records, options.labels);
  const marks = starNote(stars);
  const rules = records.map((record) => smallSampleText(record).map(ruleNote));
  const terms = distinct(records.flatMap(({ coefficients }) => Object.keys(coefficients)));
  const rowsOf = (term: string) => coefficientRows(term, name(term), records, beneath, stars);
  const folding = foldDummies(records, terms, new Set(), rowsOf, name, "en");
  return {
    title: options.title ?? "",
    ...outcomeStub(
      records.map(({ depvar }) => depvar),
      name,
    ),
    heads: fits.map(({ label, fit }, c) => [`(${c + 1})`, label === "" ? modelName(fit) : label]),
    rows: [...folding.shown.flatMap(rowsOf), ...ruledAbove(folding.rows), ...factRows(records, name)],
    notes: [
      beneathNote(beneath, records, "t or z"),
      ...marks,
      ...folding.notes,
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
      textCell(Object.keys(vcov.clusters).length > 0 ? varianceWords(vcov, "en", name) : varianceCell(vcov, name)),
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

/** A row a test, in the order of the record. */
export function panelTestsTable(record: PanelTestsRecord, options: { readonly title?: string } = {}): TableModel {
  const tests = Object.entries(record.tests);
  return {
    title: options.title ?? `Tests of the panel: ${record.call}`,
    stub: "Test",
    heads: [["Statistic"], ["Distribution"], ["p"]],
    rows: tests.map(([name, test]) => ({
      label: test.name,
      name,
      quantity: "",
      cells: [number(test.statistic, numberText), textCell(distributionName(test)), number(test.p_value, formatP)],
      ruleAbove: false,
    })),
    notes: [
      `${panelText(record.panel)}.`,
      ...tests.flatMap(([name, test]) => noteOf(name, test)),
      ...record.notes.map(({ message }) => message),
    ],
    notesInCsv: true,
  };
}

const number = (value: number | null, text: (value: number) => string): Cell =>
  value === null ? emptyCell() : numberCell(value, text(value));

/** Null hypothesis and source, and what else a reader must know. */
function noteOf(
  name: string,
  { hypothesis, alternative, source, because, statistic, distribution }: PanelTest,
): string[] {
  if (statistic === null) return [`${name}: not made: ${because}`];
  const side = distribution === "normal" ? `, ${alternative === "greater" ? "one-sided" : "two-sided"}` : "";
  return [`${name}: H0: ${hypothesis} (${source}${side})${because === null ? "" : `; ${because}`}.`];
}

/** Model, panel, variance, coefficients, components, fit and notes. */
export function plmSummary(record: PlmRecord, presentation: SummaryPresentation = {}): string {
  const { vcov, fit, components, tests, notes, collinear, coefficients } = record;
  return [
    `${modelText(record)}: ${record.call}`,
    `${panelText(record.panel)}${droppedText(record)}`,
    `Observations: ${formatCount(record.nobs)}${rowsText(record)}`,
    `Std. errors: ${varianceText(record)}`,
    "",
    ...coefficientTable(
      Object.entries(coefficients),
      vcov.level,
      vcov.df === null ? "z" : "t",
      labelledBy(record, presentation),
    ),
    "",
    ...(components === null ? [] : [...componentLines(components), ""]),
    `R2 ${fit.r2.toFixed(6)}, adjusted ${fit.adj_r2.toFixed(6)} (of the transformed outcome); residual variance ${numberText(fit.sigma2)} with ${formatCount(fit.df_residual)} df`,
    ...threeR2(record),
    ...(tests.overall === null ? [] : [`All slopes: ${testText(tests.overall)}`]),
    ...collinear.map(({ term, because }) => `Omitted: ${term} (${because})`),
    ...notes.map(({ message }) => `Note: ${message}`),
  ].join("\n");
}

/** What is counted, where it is not the rows of the sample. */
function rowsText({ model, effect, panel }: PlmRecord): string {
  if (model === "between")
    return ` (means of ${effect === "time" ? panel.time : panel.unit}, of ${formatCount(panel.rows)} rows)`;
  return model === "fd" ? ` (differences, of ${formatCount(panel.rows)} rows)` : "";
}
