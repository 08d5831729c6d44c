/**
 * Unit values outside two percentiles of their cell, as `quality/trim` finds them in memory, bit for bit: the
 * order statistics come from a sort that spills, percentiles of type 7 are interpolated between them.
 * Source: Hyndman & Fan (1996), The American Statistician 50(4), doi:10.1080/00031305.1996.10473566.
 */

import { DataError } from "../base/errors.js";
import { type Note, note } from "../base/messages.js";
import type { CleaningPlan, Trim } from "../trade/quality/cleaning/plan-cleaning.js";
import { STEPS } from "../trade/quality/messages.js";
import type { Waterfall } from "../trade/quality/sample.js";
import { double, type KeyColumns } from "./keys.js";
import type { Session } from "./session.js";
import { countRows, dropRows, replaceWork } from "./steps.js";

// Rows of the same firm, product, destination and year are one observation, as `quality/duplicates` has it in memory:
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
