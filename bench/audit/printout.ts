/**
 * A table of models as a journal prints it: the text of every cell with what the table and the paper around it state. Errors are planted in
 * it, formats are written of it, and what an audit sees is made of it. Knows no rule and no estimator.
 */
import type {
  Beneath,
  PaperFacts,
  PrintedColumn,
  PrintedDescriptives,
  PrintedEstimate,
  PrintedEstimator,
  PrintedPaper,
  PrintedStatistic,
  PrintedTable,
  StarLevel,
  StatedErrors,
  StatisticName,
} from "../../src/audit/paper.js";
import { type Printed, printedNumber } from "../../src/audit/printed.js";
import { type Cell, cellText, type TableModel } from "../../src/report/table-model.js";

/** What a column is, by what the paper says of it; null for what it does not say. */
export interface ColumnWords {
  readonly estimator: PrintedEstimator | null;
  readonly errors: StatedErrors | null;
  readonly hiddenRegressors: boolean | null;
  readonly weighted: boolean | null;
  readonly effects: readonly string[];
}

export interface Printout {
  readonly table: TableModel;
  readonly columns: readonly ColumnWords[];
  readonly parentheses: { readonly says: string; readonly means: Beneath } | null;
  readonly brackets: { readonly says: string; readonly means: Beneath | "interval" } | null;
  readonly stars: readonly StarLevel[] | null;
  readonly descriptives: Descriptives | null;
  readonly facts: PaperFacts;
}

/** Text by text what a table of means prints; `step` between values is what the paper says of the variable. */
export interface Descriptives {
  readonly rows: readonly Summary[];
}

export interface Summary {
  readonly variable: string;
  readonly n: string;
  readonly mean: string;
  readonly sd: string;
  readonly min: string;
  readonly max: string;
  readonly step: number | null;
}

export const TABLE = "Table 1";
export const DESCRIPTIVES = "Table 2";

/** The name of column c of a table of models, as the paper calls it. */
export const columnName = (c: number): string => `(${c + 1})`;

export const UNDER = ["std_error", "statistic", "p_value", "interval"] as const;
export type Under = (typeof UNDER)[number];

/** An estimate with what stands beneath it; rows count in `table.rows`. */
export interface TermCell {
  readonly column: number;
  readonly row: number;
  readonly term: string;
  readonly estimate: string;
  readonly stars: string;
  readonly beneath: readonly {
    readonly row: number;
    readonly kind: Under;
    readonly texts: readonly string[];
    readonly open: string;
  }[];
}

/** A number beneath the estimates; `p` is the row of its p-value, where there is one. */
export interface StatCell {
  readonly column: number;
  readonly row: number;
  readonly name: StatisticName;
  readonly label: string;
  readonly text: string;
  readonly p: { readonly row: number; readonly text: string } | null;
}

/** Names of numbers of `modelTable`, and of those the bench adds, as an audit has them. */
const STATISTICS: Readonly<Record<string, StatisticName>> = {
  ...{ nobs: "nobs", r2: "r2", adj_r2: "adj_r2", within_r2: "within_r2", f: "f", first_stage_f: "first_stage_f" },
  ...{ n_groups: "groups", n_instruments: "instruments", clusters: "clusters" },
  ...{ ar1: "ar1", ar2: "ar2", sargan: "sargan", hansen: "hansen" },
};

const numberText = (cell: Cell | undefined): string => (cell?.kind === "number" ? cell.text : "");

/** Every estimate of the table, column after column. */
export function termCells({ table: { rows, heads } }: Printout): TermCell[] {
  return heads.flatMap((_, column) =>
    rows.flatMap(({ quantity, name, label, cells }, row): TermCell[] => {
      const cell = cells[column];
      if (quantity !== "estimate" || cell?.kind !== "number") return [];
      const beneath: TermCell["beneath"][number][] = [];
      for (let under = row + 1; (UNDER as readonly string[]).includes(rows[under]?.quantity ?? ""); under++) {
        const below = rows[under]!.cells[column];
        if (below === undefined || below.kind === "empty") continue;
        const kind = rows[under]!.quantity as Under;
        const text = cellText(below);
        const texts = kind === "interval" ? text.slice(1, -1).split(", ") : [numberText(below)];
        beneath.push({ row: under, kind, texts, open: text[0] ?? "" });
      }
      return [{ column, row, term: name ?? label, estimate: cell.text, stars: cell.close, beneath }];
    }),
  );
}

/** Every number beneath the estimates, column after column. */
export function statCells({ table: { rows, heads } }: Printout): StatCell[] {
  return heads.flatMap((_, column) =>
    rows.flatMap(({ quantity, name, label, cells }, row): StatCell[] => {
      const known = STATISTICS[name ?? (label === "Clusters" ? "clusters" : "")];
      const text = numberText(cells[column]);
      if (known === undefined || text === "" || quantity === "p_value") return [];
      const next = rows[row + 1];
      const below = next?.quantity === "p_value" && next.label === "" ? numberText(next.cells[column]) : "";
      return [{ column, row, name: known, label, text, p: below === "" ? null : { row: row + 1, text: below } }];
    }),
  );
}

/** The printout with the cell in row `row`, column `column` of its table changed. */
export function withCell(printout: Printout, row: number, column: number, change: (cell: Cell) => Cell): Printout {
  const rows = printout.table.rows.map((one, r) =>
    r === row ? { ...one, cells: one.cells.map((cell, c) => (c === column ? change(cell) : cell)) } : one,
  );
  return { ...printout, table: { ...printout.table, rows } };
}

/** A change of a number's text. */
export const retold =
  (text: string) =>
  (cell: Cell): Cell =>
    cell.kind === "number" ? { ...cell, text } : cell;

/** What an audit sees of the printout, without a format between. */
export function paperOf(printout: Printout): PrintedPaper {
  const { facts, descriptives } = printout;
  return {
    title: null,
    tables: printout.table.heads.length === 0 ? [] : [tableOf(printout)],
    descriptives: descriptives === null ? [] : [descriptivesOf(descriptives)],
    facts,
  };
}

function tableOf(printout: Printout): PrintedTable {
  const { table, parentheses, brackets, stars } = printout;
  const [terms, statistics] = [termCells(printout), statCells(printout)];
  return {
    name: TABLE,
    columns: table.heads.map((_, c) =>
      columnOf(
        printout,
        c,
        terms.filter(({ column }) => column === c),
        statistics.filter(({ column }) => column === c),
      ),
    ),
    ...{ parentheses, brackets, stars },
    notes: table.notes,
    grid: {
      title: TABLE,
      rows: [
        ["", ...table.heads.map((_, c) => columnName(c))],
        ...table.rows.map(({ label, cells }) => [label, ...cells.map(cellText)]),
      ],
      ...{ headRows: 1, spans: [], notes: table.notes },
    },
  };
}

function columnOf(
  printout: Printout,
  c: number,
  terms: readonly TermCell[],
  statistics: readonly StatCell[],
): PrintedColumn {
  const words = printout.columns[c]!;
  const effects = [...new Set(printout.columns.flatMap((column) => column.effects))];
  const clusters = statistics.find(({ name }) => name === "clusters");
  return {
    name: columnName(c),
    outcome: "y",
    estimator: words.estimator,
    errors: words.errors,
    clusters: clusters === undefined ? null : number(clusters.text),
    effects: effects.map((name) => ({ name, included: words.effects.includes(name) })),
    hiddenRegressors: words.hiddenRegressors,
    weighted: words.weighted,
    estimates: terms.map(estimateOf),
    statistics: statistics.map(
      ({ name, label, row, column, text, p }): PrintedStatistic => ({
        ...{ name, label, value: number(text), stars: "", isP: false },
        parenthesis: p === null ? null : number(p.text),
        at: { row: row + 1, column: column + 1 },
      }),
    ),
  };
}

function estimateOf({ term, row, column, estimate, stars, beneath }: TermCell): PrintedEstimate {
  const inParentheses = beneath.find(({ open }) => open === "(");
  const inBrackets = beneath.find(({ open }) => open === "[");
  const ends = inBrackets?.texts.map(number);
  return {
    term,
    estimate: number(estimate),
    stars,
    parenthesis: inParentheses === undefined ? null : number(inParentheses.texts[0]!),
    bracket: ends === undefined ? null : ends.length === 2 ? [ends[0]!, ends[1]!] : ends[0]!,
    at: { row: row + 1, column: column + 1 },
  };
}

function descriptivesOf({ rows }: Descriptives): PrintedDescriptives {
  return {
    name: DESCRIPTIVES,
    rows: rows.map(({ variable, step, n, mean, sd, min, max }, r) => ({
      ...{ variable, step, at: { row: r + 1, column: 1 }, median: null },
      ...{ n: number(n), mean: number(mean), sd: number(sd), min: number(min), max: number(max) },
    })),
    grid: descriptivesGrid({ rows }),
  };
}

const descriptivesGrid = ({ rows }: Descriptives) => ({
  title: DESCRIPTIVES,
  rows: [
    ["Variable", "N", "Mean", "Std. dev.", "Min", "Max"],
    ...rows.map(({ variable, n, mean, sd, min, max }) => [variable, n, mean, sd, min, max]),
  ],
  ...{ headRows: 1, spans: [], notes: [] },
});

function number(text: string): Printed {
  const read = printedNumber(text);
  if (read === undefined) throw new Error(`The bench printed '${text}', which is no number.`);
  return read;
}
