/**
 * Sigma from a table of elasticities, looked up once for each combination of product, destination and year
 * that occurs, by the code that looks up rows in memory, and joined to the rows.
 */
import { quantile } from "../base/quantile.js";
import { numbersOf } from "../data/files/duckdb.js";
import { makeTable } from "../data/table/table.js";
import type { TabledSigma } from "../trade/quality/sigma/plan-sigma.js";
import { lookUp } from "../trade/quality/sigma/sigma-assign.js";
import type { TableSigmaRecord } from "../trade/quality/sigma/sigma-record.js";
import type { Waterfall } from "../trade/quality/waterfall.js";
import { appendColumns } from "./append.js";
import type { KeyColumns } from "./keys.js";
import type { Session } from "./session.js";
import { countRows, dropRows, replaceWork } from "./work.js";

/** How rows came by their elasticity. */
export type TableUse = Pick<TableSigmaRecord, "tiers" | "rows_floored" | "rows_capped">;

/** Adds column `sigma` to `work`; rows without a usable one are dropped. */
export async function joinSigma(
  session: Session,
  waterfall: Waterfall,
  keys: KeyColumns,
  plan: TabledSigma,
): Promise<TableUse> {
  const names = [plan.product, plan.dest, plan.year].filter((name) => name !== null);
  const unique = [...new Set(names)];
  const codes = keys.codes(unique);
  const key = codes.join(", ");
  await session.run(`CREATE TABLE asked AS SELECT DISTINCT ${key} FROM work`);
  const n = await countRows(session, "asked");
  const levels = codes.map(() => new Uint32Array(n));
  let filled = 0;
  await session.chunks("FROM asked", (chunk) => {
    levels.forEach((column, j) => {
      column.set(numbersOf(chunk, j), filled);
    });
    filled += chunk.rowCount;
  });
  const columns = [];
  for (const [j, name] of unique.entries()) columns.push(await keys.column(name, levels[j]!));
  const table = makeTable(columns, { name: "combinations", bytes: 0, sha256: null });
  const tiers: string[] = [];
  const found = { tier: new Uint32Array(n), raw: new Float64Array(n), used: new Float64Array(n) };
  for (let row = 0; row < n; row++) {
    const { tier, raw, value } = lookUp(table, plan, row);
    if (!tiers.includes(tier)) tiers.push(tier);
    found.tier[row] = tiers.indexOf(tier);
    found.raw[row] = raw;
    found.used[row] = value;
  }
  const declared = [...codes.map((code) => `${code} UINTEGER`), "tier UINTEGER", "raw DOUBLE", "sigma DOUBLE"];
  await session.run(`CREATE TABLE sigmas (${declared.join(", ")})`);
  await appendColumns(session, "sigmas", [...levels, found.tier, found.raw, found.used]);
  await replaceWork(session, `SELECT work.*, tier, raw, sigma FROM work JOIN sigmas USING (${key})`);
  const floored = plan.floor === null ? "false" : `sigma > raw AND sigma = '${plan.floor}'::DOUBLE`;
  const capped = plan.cap === null ? "false" : `sigma < raw AND sigma = '${plan.cap}'::DOUBLE`;
  const used = await session.rows<[number, number, number, number, number]>(
    `SELECT tier, count(*)::DOUBLE, fsum(value), (count(*) FILTER (WHERE NOT isnan(sigma) AND ${floored}))::DOUBLE,
       (count(*) FILTER (WHERE NOT isnan(sigma) AND ${capped}))::DOUBLE FROM work GROUP BY tier ORDER BY min(row_id)`,
  );
  await dropRows(session, waterfall, `no elasticity in ${plan.lookup.name}`, "isnan(raw)");
  await dropRows(session, waterfall, "sigma <= 1 in the table", "isnan(sigma)");
  return {
    tiers: used.map(([tier, rows, value]) => ({ tier: tiers[tier]!, rows, value })),
    rows_floored: used.reduce((sum, [, , , rows]) => sum + rows, 0),
    rows_capped: used.reduce((sum, [, , , , rows]) => sum + rows, 0),
  };
}

/** Sigma over the rows of `scored`. */
export async function sigmaOverRows(session: Session): Promise<TableSigmaRecord["rows"]> {
  const counted = await session.rows<[number, number]>(
    "SELECT sigma, count(*)::DOUBLE FROM scored GROUP BY sigma ORDER BY sigma",
  );
  const n = counted.reduce((sum, [, count]) => sum + count, 0);
  const mean = counted.reduce((sum, [sigma, count]) => sum + sigma * count, 0) / n;
  const squares = counted.reduce((sum, [sigma, count]) => sum + count * (sigma - mean) * (sigma - mean), 0);
  const at = (rank: number): number => {
    let below = 0;
    return counted.find(([, count]) => {
      below += count;
      return below > rank;
    })![0];
  };
  const median = quantile(Float64Array.of(at(Math.floor((n - 1) / 2)), at(Math.ceil((n - 1) / 2))), 0.5);
  return { n, mean, sd: Math.sqrt(squares / (n - 1)), min: counted[0]![0], max: counted.at(-1)![0], median };
}
