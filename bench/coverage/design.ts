/**
 * Simulated customs rows for the study of coverage: products with elasticities of their own, each a simulation
 * of its own, so that products are independent and sigma is the same in every replication. Knows nothing of estimation.
 */
import type { Column } from "../../src/base/columns.js";
import { makeTable, type Table } from "../../src/data/table/table.js";
import type { Engine } from "../../src/engine/kernels/engine.js";
import { simulateCustoms } from "../../src/trade/simulate/customs.js";

/** Products by their elasticity, and the firms that may sell each. */
export interface CoverageDesign {
  readonly sigmas: readonly number[];
  readonly firms: number;
  readonly dests: number;
  readonly years: readonly [number, number];
  /** Share of the destination's own quality that goes into the price; above 0 least squares is biased. */
  readonly passThrough: number;
}

export const coverageDesign: CoverageDesign = {
  sigmas: [2, 2.5, 3, 3.5, 4, 5, 6, 7, 8],
  firms: 300,
  dests: 20,
  years: [2010, 2015],
  passThrough: 0.5,
};

/** Standard deviations of the published study, by name so that defaults may change. */
const SPREAD = {
  ...{ city: 0.2, firm: 0.3, firmProduct: 0.3, dest: 0.5 },
  ...{ costLevel: 0.3, cost: 0.5, price: 0.1, demand: 0.5 },
};

/** Seeds of a replication: one a product, and no two alike up to this many products. */
const SEEDS = 100;

/** Beyond the numbers firms of a simulation have. */
const FIRM_NUMBERS = 1e10;

/** Rows of replication r, columns firm, product (from 1), dest, year, value, quantity, all numeric. */
export function coverageRows(engine: Engine, design: CoverageDesign, r: number): Table {
  const { firms, dests, years, passThrough } = design;
  const parts = design.sigmas.map((sigma, k) => {
    const options = { firms, products: 1, mostProducts: 1, dests, years, sigma, passThrough, seed: r * SEEDS + k };
    const { table } = simulateCustoms(engine, { ...options, spread: SPREAD });
    return [
      // the same numbers in every part: these are other firms
      table.numeric("firm").map((firm) => k * FIRM_NUMBERS + firm),
      new Float64Array(table.nRows).fill(k + 1),
      Float64Array.from(table.text("dest").codes),
      table.numeric("year"),
      table.numeric("value"),
      table.numeric("quantity"),
    ];
  });
  const columns = ["firm", "product", "dest", "year", "value", "quantity"].map((name, c): Column => {
    const values = new Float64Array(parts.reduce((sum, part) => sum + part[c]!.length, 0));
    let at = 0;
    for (const part of parts) {
      values.set(part[c]!, at);
      at += part[c]!.length;
    }
    return { kind: "numeric", name, values };
  });
  return makeTable(columns, { name: `replication ${r}`, bytes: 0, sha256: null });
}
