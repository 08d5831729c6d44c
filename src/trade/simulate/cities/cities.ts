/**
 * Cities by year with a known effect of a policy: blocks of cities one after the other, or all of them as a
 * table. Equations: docs/simulate.md. Knows nothing of files or estimation.
 */
import { UsageError } from "../../../base/errors.js";
import type { Table } from "../../../data/table/table.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { placeLabels } from "../labels.js";
import { type CityYears, cityRows } from "./city-rows.js";
import { type CitiesParameters, citiesParameters, type SimulateCitiesOptions } from "./options.js";
import { type CitiesRecord, citiesRecord } from "./record.js";
import { citiesTable, filled, provinceMeans } from "./tables.js";
import { truthTally } from "./truth.js";
import { type CitiesWorld, citiesWorld } from "./world.js";

/** Cities of a block unless told. */
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
