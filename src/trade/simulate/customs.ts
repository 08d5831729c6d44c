/**
 * Customs rows with a known truth: blocks of firms one after the other, so that any number of rows takes
 * the memory of one block, or all of them as a table. Equations: docs/simulate.md. Knows nothing of files or estimation.
 */
import type { Column, NumericColumn, TextColumn } from "../../base/columns.js";
import { UsageError } from "../../base/errors.js";
import { makeTable, selectRows, type Table } from "../../data/table/table.js";
import { PURPOSE, philoxUniform } from "../../engine/kernels/cluster-draws.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { gatherU32, groupCounts } from "../../engine/kernels/groups.js";
import {
  CUSTOMS_COUNTS,
  CUSTOMS_SUMS,
  type CustomsRows,
  customsCounts,
  customsDefects,
  customsRows,
} from "../../engine/kernels/simulate.js";
import { type CustomsParameters, customsParameters } from "./options.js";
import { addFirms, emptyTally, type SimulationRecord, simulationRecord } from "./record.js";
import type { SimulateCustomsOptions } from "./verb.js";

import { type SimulatedWorld, simulatedWorld, UNITS } from "./world.js";

// Rows of a block of firms as a table: columns by name, spoiled where that was asked. Knows nothing of files.

/** Name of the source of simulated tables. */
const SOURCE = { name: "simulated customs", bytes: 0, sha256: null };

/** What is done to clean rows: the share spoiled, and which firms of the block trade for others. */
interface Spoiling {
  readonly share: number;
  readonly seed: number;
  /** Number of the block's first row among all. */
  readonly firstRow: number;
  readonly firstFirm: number;
  isIntermediary(firm: number): boolean;
}

/** The table, and defects by kind. */
interface BlockTable {
  readonly table: Table;
  readonly defects: Uint32Array;
}

/** The rows as a table; text columns have the levels that occur. `spoiling` adds the column `firm_name`. */
function blockTable(engine: Engine, made: CustomsRows, world: SimulatedWorld, spoiling?: Spoiling): BlockTable {
  const n = made.nRows;
  const number = (name: string, j: number): NumericColumn => ({
    kind: "numeric",
    name,
    values: made.numbers.subarray(j * n, (j + 1) * n),
  });
  const text = (name: string, j: number, levels: readonly string[]): TextColumn =>
    usedLevels(engine, name, made.codes.subarray(j * n, (j + 1) * n), levels);
  const [city, province] = [text("city", 0, world.cityLabels), text("province", 1, world.provinceLabels)];
  const [hs8, hs6] = [text("hs8", 2, world.codes.hs8), text("hs6", 3, world.codes.hs6)];
  const [dest, unit] = [text("dest", 4, world.destLabels), text("unit", 5, UNITS)];
  const [firm, year, value, quantity] = ["firm", "year", "value", "quantity"].map(number) as [
    NumericColumn,
    NumericColumn,
    NumericColumn,
    NumericColumn,
  ];
  const truth = ["true_ln_quality", "true_sigma", "true_ln_demand", "did", "cohort"].map((name, j) =>
    number(name, j + 4),
  );
  const head = [city, province, hs8, hs6];
  if (spoiling === undefined) {
    const columns = [firm, ...head, dest, year, value, quantity, unit, ...truth];
    return { table: makeTable(columns, SOURCE), defects: new Uint32Array(0) };
  }
  const names = firmNames(made, spoiling);
  const { share, seed, firstRow } = spoiling;
  const spoiled = customsDefects(engine, firstRow, share, seed, quantity.values, dest.codes);
  const columns = [
    ...[firm, names, ...head, { ...dest, codes: spoiled.dest }, year, value],
    ...[{ ...quantity, values: spoiled.quantity }, unit, ...truth],
  ];
  return { table: selectRows(makeTable(columns, SOURCE), spoiled.order), defects: spoiled.counts };
}

/** Codes of the levels that occur. */
function usedLevels(engine: Engine, name: string, codes: Uint32Array, levels: readonly string[]): TextColumn {
  const counts = groupCounts(engine, codes, levels.length);
  const kept = levels.filter((_, code) => counts[code]! > 0);
  if (kept.length === levels.length) return { kind: "text", name, codes, levels };
  const renumbered = new Uint32Array(levels.length);
  for (let code = 0, next = 0; code < levels.length; code++) if (counts[code]! > 0) renumbered[code] = next++;
  return { kind: "text", name, codes: gatherU32(engine, renumbered, codes), levels: kept };
}

/** Names of the block's firms: those that trade for others say so, in both languages that patterns look for. */
function firmNames({ nRows, codes, firmCities }: CustomsRows, { firstFirm, isIntermediary }: Spoiling): TextColumn {
  const levels = Array.from(firmCities, (_, f) => {
    const business = isIntermediary(f) ? "进出口 Import & Export Trading" : "Manufacturing";
    return `Firm ${String(firstFirm + f + 1).padStart(10, "0")} ${business} Co., Ltd.`;
  });
  return { kind: "text", name: "firm_name", codes: codes.subarray(6 * nRows, 7 * nRows), levels };
}

// The cities of a simulation by year: treatment, controls, and the true mean quality of their exports.

/** A row a city and year. True means of ln quality are over the city's clean rows: plain, and weighted by value; NaN without rows. */
function cityTable({ world, cityYears, cityLabels, provinceLabels }: SimulatedWorld, sums: Float64Array): Table {
  const { nCities, nYears, firstYear, provinces } = world;
  const n = nCities * nYears;
  const cityOf = (i: number) => Math.floor(i / nYears);
  const number = (name: string, of: (i: number) => number): Column => ({
    kind: "numeric",
    name,
    values: Float64Array.from({ length: n }, (_, i) => of(i)),
  });
  const text = (name: string, of: (i: number) => number, levels: readonly string[]): Column => ({
    kind: "text",
    name,
    codes: Uint32Array.from({ length: n }, (_, i) => of(i)),
    levels,
  });
  const sum = (i: number, what: number) => sums[CUSTOMS_SUMS * i + what]!;
  const columns = [
    text("city", cityOf, cityLabels),
    text("province", (i) => provinces[cityOf(i)]!, provinceLabels),
    number("year", (i) => firstYear + (i % nYears)),
    number("did", (i) => cityYears.did[i]!),
    number("cohort", (i) => cityYears.cohort[cityOf(i)]!),
    number("tertiary", (i) => cityYears.tertiary[i]!),
    number("eco", (i) => cityYears.eco[i]!),
    number("fin", (i) => cityYears.fin[i]!),
    number("rows", (i) => sum(i, 0)),
    number("value", (i) => sum(i, 2)),
    number("true_quality", (i) => sum(i, 1) / sum(i, 0)),
    number("true_quality_weighted", (i) => sum(i, 3) / sum(i, 2)),
  ];
  return makeTable(columns, { name: "simulated cities", bytes: 0, sha256: null });
}

/** Firms of a block unless given: about 17,000 rows, a few megabytes as text. */
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
