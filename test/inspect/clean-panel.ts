/** A panel with nothing to find: 80 units, 10 periods, three cohorts, regressors and an outcome drawn apart; each test plants one defect in it. */
import type { NumericColumn, TextColumn } from "../../src/base/columns.js";
import { makeTable, type Table, withColumns } from "../../src/data/table/table.js";
import type { Asked } from "../../src/inspect/inspect-table.js";

export const UNITS = 80;
export const PERIODS = 10;
export const FIRST = 2001;

/** Uniform numbers of a seed (mulberry32). */
export function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** About normal: a sum of twelve uniforms less six. */
export const normal = (next: () => number): number => Array.from({ length: 12 }, next).reduce((a, b) => a + b, 0) - 6;

export const unitOf = (row: number): number => Math.floor(row / PERIODS);
export const timeOf = (row: number): number => FIRST + (row % PERIODS);

/** First treated period: never for the first half, then 2005, 2006, 2007 in turn. */
export const cohortOf = (unit: number): number => (unit < UNITS / 2 ? 0 : 2005 + (unit % 3));

export const numeric = (name: string, values: ArrayLike<number>): NumericColumn => ({
  kind: "numeric",
  name,
  values: Float64Array.from(values),
});

export function text(name: string, values: readonly string[]): TextColumn {
  const levels = [...new Set(values)].sort();
  return { kind: "text", name, codes: Uint32Array.from(values, (value) => levels.indexOf(value)), levels };
}

/** Column of a number a row. */
export const byRow = (name: string, value: (row: number) => number, rows = UNITS * PERIODS): NumericColumn =>
  numeric(
    name,
    Array.from({ length: rows }, (_, row) => value(row)),
  );

export function cleanTable(seed = 1): Table {
  const next = uniform(seed);
  const rows = UNITS * PERIODS;
  const level = Array.from({ length: UNITS }, () => normal(next));
  const draw = (name: string) => byRow(name, (row) => 20 + level[unitOf(row)]! + normal(next));
  const [x1, x2] = [draw("x1"), draw("x2")];
  const did = byRow("did", (row) => Number(cohortOf(unitOf(row)) > 0 && timeOf(row) >= cohortOf(unitOf(row))));
  const y = byRow("y", (row) => 30 + 2 * did.values[row]! + 0.5 * x1.values[row]! + level[unitOf(row)]! + normal(next));
  return makeTable(
    [
      text(
        "unit",
        Array.from({ length: rows }, (_, row) => `u${String(unitOf(row)).padStart(2, "0")}`),
      ),
      byRow("time", timeOf),
      y,
      did,
      byRow("cohort", (row) => cohortOf(unitOf(row))),
      ...[x1, x2],
      text(
        "region",
        Array.from({ length: rows }, (_, row) => `r${unitOf(row) % 8}`),
      ),
    ],
    { name: "clean.csv", bytes: 0, sha256: null },
  );
}

/** Everything told. */
export const ASKED: Asked = {
  keys: { unit: "unit", time: "time" },
  source: { treat: "did" },
  formula: "y ~ did + x1 + x2 | unit + time",
  cluster: ["unit"],
};

/** The clean table with a column in the place of one. */
export const planted = (table: Table, name: string, value: (row: number, old: number) => number): Table => {
  const old = table.has(name) ? table.numeric(name) : new Float64Array(table.nRows);
  return withColumns(table, [byRow(name, (row) => value(row, old[row]!), table.nRows)]);
};
