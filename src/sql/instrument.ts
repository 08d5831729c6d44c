/**
 * The instrument of price: the mean log price of the same firm, product and year in other destinations, a
 * simple mean over rows. Rows of a firm-product-year with one destination have none and are dropped, with their value.
 */
import type { InstrumentRecord, InstrumentSource } from "../trade/quality/sigma/instrument.js";
import type { InstrumentPlan } from "../trade/quality/sigma/plan-sigma.js";
import type { Waterfall } from "../trade/quality/waterfall.js";
import type { KeyColumns } from "./keys.js";
import type { Session } from "./session.js";
import { dropRows, LN_PRICE, replaceWork } from "./work.js";

/** Adds column `z` to `work`. Groups are sums of whole groups less the own destination's. */
export async function addInstrument(
  session: Session,
  waterfall: Waterfall,
  keys: KeyColumns,
  roles: InstrumentPlan,
): Promise<InstrumentRecord> {
  const group = keys.codes([roles.firm, roles.product, roles.year]).join(", ");
  const own = keys.codes([roles.firm, roles.product, roles.year, roles.dest]).join(", ");
  const both = "n - n_own > 0";
  await replaceWork(
    session,
    `SELECT * EXCLUDE (n, s, n_own, s_own), CASE WHEN ${both} THEN (s - s_own) / (n - n_own) END AS z FROM (
       SELECT *, count(*) OVER (PARTITION BY ${group}) AS n, sum(${LN_PRICE}) OVER (PARTITION BY ${group}) AS s,
         count(*) OVER (PARTITION BY ${own}) AS n_own, sum(${LN_PRICE}) OVER (PARTITION BY ${own}) AS s_own FROM work)`,
  );
  const [rows, value, nOwn, ownValue] = await session.row<[number, number, number, number | null]>(
    `SELECT count(*)::DOUBLE, fsum(value), count(z)::DOUBLE, fsum(value) FILTER (WHERE z IS NOT NULL) FROM work`,
  );
  await dropRows(
    session,
    waterfall,
    "no price in another destination (single-destination firm-product-years)",
    "z IS NULL",
  );
  const source = (count: number, worth: number): InstrumentSource => ({
    rows: count,
    value: worth,
    share_rows: count / rows,
    share_value: worth / value,
  });
  return {
    mean: roles.mean,
    weights: roles.weights,
    single_destination: roles.singleDest,
    other_destinations: source(nOwn, ownValue ?? 0),
    substitute: source(0, 0),
    none: source(rows - nOwn, waterfall.steps.at(-1)!.dropped_value),
  };
}
