/** What every engine is asked of the test panel: sums by block of products of unit sums, in SQL and in plain arithmetic. */
import type { Answer, SqlEngine } from "../../src/sql/engine.js";
import type { TestTable } from "./support.js";

export const COLUMNS = ["x1", "x2", "y"] as const;

/** Statement S2 without periods: blocks, units, sums of products of unit sums over the units' rows. `more` are further keys of a unit. */
export function unitProducts({ dialect }: SqlEngine, relation: string, more: readonly string[] = []): string {
  const { double } = dialect;
  const keys = ["unit", "blk", ...more].join(", ");
  const sums = COLUMNS.map((name) => `sum(${name}) s_${name}`).join(", ");
  const products = pairs().map(([a, b]) => `sum(s_${a} * s_${b} / n)`);
  return `SELECT blk, ${double("count(*)")}, sum(n), ${products.join(", ")} FROM (SELECT ${keys}, ${double("count(*)")} n, ${sums} FROM ${relation} GROUP BY ${keys}) f GROUP BY blk`;
}

const pairs = () => COLUMNS.flatMap((a, i) => COLUMNS.slice(i).map((b) => [a, b] as const));

/** The same of rows in memory: by block. */
export function productsOf(table: TestTable): Map<string, number[]> {
  const units = new Map<string, { blk: string; n: number; sums: Record<string, number> }>();
  for (const [r, unit] of (table.unit as readonly string[]).entries()) {
    const entry = units.get(unit) ?? { blk: String(table.blk![r]), n: 0, sums: { x1: 0, x2: 0, y: 0 } };
    entry.n++;
    for (const name of COLUMNS) entry.sums[name]! += table[name]![r] as number;
    units.set(unit, entry);
  }
  const blocks = new Map<string, number[]>();
  for (const { blk, n, sums } of units.values()) {
    const row = [1, n, ...pairs().map(([a, b]) => (sums[a]! * sums[b]!) / n)];
    blocks.set(
      blk,
      row.map((value, i) => value + (blocks.get(blk)?.[i] ?? 0)),
    );
  }
  return blocks;
}

/** The largest difference of an answer from the rows in memory, over the size of what differs. */
export function worst({ rows, columns }: Answer, expected: ReadonlyMap<string, readonly number[]>): number {
  if (rows !== expected.size) return Infinity;
  const [blocks, ...numbers] = columns;
  return Math.max(
    ...numbers.flatMap((column, i) =>
      Array.from(column as Float64Array, (value, r) => {
        const other = expected.get(String(blocks![r]))?.[i] ?? Number.NaN;
        const difference = Math.abs(value - other) / Math.max(1, Math.abs(other));
        return Number.isNaN(difference) ? Infinity : difference;
      }),
    ),
  );
}
