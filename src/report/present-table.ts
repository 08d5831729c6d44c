/**
 * How a table of estimates is presented once it is made: decimals, stars, notes, words for rows, headings, title. The
 * model is changed here once, so that every format shows the same. Computes nothing.
 */

import type { Labels } from "../base/columns.js";
import { didYouMean } from "../base/did-you-mean.js";
import { UsageError } from "../base/errors.js";
import type { Language } from "../base/messages.js";
import { ownOf } from "../base/objects.js";
import { formatDigits } from "./format-number.js";
import { regressionWords } from "./messages/regression.js";
import type { Naming } from "./naming.js";
import { withDummies } from "./regression/dummies.js";
import { effectLabel, markOf, type Star, starNote } from "./regression/regression-table.js";
import type { Cell, TableModel, TableRow, TextCell } from "./table-model.js";

/** `full` notes in every format, `standard` without those on small-sample rule and solver, or none. */
export const NOTE_LEVELS = ["full", "standard", "none"] as const;
export type NoteLevel = (typeof NOTE_LEVELS)[number];

export interface TablePresentation {
  /** Decimals of coefficients, their errors and intervals; default enough for two digits of the smallest error. */
  readonly digits?: number;
  /** Strictest first; none takes those of the table off. Default as the table has them. */
  readonly stars?: readonly Star[];
  /** Default full, but in LaTeX and Word standard. */
  readonly notes?: NoteLevel;
  /** Words for coefficients, effects and outcomes, by their name. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Headings of the columns, beneath their numbers. */
  readonly columns?: readonly string[];
  readonly title?: string;
  /** Whether dummies that one row stands for have rows of their own; default false. */
  readonly showDummies?: boolean;
  /** Of the words it adds, default "en". */
  readonly language?: Language;
}

/** Most decimals a table is printed with. */
export const MOST_DIGITS = 15;
/** Most levels of stars. */
export const MOST_STARS = 4;

/** `table` as `presentation` has it. Throws UsageError `table_columns` for headings that are not one a column. */
export function presentTable(made: TableModel, presentation: TablePresentation): TableModel {
  const table = presentation.showDummies === true ? withDummies(made) : made;
  const { digits, stars, labels = {}, columns, title, language = "en" } = presentation;
  const cellOf = (cell: Cell): Cell => starred(rounded(cell, digits), stars);
  const words = (text: string): string => (Object.hasOwn(labels, text) ? labels[text]! : text);
  const hasEstimates = table.rows.some(({ cells }) =>
    cells.some((cell) => cell.kind === "number" && cell.p !== undefined),
  );
  const presented: TableModel = {
    ...table,
    ...(title === undefined ? {} : { title }),
    ...outcomesOf(table, labels, words),
    ...headsOf(table, labels, words, columns),
    rows: table.rows.map((row) => ({ ...row, label: labelOf(row, labels, language), cells: row.cells.map(cellOf) })),
    ...(stars === undefined || !hasEstimates ? {} : withStarNote(table, starNote(stars, language)[0])),
  };
  return presentation.notes === undefined ? presented : withNotes(presented, presentation.notes);
}

/** Throws UsageError `unknown_term` for words of a name that no table has in its rows or its outcome. */
export function requireNames(tables: readonly TableModel[], { labels = {} }: TablePresentation): void {
  const known = new Set(
    tables.flatMap(({ stub, outcomes, rows }) => [
      ...(outcomes === undefined ? stub.split(", ") : Object.entries(outcomes).flat()),
      ...rows
        .flatMap((row) => [row, ...(row.folded?.rows ?? [])])
        .flatMap(({ label, name, effect, factor }) => [...[effect, factor, name, label]]),
    ]),
  );
  const names = [...known].filter((name) => name !== undefined && name !== "") as string[];
  const unknown = Object.keys(labels).find((name) => !known.has(name));
  if (unknown === undefined) return;
  throw new UsageError(
    "unknown_term",
    `No row, effect or outcome of the table is called '${unknown}'${didYouMean(unknown, names)}`,
    { got: unknown, expected: names },
  );
}

/** What documents print: notes without rule and solver, unless the table was presented otherwise. */
export const forDocuments = (table: TableModel): TableModel => withNotes(table, "standard");

/** Levels such as [0.1, 0.05, 0.01] as stars, `***` for the strictest. Throws UsageError `star_levels`. */
export function starsAt(levels: readonly number[]): Star[] {
  const ordered = [...new Set(levels)].sort((a, b) => b - a);
  const right = ordered.length === levels.length && ordered.every((level) => level > 0 && level < 1);
  if (!right || levels.length > MOST_STARS) {
    throw new UsageError(
      "star_levels",
      `Levels of stars are up to ${MOST_STARS} different numbers between 0 and 1, such as 0.1,0.05,0.01; got ${levels.join(",")}.`,
      { got: levels, expected: "0 < level < 1" },
    );
  }
  return ordered.map((below, i) => ({ below, mark: "*".repeat(i + 1) })).reverse();
}

/** Throws UsageError `table_digits`. */
export function requireDigits(digits: number): void {
  if (Number.isInteger(digits) && digits >= 0 && digits <= MOST_DIGITS) return;
  throw new UsageError(
    "table_digits",
    `Decimals of a table are a whole number from 0 to ${MOST_DIGITS}; got ${digits}.`,
    {
      got: digits,
      expected: `0 to ${MOST_DIGITS}`,
    },
  );
}

function rounded(cell: Cell, digits: number | undefined): Cell {
  if (digits === undefined) return cell;
  if (cell.kind === "number" && cell.scaled === true) return { ...cell, text: formatDigits(cell.value, digits) };
  if (cell.kind === "text" && cell.ends !== undefined) return { ...cell, ...endsText(cell.ends, digits) };
  return cell;
}

const endsText = ([low, high]: NonNullable<TextCell["ends"]>, digits: number) => ({
  text: `[${low === null ? "-Inf" : formatDigits(low, digits)}, ${high === null ? "Inf" : formatDigits(high, digits)}]`,
});

function starred(cell: Cell, stars: readonly Star[] | undefined): Cell {
  if (stars === undefined || cell.kind !== "number" || cell.p === undefined) return cell;
  return { ...cell, close: cell.close.replace(/\*+$/, "") + markOf(cell.p, stars) };
}

/** The note stands where the old one did, or after the first. */
function withStarNote(table: TableModel, text: string | undefined): Pick<TableModel, "notes" | "starNote"> {
  const before = table.notes.filter((note) => note !== table.starNote);
  if (text === undefined) return { notes: before };
  const at = table.starNote === undefined ? 1 : table.notes.indexOf(table.starNote);
  return { notes: [...before.slice(0, at), text, ...before.slice(at)], starNote: text };
}

function withNotes(table: TableModel, level: NoteLevel): TableModel {
  const { shortNotes = {}, ...rest } = table;
  if (level === "full") return rest;
  if (level === "none") return { ...rest, notes: [] };
  const notes = table.notes.map((note) => (Object.hasOwn(shortNotes, note) ? shortNotes[note]! : note));
  return { ...rest, notes: notes.filter((note) => note !== "") };
}

function outcomesOf(
  { stub, outcomes, outcomeLine }: TableModel,
  labels: Labels,
  words: Naming,
): Pick<TableModel, "stub" | "outcomes"> {
  if (outcomes === undefined) return { stub: stub.split(", ").map(words).join(", ") };
  const called = Object.entries(outcomes).map(([name, text]) => [name, ownOf(labels, name) ?? words(text)] as const);
  const texts = [...new Set(called.map(([, text]) => text))];
  return { stub: outcomeLine === true ? stub : texts.join(", "), outcomes: Object.fromEntries(called) };
}

/** A line of outcomes stays beneath headings that are given, in the words asked for. */
function headsOf(
  table: TableModel,
  labels: Labels,
  words: Naming,
  columns: readonly string[] | undefined,
): Pick<TableModel, "heads" | "outcomeLine"> {
  const { heads, outcomes = {}, outcomeLine = false } = table;
  const given = (lines: TableModel["heads"]) => (columns === undefined ? lines : withHeadings(lines, columns));
  if (!outcomeLine) return { heads: given(heads) };
  const nameOf = new Map(Object.entries(outcomes).map(([name, text]) => [text, name] as const));
  const called = heads.map((head) => {
    const text = head.at(-1) ?? "";
    return ownOf(labels, nameOf.get(text) ?? text) ?? words(text);
  });
  return { heads: given(heads.map((head) => head.slice(0, -1))).map((head, c) => [...head, called[c]!]) };
}

function labelOf(row: TableRow, labels: Readonly<Record<string, string>>, language: Language): string {
  const { label, name = label, effect, factor } = row;
  if (label === "") return label;
  if (factor !== undefined && Object.hasOwn(labels, factor)) return regressionWords.dummies[language](labels[factor]!);
  if (effect !== undefined) return Object.hasOwn(labels, effect) ? effectLabel(labels[effect]!, language) : label;
  return Object.hasOwn(labels, name) ? labels[name]! : Object.hasOwn(labels, label) ? labels[label]! : label;
}

/** The first line of a heading stays where it is the number of the column. */
function withHeadings(heads: TableModel["heads"], columns: readonly string[]): readonly (readonly string[])[] {
  if (columns.length !== heads.length) {
    throw new UsageError(
      "table_columns",
      `${columns.length} headings for a table of ${heads.length} ${heads.length === 1 ? "column" : "columns"}.`,
      {
        got: columns,
        expected: heads.length,
      },
    );
  }
  return heads.map((head, c) => [...(/^\(\d+\)$/.test(head[0] ?? "") ? [head[0]!] : []), columns[c]!]);
}
