import { parseCsv } from "../../src/data/table/csv.js";
import { makeTable, type Table } from "../../src/data/table/table.js";
import { seeded } from "../support/random.js";

/** A table of CSV lines, as a file would give. */
export const csvTable = (...lines: string[]): Table => parseCsv(`${lines.join("\n")}\n`);

/** Firms, products, destinations and years of simulated rows. */
const SHAPE = [12, 5, 6, 3] as const;

/**
 * Simulated rows: 12 firms in 4 cities, 5 products, 6 destinations, 3 years, each combination once at most, in any order;
 * columns bear the names of their roles.
 */
export function customsRows(seed: number, n = 600): Table {
  const random = seeded(seed);
  const [firms, products, dests, years] = SHAPE;
  const cells = Array.from({ length: firms * products * dests * years }, (_, cell) => ({ cell, at: random() }));
  const rows = cells
    .sort((a, b) => a.at - b.at)
    .slice(0, n)
    .map(({ cell }) => {
      const firm = cell % firms;
      const quantity = 10 ** (1 + 3 * random());
      return {
        firm,
        city: firm % 4,
        product: Math.floor(cell / firms) % products,
        dest: Math.floor(cell / (firms * products)) % dests,
        year: 2010 + Math.floor(cell / (firms * products * dests)),
        quantity,
        value: quantity * (0.5 + 10 * random()),
      };
    });
  const names = ["firm", "city", "product", "dest", "year", "value", "quantity"] as const;
  const columns = names.map((name) => ({
    kind: "numeric" as const,
    name,
    values: Float64Array.from(rows, (row) => row[name]),
  }));
  return makeTable(columns, { name: "simulated", bytes: 0, sha256: null });
}
