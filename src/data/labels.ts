/**
 * What the variables of data and their values are called: the labels a file gives, and periods as they are written. Everything that
 * shows a name asks here. Words a user gives come before these (`report/naming`).
 */
import { bareName, namesIn } from "../base/column-names.js";
import type { Column, Labelled, Labels } from "../base/columns.js";
import { shiftedTerm, shiftedText, TIMES } from "../base/term-names.js";
import { periodsOf } from "./panel/period-text.js";
import { makeTable, type Table } from "./table/table.js";

/** The label of a column; undefined where it has none, or an empty one. */
export function columnLabel({ facts }: Column): string | undefined {
  const label = oneLine(facts?.label ?? "");
  return label === "" ? undefined : label;
}

/** Words without breaks of lines and control characters, which files may hold. */
const oneLine = (text: string): string => text.replace(/[\s\p{Cc}]+/gu, " ").trim();

/** Words for levels of `column`, by their text; undefined where it has none. */
export function levelLabels(column: Column): ((level: string) => string | undefined) | undefined {
  const { facts, kind } = column;
  const own = (facts?.valueLabels ?? []).filter(
    ({ value }) => typeof value === (kind === "text" ? "string" : "number"),
  );
  const periods = periodsOf(column);
  if (own.length === 0 && periods === undefined) return undefined;
  const labels = new Map(own.map(({ value, label }) => [value, oneLine(label)]));
  return (level) => {
    const value = kind === "text" ? level : Number(level);
    return labels.get(value) || (periods?.(Number(level)) ?? undefined);
  };
}

/** A level of `column` as a category, `Region = East`; `word` is what the data call it. */
export const categoryText = (column: Column, level: string, word = levelLabels(column)?.(level)): string =>
  `${columnLabel(column) ?? column.name} = ${word ?? level}`;

/** Words for levels of the column `by`, named as coefficients are, `region::2`; none where the data give none, or `by` is no column. */
export function categoryLabels(table: Table, by: string, levels: readonly string[]): Labels {
  if (!table.has(by)) return {};
  const column = table.column(by);
  if (columnLabel(column) === undefined && levelLabels(column) === undefined) return {};
  return Object.fromEntries(levels.map((level) => [`${by}::${level}`, categoryText(column, level)]));
}

/** The words for `name`: a column, a lag of one, or columns joined by ^ of which one has a label at least. */
function wordsFor(table: Table, name: string): string | undefined {
  const column = bareName(name);
  if (table.has(column)) return columnLabel(table.column(column));
  const shifted = shiftedTerm(name);
  if (shifted !== undefined) {
    const words = wordsFor(table, shifted.of);
    return words === undefined ? undefined : shiftedText(shifted, words);
  }
  const parts = namesIn(name, "^");
  if (parts.length < 2 || !parts.every((part) => table.has(part))) return undefined;
  const labels = parts.map((part) => columnLabel(table.column(part)));
  return labels.every((label) => label === undefined)
    ? undefined
    : parts.map((part, i) => labels[i] ?? part).join(TIMES);
}

/**
 * A record's `labels`: those of the columns among `names`, and `terms`, words for coefficients. Of two with the same words each has its
 * name behind them.
 */
export function labelsOf(table: Table, names: Iterable<string>, terms: Labels = {}): Labelled {
  const found = new Map<string, string>();
  for (const name of names) {
    const words = Object.hasOwn(terms, name) ? terms[name] : wordsFor(table, name);
    if (words !== undefined && words !== name) found.set(name, words);
  }
  if (found.size === 0) return {};
  const times = new Map<string, number>();
  for (const words of found.values()) times.set(words, (times.get(words) ?? 0) + 1);
  const entries = [...found].map(([name, words]) => [name, times.get(words)! > 1 ? `${words} (${name})` : words]);
  return { labels: Object.fromEntries(entries) };
}

/** `table` without labels of variables and values, its numbers no periods: everything goes by its name. */
export function withoutLabels(table: Table): Table {
  const columns = table.columns.map((column): Column => {
    if (column.facts === undefined) return column;
    const { label: _label, valueLabels: _values, period: _period, ...facts } = column.facts;
    return { ...column, facts };
  });
  return makeTable(columns, table.source, table.notes);
}
