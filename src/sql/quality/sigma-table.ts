/**
 * Sigma from a table of elasticities, looked up once for each combination of product, destination and year that occurs, by the code
 * that looks up rows in memory, and joined to the rows.
 */
import { compensatedSum, quantile } from "../../base/numbers.js";
import type { Loss } from "../../trade/quality/sample.js";
import type { TabledSigma } from "../../trade/quality/sigma/plan-sigma.js";
import { lookUp, type TableUse } from "../../trade/quality/sigma/sigma-assign.js";
import type { TableSigmaRecord } from "../../trade/quality/sigma/sigma-record.js";
import { valuesAt } from "../answer-column.js";
import { type Host, inline, joined, type Relation, sumOf, withColumns } from "./host.js";
import { groupsHome, type KeyBook, tableOf } from "./key-book.js";

/** The rows with a usable sigma, in column s; lost are those that the table lacks, and those with none above 1. */
export async function joinSigma(host: Host, book: KeyBook, rows: Relation, plan: TabledSigma, source: string) {
  const names = [...new Set([plan.product, plan.dest, plan.year].filter((name) => name !== null))];
  const codes = book.codes(names);
  const { dialect } = host;
  const first = rows.columns.includes("id") ? "min(id)" : dialect.number(0);
  const { keys, numbers } = await groupsHome(host, book, rows.from, codes, ["count(*)", sumOf(dialect, "v"), first]);
  const [counts, values, firsts] = numbers;
  const table = await tableOf(book, names, keys, source);
  const found = Array.from(counts!, (n, row) => {
    const { tier, raw, value } = lookUp(table, plan, row);
    return { row, n, worth: values![row]!, first: firsts![row]!, tier, raw, value };
  });
  const usable = found.filter(({ value }) => !Number.isNaN(value));
  const places = Uint32Array.from(usable, ({ row }) => row);
  const placed = {
    from: await host.place({
      ...Object.fromEntries(keys.map((key, k) => [`g${k}`, valuesAt(key, places)])),
      f0: Float64Array.from(usable, ({ value }) => value),
    }),
    keys: codes,
  };
  const from = await host.keep(joined(rows, [placed], { s: "e0.f0" }));
  const total = (of: typeof found): Loss => ({
    rows: of.reduce((sum, { n }) => sum + n, 0),
    value: compensatedSum(of.map(({ worth }) => worth)),
  });
  const tiers = new Map<string, typeof found>();
  for (const one of found.toSorted((a, b) => a.first - b.first)) {
    const known = tiers.get(one.tier);
    if (known === undefined) tiers.set(one.tier, [one]);
    else known.push(one);
  }
  const use: TableUse = {
    tiers: [...tiers].map(([tier, of]) => ({ tier, ...total(of) })),
    nFloored: total(usable.filter(({ raw, value }) => value > raw && value === plan.floor)).rows,
    nCapped: total(usable.filter(({ raw, value }) => value < raw && value === plan.cap)).rows,
  };
  const lost = [
    total(found.filter(({ raw }) => Number.isNaN(raw))),
    total(found.filter(({ raw, value }) => !Number.isNaN(raw) && Number.isNaN(value))),
  ];
  return { rows: withColumns(rows, from, "s"), use, lost };
}

/** Sigma over the rows of `from`. */
export async function sigmaOverRows(host: Host, from: string): Promise<TableSigmaRecord["rows"]> {
  const { double } = host.dialect;
  const counted = `SELECT s, count(*) AS n FROM ${from} GROUP BY s`;
  const [sigmas, counts] = (await host.query(
    `SELECT ${double("s")}, ${double("n")} FROM ${inline(counted)} ORDER BY s`,
  )) as Float64Array[];
  const all = Array.from(sigmas!, (sigma, i) => ({ sigma, count: counts![i]! }));
  const n = all.reduce((sum, { count }) => sum + count, 0);
  const mean = all.reduce((sum, { sigma, count }) => sum + sigma * count, 0) / n;
  const squares = all.reduce((sum, { sigma, count }) => sum + count * (sigma - mean) * (sigma - mean), 0);
  const at = (rank: number): number => {
    let below = 0;
    return all.find(({ count }) => {
      below += count;
      return below > rank;
    })!.sigma;
  };
  const median = quantile(Float64Array.of(at(Math.floor((n - 1) / 2)), at(Math.ceil((n - 1) / 2))), 0.5);
  return { n, mean, sd: Math.sqrt(squares / (n - 1)), min: all[0]!.sigma, max: all.at(-1)!.sigma, median };
}
