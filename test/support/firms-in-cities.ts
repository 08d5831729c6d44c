/** Firms in cities whose shocks are the cities' own, treated city by city from the middle of the period on, without any effect unless one is given. */
import type { NumericColumn, TextColumn } from "../../src/base/columns.js";
import { makeTable, type Table } from "../../src/data/table/table.js";
import { seeded } from "./random.js";

export const CITIES = 20;
const FIRMS_A_CITY = 20;
const YEARS = 10;
const START = 2006;

/** Treated cities are the even ones; regions have cities of both kinds. */
export function firmsInCities(seed: number, effect = 0): Table {
  const next = seeded(seed);
  const normal = (): number => Array.from({ length: 12 }, next).reduce((a, b) => a + b, 0) - 6;
  const shock = Array.from({ length: CITIES }, () => {
    const [before, after] = [normal(), normal()];
    return Array.from({ length: YEARS }, (_, t) => (t < 5 ? before : after) + 0.3 * normal());
  });
  const rows = Array.from({ length: CITIES * FIRMS_A_CITY }, (_, firm) => firm).flatMap((firm) => {
    const city = Math.floor(firm / FIRMS_A_CITY);
    const own = normal();
    return Array.from({ length: YEARS }, (_, t) => {
      const did = Number(city % 2 === 0 && 2001 + t >= START);
      const y = own + shock[city]![t]! + effect * did + normal();
      const g = city % 2 === 0 ? START : 0;
      return { firm, city, year: 2001 + t, industry: firm % 7, region: city % 3, y, did, g };
    });
  });
  const numeric = (name: keyof (typeof rows)[number]): NumericColumn => ({
    ...{ kind: "numeric", name },
    values: Float64Array.from(rows, (row) => row[name]),
  });
  const levels = Array.from({ length: CITIES }, (_, c) => `city ${String(c).padStart(2, "0")}`);
  const city: TextColumn = { kind: "text", name: "city", codes: Uint32Array.from(rows, (row) => row.city), levels };
  const cityId: NumericColumn = { ...numeric("city"), name: "city_id" };
  return makeTable(
    [
      numeric("firm"),
      city,
      cityId,
      numeric("year"),
      numeric("industry"),
      numeric("region"),
      numeric("y"),
      numeric("did"),
      numeric("g"),
    ],
    { name: "firms.csv", bytes: 0, sha256: null },
  );
}
