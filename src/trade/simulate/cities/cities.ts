/**
 * Cities by year with a known effect of a policy: blocks of cities one after the other, or all of them as a
 * table. Equations: docs/simulate.md. Knows nothing of files or estimation.
 */
import type { Column } from "../../../base/columns.js";
import { UsageError } from "../../../base/errors.js";
import { makeTable, type Table } from "../../../data/table/table.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { placeLabels } from "../options.js";
import { CITY_COLUMNS, type CityYears, cityRows } from "./city-rows.js";
import { type CitiesParameters, citiesParameters, POLICIES } from "./options.js";
import { type CitiesRecord, citiesRecord, truthTally } from "./truth.js";
import type { SimulateCitiesOptions } from "./verb.js";
import { type CitiesWorld, citiesWorld } from "./world.js";

// Years of cities as a table, and outcomes that a formula makes after the last measured year. Knows nothing of files.

/** Name of the source of simulated tables. */
const SOURCE = { name: "simulated cities", bytes: 0, sha256: null };

/** Labels of cities and provinces, by their numbers. */
interface CityLabels {
  readonly cities: readonly string[];
  readonly provinces: readonly string[];
}

/** Rows of the cities `first`, `first` + 1, ..., years ascending; `true_quality` where it is not all in `quality`. */
function citiesTable(world: CitiesWorld, labels: CityLabels, first: number, made: readonly CityYears[]): Table {
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
function provinceMeans(world: CitiesWorld, cities: Iterable<CityYears>): Float64Array {
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
function filled(city: CityYears, { parameters }: CitiesWorld, provinceMean: number): CityYears {
  const last = parameters.measuredTo ?? parameters.years[1];
  return {
    ...city,
    quality: city.quality.map((value, t) => (city.year[t]! > last ? city.tertiary[t]! * provinceMean : value)),
  };
}

/** Cities of a block unless given. */
const BLOCK_CITIES = 512;

/** A simulation that hands its rows out in blocks. */
export interface CitiesSimulation {
  readonly parameters: CitiesParameters;
  /** Tables of up to `cities` cities each, in order. Once: a second call starts anew. */
  blocks(cities?: number): Generator<Table, void, undefined>;
  /** The record. Throws UsageError `simulate_unfinished` before the last block was taken. */
  finish(): CitiesRecord;
}

/** The rows of `options` as one table, and the record. Throws UsageError `simulate_option`. */
export function simulateCities(
  engine: Engine,
  options: SimulateCitiesOptions = {},
): { readonly table: Table; readonly record: CitiesRecord } {
  const simulation = citiesSimulation(engine, options);
  const [table] = [...simulation.blocks(simulation.parameters.cities)];
  return { table: table!, record: simulation.finish() };
}

/**
 * A simulation to be taken block by block; rows do not depend on the size of blocks or the threads of `engine`.
 * Throws UsageError `simulate_option`.
 */
export function citiesSimulation(engine: Engine, options: SimulateCitiesOptions = {}): CitiesSimulation {
  const parameters = citiesParameters(options);
  const world = citiesWorld(engine, parameters);
  const labels = { cities: placeLabels("c", parameters.cities), provinces: placeLabels("p", parameters.provinces) };
  const means = parameters.mechanical ? provinceMeans(world, everyCity(engine, world)) : null;
  let tally = truthTally();
  let counts = emptyCounts();
  return {
    parameters,
    *blocks(size = BLOCK_CITIES) {
      tally = truthTally();
      counts = emptyCounts();
      for (let first = 0; first < parameters.cities; first += size) {
        const made: CityYears[] = [];
        for (let c = first; c < Math.min(first + size, parameters.cities); c++) {
          const measured = cityRows(engine, world, c);
          tally.add(measured);
          const city = means === null ? measured : filled(measured, world, means[world.province[c]!]!);
          count(counts, measured, city);
          made.push(city);
        }
        yield citiesTable(world, labels, first, made);
      }
    },
    finish() {
      if (counts.cities === parameters.cities) return citiesRecord(parameters, shownCounts(), tally.truth());
      throw new UsageError(
        "simulate_unfinished",
        `The simulation has made ${counts.cities} of ${parameters.cities} cities: take all blocks before its record.`,
        { got: counts.cities, expected: parameters.cities },
      );
    },
  };

  function shownCounts(): Readonly<Record<string, number>> {
    return { rows: counts.cities * world.nYears, ...counts, provinces: parameters.provinces, years: world.nYears };
  }
}

function* everyCity(engine: Engine, world: CitiesWorld): Generator<CityYears> {
  for (let c = 0; c < world.parameters.cities; c++) yield cityRows(engine, world, c);
}

const emptyCounts = () => ({
  cities: 0,
  pilots: 0,
  high: 0,
  treated_rows: 0,
  measured: 0,
  filled_by_formula: 0,
  without_outcome: 0,
});

function count(counts: ReturnType<typeof emptyCounts>, measured: CityYears, shown: CityYears): void {
  counts.cities++;
  counts.pilots += measured.treat[0]!;
  counts.high += measured.high[0]!;
  measured.did.forEach((on, t) => {
    counts.treated_rows += on;
    if (!Number.isNaN(measured.quality[t]!)) counts.measured++;
    else if (Number.isNaN(shown.quality[t]!)) counts.without_outcome++;
    else counts.filled_by_formula++;
  });
}
