/** Rows with all that can be missing, infinite or undefined: in memory, and as a table of an engine. */
import { type Column, compareCodePoints, MISSING_CODE } from "../../src/base/columns.js";
import { makeTable, type Table } from "../../src/data/table/table.js";
import type { SqlEngine } from "../../src/sql/engine.js";
import type { SqlSource } from "../../src/sql/frame.js";
import { seeded } from "../support/random.js";
import { columnList } from "./support.js";

type Cell = number | string | null;
export type Rows = Readonly<Record<string, readonly Cell[]>>;

/** Numbers that functions are not defined for, and some that are none. */
const ODD = [0, -1, 1e6, 1e-6, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN];
const PERIODS = 6;

/** Rows of units in periods two years apart with gaps, numbers, texts and weights; a share `odd` of them missing, and as many odd. */
export function randomRows(n: number, seed: number, odd = 0.05): Rows {
  const next = seeded(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(next() * values.length)]!;
  const some = (make: () => Cell): Cell => (next() < odd ? null : make());
  const number = () => some(() => (next() < odd ? pick(ODD) : Math.round(2000 * (next() - 0.4)) / 100));
  const column = (make: (i: number) => Cell) => Array.from({ length: n }, (_, i) => make(i));
  const year = (i: number, unit: number) => 2000 + 2 * (i % PERIODS) + (unit % 3 === 0 && i % PERIODS > 3 ? 4 : 0);
  return {
    id: column((i) => i),
    unit: column((i) => Math.floor(i / PERIODS)),
    year: column((i) => year(i, Math.floor(i / PERIODS))),
    x: column(number),
    z: column(number),
    count: column(() => some(() => Math.floor(next() * 5))),
    v2: column(number),
    post: column(() => some(() => Number(next() < 0.5))),
    region: column(() => some(() => pick(["North", "south", "Élan", "it's", "a\\b"]))),
    "my sector": column(() => some(() => pick(["a", "b", ""]))),
    group: column((i) => (i % 7 === 0 ? null : `g${i % 4}`)),
    city: column((i) => Math.floor(i / PERIODS) % 10),
    half: column((i) => (Math.floor(i / PERIODS) % 4 < 2 ? "a" : "b")),
    cohort: column((i) => [null, 2004, 2006][Math.floor(i / PERIODS) % 3]!),
    treat: column((i) => Number((Math.floor(i / PERIODS) + (Math.floor(i / 60) % 2)) % 3 === 1 && i % PERIODS > 2)),
    weight: column(() => some(() => pick([0, 1, 2.5]))),
  };
}

/** The rows in memory, as a file of them is read. */
export function tableOf(rows: Rows): Table {
  return makeTable(Object.entries(rows).map(columnOf), { name: "rows", bytes: 0, sha256: null });
}

function columnOf([name, cells]: [string, readonly Cell[]]): Column {
  if (!cells.some((cell) => typeof cell === "string")) {
    return { kind: "numeric", name, values: Float64Array.from(cells, (cell) => (cell as number | null) ?? Number.NaN) };
  }
  const present = cells.filter((cell) => cell !== null && cell !== "") as string[];
  const levels = [...new Set(present)].sort(compareCodePoints);
  const codeOf = new Map<Cell, number>(levels.map((level, code) => [level, code]));
  return { kind: "text", name, codes: Uint32Array.from(cells, (cell) => codeOf.get(cell) ?? MISSING_CODE), levels };
}

/** Rows a statement inserts. */
const BATCH = 500;

/** The rows as a new table `relation` of an engine; `after` follows its columns (ENGINE = .., WITH (..)). */
export async function sourceOf(engine: SqlEngine, relation: string, rows: Rows, after = ""): Promise<SqlSource> {
  const { text, double, number } = engine.dialect;
  const literal = (cell: Cell): string => {
    if (cell === null) return "NULL";
    if (typeof cell === "string") return text(cell);
    return Number.isFinite(cell) ? number(cell) : double(`'${cell}'`);
  };
  const columns = Object.values(rows);
  const n = columns[0]!.length;
  await engine.execute(`DROP TABLE IF EXISTS ${relation}`);
  await engine.execute(`CREATE TABLE ${relation} (${columnList(engine.dialect, rows as never)}) ${after}`);
  for (let at = 0; at < n; at += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, n - at) }, (_, i) => {
      return `(${columns.map((cells) => literal(cells[at + i]!)).join(", ")})`;
    });
    await engine.execute(`INSERT INTO ${relation} VALUES ${batch.join(", ")}`);
  }
  return { engine, relation, name: relation, columns: await engine.columnsOf(relation) };
}
