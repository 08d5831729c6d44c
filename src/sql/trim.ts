/**
 * Unit values outside two percentiles of their cell, as `quality/trim` finds them in memory, bit for bit: the
 * order statistics come from a sort that spills, percentiles of type 7 are interpolated between them.
 * Source: Hyndman & Fan (1996), The American Statistician 50(4), doi:10.1080/00031305.1996.10473566.
 */
import type { Trim } from "../trade/quality/cleaning/plan-cleaning.js";
import type { Waterfall } from "../trade/quality/waterfall.js";
import type { KeyColumns } from "./keys.js";
import { double } from "./numbers.js";
import type { Session } from "./session.js";
import { dropRows, replaceWork } from "./work.js";

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
  await dropRows(session, waterfall, `unit value outside percentiles of ${trim.within.written}`, "outside");
}
