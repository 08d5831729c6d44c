/**
 * What the instruments are worth, as rows beneath a table of first and second stages: strength under the
 * first stages, tests and intervals that hold with weak instruments under the equation; and notes that say what each row is
 * and whose it is. A row that no column has is left out. Computes nothing.
 */

import type { Language } from "../../../base/messages.js";
import { ownOf } from "../../../base/own.js";
import type { IvRecord } from "../../../regression/record/iv-record.js";
import { decimalsFor, formatFixed, formatP } from "../../../report/format-number.js";
import { type Cell, emptyCell, numberCell, roundedCell, type TableRow, textCell } from "../../../report/table-model.js";
import { IV_NOTES_ZH, IV_ROWS_ZH, ivWords } from "../messages.js";
import type { IvColumn, IvFit } from "./columns.js";
import { exactSetText, type Piece, piecesOf, setText } from "./interval-set.js";
import { type NamedTest, stockYogoOf, testOf, thresholdsOf } from "./words.js";

/** Share of the benchmark bias whose critical value stands in tables. */
const TAU = "0.1";
/** Rejections of a nominal 5% test that Stock and Yogo's value in tables bounds. */
const SIZE = "0.1";
const F_DECIMALS = 2;

/** A row, the columns it has cells in, and the note that explains it. */
interface DiagnosticRow {
  readonly label: string;
  /** For programs. */
  readonly name: string;
  readonly quantity: string;
  readonly kind: IvColumn["kind"];
  readonly cell: (column: IvColumn) => Cell;
  readonly note: string | null;
}

const ofF = (value: number | undefined | null): Cell =>
  value === undefined || value === null ? emptyCell() : numberCell(value, formatFixed(value, F_DECIMALS));
const ofP = (found: NamedTest | null): Cell => {
  const p = found?.test.p_value ?? null;
  return p === null ? emptyCell() : numberCell(p, formatP(p));
};

/** The instrumented regressor of a first stage. */
const endogenousOf = ({ fit }: IvColumn): string => fit.depvar;

const ROWS: readonly DiagnosticRow[] = [
  {
    label: "F of the excluded instruments",
    name: "partial_F",
    quantity: "statistic",
    kind: "first",
    cell: (column) => ofF(ownOf(column.equation.first_stage, endogenousOf(column))?.partial_F.statistic),
    note: "F of the excluded instruments: Wald test under the errors of the column.",
  },
  {
    label: "Partial R²",
    name: "partial_r2",
    quantity: "estimate",
    kind: "first",
    cell: (column) => {
      const share = ownOf(column.equation.first_stage, endogenousOf(column))?.partial_r2;
      return share === undefined ? emptyCell() : numberCell(share, formatFixed(share, 3));
    },
    note: null,
  },
  {
    label: "Sanderson-Windmeijer F",
    name: "sanderson_windmeijer_F",
    quantity: "statistic",
    kind: "first",
    cell: (column) => {
      const { endogenous, sanderson_windmeijer: conditional } = column.equation.iv;
      return endogenous.length === 1 ? emptyCell() : ofF(ownOf(conditional, endogenousOf(column))?.F?.statistic);
    },
    note: "Sanderson-Windmeijer F (2016, Journal of Econometrics 190(2)): strength for this regressor once the other instrumented ones are accounted for.",
  },
  {
    label: "Effective F",
    name: "effective_F",
    quantity: "statistic",
    kind: "first",
    cell: ({ equation }) => ofF(equation.iv.effective_F?.statistic),
    note: "Effective F (Montiel Olea & Pflueger 2013, JBES 31(3)): strength under the errors of the column. Above the value beneath it, a worst-case bias of more than 10% of the benchmark is rejected at 5%.",
  },
  {
    label: "to exceed for a bias of 10%",
    name: "effective_F_critical_value",
    quantity: "statistic",
    kind: "first",
    cell: ({ equation }) => ofF(thresholdsOf(equation.iv)?.critical_values[TAU]),
    note: null,
  },
  {
    label: "Cragg-Donald F",
    name: "cragg_donald",
    quantity: "statistic",
    kind: "second",
    cell: (column) => ofF(weakest(column, "cragg_donald")),
    note: "Cragg-Donald F (1993, Econometric Theory 9(2)): strength under classical errors, for which Stock & Yogo (2005) have critical values.",
  },
  {
    label: "to exceed for a size of 10%",
    name: "stock_yogo_size",
    quantity: "statistic",
    kind: "second",
    cell: ({ equation }) => {
      const { bound, values } = stockYogoOf(equation.iv);
      return bound === "size" ? ofF(values.critical_values?.[SIZE]) : emptyCell();
    },
    note: null,
  },
  {
    label: "Kleibergen-Paap rk Wald F",
    name: "kleibergen_paap_wald",
    quantity: "statistic",
    kind: "second",
    cell: (column) => ofF(weakest(column, "kleibergen_paap_wald")),
    note: "Kleibergen-Paap rk Wald F (2006, Journal of Econometrics 133(1)): strength under robust errors, without critical values of its own.",
  },
  {
    label: "Underidentification, p",
    name: "underidentification",
    quantity: "p_value",
    kind: "second",
    cell: ({ equation }) => ofP(testOf(equation, "under")),
    note: null,
  },
  {
    label: "Anderson-Rubin, p",
    name: "anderson_rubin",
    quantity: "p_value",
    kind: "second",
    cell: ({ equation }) => ofP(testOf(equation, "noEffect")),
    note: "Anderson-Rubin (1949, Annals of Mathematical Statistics 20(1)): test of no effect, and the effects it does not reject, valid however weak the instruments. The set may have no end, several pieces, or nothing in it.",
  },
  {
    label: "Anderson-Rubin set",
    name: "anderson_rubin_set",
    quantity: "interval",
    kind: "second",
    cell: ({ equation }) => {
      const set = equation.iv.anderson_rubin_set;
      return set.kind === null ? emptyCell() : setCell(piecesOf(set.intervals), equation);
    },
    note: null,
  },
  {
    label: "tF interval",
    name: "tF",
    quantity: "interval",
    kind: "second",
    cell: ({ equation }) => {
      const pieces = tfPieces(equation.iv.tF);
      return pieces === null ? emptyCell() : setCell(pieces, equation);
    },
    note: "tF (Lee, McCrary, Moreira & Porter 2022, American Economic Review 112(10)): the t interval widened for the strength of the one instrument.",
  },
  {
    label: "Overidentification, p",
    name: "overidentification",
    quantity: "p_value",
    kind: "second",
    cell: ({ equation }) => {
      const { excluded, endogenous } = equation.iv;
      return excluded.length === endogenous.length ? textCell(ivWords.exactly.en) : ofP(testOf(equation, "over"));
    },
    note: null,
  },
  {
    label: "Instruments named are exogenous, p",
    name: "difference_in_sargan",
    quantity: "p_value",
    kind: "second",
    cell: ({ equation }) => ofP(testOf(equation, "orthogonal")),
    note: null,
  },
  {
    label: "Endogeneity, p",
    name: "endogeneity",
    quantity: "p_value",
    kind: "second",
    cell: ({ equation }) => ofP(testOf(equation, "exogenous")),
    note: null,
  },
  {
    label: "OLS estimate",
    name: "least_squares",
    quantity: "estimate",
    kind: "second",
    cell: ({ equation }) => {
      const estimates = Object.values(equation.iv.least_squares).map(({ estimate }) => estimate);
      const decimals = intervalDecimals(equation);
      if (estimates.length === 1) return numberCell(estimates[0]!, formatFixed(estimates[0]!, decimals));
      return textCell(estimates.map((estimate) => formatFixed(estimate, decimals)).join(", "));
    },
    note: null,
  },
];

/** The statistic of weak identification, where it is the one of this key. */
function weakest({ equation }: IvColumn, key: string): number | null {
  const found = testOf(equation, "weak");
  return found?.key === key ? found.test.statistic : null;
}

/** The tF interval, the whole line where the instrument is too weak for any other; null where there is none. */
export function tfPieces(interval: IvRecord["tF"]): Piece[] | null {
  if (interval === null || !interval.applies) return null;
  return piecesOf([[interval.conf_low, interval.conf_high]]);
}

const setCell = (pieces: readonly Piece[], equation: IvFit) =>
  roundedCell(setText(pieces, intervalDecimals(equation)), exactSetText(pieces));

/** Decimals of intervals: those of the instrumented coefficients. */
export const intervalDecimals = ({ coefficients, iv }: IvFit): number =>
  decimalsFor(iv.endogenous.flatMap((name) => coefficients[`fit_${name}`]?.std_error ?? []));

/** The rows that some column has. */
export function ivDiagnosticRows(columns: readonly IvColumn[], language: Language = "en"): TableRow[] {
  return shownRows(columns, language).map(({ label, name, quantity, cells }, i) => ({
    label: language === "zh" ? (IV_ROWS_ZH[label] ?? label) : label,
    name,
    quantity,
    cells,
    ruleAbove: i === 0,
  }));
}

/** What the rows are, which test stands behind a p-value, and why there is no set. */
export function ivDiagnosticNotes(columns: readonly IvColumn[], language: Language = "en"): string[] {
  const tests = QUESTIONS.flatMap((question) => {
    const names = columns.flatMap(({ equation }) => testOf(equation, question)?.name ?? []);
    return [...new Set(names)].map((name) => ivWords.testBy[language](ivWords[question][language], name));
  });
  const levels = columns.map(({ equation }) => `${Number((100 * equation.vcov.level).toPrecision(6))}%`);
  const without = columns.flatMap(({ equation }) => equation.iv.anderson_rubin_set.because ?? []);
  return [
    ...shownRows(columns).flatMap(({ label, note }) =>
      note === null ? [] : [language === "zh" ? (IV_NOTES_ZH[label] ?? note) : note],
    ),
    ...[...new Set(without)].map((because) => ivWords.noSet[language](because)),
    ...(tests.length === 0 ? [] : [ivWords.tests[language](tests.join(language === "en" ? "; " : "；"))]),
    ivWords.levels[language]([...new Set(levels)].join(", ")),
  ];
}

const QUESTIONS = ["under", "over", "orthogonal", "exogenous"] as const;

const shownRows = (columns: readonly IvColumn[], language: Language = "en") =>
  ROWS.map((row) => ({
    ...row,
    cells: columns.map((column) => (column.kind === row.kind ? inLanguage(row.cell(column), language) : emptyCell())),
  })).filter(({ cells }) => cells.some(({ kind }) => kind !== "empty"));

/** Words among the cells. */
const inLanguage = (cell: Cell, language: Language): Cell =>
  language === "zh" && cell.kind === "text" && cell.text === ivWords.exactly.en
    ? { ...cell, text: ivWords.exactly.zh }
    : cell;
