/**
 * What the instruments are worth, as rows beneath a table of first and second stages: strength under the
 * first stages, tests and intervals that hold with weak instruments under the equation; and notes that say what each row is
 * and whose it is. A row that no column has is left out. Computes nothing.
 */

import type { Language } from "../../../base/messages.js";
import { noteText } from "../../../base/messages.js";
import { ownOf } from "../../../base/objects.js";
import type { AndersonRubinSet, IvRecord } from "../../../regression/record/iv-record.js";
import { decimalsFor, formatFixed, formatP } from "../../../report/format-number.js";
import {
  type Cell,
  emptyCell,
  numberCell,
  roundedCell,
  type TableRow,
  textCell,
  withheldCell,
} from "../../../report/table-model.js";
import { ivRowNotes, ivRows, ivWords } from "../messages.js";
import type { IvColumn, IvFit } from "./words.js";
import {
  exactSetText,
  type NamedTest,
  type Piece,
  piecesOf,
  setText,
  stockYogoOf,
  testOf,
  thresholdsOf,
} from "./words.js";

/** Share of the benchmark bias whose critical value stands in tables. */
const TAU = "0.1";
/** Rejections of a nominal 5% test that Stock and Yogo's value in tables bounds. */
const SIZE = "0.1";
const F_DECIMALS = 2;

/** A row and the columns it has cells in. */
interface DiagnosticRow {
  readonly name: keyof typeof ivRows;
  readonly quantity: string;
  readonly kind: IvColumn["kind"];
  readonly cell: (column: IvColumn, language: Language) => Cell;
}

const ofF = (value: number | undefined | null): Cell =>
  value === undefined || value === null
    ? emptyCell()
    : Number.isNaN(value)
      ? withheldCell()
      : numberCell(value, formatFixed(value, F_DECIMALS));
/** n.a. where the question is asked of every equation, and the errors leave no test. */
const ofAsked = (found: NamedTest | null): Cell => (found === null ? withheldCell() : ofP(found));
const ofP = (found: NamedTest | null): Cell => {
  const p = found?.test.p_value ?? null;
  return p === null ? emptyCell() : numberCell(p, formatP(p));
};

/** The instrumented regressor of a first stage. */
const endogenousOf = ({ fit }: IvColumn): string => fit.depvar;

const ROWS: readonly DiagnosticRow[] = [
  {
    name: "partial_F",
    quantity: "statistic",
    kind: "first",
    cell: (column) => ofF(ownOf(column.equation.first_stage, endogenousOf(column))?.partial_F.statistic),
  },
  {
    name: "partial_r2",
    quantity: "estimate",
    kind: "first",
    cell: (column) => {
      const share = ownOf(column.equation.first_stage, endogenousOf(column))?.partial_r2;
      return share === undefined ? emptyCell() : numberCell(share, formatFixed(share, 3));
    },
  },
  {
    name: "sanderson_windmeijer_F",
    quantity: "statistic",
    kind: "first",
    cell: (column) => {
      const { endogenous, sanderson_windmeijer: conditional } = column.equation.iv;
      return endogenous.length === 1 ? emptyCell() : ofF(ownOf(conditional, endogenousOf(column))?.F?.statistic);
    },
  },
  {
    name: "effective_F",
    quantity: "statistic",
    kind: "first",
    cell: ({ equation }) => ofF(equation.iv.effective_F?.statistic),
  },
  {
    name: "effective_F_critical_value",
    quantity: "statistic",
    kind: "first",
    cell: ({ equation }) => ofF(thresholdsOf(equation.iv)?.critical_values[TAU]),
  },
  {
    name: "cragg_donald",
    quantity: "statistic",
    kind: "second",
    cell: (column) => ofF(weakest(column, "cragg_donald")),
  },
  {
    name: "stock_yogo_size",
    quantity: "statistic",
    kind: "second",
    cell: ({ equation }) => {
      const { bound, values } = stockYogoOf(equation.iv);
      return bound === "size" ? ofF(values.critical_values?.[SIZE]) : emptyCell();
    },
  },
  {
    name: "kleibergen_paap_wald",
    quantity: "statistic",
    kind: "second",
    cell: (column) => ofF(weakest(column, "kleibergen_paap_wald")),
  },
  {
    name: "underidentification",
    quantity: "p_value",
    kind: "second",
    cell: ({ equation }) => ofAsked(testOf(equation, "under")),
  },
  {
    name: "anderson_rubin",
    quantity: "p_value",
    kind: "second",
    cell: ({ equation }) => ofP(testOf(equation, "noEffect")),
  },
  {
    name: "anderson_rubin_set",
    quantity: "interval",
    kind: "second",
    cell: ({ equation }) => {
      const set = equation.iv.anderson_rubin_set;
      return set.kind === null ? emptyCell() : setCell(piecesOf(set.intervals), equation);
    },
  },
  {
    name: "tF",
    quantity: "interval",
    kind: "second",
    cell: ({ equation }) => {
      const pieces = tfPieces(equation.iv.tF);
      return pieces === null ? emptyCell() : setCell(pieces, equation);
    },
  },
  {
    name: "overidentification",
    quantity: "p_value",
    kind: "second",
    cell: ({ equation }, language) => {
      const { excluded, endogenous } = equation.iv;
      return excluded.length === endogenous.length
        ? textCell(ivWords.exactly[language])
        : ofAsked(testOf(equation, "over"));
    },
  },
  {
    name: "difference_in_sargan",
    quantity: "p_value",
    kind: "second",
    cell: ({ equation }) => ofP(testOf(equation, "orthogonal")),
  },
  {
    name: "endogeneity",
    quantity: "p_value",
    kind: "second",
    cell: ({ equation }) => ofP(testOf(equation, "exogenous")),
  },
  {
    name: "least_squares",
    quantity: "estimate",
    kind: "second",
    cell: ({ equation }) => {
      const estimates = Object.values(equation.iv.least_squares).map(({ estimate }) => estimate);
      const decimals = intervalDecimals(equation);
      if (estimates.length === 1) return numberCell(estimates[0]!, formatFixed(estimates[0]!, decimals));
      return textCell(estimates.map((estimate) => formatFixed(estimate, decimals)).join(", "));
    },
  },
];

/** The statistic of weak identification, where it is the one of this key; NaN where the robust one does not exist. */
function weakest({ equation }: IvColumn, key: "cragg_donald" | "kleibergen_paap_wald"): number | null {
  const found = testOf(equation, "weak");
  if (found === null && key === "kleibergen_paap_wald") return Number.NaN;
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
  return shownRows(columns, language).map(({ name, quantity, cells }, i) => ({
    label: ivRows[name][language],
    name,
    quantity,
    cells,
    ruleAbove: i === 0,
  }));
}

/** Why there is no set; nothing where there is one. */
export function withoutSet({ because, reason }: AndersonRubinSet, language: Language): string[] {
  if (because === null) return [];
  return [
    ivWords.noSet[language](reason === undefined ? because : noteText({ ...reason, message: because }, language)),
  ];
}

/** What the rows are, which test stands behind a p-value, and why there is no set. */
export function ivDiagnosticNotes(columns: readonly IvColumn[], language: Language = "en"): string[] {
  const tests = QUESTIONS.flatMap((question) => {
    const names = columns.flatMap(({ equation }) => testOf(equation, question)?.name ?? []);
    return [...new Set(names)].map((name) => ivWords.testBy[language](ivWords[question][language], name));
  });
  const levels = columns.map(({ equation }) => `${Number((100 * equation.vcov.level).toPrecision(6))}%`);
  const without = columns.flatMap(({ equation }) => withoutSet(equation.iv.anderson_rubin_set, language));
  return [
    ...shownRows(columns, language).flatMap(({ name }) =>
      Object.hasOwn(ivRowNotes, name) ? [ivRowNotes[name as keyof typeof ivRowNotes][language]] : [],
    ),
    ...new Set(without),
    ...(tests.length === 0 ? [] : [ivWords.tests[language](tests.join(language === "en" ? "; " : "；"))]),
    ivWords.levels[language]([...new Set(levels)].join(", ")),
  ];
}

const QUESTIONS = ["under", "over", "orthogonal", "exogenous"] as const;

const shownRows = (columns: readonly IvColumn[], language: Language) =>
  ROWS.map((row) => ({
    ...row,
    cells: columns.map((column) => (column.kind === row.kind ? row.cell(column, language) : emptyCell())),
  })).filter(({ cells }) => cells.some(({ kind }) => kind !== "empty"));
