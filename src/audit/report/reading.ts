/**
 * How each table was read, as names and values: what is an estimate, what parentheses and stars are taken for, N, effects, and cells
 * of which nothing was made. For whoever checks the reading before they believe a finding.
 */
import type { Language } from "../../base/messages.js";
import { clauses, listed, noteText } from "../../base/messages.js";
import type { Fact } from "../../report/page/page.js";
import type { Audit, ReadTables, TakenFor } from "../audit.js";
import type { PaperFacts, PrintedColumn, PrintedDescriptives, PrintedPaper, PrintedTable } from "../paper.js";
import type { TableReading } from "../read/reading.js";
import { beneathWords, errorWords, estimatorWords, unreadWords, auditWords as words } from "./messages.js";

/** A table as understood. */
export interface TableFacts {
  readonly name: string;
  readonly facts: readonly Fact[];
}

/** Every table of the paper in turn, then tables of which nothing was made. */
export function readingFacts(
  { paper, readings, taken = [] }: ReadTables & Partial<Pick<Audit, "taken">>,
  language: Language,
): TableFacts[] {
  const tables = readings.flatMap((reading) => reading.tables);
  const readingOf = (name: string) => tables.find((own) => name === own.name || name.startsWith(`${own.name} `));
  const lost = tables.filter(({ kind }) => kind === "unread");
  return [
    ...paper.tables.map((table) => ({
      name: table.name,
      facts: [
        ...regressionFacts(
          table,
          taken.find((own) => own.table === table.name),
          language,
        ),
        ...remainder(readingOf(table.name), language),
      ],
    })),
    ...paper.descriptives.map((table) => ({
      name: table.name,
      facts: [...descriptiveFacts(table, language), ...remainder(readingOf(table.name), language)],
    })),
    ...lost.map(({ name }) => ({ name, facts: [[words.unread[language], words.unreadTable[language]] as const] })),
  ];
}

function regressionFacts(table: PrintedTable, taken: TakenFor | undefined, language: Language): Fact[] {
  const { columns, stars, parentheses, brackets } = table;
  const inAny = (has: (column: PrintedColumn) => boolean) => columns.some(has);
  const hasParentheses = inAny(({ estimates }) => estimates.some(({ parenthesis }) => parenthesis !== null));
  const hasBrackets = inAny(({ estimates }) => estimates.some(({ bracket }) => bracket !== null));
  return [
    [words.columns[language], clauses[language](columns.map((column) => columnText(column, language)))],
    [
      words.estimates[language],
      listed[language]([...new Set(columns.flatMap(({ estimates }) => estimates.map(({ term }) => term)))]),
    ],
    [
      words.parentheses[language],
      clauses[language]([enclosed(parentheses, hasParentheses, language), ...byCells(taken, language)]),
    ],
    ...(hasBrackets || brackets !== null
      ? [[words.brackets[language], enclosed(brackets, hasBrackets, language)] as const]
      : []),
    [
      words.stars[language],
      stars === null
        ? words.saysNothing[language]
        : stars.length === 0
          ? words.noneThere[language]
          : stars.map(({ mark, level }) => `${mark} ${percent(level)}`).join(", "),
    ],
    ...statisticFacts(columns),
    ...effectFacts(columns, language),
  ];
}

function columnText(column: PrintedColumn, language: Language): string {
  const { name, outcome, estimator, errors, clusters } = column;
  const about = [
    outcome,
    estimator === null ? null : estimatorWords[estimator][language],
    errors === null ? null : errorWords[errors][language],
    clusters === null ? null : `G = ${clusters.text}`,
  ].filter((text) => text !== null);
  return about.length === 0 ? name : words.outcomeOf[language](name, listed[language](about));
}

function enclosed(
  stated: PrintedTable["parentheses"] | PrintedTable["brackets"],
  isThere: boolean,
  language: Language,
): string {
  if (stated === null) return isThere ? words.saysNothing[language] : words.noneThere[language];
  const { says, means } = stated;
  return means === null ? words.saysUnclear[language](says) : words.says[language](says, beneathWords[means][language]);
}

/** What the cells themselves allow, where that is not what the table says. */
function byCells(taken: TakenFor | undefined, language: Language): string[] {
  if (taken === undefined || taken.as === null || (taken.basis !== "only" && taken.basis !== "instead")) return [];
  return [words.byCells[language](beneathWords[taken.as][language])];
}

const percent = (level: number): string => `${Number((100 * level).toPrecision(12))}%`;

/** A statistic a line: its label and its values, a dash where a column has none. */
function statisticFacts(columns: readonly PrintedColumn[]): Fact[] {
  const labels = [...new Set(columns.flatMap(({ statistics }) => statistics.map(({ label }) => label)))];
  return labels.map((label) => {
    const values = columns.map(({ statistics }) => statistics.find((own) => own.label === label));
    return [label, values.map((own) => (own === undefined ? "–" : own.value.text + own.stars)).join(" | ")];
  });
}

function effectFacts(columns: readonly PrintedColumn[], language: Language): Fact[] {
  const said = (is: boolean | null | undefined): string =>
    is === null || is === undefined ? "–" : is ? words.yes[language] : words.no[language];
  const names = [...new Set(columns.flatMap(({ effects }) => effects.map(({ name }) => name)))];
  const rows = names.map((name): Fact => {
    const included = columns.map(({ effects }) => effects.find((own) => own.name === name)?.included);
    return [name, included.map(said).join(" | ")];
  });
  const hasHidden = columns.some(({ hiddenRegressors }) => hiddenRegressors !== null);
  const hidden = columns.map(({ hiddenRegressors }) => said(hiddenRegressors)).join(" | ");
  return [...rows, ...(hasHidden ? [[words.controls[language], hidden] as const] : [])];
}

function descriptiveFacts({ rows }: PrintedDescriptives, language: Language): Fact[] {
  const names = ["n", "mean", "sd", "min", "max", "median"] as const;
  const printed = names.filter((name) => rows.some((row) => row[name] !== null));
  return [
    [words.columns[language], printed.join(", ")],
    [words.variables[language], listed[language](rows.map(({ variable }) => variable))],
  ];
}

/** Notes that say what the facts of a table list anyway. */
const LISTED = ["audit_cells_unread", "audit_table_unread"];

/** Cells nothing was made of, and what was assumed. */
function remainder(reading: TableReading | undefined, language: Language): Fact[] {
  if (reading === undefined) return [];
  const cells = reading.unread.map(({ row, column, text, because }) =>
    words.unreadCell[language](row + 1, column + 1, text, unreadWords[because][language]),
  );
  return [
    ...(cells.length === 0 ? [] : [[words.unread[language], clauses[language](cells)] as const]),
    ...reading.notes
      .filter(({ code }) => !LISTED.includes(code))
      .map((own) => [words.noted[language], noteText(own, language)] as const),
  ];
}

/** What was told of the paper beside its tables. */
export function toldFacts({ facts }: PrintedPaper, language: Language): Fact[] {
  const { panel, treatment, defined } = facts;
  const lists = [
    "splits",
    "sameSample",
    "firstStages",
    "instrumented",
    "claims",
    "comparisons",
    "invariant",
    "dynamicPanels",
  ] as const;
  const counts = lists.flatMap((name) =>
    (facts[name] satisfies PaperFacts[typeof name]).length === 0
      ? []
      : [words.counted[language](words[name][language], facts[name].length)],
  );
  return [
    ...(panel === null ? [] : [[words.panelName[language], words.panel[language](panel)] as const]),
    ...(treatment === null
      ? []
      : [
          [
            words.treatment[language],
            words.treated[language](
              treatment.term,
              treatment.treated.map(({ says, rows, of }) => words.treatedRows[language](says, rows, of)),
            ),
          ] as const,
        ]),
    ...(defined === null ? [] : [[words.definitions[language], listed[language](defined)] as const]),
    ...(counts.length === 0 ? [] : [[words.toldCounts[language], clauses[language](counts)] as const]),
  ];
}
