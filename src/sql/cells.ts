/**
 * Fixed effects of rows that never come to memory: what effects explain of a column depends on the rows only
 * through the counts and means of cells, the observed combinations of the effects' levels. DuckDB makes these, the
 * engine absorbs the effects from the means weighted by counts, and the fitted values go back as table `fitted`.
 */
import type { Category } from "../base/columns.js";
import { numbersOf } from "../data/files/duckdb.js";
import { categoryAt } from "../data/panel/codes.js";
import { combine } from "../data/panel/order.js";
import { gatherColumns, sampleColumn } from "../engine/kernels/columns.js";
import type { Engine } from "../engine/kernels/engine.js";
import { type Absorber, makeAbsorber, type Solve } from "../regression/absorb/absorber.js";
import type { Keys } from "../trade/quality/options.js";
import { columnsOf, type KeyColumns } from "./keys.js";
import type { Session } from "./session.js";
import { countRows } from "./steps.js";

// Typed arrays into a table of the database, a chunk at a time.

/** Rows of a full chunk of DuckDB. */
const CHUNK_ROWS = 2048;

/** Appends rows to `table`, whose columns are UINTEGER where a column is codes, else DOUBLE. */
export async function appendColumns(
  session: Session,
  table: string,
  columns: readonly (Uint32Array | Float64Array)[],
): Promise<void> {
  const { DOUBLE, DuckDBDataChunk, UINTEGER } = await import("@duckdb/node-api");
  const types = columns.map((column) => (column instanceof Uint32Array ? UINTEGER : DOUBLE));
  await session.guarded(async () => {
    const appender = await session.connection.createAppender(table);
    const n = columns[0]!.length;
    for (let from = 0; from < n; from += CHUNK_ROWS) {
      const chunk = DuckDBDataChunk.create(types, Math.min(CHUNK_ROWS, n - from));
      columns.forEach((column, j) => {
        (numbersOf(chunk, j) as Uint32Array | Float64Array).set(column.subarray(from, from + chunk.rowCount));
        chunk.getColumnVector(j).flush();
      });
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
  });
}

// Observations alone in a level of an effect, found from cells: such a row is the one row of its cell. The drop is
// recursive, as `regression/frame/clusterings` makes it from rows. Source: Correia (2015), Singletons, cluster-robust standard
// errors and fixed effects: a bad mix (technical note).

/** Cells that stay, ascending; `counts` are rows of each cell, effects their codes. */
function cellsKept(effects: readonly Category[], counts: Float64Array): Uint32Array {
  const totals = effects.map(({ codes, nLevels }) => {
    const total = new Float64Array(nLevels);
    for (let i = 0; i < codes.length; i++) total[codes[i]!]! += counts[i]!;
    return total;
  });
  const isAlone = (i: number): boolean => effects.some(({ codes }, e) => totals[e]![codes[i]!] === 1);
  const dropped = new Uint8Array(counts.length);
  let open: number[] = [];
  for (let i = 0; i < counts.length; i++) if (counts[i] === 1) open.push(i);
  for (let before = -1; before !== open.length; ) {
    before = open.length;
    const left: number[] = [];
    for (const i of open) {
      if (!isAlone(i)) left.push(i);
      else {
        dropped[i] = 1;
        effects.forEach(({ codes }, e) => {
          totals[e]![codes[i]!]! -= 1;
        });
      }
    }
    open = left;
  }
  const kept = new Uint32Array(counts.length);
  let n = 0;
  for (let i = 0; i < kept.length; i++) if (dropped[i] === 0) kept[n++] = i;
  return kept.slice(0, n);
}

/** Cells in memory: codes of the effects' columns, rows and mean of each demeaned column. */
interface Cells {
  /** SQL names of the columns, and their codes. */
  readonly names: readonly string[];
  readonly codes: readonly Uint32Array[];
  readonly counts: Float64Array;
  readonly means: readonly Float64Array[];
}

/** How the effects were absorbed. */
export interface CellSolve {
  readonly nCells: number;
  /** Rows dropped as singletons. */
  readonly nDropped: number;
  readonly levels: readonly number[];
  readonly rank: Absorber["rank"];
  readonly solve: Solve;
  readonly because: string;
}

/** The cells of `work`, and in each the means of the SQL expressions `columns`. */
export async function readCells(
  session: Session,
  keys: KeyColumns,
  effects: readonly Keys[],
  columns: readonly string[],
): Promise<Cells> {
  const names = keys.codes(columnsOf(effects));
  const key = names.join(", ");
  const sums = columns.map((column, j) => `fsum(${column}) / count(*) AS m${j}`);
  await session.run(
    `CREATE TABLE effect_cells AS SELECT ${key}, count(*)::DOUBLE AS n, ${sums.join(", ")} FROM work GROUP BY ${key}`,
  );
  const n = await countRows(session, "effect_cells");
  const codes = names.map(() => new Uint32Array(n));
  const counts = new Float64Array(n);
  const means = columns.map(() => new Float64Array(n));
  let at = 0;
  await session.chunks("FROM effect_cells", (chunk) => {
    [...codes, counts, ...means].forEach((column, j) => {
      column.set(numbersOf(chunk, j), at);
    });
    at += chunk.rowCount;
  });
  await session.run("DROP TABLE effect_cells");
  return { names, codes, counts, means };
}

/**
 * Replaces the means of `cells` by what `effects` fit, NaN in cells that are dropped as singletons unless `keep`.
 * Returns null when no cell is left. Throws what the absorber throws when it does not converge.
 */
export function fitCells(
  engine: Engine,
  cells: Cells,
  keys: KeyColumns,
  effects: readonly Keys[],
  { keep, signal }: { readonly keep: boolean; readonly signal: AbortSignal | undefined },
): CellSolve | null {
  const { counts, means } = cells;
  const all = effects.map(({ columns }) => combine(columns.map((name) => category(cells, keys, name))));
  const kept = keep ? Uint32Array.from(counts.keys()) : cellsKept(all, counts);
  if (kept.length === 0) return null;
  const nDropped = counts.length - kept.length;
  const sample = all.map((effect) => categoryAt(effect, kept));
  const at = (column: Float64Array): Float64Array =>
    nDropped === 0 ? column : Float64Array.from(kept, (i) => column[i]!);
  return engine.scope((scope) => {
    const options = signal === undefined ? {} : { signal };
    const absorber = makeAbsorber(engine, scope, sample, at(counts), options);
    const block = gatherColumns(engine, scope, means.map(at), absorber.rowOrder);
    const solve = absorber.demean(block, means.length);
    means.forEach((mean, j) => {
      const demeaned = sampleColumn(block, kept.length, j, absorber.rowOrder);
      const fitted = demeaned.map((value, i) => mean[kept[i]!]! - value);
      mean.fill(Number.NaN);
      for (let i = 0; i < kept.length; i++) mean[kept[i]!] = fitted[i]!;
    });
    const levels = sample.map(({ nLevels }) => nLevels);
    return {
      nCells: kept.length,
      nDropped,
      levels,
      rank: absorber.rank,
      solve,
      because: absorber.choice.reason.message,
    };
  });
}

/** Writes table `fitted`: the columns' codes and f0, f1, ..., the fitted values, NaN where dropped. */
export async function writeFitted(session: Session, { names, codes, means }: Cells): Promise<void> {
  const declared = [...names.map((name) => `${name} UINTEGER`), ...means.map((_, j) => `f${j} DOUBLE`)];
  await session.run(`CREATE TABLE fitted (${declared.join(", ")})`);
  await appendColumns(session, "fitted", [...codes, ...means]);
}

function category({ names, codes }: Cells, keys: KeyColumns, name: string): Category {
  const [code] = keys.codes([name]);
  const position = names.indexOf(code!);
  return { name, codes: codes[position]!, nLevels: keys.size(name), label: String };
}
