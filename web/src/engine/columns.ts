/** Columns as the margin shows them: distinct values, cells missing, a small histogram. */
import { type Column, MISSING_CODE } from "../../../src/base/columns.js";
import type { Table } from "../../../src/data/table/table.js";
import type { ColumnFacts } from "../protocol.js";

const BINS = 8;

export const columnFacts = ({ columns }: Table): ColumnFacts[] => columns.map(factsOf);

/** The first `rows` cells as text. */
export const cellsOf = (column: Column, rows: number): string[] =>
  Array.from({ length: rows }, (_, i) => {
    if (column.kind === "text") return column.codes[i] === MISSING_CODE ? "" : column.levels[column.codes[i]!]!;
    const value = column.values[i]!;
    return Number.isNaN(value) ? "" : String(value);
  });

function factsOf(column: Column): ColumnFacts {
  const { name, kind, facts } = column;
  return { name, kind, label: facts?.label ?? null, ...(column.kind === "text" ? ofText(column) : ofNumbers(column)) };
}

type Counted = Omit<ColumnFacts, "name" | "kind" | "label">;

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
  };
}
