/**
 * Simulated rows and a panel of cities for tests of policies: firms sell products of quality to destinations, prices move
 * with costs that are common to destinations, and a policy raises quality in some cities from some year on.
 */
import type { Column } from "../../../src/base/columns.js";
import { makeTable, type Table } from "../../../src/data/table/table.js";
import { seeded } from "../../support/random.js";

export const SIGMA = 4;
const FIRST_YEAR = 2010;

export interface PolicyData {
  readonly rows: Table;
  readonly cities: Table;
}

export const numeric = (name: string, values: ArrayLike<number>): Column => ({
  kind: "numeric",
  name,
  values: Float64Array.from(values),
});

const source = (name: string) => ({ name, bytes: 0, sha256: null });

/** `nCities` cities with three firms each, 3 products, 5 destinations, 4 years; about 70% of combinations are there. */
export function policyData(seed: number, nCities = 12, products = 3): PolicyData {
  const random = seeded(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const treated = (city: number, year: number): number =>
    city % 2 === 0 && year >= 2 + (city % 3 === 0 ? 1 : 0) ? 1 : 0;
  const rows: Record<string, number>[] = [];
  const eco = Array.from({ length: nCities }, () => Array.from({ length: 4 }, normal));
  for (let firm = 0; firm < 3 * nCities; firm++) {
    const city = firm % nCities;
    for (let product = 0; product < products; product++) {
      for (let year = 0; year < 4; year++) {
        const cost = normal();
        const quality = 0.5 * treated(city, year) + 0.2 * eco[city]![year]! + 0.4 * normal();
        for (let dest = 0; dest < 5; dest++) {
          if (random() < 0.3) continue;
          const lambda = quality + 0.2 * normal();
          const price = 0.3 * cost + 0.2 * lambda + 0.1 * normal();
          const quantity = Math.exp((SIGMA - 1) * lambda - SIGMA * price + 0.3 * dest + 0.2 * year * dest);
          const value = quantity * Math.exp(price);
          rows.push({ firm, city, province: city % 4, product, dest, year: FIRST_YEAR + year, quantity, value });
        }
      }
    }
  }
  const names = ["firm", "city", "province", "product", "dest", "year", "value", "quantity"];
  const panel = Array.from({ length: 4 * nCities }, (_, i) => ({ city: Math.floor(i / 4), t: i % 4 }));
  return {
    rows: makeTable(
      names.map((name) =>
        numeric(
          name,
          rows.map((row) => row[name]!),
        ),
      ),
      source("rows"),
    ),
    cities: makeTable(
      [
        numeric(
          "city",
          panel.map(({ city }) => city),
        ),
        numeric(
          "year",
          panel.map(({ t }) => FIRST_YEAR + t),
        ),
        numeric(
          "did",
          panel.map(({ city, t }) => treated(city, t)),
        ),
        numeric(
          "eco",
          panel.map(({ city, t }) => eco[city]![t]!),
        ),
        numeric(
          "province",
          panel.map(({ city }) => city % 4),
        ),
      ],
      source("cities"),
    ),
  };
}

/** `table` with each row as often as its value of `cluster` is drawn; `ids` of copy c get 1000 c added. */
export function resampled(
  table: Table,
  cluster: string,
  counts: ReadonlyMap<number, number>,
  ids: readonly string[],
): Table {
  const clusters = table.numeric(cluster);
  const picked = [...clusters.keys()].flatMap((row) =>
    Array.from({ length: counts.get(clusters[row]!) ?? 0 }, (_, copy) => ({ row, copy })),
  );
  const columns = table.names.map((name) => {
    const values = table.numeric(name);
    return numeric(
      name,
      picked.map(({ row, copy }) => values[row]! + (ids.includes(name) ? 1000 * copy : 0)),
    );
  });
  return makeTable(columns, table.source);
}
