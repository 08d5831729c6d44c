/** Papers written by hand, for tests of rules: columns as lists of rows, "0.036*** (7.041)". */
import {
  NO_FACTS,
  type PaperFacts,
  type PrintedColumn,
  type PrintedPaper,
  type PrintedSummary,
  type PrintedTable,
  type StatisticName,
} from "../../../src/audit/paper.js";
import { type Printed, printedNumber } from "../../../src/audit/printed.js";

export const number = (text: string): Printed => {
  const printed = printedNumber(text);
  if (printed === undefined) throw new Error(`'${text}' is no number`);
  return printed;
};

export const GRID = { title: null, rows: [], headRows: null, spans: [], notes: [] };

const NAMES: Readonly<Record<string, StatisticName>> = {
  N: "nobs",
  R2: "r2",
  "Adj. R2": "adj_r2",
  RMSE: "rmse",
  "SD of outcome": "sd_outcome",
  "AR(1)": "ar1",
  "AR(2)": "ar2",
  Hansen: "hansen",
  Sargan: "sargan",
  Groups: "groups",
  Clusters: "clusters",
  Instruments: "instruments",
};

/** A column: rows of estimates by term, rows of statistics by label (a name of NAMES, with " p" for a p-value), effects by name. */
export function column(
  name: string,
  estimates: Readonly<Record<string, string>>,
  statistics: Readonly<Record<string, string>> = {},
  rest: Partial<PrintedColumn> = {},
): PrintedColumn {
  return {
    name,
    outcome: "y",
    estimator: null,
    errors: null,
    clusters: null,
    effects: [],
    hiddenRegressors: null,
    weighted: null,
    estimates: Object.entries(estimates).map(([term, text]) => {
      const [, estimate, stars, parenthesis] = /^(\S*?)(\**)(?: \((.*)\))?$/.exec(text)!;
      return {
        term,
        at: null,
        estimate: number(estimate!),
        stars: stars!,
        parenthesis: parenthesis === undefined ? null : number(parenthesis),
        bracket: null,
      };
    }),
    statistics: Object.entries(statistics).map(([label, text]) => ({
      name: NAMES[label.replace(/ p$/, "")] ?? null,
      label,
      value: number(text.replace(/\*+$/, "")),
      stars: /\**$/.exec(text)![0],
      isP: label.endsWith(" p"),
      parenthesis: null,
      at: null,
    })),
    ...rest,
  };
}

export const table = (
  name: string,
  columns: readonly PrintedColumn[],
  rest: Partial<PrintedTable> = {},
): PrintedTable => ({
  name,
  columns,
  parentheses: null,
  brackets: null,
  stars: null,
  notes: [],
  grid: GRID,
  ...rest,
});

export const paper = (tables: readonly PrintedTable[], facts: Partial<PaperFacts> = {}): PrintedPaper => ({
  title: null,
  tables,
  descriptives: [],
  facts: { ...NO_FACTS, ...facts },
});

/** A paper of one table of means: numbers by the names of `PrintedSummary`. */
export function means(
  rows: Readonly<
    Record<string, Partial<Record<"n" | "mean" | "sd" | "min" | "max" | "median", string>> & { readonly step?: number }>
  >,
  notes: readonly string[] = [],
): PrintedPaper {
  const read = (text: string | undefined) => (text === undefined ? null : number(text));
  const summaries = Object.entries(rows).map(
    ([variable, { step, n, mean, sd, min, max, median }]): PrintedSummary => ({
      variable,
      at: null,
      n: read(n),
      mean: read(mean),
      sd: read(sd),
      min: read(min),
      max: read(max),
      median: read(median),
      step: step ?? null,
    }),
  );
  return { ...paper([]), descriptives: [{ name: "Means", rows: summaries, grid: { ...GRID, notes } }] };
}

export const cell = (table: string, column: string | null, row: string | null = null) => ({ table, column, row });
