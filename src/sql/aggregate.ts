/**
 * Equations (6) and (7) over rows in a database: value-weighted means by any key, a table each, as
 * `quality/aggregate` makes them in memory. The weights of a group are made to sum to one, which is asserted.
 */

import type { Column } from "../base/columns.js";
import { DataError } from "../base/errors.js";
import { numbersOf } from "../data/files/duckdb.js";
import { makeTable } from "../data/table/table.js";
import { type Aggregate, assertSharesSumToOne } from "../trade/quality/aggregate.js";
import { LARGEST_SHARE } from "../trade/quality/aggregate-columns.js";
import type { Keys } from "../trade/quality/options.js";
import { NORMALISED, RAW } from "../trade/quality/options.js";
import type { KeyColumns } from "./keys.js";
import type { Session } from "./session.js";
import { countRows } from "./steps.js";

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
