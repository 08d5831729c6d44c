/**
 * Layer sql. The instrument of price: the mean log price of the same firm, product and year in other destinations, a
 * simple mean over rows. Rows of a firm-product-year with one destination have none and are dropped, with their value.
 */
import type { Waterfall } from "../quality/waterfall.js";
import type { KeyColumns } from "./keys.js";
import type { Session } from "./session.js";
import type { SlopeRoles } from "./stream-options.js";
import { dropRows, replaceWork } from "./work.js";

/** Adds column `z` to `work`. Groups are sums of whole groups less the own destination's. */
export async function addInstrument(
  session: Session,
  waterfall: Waterfall,
  keys: KeyColumns,
  roles: SlopeRoles,
): Promise<void> {
  const group = keys.codes([roles.firm, roles.product, roles.year]).join(", ");
  const own = keys.codes([roles.firm, roles.product, roles.year, roles.dest]).join(", ");
  const both = "n - n_own > 0";
  await replaceWork(
    session,
    `SELECT * EXCLUDE (n, s, n_own, s_own), CASE WHEN ${both} THEN (s - s_own) / (n - n_own) END AS z FROM (
       SELECT *, count(*) OVER (PARTITION BY ${group}) AS n, sum(lnp) OVER (PARTITION BY ${group}) AS s,
         count(*) OVER (PARTITION BY ${own}) AS n_own, sum(lnp) OVER (PARTITION BY ${own}) AS s_own FROM work)`,
  );
  await dropRows(session, waterfall, "no other destination in the firm-product-year", "z IS NULL");
}
