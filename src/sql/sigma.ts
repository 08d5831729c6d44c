/**
 * Sigma from a table of elasticities, looked up once for each combination of product, destination and year
 * that occurs, by the code that looks up rows in memory, and joined to the rows.
 */

import { note } from "../base/messages.js";
import { quantile } from "../base/numbers.js";
import { numbersOf } from "../data/files/duckdb.js";
import { makeTable } from "../data/table/table.js";
import type { Engine } from "../engine/kernels/engine.js";
import { qt } from "../engine/kernels/math.js";
import { clusterFactor, countK, FIXEST } from "../regression/variance/ssc.js";
import { STEPS } from "../trade/quality/messages.js";
import type { Waterfall } from "../trade/quality/sample.js";
import type { InstrumentRecord, InstrumentSource } from "../trade/quality/sigma/instrument.js";
import type { EstimatedSigma, InstrumentPlan, TabledSigma } from "../trade/quality/sigma/plan-sigma.js";
import { lookUp } from "../trade/quality/sigma/sigma-assign.js";
import { type Estimate, type SigmaOfGroup, statusOf } from "../trade/quality/sigma/sigma-estimate.js";
import type { TableSigmaRecord } from "../trade/quality/sigma/sigma-record.js";
import { appendColumns } from "./cells.js";
import { double, type KeyColumns } from "./keys.js";
import type { Session } from "./session.js";
import { countRows, dropRows, LN_PRICE, replaceWork } from "./steps.js";

// The instrument of price: the mean log price of the same firm, product and year in other destinations, a simple mean
// over rows. Rows of a firm-product-year with one destination have none and are dropped, with their value.

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
  await dropRows(session, waterfall, note(STEPS, "no_price_elsewhere", { rule: null }), "z IS NULL");
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

// Sigma from the rows: the slope of ln q on ln p within the effects, by least squares or with the price elsewhere as
// instrument, from sums of products of residuals by cluster. Errors are clustered with the factors of `regression/variance/ssc`.
// Source: Wooldridge (2010), Econometric Analysis of Cross Section and Panel Data, ch. 5 (2SLS, just identified).

/** Effects as K counts them; `nested`: each level has rows of one cluster only. */
interface CountedEffects {
  readonly effects: readonly { readonly name: string; readonly levels: number; readonly nested: boolean }[];
  readonly rank: { readonly value: number; readonly exact: boolean };
}

/** A residual below this share of its column's norm is rounding: nothing of the column varies within the effects. */
const ABSORBED = 1e-10;

/**
 * Sigma from table `scored`, as `quality/sigma/sigma-estimate` gives it for one group: r0 and r1 are residuals of ln q and ln p,
 * r2 of the instrument if there is one; `cluster` are the codes of a cluster. `norms` are the columns' norms about their
 * means before.
 */
export async function estimateSlope(
  engine: Engine,
  session: Session,
  plan: EstimatedSigma,
  cluster: string,
  counted: CountedEffects,
  { norms, level }: { readonly norms: readonly number[]; readonly level: number },
): Promise<SigmaOfGroup> {
  const z = plan.source === "iv" ? "r2" : "r1";
  const product = (a: string, b: string, name: string): string => `fsum(${a} * ${b}) AS ${name}`;
  const sums = [
    ...[product(z, "r0", "zy"), product(z, "r1", "zx"), product(z, z, "zz")],
    ...[product("r1", "r0", "xy"), product("r1", "r1", "xx"), "count(*) AS n"],
  ];
  await session.run(`CREATE TABLE by_cluster AS SELECT ${cluster}, ${sums.join(", ")} FROM scored GROUP BY ${cluster}`);
  const [G, n, zy, zx, zz, xy, xx] = await session.row<[number, number, number, number, number, number, number]>(
    "SELECT count(*)::DOUBLE, sum(n)::DOUBLE, fsum(zy), fsum(zx), fsum(zz), fsum(xy), fsum(xx) FROM by_cluster",
  );
  const { K } = countK(FIXEST, { slopes: 1, ...counted });
  const varies = Math.sqrt(xx) > ABSORBED * norms[1]! && Math.sqrt(zz) > ABSORBED * norms.at(-1)! && n > K;
  const factor = n > K && G > 1 ? clusterFactor(FIXEST, { n, K, G }) : Number.NaN;
  /** A coefficient top/bottom and its error, both NaN where prices do not vary; columns of `by_cluster`. */
  const ratio = async (top: string, bottom: string, values: readonly [number, number]): Promise<Estimate> => {
    if (!varies) return { estimate: Number.NaN, std_error: Number.NaN };
    const estimate = values[0] / values[1];
    const score = `(${top} - ${double(estimate)} * ${bottom})`;
    const [meat] = await session.row<[number]>(`SELECT fsum(${score} * ${score}) FROM by_cluster`);
    return { estimate, std_error: Math.sqrt(factor * meat) / Math.abs(values[1]) };
  };
  const leastSquares = await ratio("xy", "xx", [xy, xx]);
  const ols = { ...leastSquares, estimate: -leastSquares.estimate };
  const price = plan.source === "iv" ? await ratio("zy", "zx", [zy, zx]) : leastSquares;
  const stage = plan.source === "iv" ? await ratio("zx", "zz", [zx, zz]) : null;
  const firstStage = stage === null ? null : { ...stage, F: (stage.estimate / stage.std_error) ** 2 };
  const sigma = -price.estimate;
  const half = G > 1 ? price.std_error * qt(engine, (1 - level) / 2, G - 1, true) : Number.NaN;
  return {
    status: statusOf(sigma, firstStage?.F ?? Number.POSITIVE_INFINITY, plan.minF),
    ...{ n, nClusters: G, sigma, std_error: price.std_error, ols, firstStage },
    ...{ conf_low: sigma - half, conf_high: sigma + half },
  };
}

/** Whether every level of an effect lies in one cluster; both are codes of columns, separated by commas. */
export async function isNested(session: Session, effect: string, cluster: string): Promise<boolean> {
  const both = [...new Set([...effect.split(", "), ...cluster.split(", ")])].join(", ");
  const count = (codes: string): string => `(SELECT count(*) FROM (SELECT DISTINCT ${codes} FROM scored))`;
  const [nested] = await session.row<[boolean]>(`SELECT ${count(effect)} = ${count(both)}`);
  return nested;
}

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
  await dropRows(session, waterfall, note(STEPS, "no_elasticity", { table: plan.lookup.name }), "isnan(raw)");
  await dropRows(session, waterfall, note(STEPS, "table_not_above"), "isnan(sigma)");
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
