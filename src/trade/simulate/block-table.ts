/**
 * Rows of a block of firms as a table: columns by name, spoiled where that was asked. Knows nothing of
 * files.
 */
import type { NumericColumn, TextColumn } from "../../base/columns.js";
import { makeTable, selectRows, type Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { gatherU32, groupCounts } from "../../engine/kernels/groups.js";
import { type CustomsRows, customsDefects } from "../../engine/kernels/simulate.js";
import { type SimulatedWorld, UNITS } from "./world.js";

/** Name of the source of simulated tables. */
const SOURCE = { name: "simulated customs", bytes: 0, sha256: null };

/** What is done to clean rows: the share spoiled, and which firms of the block trade for others. */
export interface Spoiling {
  readonly share: number;
  readonly seed: number;
  /** Number of the block's first row among all. */
  readonly firstRow: number;
  readonly firstFirm: number;
  isIntermediary(firm: number): boolean;
}

/** The table, and defects by kind. */
export interface BlockTable {
  readonly table: Table;
  readonly defects: Uint32Array;
}

/** The rows as a table; text columns have the levels that occur. `spoiling` adds the column `firm_name`. */
export function blockTable(engine: Engine, made: CustomsRows, world: SimulatedWorld, spoiling?: Spoiling): BlockTable {
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
