/**
 * Layer report. Dynamic panels estimated by GMM side by side: coefficients and long-run effects, then what the estimates
 * rest on: groups, instruments, serial correlation, overidentification, the bounds of the lagged outcome. Computes nothing.
 */
import { DataError } from "../../base/errors.js";
import type { PgmmRecord } from "../../models/pgmm/record.js";
import { formatCount, formatFixed, formatP } from "../format-number.js";
import { byColumn } from "../regression/regression-notes.js";
import { type Beneath, beneathNote, coefficientRows, type Star, starNote } from "../regression/regression-table.js";
import { type Cell, emptyCell, numberCell, type TableModel, type TableRow, textCell } from "../table-model.js";
import { estimatorName, serialTests, shortGroup, shownTerms, transformName, varianceText } from "./words.js";

/** A fit and what heads its column. */
export interface LabelledPgmm {
  readonly label: string;
  readonly fit: PgmmRecord;
}

export interface PgmmTableOptions {
  readonly title?: string;
  readonly beneath?: Beneath;
  readonly stars?: readonly Star[];
  readonly labels?: Readonly<Record<string, string>>;
  /** Terms that stand first. */
  readonly first?: readonly string[];
  /** Rows of long-run effects, of these variables; default all. */
  readonly longRun?: readonly string[];
  /** Whether time dummies have rows; default false. */
  readonly timeDummies?: boolean;
  /** Rows added beneath the coefficients: a label and a text a fit. */
  readonly extraRows?: readonly { readonly label: string; readonly texts: readonly string[] }[];
  readonly notes?: readonly string[];
}

/** Decimals of test statistics. */
const TEST_DECIMALS = 2;

/** The table of the fits, a column each. Throws DataError `no_fits` without any. */
export function pgmmTable(fits: readonly LabelledPgmm[], options: PgmmTableOptions = {}): TableModel {
  if (fits.length === 0) {
    throw new DataError("no_fits", "A table of GMM estimates needs at least one fit; none came.", {
      got: 0,
      expected: 1,
    });
  }
  const records = fits.map(({ fit }) => fit);
  const { labels = {}, beneath = "std_error", stars = [] } = options;
  const name = (term: string): string => labels[term] ?? term;
  const present = distinct(records.flatMap((fit) => shownTerms(fit, options.timeDummies)));
  const terms = distinct([...(options.first ?? []).filter((term) => present.includes(term)), ...present]);
  const usesT = records.some(({ vcov }) => vcov.df !== null);
  return {
    title: options.title ?? "",
    stub: distinct(records.map(({ depvar }) => name(depvar))).join(", "),
    heads: fits.map(({ label }, c) => [`(${c + 1})`, ...(label === "" ? [] : [label])]),
    rows: [
      ...terms.flatMap((term) => coefficientRows(term, name(term), records, beneath, stars)),
      ...longRunRows(records, options, name, beneath, stars),
      ...factRows(records, options),
      ...testRows(records),
      ...boundRows(records),
    ],
    notes: [
      beneathNote(beneath, records, usesT ? "t" : "z"),
      ...starNote(stars),
      ...byColumn(records.map(ownNotes)),
      ...TEST_NOTES,
      ...(options.notes ?? []),
    ],
    notesInCsv: true,
    columnsApart: true,
  };
}

const TEST_NOTES = [
  "AR(m): Arellano and Bond (1991), z of residuals in first differences; AR(1) is expected, and negative, AR(2) must not be there.",
  "Hansen is robust and weakened by many instruments; Sargan is neither.",
];

function longRunRows(
  records: readonly PgmmRecord[],
  { longRun }: PgmmTableOptions,
  name: (term: string) => string,
  beneath: Beneath,
  stars: readonly Star[],
): TableRow[] {
  const all = distinct(records.flatMap(({ long_run }) => Object.keys(long_run)));
  const shown = longRun === undefined ? all : all.filter((variable) => longRun.includes(variable));
  const effects = records.map(({ long_run }) => ({ coefficients: long_run }));
  return shown.flatMap((variable, i) =>
    coefficientRows(variable, `Long run: ${name(variable)}`, effects, beneath, stars).map((row, r) => ({
      ...row,
      ...(r === 0 ? { name: `long_run:${variable}` } : {}),
      ruleAbove: i === 0 && r === 0,
    })),
  );
}

function factRows(records: readonly PgmmRecord[], { timeDummies, extraRows }: PgmmTableOptions): TableRow[] {
  const withTime = records.some(({ time_dummies }) => time_dummies.length > 0);
  const count = (of: (record: PgmmRecord) => number): Cell[] =>
    records.map((record) => numberCell(of(record), formatCount(of(record))));
  return [
    fact(
      "Estimator",
      records.map((record) => textCell(estimatorName(record))),
      true,
    ),
    fact(
      "Transformation",
      records.map((record) => textCell(transformName(record))),
    ),
    ...(withTime && timeDummies !== true
      ? [
          fact(
            "Time dummies",
            records.map(({ time_dummies }) => textCell(time_dummies.length > 0 ? "yes" : "no")),
          ),
        ]
      : []),
    ...(extraRows ?? []).map(({ label, texts }) => fact(label, texts.map(textCell))),
    fact(
      "Observations",
      count(({ nobs }) => nobs),
      true,
    ),
    fact(
      `Groups`,
      count(({ n_groups }) => n_groups),
    ),
    fact(
      "Instruments",
      count(({ n_instruments }) => n_instruments),
    ),
  ];
}

function testRows(records: readonly PgmmRecord[]): TableRow[] {
  const orders = distinct(records.flatMap((record) => serialTests(record).map(({ order }) => String(order))));
  const serial = orders.flatMap((order, i) => {
    const found = records.map((record) => serialTests(record).find((test) => String(test.order) === order));
    return pair(
      `AR(${order})`,
      `ar${order}`,
      found.map((test) => [test?.statistic, test?.p_value]),
      i === 0,
    );
  });
  const sargan = records.map(({ tests }) => [tests.sargan.statistic, tests.sargan.p_value] as const);
  const hansen = records.map(({ tests }) => [tests.hansen?.statistic, tests.hansen?.p_value] as const);
  const degrees = records.map(({ tests }) => numberCell(tests.sargan.df1, formatCount(tests.sargan.df1)));
  const groups = distinct(records.flatMap(({ tests }) => tests.diff_hansen.map(({ group }) => group)));
  return [
    ...serial,
    ...pair("Hansen J", "hansen", hansen),
    ...pair("Sargan", "sargan", sargan),
    fact("Degrees of freedom", degrees),
    ...groups.map((group) =>
      fact(
        `Difference-in-Hansen, p: ${shortGroup(group)}`,
        records.map(({ tests }) => {
          const test = tests.diff_hansen.find((candidate) => candidate.group === group);
          if (test === undefined) return emptyCell();
          const p = test.difference?.p_value ?? null;
          return p === null ? textCell("not identified without") : numberCell(p, formatP(p));
        }),
      ),
    ),
  ];
}

/** A statistic, and its p in brackets beneath; nothing where no column has it. */
function pair(
  label: string,
  name: string,
  tests: readonly (readonly [number | null | undefined, number | null | undefined])[],
  ruleAbove = false,
): TableRow[] {
  if (tests.every(([statistic]) => statistic === null || statistic === undefined)) return [];
  const cell = (value: number | null | undefined, text: (value: number) => string, brackets = false): Cell =>
    value === null || value === undefined
      ? emptyCell()
      : numberCell(value, text(value), ...(brackets ? (["[", "]"] as const) : []));
  const fixed = (value: number) => formatFixed(value, TEST_DECIMALS);
  return [
    { label, name, quantity: "statistic", cells: tests.map(([value]) => cell(value, fixed)), ruleAbove },
    { label: "", quantity: "p_value", cells: tests.map(([, p]) => cell(p, formatP, true)), ruleAbove: false },
  ];
}

function boundRows(records: readonly PgmmRecord[]): TableRow[] {
  if (records.every(({ bounds }) => bounds === null)) return [];
  const bound = (which: "within" | "pooled_ols"): Cell[] =>
    records.map(({ bounds }) =>
      bounds === null ? emptyCell() : numberCell(bounds[which].estimate, formatFixed(bounds[which].estimate, 3)),
    );
  return [
    fact("Lagged outcome, within (too low)", bound("within"), true),
    fact("Lagged outcome, pooled OLS (too high)", bound("pooled_ols")),
  ];
}

/** What a reader must know of one column. */
function ownNotes(record: PgmmRecord): string[] {
  const { observations, panel, collinear, notes, instruments, h } = record;
  const rows = observations.reported === "levels" ? "rows of the equation in levels" : "transformed rows";
  const groups = instruments.groups.map(({ group, used }) => `${group} (${used})`).join(", ");
  return [
    `Standard errors: ${varianceText(record)}.`,
    `Observations are ${rows}; groups are ${panel.unit}; one-step weight h = ${h}.`,
    `Instruments: ${groups}.`,
    ...collinear.map(({ term, because }) => `${term} left out: ${because}.`),
    ...notes.map(({ message }) => message),
  ];
}

const fact = (label: string, cells: readonly Cell[], ruleAbove = false): TableRow => ({
  label,
  quantity: "",
  cells,
  ruleAbove,
});

const distinct = (names: readonly string[]): string[] => [...new Set(names)];
