/**
 * Residuals of the rows, their quality, and quality on [0, 1] within cells. Table `scored` has the rows that
 * are estimable with residuals r0, r1, ...; view `rated` adds quality; view `normalised` adds r_quality, NULL in a cell
 * where the least and the greatest are equal.
 */
import type { Keys } from "../trade/quality/plan-names.js";
import type { Summary } from "../trade/quality/summary.js";
import type { KeyColumns } from "./keys.js";
import type { Session } from "./session.js";

/** Makes `scored` from `work` and `fitted`, which go. `columns` are the SQL of what was demeaned, `cell` the codes of a cell. */
export async function scoreRows(session: Session, columns: readonly string[], cell: readonly string[]): Promise<void> {
  const residuals = columns.map((column, j) => `${column} - f${j} AS r${j}`);
  const selected = columns.includes("z") ? "work.* EXCLUDE (z)" : "work.*";
  await session.run(
    `CREATE TABLE scored AS SELECT ${selected}, ${residuals.join(", ")}
     FROM work JOIN fitted USING (${cell.join(", ")}) WHERE NOT isnan(f0)`,
  );
  await session.run("DROP TABLE work");
  await session.run("DROP TABLE fitted");
}

/** Rows of `work` in cells that were dropped, and their value. */
export async function droppedRows(session: Session, cell: readonly string[]): Promise<readonly [number, number]> {
  const [rows, worth] = await session.row<[number, number | null]>(
    `SELECT count(*)::DOUBLE, fsum(value) FROM work SEMI JOIN (FROM fitted WHERE isnan(f0)) AS gone USING (${cell.join(", ")})`,
  );
  return [rows, worth ?? 0];
}

/** Norms of `columns` about their means over `work`. */
export async function columnNorms(session: Session, columns: readonly string[]): Promise<number[]> {
  const squares = columns.map((column) => `sqrt(var_pop(${column}) * count(*))`);
  return session.row<number[]>(`SELECT ${squares.join(", ")} FROM work`);
}

/** Makes `rated`: `quality` is its SQL over `scored`. */
export async function rateRows(session: Session, quality: string): Promise<void> {
  await session.run(`CREATE TEMP VIEW rated AS SELECT *, ${quality} AS quality FROM scored`);
}

/** What normalisation leaves out. */
export interface NormalisedCounts {
  readonly nCells: number;
  readonly nDegenerateCells: number;
  readonly nDegenerateRows: number;
}

/** Makes `normalised` from `rated`, within the cells of `within`. */
export async function normaliseRows(session: Session, keys: KeyColumns, within: Keys): Promise<NormalisedCounts> {
  const cell = keys.codes(within.columns).join(", ");
  await session.run(
    `CREATE TABLE bounds AS SELECT ${cell}, min(quality) AS low, max(quality) AS high, count(*) AS n FROM rated GROUP BY ${cell}`,
  );
  await session.run(
    `CREATE TEMP VIEW normalised AS SELECT rated.*, CASE WHEN high > low THEN (quality - low) / (high - low) END AS r_quality
     FROM rated JOIN bounds USING (${cell})`,
  );
  const [nCells, nDegenerateCells, nDegenerateRows] = await session.row<[number, number, number]>(
    `SELECT count(*)::DOUBLE, (count(*) FILTER (WHERE high = low))::DOUBLE,
       coalesce(sum(n) FILTER (WHERE high = low), 0)::DOUBLE FROM bounds`,
  );
  return { nCells, nDegenerateCells, nDegenerateRows };
}

/** The moments `summarise` gives in memory, of column `name` of `normalised`; NULL is missing. */
export async function summariseColumn(session: Session, name: "quality" | "r_quality"): Promise<Summary> {
  const [n, total, min, max] = await session.row<[number, number | null, number | null, number | null]>(
    `SELECT count(${name})::DOUBLE, fsum(${name}), min(${name}), max(${name}) FROM normalised`,
  );
  if (n === 0) return { n, mean: Number.NaN, sd: Number.NaN, min: Number.NaN, max: Number.NaN };
  const mean = total! / n;
  const centred = `(${name} - '${mean}'::DOUBLE)`;
  const [squares] = await session.row<[number]>(`SELECT fsum(${centred} * ${centred}) FROM normalised`);
  return { n, mean, sd: Math.sqrt(squares / (n - 1)), min: min!, max: max! };
}
