/**
 * Years of cities as a table, and outcomes that a formula makes after the last measured year. Knows nothing
 * of files.
 */
import type { Column } from "../../../base/columns.js";
import { makeTable, type Table } from "../../../data/table/table.js";
import { CITY_COLUMNS, type CityYears } from "./city-rows.js";
import { POLICIES } from "./options.js";
import type { CitiesWorld } from "./world.js";

/** Name of the source of simulated tables. */
const SOURCE = { name: "simulated cities", bytes: 0, sha256: null };

/** Labels of cities and provinces, by their numbers. */
export interface CityLabels {
  readonly cities: readonly string[];
  readonly provinces: readonly string[];
}

/** Rows of the cities `first`, `first` + 1, ..., years ascending; `true_quality` where it is not all in `quality`. */
export function citiesTable(world: CitiesWorld, labels: CityLabels, first: number, made: readonly CityYears[]): Table {
  const { nYears, parameters } = world;
  const n = made.length * nYears;
  const cityOf = (row: number) => Math.floor(row / nYears);
  const own = labels.cities.slice(first, first + made.length);
  const provinces = made.map((_, i) => world.province[first + i]!);
  const used = [...new Set(provinces)];
  const text = (name: string, levels: readonly string[], codes: (row: number) => number): Column => ({
    kind: "text",
    name,
    levels,
    codes: Uint32Array.from({ length: n }, (_, row) => codes(row)),
  });
  const isComplete = parameters.missing === 0 && (parameters.measuredTo ?? parameters.years[1]) === parameters.years[1];
  const absent: readonly string[] = [...POLICIES.slice(parameters.policies), ...(isComplete ? ["true_quality"] : [])];
  return makeTable(
    [
      text("city", own, cityOf),
      text(
        "province",
        used.map((code) => labels.provinces[code]!),
        (row) => used.indexOf(provinces[cityOf(row)]!),
      ),
      ...CITY_COLUMNS.filter((name) => !absent.includes(name)).map((name): Column => {
        const values = new Float64Array(n);
        made.forEach((city, i) => {
          values.set(city[name], i * nYears);
        });
        return { kind: "numeric", name, values };
      }),
    ],
    SOURCE,
  );
}

/** Mean measured quality of each province in its last year that has one, NaN without; `cities` are those of all blocks. */
export function provinceMeans(world: CitiesWorld, cities: Iterable<CityYears>): Float64Array {
  const { nYears, parameters } = world;
  const sums = new Float64Array(parameters.provinces * nYears);
  const counts = new Float64Array(sums.length);
  let c = 0;
  for (const { quality } of cities) {
    quality.forEach((value, t) => {
      if (Number.isNaN(value)) return;
      const place = world.province[c]! * nYears + t;
      sums[place]! += value;
      counts[place]!++;
    });
    c++;
  }
  return Float64Array.from({ length: parameters.provinces }, (_, province) => {
    for (let t = nYears - 1; t >= 0; t--) {
      const place = province * nYears + t;
      if (counts[place]! > 0) return sums[place]! / counts[place]!;
    }
    return Number.NaN;
  });
}

/** The city with outcomes after the last measured year filled: tertiary share times `provinceMean`. */
export function filled(city: CityYears, { parameters }: CitiesWorld, provinceMean: number): CityYears {
  const last = parameters.measuredTo ?? parameters.years[1];
  return {
    ...city,
    quality: city.quality.map((value, t) => (city.year[t]! > last ? city.tertiary[t]! * provinceMean : value)),
  };
}
