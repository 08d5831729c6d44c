/**
 * Dynamic panels estimated by GMM side by side: coefficients and long-run effects, then what the estimates
 * rest on: groups, instruments, serial correlation, overidentification, the bounds of the lagged outcome. Computes nothing.
 */
import { DataError } from "../../../base/errors.js";
import { type Language, listed, noteText, omittedText } from "../../../base/messages.js";
import { ownOf } from "../../../base/objects.js";
import { decimalsFor, formatCount, formatFixed, formatP } from "../../../report/format-number.js";
import { balanceWords } from "../../../report/messages/balance.js";
import { regressionWords } from "../../../report/messages/regression.js";
import { refusalText } from "../../../report/messages.js";
import { naming, outcomeStub } from "../../../report/naming.js";
import { dummyRow, foldDummies } from "../../../report/regression/dummies.js";
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
import { renderText } from "../../../report/render/text.js";
import {
  type Cell,
  emptyCell,
  numberCell,
  type TableModel,
  type TableRow,
  textCell,
  withheldCell,
} from "../../../report/table-model.js";
import type { Presentation } from "../../verb.js";
import { gmmWords as words } from "../messages.js";
import type { PgmmRecord, SensitivityRow } from "../record.js";
import {
  estimatorName,
  groupName,
  pgmmSummary,
  serialTests,
  shortGroup,
  shownTerms,
  transformName,
  varianceText,
} from "./summary.js";

/** The record as text, or as tables: its own, and how it changes with the lags that serve as instruments where that was asked for. */
export function presentPgmm(record: PgmmRecord): Presentation {
  const sensitivity = record.sensitivity === null ? [] : [pgmmSensitivityTable(record)];
  return {
    record,
    tables: [pgmmTable([{ label: "", fit: record }], { title: record.call }), ...sensitivity],
    text: (presentation) =>
      [`${pgmmSummary(record, presentation)}\n`, ...sensitivity.map((table) => renderText(table))].join("\n"),
  };
}

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
  /** Language of the words the table makes itself, default "en". */
  readonly language?: Language;
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
  const { beneath = "std_error", stars = [], language = "en" } = options;
  const name = naming(records, options.labels, language);
  const present = distinct(records.flatMap((fit) => shownTerms(fit, options.timeDummies)));
  const terms = distinct([...(options.first ?? []).filter((term) => present.includes(term)), ...present]);
  const time = distinct(records.flatMap(({ time_dummies }) => time_dummies));
  const rowsOf = (term: string) => coefficientRows(term, name(term), records, beneath, stars);
  const folding = foldDummies(records, terms, new Set([...(options.first ?? []), ...time]), rowsOf, name, language);
  const timeRow = dummyRow(records, time, words.timeDummies[language], time.flatMap(rowsOf), language);
  const dummies = time.length === 0 || options.timeDummies === true ? folding.rows : [timeRow, ...folding.rows];
  const marks = starNote(stars, language);
  const usesT = records.some(({ vcov }) => vcov.df !== null);
  return {
    title: options.title ?? "",
    ...outcomeStub(
      records.map(({ depvar }) => depvar),
      name,
    ),
    heads: fits.map(({ label }, c) => [`(${c + 1})`, ...(label === "" ? [] : [label])]),
    rows: [
      ...folding.shown.flatMap(rowsOf),
      ...longRunRows(records, options, name, beneath, stars),
      ...factRows(records, dummies, options),
      ...testRows(records, language),
      ...boundRows(records, language),
    ],
    notes: [
      beneathNote(beneath, records, usesT ? "t" : "z", language),
      ...marks,
      ...dummies.flatMap(({ folded }) => folded!.notes),
      ...byColumn(
        records.map((record) => ownNotes(record, name, language)),
        language,
      ),
      words.ar[language],
      words.hansen[language],
      ...(options.notes ?? []),
    ],
    ...marksOf(marks),
    notesInCsv: true,
    columnsApart: true,
  };
}

function longRunRows(
  records: readonly PgmmRecord[],
  { longRun, language = "en" }: PgmmTableOptions,
  name: (term: string) => string,
  beneath: Beneath,
  stars: readonly Star[],
): TableRow[] {
  const all = distinct(records.flatMap(({ long_run }) => Object.keys(long_run)));
  const shown = longRun === undefined ? all : all.filter((variable) => longRun.includes(variable));
  const effects = records.map(({ long_run }) => ({ coefficients: long_run }));
  return shown.flatMap((variable, i) =>
    coefficientRows(variable, words.longRun[language](name(variable)), effects, beneath, stars).map((row, r) => ({
      ...row,
      ...(r === 0 ? { name: `long_run:${variable}` } : {}),
      ruleAbove: i === 0 && r === 0,
    })),
  );
}

function factRows(
  records: readonly PgmmRecord[],
  dummies: readonly TableRow[],
  { extraRows, language = "en" }: PgmmTableOptions,
): TableRow[] {
  const count = (of: (record: PgmmRecord) => number): Cell[] =>
    records.map((record) => numberCell(of(record), formatCount(of(record))));
  return [
    fact(
      words.estimator[language],
      records.map((record) => textCell(estimatorName(record, language))),
      true,
    ),
    fact(
      words.transformation[language],
      records.map((record) => textCell(transformName(record, language))),
    ),
    ...dummies,
    ...(extraRows ?? []).map(({ label, texts }) => fact(label, texts.map(textCell))),
    fact(
      regressionWords.observations[language],
      count(({ nobs }) => nobs),
      true,
    ),
    fact(
      words.groups[language],
      count(({ n_groups }) => n_groups),
    ),
    fact(
      words.instruments[language],
      count(({ n_instruments }) => n_instruments),
    ),
  ];
}

function testRows(records: readonly PgmmRecord[], language: Language): TableRow[] {
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
    fact(words.degrees[language], degrees),
    ...groups.map((group) =>
      fact(
        words.differenceHansen[language](shortGroup(group, language)),
        records.map(({ tests }) => {
          const test = tests.diff_hansen.find((candidate) => candidate.group === group);
          if (test === undefined) return emptyCell();
          const p = test.difference?.p_value ?? null;
          if (p !== null) return numberCell(p, formatP(p));
          return test.excluding === null ? textCell(words.notIdentified[language]) : withheldCell();
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
    {
      label: "",
      quantity: "p_value",
      cells: tests.map(([value, p]) =>
        typeof value === "number" && p === null ? withheldCell() : cell(p, formatP, true),
      ),
      ruleAbove: false,
    },
  ];
}

function boundRows(records: readonly PgmmRecord[], language: Language): TableRow[] {
  if (records.every(({ bounds }) => bounds === null)) return [];
  const bound = (which: "within" | "pooled_ols"): Cell[] =>
    records.map(({ bounds }) =>
      bounds === null ? emptyCell() : numberCell(bounds[which].estimate, formatFixed(bounds[which].estimate, 3)),
    );
  return [fact(words.within[language], bound("within"), true), fact(words.pooled[language], bound("pooled_ols"))];
}

/** What a reader must know of one column. */
function ownNotes(record: PgmmRecord, name: (term: string) => string, language: Language): string[] {
  const { observations, panel, collinear, notes, instruments, h } = record;
  const rows = observations.reported === "levels" ? words.levelRows[language] : words.transformedRows[language];
  const groups = listed[language](
    instruments.groups.map(({ group, used }) => `${groupName(group, language)} (${used})`),
  );
  return [
    words.errors[language](varianceText(record, language)),
    words.counted[language](rows, panel.unit, String(h)),
    words.instrumentsAre[language](groups),
    ...collinear.map((each) => regressionWords.leftOut[language](name(each.term), omittedText(each, language))),
    ...notes.map((note) => noteText(note, language)),
  ];
}

const fact = (label: string, cells: readonly Cell[], ruleAbove = false): TableRow => ({
  label,
  quantity: "",
  cells,
  ruleAbove,
});

// How an estimate by GMM changes with the lags that serve as instruments and with collapsing, as a table.

/** The table of `record.sensitivity`; `labels` are words for terms. */
export function pgmmSensitivityTable(
  record: PgmmRecord,
  options: {
    readonly title?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly language?: Language;
  } = {},
): TableModel {
  const { language = "en" } = options;
  const rows = record.sensitivity ?? [];
  const terms = [...new Set(rows.flatMap(({ coefficients }) => Object.keys(coefficients)))];
  const name = naming([record], options.labels, language);
  return {
    title: options.title ?? balanceWords.sensitivityTitle[language],
    stub: balanceWords.lags[language],
    heads: [
      ["", balanceWords.collapsedHead[language]],
      ...terms.flatMap((term) => [
        [name(term), balanceWords.estimate[language]],
        [name(term), balanceWords.stdError[language]],
      ]),
      ["", balanceWords.instruments[language]],
      ["Hansen", "p"],
      ["AR(2)", "p"],
    ],
    rows: rows.map((row) => sensitivityRow(row, terms, language)),
    notes: [
      balanceWords.sensitivityNote[language],
      ...rows.flatMap(({ because, code = "error", ...row }) =>
        because === null
          ? []
          : [
              balanceWords.notEstimated[language](
                rowName(row, language),
                refusalText[language]({ code, message: because }),
              ),
            ],
      ),
    ],
  };
}

/** `2:3, collapsed`. */
const rowName = ({ lags, collapse }: Pick<SensitivityRow, "lags" | "collapse">, language: Language): string =>
  `${[...new Set(lags)].join("; ")}${collapse ? `, ${balanceWords.collapsed[language]}` : ""}`;

function sensitivityRow(row: SensitivityRow, terms: readonly string[], language: Language): TableRow {
  const { lags, collapse, coefficients, n_instruments, hansen, ar2 } = row;
  const estimates = terms.flatMap((term): Cell[] => {
    const found = ownOf(coefficients, term);
    if (found === undefined) return [emptyCell(), emptyCell()];
    const decimals = decimalsFor([found.std_error]) + 1;
    return [found.estimate, found.std_error].map((value) => numberCell(value, formatFixed(value, decimals)));
  });
  const p = (value: number | null | undefined): Cell =>
    value === null || value === undefined ? emptyCell() : numberCell(value, formatP(value));
  return {
    label: [...new Set(lags)].join("; "),
    name: rowName(row, "en"),
    quantity: "",
    cells: [
      textCell(balanceWords[collapse ? "yes" : "no"][language]),
      ...estimates,
      n_instruments === null ? emptyCell() : numberCell(n_instruments, formatCount(n_instruments)),
      p(hansen?.p_value),
      p(ar2?.p_value),
    ],
    ruleAbove: false,
  };
}
