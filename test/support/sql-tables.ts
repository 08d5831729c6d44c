/** Random tables with all that can be missing, in memory and as a table of DuckDB. */
import { type Column, compareCodePoints, MISSING_CODE } from "../../src/base/columns.js";
import { makeTable, type Table } from "../../src/data/table/table.js";
import type { SqlEngine } from "../../src/sql/engine.js";
import type { SqlSource } from "../../src/sql/frame.js";
import { seeded } from "./random.js";

type Cell = number | string | null;

/** Numbers that functions are not defined for, and some that are none. */
const ODD = [0, -1, 1e6, 1e-6, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN];

/** `rows` rows of units in periods with gaps, numbers, texts and weights, some of each missing or odd. */
export function randomRows(rows: number, seed: number, odd = 0.1): Record<string, Cell[]> {
  const next = seeded(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(next() * values.length)]!;
  const some = (make: () => Cell): Cell => (next() < odd ? null : make());
  const number = () => some(() => (next() < odd ? pick(ODD) : Math.round(2000 * (next() - 0.4)) / 100));
  const column = (make: (i: number) => Cell): Cell[] => Array.from({ length: rows }, (_, i) => make(i));
  const periods = 6;
  return {
    id: column((i) => i),
    unit: column((i) => Math.floor(i / periods)),
    year: column((i) => 2000 + 2 * (i % periods) + (Math.floor(i / periods) % 3 === 0 && i % periods > 3 ? 4 : 0)),
    x: column(number),
    z: column(number),
    count: column(() => some(() => Math.floor(next() * 5))),
    post: column(() => some(() => Number(next() < 0.5))),
    region: column(() => some(() => pick(["North", "south", "Élan", "it's", "a\\b"]))),
    "my sector": column(() => some(() => pick(["a", "b", ""]))),
    group: column((i) => (i % 7 === 0 ? null : `g${i % 4}`)),
    weight: column(() => some(() => pick([0, 1, 2.5]))),
  };
}

/** The rows in memory, as a file of them is read. */
export function tableOf(rows: Record<string, Cell[]>): Table {
  return makeTable(Object.entries(rows).map(columnOf), { name: "rows", bytes: 0, sha256: null });
}

function columnOf([name, cells]: [string, Cell[]]): Column {
  if (!cells.some((cell) => typeof cell === "string")) {
    return { kind: "numeric", name, values: Float64Array.from(cells, (cell) => (cell as number | null) ?? Number.NaN) };
  }
  const present = cells.filter((cell) => cell !== null && cell !== "") as string[];
  const levels = [...new Set(present)].sort(compareCodePoints);
  const codeOf = new Map<Cell, number>(levels.map((level, code) => [level, code]));
  return { kind: "text", name, codes: Uint32Array.from(cells, (cell) => codeOf.get(cell) ?? MISSING_CODE), levels };
}

/** The rows as the table `name` of an engine; NaN and infinite numbers as they are. */
export async function sourceOf(engine: SqlEngine, name: string, rows: Record<string, Cell[]>): Promise<SqlSource> {
  const { quoted, text, double, number } = engine.dialect;
  const isText = (cells: Cell[]) => cells.some((cell) => typeof cell === "string");
  const literal = (cell: Cell) => {
    if (cell === null) return "NULL";
    if (typeof cell === "string") return text(cell);
    return Number.isFinite(cell) ? number(cell) : double(`'${cell}'`);
  };
  const entries = Object.entries(rows);
  const types = engine.dialect.name === "postgres" ? ["float8", "text"] : ["DOUBLE", "VARCHAR"];
  const declared = entries.map(([column, cells]) => `${quoted(column)} ${types[isText(cells) ? 1 : 0]}`);
  await engine.execute(`DROP TABLE IF EXISTS ${name}`);
  await engine.execute(`CREATE TABLE ${name} (${declared.join(", ")})`);
  const n = entries[0]![1].length;
  const values = Array.from({ length: n }, (_, i) => `(${entries.map(([, cells]) => literal(cells[i]!)).join(", ")})`);
  for (let at = 0; at < n; at += 500) {
    await engine.execute(`INSERT INTO ${name} VALUES ${values.slice(at, at + 500).join(", ")}`);
  }
  return { engine, relation: name, name, columns: await engine.columnsOf(name) };
}
