/** Columns as the margin shows them: distinct values, cells missing, a small histogram, cells that are no numbers. */
import { type Column, MISSING_CODE } from "../../../src/base/columns.js";
import { cellKind } from "../../../src/data/table/cells.js";
import type { Table } from "../../../src/data/table/table.js";
import type { ColumnFacts, MixedCells } from "../protocol.js";

const BINS = 8;
/** Cells a repair names at most: a column with more kinds of them is text. */
const MOST_MIXED = 50;

/** Columns of `table`, all of them, or those called `names`. */
export const columnFacts = (table: Table, names = table.names): ColumnFacts[] =>
  names.map((name) => factsOf(table.column(name), mixedCells(table, name)));

/** What a reader knows without looking at the values. */
export const uncounted = (table: Table): ColumnFacts[] =>
  table.columns.map((column) => ({
    name: column.name,
    kind: column.kind,
    label: column.facts?.label ?? null,
    ...{ distinct: 0, missing: 0, bins: [], range: null, examples: [], numbersRows: false, isWhole: false },
    mixed: mixedCells(table, column.name),
    isCounted: false,
  }));

/** The cells that are no numbers in a column of numbers, as the reader noted them; null in other columns. */
function mixedCells(table: Table, name: string): MixedCells | null {
  const note = table.notes.find(({ code, detail }) => code === "mostly_numeric" && detail?.column === name);
  const column = table.column(name);
  if (note?.detail === undefined || column.kind !== "text") return null;
  const { count, row, got } = note.detail as unknown as Omit<MixedCells, "cells">;
  const cells = column.levels.filter((level) => cellKind(level) === "text");
  return cells.length > MOST_MIXED ? null : { count, row, got, cells };
}

/** The cells of rows `from` to `to` as text. */
export const cellsOf = (column: Column, from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, k) => {
    const i = from + k;
    if (column.kind === "text") return column.codes[i] === MISSING_CODE ? "" : column.levels[column.codes[i]!]!;
    const value = column.values[i]!;
    return Number.isNaN(value) ? "" : String(value);
  });

function factsOf(column: Column, mixed: MixedCells | null): ColumnFacts {
  const { name, kind, facts } = column;
  const counted = column.kind === "text" ? ofText(column) : ofNumbers(column);
  return { name, kind, label: facts?.label ?? null, ...counted, mixed, isCounted: true };
}

type Counted = Omit<ColumnFacts, "name" | "kind" | "label" | "mixed" | "isCounted">;

function ofText({ codes, levels }: Extract<Column, { kind: "text" }>): Counted {
  const counts = new Float64Array(levels.length);
  let missing = 0;
  for (const code of codes) {
    if (code === MISSING_CODE) missing++;
    else counts[code]!++;
  }
  const most = Array.from(counts.keys())
    .sort((a, b) => counts[b]! - counts[a]!)
    .slice(0, BINS);
  return {
    distinct: levels.length,
    missing,
    bins: most.map((level) => counts[level]!),
    range: null,
    examples: most.map((level) => levels[level]!),
    numbersRows: levels.length === codes.length,
    isWhole: false,
  };
}

function ofNumbers({ values }: Extract<Column, { kind: "numeric" }>): Counted {
  const there = values.filter((value) => !Number.isNaN(value)).sort();
  const n = there.length;
  const finite = there.filter(Number.isFinite);
  const [low, high] = [finite[0] ?? 0, finite.at(-1) ?? 0];
  const bins = new Array<number>(BINS).fill(0);
  for (const value of finite) bins[Math.min(BINS - 1, Math.floor((BINS * (value - low)) / (high - low || 1)))]!++;
  const distinct = there.reduce((count, value, i) => count + (i === 0 || value !== there[i - 1] ? 1 : 0), 0);
  return {
    distinct,
    missing: values.length - n,
    bins,
    range: finite.length === 0 ? null : [low, high],
    examples: n === 0 ? [] : [0, 0.25, 0.5, 0.75, 1].map((q) => String(there[Math.round(q * (n - 1))])),
    numbersRows: distinct === values.length && values.every((value, i) => i === 0 || value === values[i - 1]! + 1),
    isWhole: finite.every(Number.isInteger),
  };
}
