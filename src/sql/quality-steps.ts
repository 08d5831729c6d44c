/**
 * Residuals of the rows, their quality, and quality on [0, 1] within cells. Table `scored` has the rows that
 * are estimable with residuals r0, r1, ...; view `rated` adds quality; view `normalised` adds r_quality, NULL in a cell
 * where the least and the greatest are equal.
 */

import type { Column } from "../base/columns.js";
import { DataError } from "../base/errors.js";
import { type Note, note } from "../base/messages.js";
import { numbersOf } from "../data/files/duckdb.js";
import { makeTable } from "../data/table/table.js";
import { type Aggregate, assertSharesSumToOne } from "../trade/quality/aggregate.js";
import type { CleaningPlan, Trim } from "../trade/quality/cleaning/plan-cleaning.js";
import { STEPS } from "../trade/quality/messages.js";
import { type Keys, NORMALISED, RAW } from "../trade/quality/options.js";
import { LARGEST_SHARE } from "../trade/quality/plan-names.js";
import { type ProductSpread, productSpread, type Splitter } from "../trade/quality/product-spread.js";
import type { Waterfall } from "../trade/quality/sample.js";
import type { Summary } from "../trade/quality/summary.js";
import { double, type KeyColumns } from "./keys.js";
import type { Session } from "./session.js";
import { countRows, dropRows, LN_PRICE, replaceWork } from "./steps.js";
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

// Rows of the same firm, product, destination and year are one observation, as `quality/cleaning/clean` has it in memory:
// value and quantity are summed into the first row of their kind, rows that lack a key stay as they are.

/** Sums rows of `work` into the first of their kind; returns how many went. Throws DataError `duplicate_rows` under rule `error`. */
export async function sumDuplicates(
  session: Session,
  waterfall: Waterfall,
  keys: KeyColumns,
  { rule, keys: kind }: NonNullable<CleaningPlan["duplicates"]>,
): Promise<number> {
  const codes = keys.codes(kind.columns);
  const key = codes.join(", ");
  const known = codes.map((code) => `${code} IS NOT NULL`).join(" AND ");
  await session.run(
    `CREATE TABLE repeated AS SELECT ${key}, min(row_id) AS first_row, fsum(value) AS v, fsum(quantity) AS q
     FROM work WHERE ${known} GROUP BY ${key} HAVING count(*) > 1`,
  );
  if ((await countRows(session, "repeated")) === 0) {
    waterfall.drop(step(kind.written), 0, 0);
    return 0;
  }
  if (rule === "error") throw await repeatedRows(session, key, kind.written);
  const before = await countRows(session, "work");
  await replaceWork(
    session,
    `SELECT work.* REPLACE (coalesce(v, value) AS value, coalesce(q, quantity) AS quantity, coalesce(v / q, price) AS price)
     FROM work LEFT JOIN repeated USING (${key}) WHERE first_row IS NULL OR row_id = first_row`,
  );
  await session.run("DROP TABLE repeated");
  const summed = before - (await countRows(session, "work"));
  waterfall.drop(step(kind.written), summed, 0);
  return summed;
}

const step = (keys: string): Note => note(STEPS, "summed", { keys });

async function repeatedRows(session: Session, key: string, written: string): Promise<DataError> {
  const [first, second] = await session.row<[number, number]>(
    `SELECT first_row + 1, row_id + 1 FROM work JOIN repeated USING (${key}) WHERE row_id > first_row ORDER BY row_id LIMIT 1`,
  );
  const got = [Number(first), Number(second)];
  return new DataError(
    "duplicate_rows",
    `Rows ${got[0]} and ${got[1]} have the same ${written}; sum them (duplicates: sum) or remove one.`,
    { got, expected: "one row a combination", row: got[1] },
  );
}

// Unit values outside two percentiles of their cell, as `quality/cleaning/plan-cleaning` finds them in memory, bit for bit: the
// order statistics come from a sort that spills, percentiles of type 7 are interpolated between them.
// Source: Hyndman & Fan (1996), The American Statistician 50(4), doi:10.1080/00031305.1996.10473566.

/** Takes the rows of `work` outside the percentiles of `trim` away. */
export async function trimRows(session: Session, waterfall: Waterfall, keys: KeyColumns, trim: Trim): Promise<void> {
  const cell = keys.codes(trim.within.columns).join(", ");
  const ranked = `SELECT ${cell}, price, row_number() OVER (PARTITION BY ${cell} ORDER BY price) - 1 AS i,
    count(*) OVER (PARTITION BY ${cell}) AS n FROM work`;
  const place = (share: string): string => `((n - 1)::DOUBLE * ${share})`;
  const statistic = (at: string): string => `max(price) FILTER (WHERE i = ${at})`;
  const percentile = (share: string): string => {
    const below = `floor(${place(share)})`;
    const [least, most] = [statistic(below), statistic(`least(${below} + 1, n - 1)`)];
    return `${least} + (any_value(${place(share)}) - any_value(${below})) * (${most} - ${least})`;
  };
  const [low, high] = [double(trim.share), double(1 - trim.share)];
  await session.run(
    `CREATE TABLE percentiles AS SELECT ${cell}, ${percentile(low)} AS low, ${percentile(high)} AS high
     FROM (${ranked}) GROUP BY ${cell}`,
  );
  await replaceWork(
    session,
    `SELECT work.*, NOT (price >= low AND price <= high) AS outside FROM work JOIN percentiles USING (${cell})`,
  );
  await session.run("DROP TABLE percentiles");
  await dropRows(session, waterfall, note(STEPS, "trimmed_values", { keys: trim.within.written }), "outside");
}

// Equations (6) and (7) over rows in a database.

const NUMBERS = ["n", "value_sum", LARGEST_SHARE, NORMALISED, `${NORMALISED}_unweighted`, "n_raw", RAW] as const;

/** Throws DataError `aggregate_name_taken` where a key bears the name of a column an aggregate adds. */
export function refuseTakenNames(by: readonly Keys[]): void {
  const taken = NUMBERS.find((name) => by.some(({ columns }) => columns.includes(name)));
  if (taken === undefined) return;
  throw new DataError(
    "aggregate_name_taken",
    `An aggregate adds columns ${NUMBERS.join(", ")}, but the key has a column '${taken}'; rename it in the data.`,
    { got: taken, expected: "another name", column: taken },
  );
}

/** Means of r_quality of view `normalised` by `by`, groups in the order of their labels. Throws NumericalError `weights_not_one`. */
export async function aggregateRows(
  session: Session,
  keys: KeyColumns,
  by: Keys,
  source: { readonly name: string },
): Promise<Aggregate> {
  const names = [...new Set(by.columns)];
  const codes = keys.codes(names);
  const key = codes.join(", ");
  const known = codes.map((code) => `${code} IS NOT NULL`).join(" AND ");
  const [noQuality, missingKey] = await session.row<[number, number]>(
    `SELECT (count(*) FILTER (WHERE r_quality IS NULL))::DOUBLE,
       (count(*) FILTER (WHERE r_quality IS NOT NULL AND NOT (${known})))::DOUBLE FROM normalised`,
  );
  const rated = "FILTER (WHERE r_quality IS NOT NULL)";
  await session.run(
    `CREATE TABLE totals AS SELECT ${key}, count(r_quality) AS n, fsum(value) ${rated} AS total, count(*) AS n_raw,
       fsum(value) AS total_raw FROM normalised WHERE ${known} GROUP BY ${key}`,
  );
  await session.run(
    `CREATE TABLE means AS SELECT ${key}, any_value(n)::DOUBLE AS n, coalesce(any_value(total), 0) AS total,
       max(value) ${rated} / any_value(total) AS largest,
       fsum(value / total * r_quality) ${rated} AS mean, fsum(r_quality) / any_value(n) AS unweighted,
       any_value(n_raw)::DOUBLE AS n_raw, fsum(value / total_raw * quality) AS mean_raw,
       fsum(value / total) ${rated} AS shares, fsum(value / total_raw) AS shares_raw
     FROM normalised JOIN totals USING (${key}) GROUP BY ${key}`,
  );
  const groups = await countRows(session, "means");
  const levels = codes.map(() => new Uint32Array(groups));
  const columns = [...NUMBERS, "shares", "shares_raw"].map(() => new Float64Array(groups));
  const missing = (name: string): string => `coalesce(${name}, 'NaN'::DOUBLE)`;
  const ordered = `SELECT ${key}, n, total, ${missing("largest")}, ${missing("mean")}, ${missing("unweighted")}, n_raw, mean_raw,
    coalesce(shares, 0), shares_raw FROM means ORDER BY ${key}`;
  let at = 0;
  await session.chunks(ordered, (chunk) => {
    [...levels, ...columns].forEach((column, j) => {
      column.set(numbersOf(chunk, j), at);
    });
    at += chunk.rowCount;
  });
  await session.run("DROP TABLE totals");
  await session.run("DROP TABLE means");
  const labels: Column[] = [];
  for (const [j, name] of names.entries()) labels.push(await keys.column(name, levels[j]!));
  const [n, total, , mean, , nRaw, meanRaw, shares, sharesRaw] = columns as [Float64Array, ...Float64Array[]];
  const label = (g: number): string => labels.map((column) => labelAt(column, g)).join("_");
  for (const [count, weightSum, of, shareSum] of [
    [n, total!, mean!, shares!],
    [nRaw!, total!, meanRaw!, sharesRaw!],
  ] as const) {
    assertSharesSumToOne({ count: Uint32Array.from(count), weightSum, mean: of, shareSum }, by.written, label);
  }
  const numbers = NUMBERS.map((name, j): Column => ({ kind: "numeric", name, values: columns[j]! }));
  const table = makeTable([...labels, ...numbers], { name: source.name, bytes: 0, sha256: null });
  return { by: by.written, table, excluded: { missingKey, noQuality }, options: {} };
}

const labelAt = (column: Column, g: number): string =>
  column.kind === "numeric" ? String(column.values[g]) : column.levels[column.codes[g]!]!;
