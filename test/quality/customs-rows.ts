import { parseCsv } from "../../src/table/csv.js";
import { makeTable, type Table } from "../../src/table/table.js";
import { seeded } from "../support/random.js";

/** A table of CSV lines, as a file would give. */
export const csvTable = (...lines: string[]): Table => parseCsv(`${lines.join("\n")}\n`);

/** Simulated rows: 12 firms in 4 cities, 5 products, 6 destinations, 3 years; columns bear the names of their roles. */
export function customsRows(seed: number, n = 600): Table {
  const random = seeded(seed);
  const draw = (count: number): number => Math.floor(count * random());
  const rows = Array.from({ length: n }, () => {
    const firm = draw(12);
    const quantity = 10 ** (1 + 3 * random());
    return {
      firm,
      city: firm % 4,
      product: draw(5),
      dest: draw(6),
      year: 2010 + draw(3),
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
