/**
 * Customs rows with a known truth: blocks of firms one after the other, so that any number of rows takes
 * the memory of one block, or all of them as a table. Equations: docs/simulate.md. Knows nothing of files or estimation.
 */
import { UsageError } from "../../base/errors.js";
import type { Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { PURPOSE, philoxUniform } from "../../engine/kernels/resample.js";
import { CUSTOMS_COUNTS, customsCounts, customsRows } from "../../engine/kernels/simulate.js";
import { blockTable } from "./block-table.js";
import { cityTable } from "./city-table.js";
import { type CustomsParameters, customsParameters, type SimulateCustomsOptions } from "./options.js";
import { type SimulationRecord, simulationRecord } from "./record.js";
import { addFirms, emptyTally } from "./tally.js";
import { simulatedWorld } from "./world.js";

/** Firms of a block unless told: about 17,000 rows, a few megabytes as text. */
const BLOCK_FIRMS = 512;
/** Share of firms that trade for others, where data are dirty. */
const INTERMEDIARIES = 0.1;
/** Stream of who they are, beside those of `world`. */
const INTERMEDIARY_STREAM = 100;

/** A simulation that hands its rows out in blocks. */
export interface CustomsSimulation {
  readonly parameters: CustomsParameters;
  readonly nFirms: number;
  /** Tables of up to `firms` firms each, in the order of firms. Once: a second call starts anew. */
  blocks(firms?: number): Generator<Table, void, undefined>;
  /** Cities by year and the record. Throws UsageError `simulate_unfinished` before the last block was taken. */
  finish(): { readonly cities: Table; readonly record: SimulationRecord };
}

/** Rows, cities by year and the record of a simulation. */
export interface SimulatedCustoms {
  readonly table: Table;
  readonly cities: Table;
  readonly record: SimulationRecord;
}

/** The rows of `options` as one table. Throws UsageError `simulate_option`. */
export function simulateCustoms(engine: Engine, options: SimulateCustomsOptions = {}): SimulatedCustoms {
  const simulation = customsSimulation(engine, options);
  const [table] = [...simulation.blocks(simulation.nFirms)];
  return { table: table!, ...simulation.finish() };
}

/**
 * A simulation to be taken block by block; rows do not depend on the size of blocks or the threads of `engine`.
 * Throws UsageError `simulate_option`.
 */
export function customsSimulation(engine: Engine, options: SimulateCustomsOptions = {}): CustomsSimulation {
  const parameters = customsParameters(options);
  const { seed, dirty } = parameters;
  const world = simulatedWorld(engine, parameters);
  const { nCities, nYears } = world.world;
  const nFirms = parameters.firms ?? firmsForRows(engine, world.world, parameters.rows!);
  const intermediary = { seed, replication: INTERMEDIARY_STREAM, purpose: PURPOSE.customsEntities };
  const u = dirty === 0 ? null : philoxUniform(engine, nFirms, intermediary);
  let tally = emptyTally(nCities, nYears);
  return {
    parameters,
    nFirms,
    *blocks(firms = BLOCK_FIRMS) {
      tally = emptyTally(nCities, nYears);
      for (let first = 0; first < nFirms; first += firms) {
        const made = customsRows(engine, world.world, first, Math.min(firms, nFirms - first));
        const isIntermediary = (f: number) => u !== null && u[first + f]! < INTERMEDIARIES;
        const spoiling = { share: dirty, seed, firstRow: tally.rows, firstFirm: first, isIntermediary };
        const { table, defects } = blockTable(engine, made, world, u === null ? undefined : spoiling);
        addFirms(tally, made, nYears, isIntermediary);
        defects.forEach((count, kind) => {
          tally.defects[kind]! += count;
        });
        tally.rowsWritten += table.nRows;
        yield table;
      }
    },
    finish() {
      if (tally.firms < nFirms) {
        throw new UsageError(
          "simulate_unfinished",
          `The simulation has made ${tally.firms} of ${nFirms} firms: take all blocks before its record.`,
          { got: tally.firms, expected: nFirms },
        );
      }
      return { cities: cityTable(world, tally.cityYears), record: simulationRecord(parameters, world, tally) };
    },
  };
}

/** The least number of firms that have `rows` rows together. */
function firmsForRows(engine: Engine, shape: Parameters<typeof customsCounts>[1], rows: number): number {
  let total = 0;
  for (let first = 0; ; first += BLOCK_FIRMS) {
    const counts = customsCounts(engine, shape, first, BLOCK_FIRMS);
    for (let f = 0; f < BLOCK_FIRMS; f++) {
      total += counts[CUSTOMS_COUNTS * f]!;
      if (total >= rows) return first + f + 1;
    }
  }
}
