/**
 * Residuals of the rows, their quality, and quality on [0, 1] within cells. Table `scored` has the rows that
 * are estimable with residuals r0, r1, ...; view `rated` adds quality; view `normalised` adds r_quality, NULL in a cell
 * where the least and the greatest are equal.
 */
import type { Keys } from "../trade/quality/options.js";
import { type ProductSpread, productSpread, type Splitter } from "../trade/quality/product-spread.js";
import type { Summary } from "../trade/quality/summary.js";
import type { KeyColumns } from "./keys.js";
import type { Session } from "./session.js";
import { LN_PRICE } from "./steps.js";
import type { NormalisedCounts } from "./stream-record.js";

// How unit values differ between goods of one product, as `quality/product-spread` defines it, over table `work`.

/** The spread of products by each of `splitters`, whose columns are keys. */
export async function streamedSpreads(
  session: Session,
  keys: KeyColumns,
  splitters: readonly Splitter[],
): Promise<ProductSpread[]> {
  const spreads: ProductSpread[] = [];
  for (const splitter of splitters) {
    const [product, good] = keys.codes([splitter.product, splitter.column]);
    const [rows, goods, products, ofSeveral, withinGoods, betweenGoods] = await session.row<
      [number, number, number, number, number | null, number | null]
    >(
      `WITH known AS (SELECT ${product} AS p, ${good} AS g, ${LN_PRICE} AS y FROM work WHERE ${good} IS NOT NULL AND ${product} IS NOT NULL),
         goods AS (SELECT p, g, count(*) AS n, fsum(y) / count(*) AS mean FROM known GROUP BY p, g),
         products AS (SELECT p, count(DISTINCT g) AS goods, fsum(y) / count(*) AS mean FROM known GROUP BY p),
         within AS (SELECT fsum((y - mean) * (y - mean)) AS squares FROM known JOIN goods USING (p, g)),
         between_goods AS (SELECT fsum(n * (goods.mean - products.mean) * (goods.mean - products.mean)) AS squares
           FROM goods JOIN products USING (p))
       SELECT (SELECT count(*) FROM known)::DOUBLE, (SELECT count(*) FROM goods)::DOUBLE,
         (SELECT count(*) FROM products)::DOUBLE, (SELECT count(*) FROM products WHERE goods > 1)::DOUBLE,
         (SELECT squares FROM within), (SELECT squares FROM between_goods)`,
    );
    const sums = { rows, goods, products, ofSeveral, withinGoods: withinGoods ?? 0, betweenGoods: betweenGoods ?? 0 };
    spreads.push(productSpread(splitter, sums));
  }
  return spreads;
}

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
