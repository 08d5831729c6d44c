/**
 * Blocks of instruments become columns of Z: which equation, lag and period each serves, its name, and of which
 * values its numbers are made. Columns stand in the order of the blocks, those of the transformed equation before those of the
 * levels, by period and then by lag.
 */
import { DataError, NotSupported, UsageError } from "../../../base/errors.js";
import type { PlanEntry, ValueKind } from "../../../engine/kernels/gmm.js";
import type { InstrumentColumn } from "./panel-gmm-fit.js";
import type { InstrumentBlock, LagBlock, PanelGmmSpec, PanelGrid, PlainBlock } from "./spec.js";

/** Kinds of values, as `GmmPlan` numbers them. */
const LEVEL: ValueKind = 0;
const DIFFERENCE: ValueKind = 1;
const DEVIATION: ValueKind = 2;

export interface InstrumentTable {
  readonly columns: readonly InstrumentColumn[];
  /** Columns of the grid that instruments are made of, and which equations need them (1 transformed, 2 levels). */
  readonly variables: readonly number[];
  readonly needed: readonly number[];
  /** 2T slots: the numbers of a row of Z. */
  readonly slots: readonly (readonly PlanEntry[])[];
}

/** Equations that a block serves in this model. */
interface Serves {
  readonly diff: boolean;
  readonly level: boolean;
}

/**
 * Throws DataError `lags_beyond_panel` when a block has no period whose lags exist, UsageError `level_instruments` for a block of an
 * equation that is not there, NotSupported for leads and for untransformed instruments of orthogonal deviations.
 */
export function instrumentColumns(grid: PanelGrid, spec: PanelGmmSpec): InstrumentTable {
  const table = new TableInMaking(grid, spec);
  spec.blocks.forEach((block, at) => {
    const before = table.columns.length;
    if (block.kind === "gmm") lagColumns(table, block, at);
    else plainColumn(table, block, at);
    if (table.columns.length === before) throw lagsBeyondPanel(grid, block as LagBlock);
  });
  return table;
}

class TableInMaking implements InstrumentTable {
  readonly columns: InstrumentColumn[] = [];
  readonly variables: number[] = [];
  readonly needed: number[] = [];
  readonly slots: PlanEntry[][];

  constructor(
    readonly grid: PanelGrid,
    readonly spec: PanelGmmSpec,
  ) {
    this.slots = Array.from({ length: 2 * grid.nPeriods }, () => []);
  }

  serves(block: InstrumentBlock): Serves {
    const system = this.spec.model === "system";
    if (block.equation === "level" && !system) {
      throw new UsageError(
        "level_instruments",
        `Instruments of ${this.grid.names[block.column]} serve the equation in levels, which a difference model does not ` +
          "have: leave them out, or estimate a system.",
        { got: "level", expected: "diff or both", column: this.grid.names[block.column] },
      );
    }
    return { diff: block.equation !== "level", level: system && block.equation !== "diff" };
  }

  /** Position of a column of the grid among the variables. */
  variable(column: number, needed: number): number {
    let at = this.variables.indexOf(column);
    if (at < 0) at = this.variables.push(column) - 1;
    this.needed[at] = (this.needed[at] ?? 0) | needed;
    return at;
  }

  /** A column of Z whose number in each of `slots` is the variable of a period. */
  add(column: InstrumentColumn, variable: number, kind: ValueKind, entries: readonly (readonly [number, number])[]) {
    const instrument = this.columns.push(column) - 1;
    for (const [slot, period] of entries) this.slots[slot]!.push({ instrument, kind, variable, period });
  }

  /** More numbers for the column added last. */
  extend(variable: number, kind: ValueKind, entries: readonly (readonly [number, number])[]) {
    const instrument = this.columns.length - 1;
    for (const [slot, period] of entries) this.slots[slot]!.push({ instrument, kind, variable, period });
  }
}

/** Lags in levels for the transformed equation, of differences for the levels. */
function lagColumns(table: TableInMaking, block: LagBlock, at: number): void {
  const { from, to, equation } = block;
  if (!Number.isInteger(from) || from < 0 || to < from) {
    throw new NotSupported(
      "lag_limits",
      `Lag limits of the instruments of ${table.grid.names[block.column]} are ${from} to ${to}; they are whole numbers of at ` +
        "least 0, the first not above the second.",
      { got: [from, to], expected: "0 <= from <= to" },
    );
  }
  const serves = table.serves(block);
  const variable = table.variable(block.column, 0);
  if (serves.diff) addLags(table, block, at, variable, "diff", from, to);
  if (!serves.level) return;
  const lag = Math.max(0, from - 1);
  if (equation === "both") addLags(table, block, at, variable, "level", lag, lag);
  else addLags(table, block, at, variable, "level", from, to);
}

function addLags(
  table: TableInMaking,
  { group, collapse, column }: LagBlock,
  block: number,
  variable: number,
  equation: "diff" | "level",
  from: number,
  to: number,
): void {
  const { nPeriods: T, names, periods } = table.grid;
  const [kind, shift, oldest] = equation === "diff" ? [LEVEL, 0, 0] : [DIFFERENCE, T, 1];
  /** The transformed equation has no row in the first period. */
  const first = equation === "diff" ? 1 : 0;
  const describe = (lag: number, period: number | null): InstrumentColumn => {
    const value = `${equation === "level" ? "D." : ""}${lag === 0 ? "" : `L${lag}.`}${names[column]}`;
    const when = period === null ? "" : ` in ${periods[period]}`;
    const name = `${value}${when}${equation === "level" ? ", levels" : ""}`;
    return { block, group, kind: "gmm", equation, lag, period, name };
  };
  const last = Math.min(to, T - 1);
  if (collapse) {
    for (let lag = from; lag <= last; lag++) {
      const entries: [number, number][] = [];
      for (let t = Math.max(first, lag + oldest); t < T; t++) entries.push([shift + t, t - lag]);
      if (entries.length > 0) table.add(describe(lag, null), variable, kind, entries);
    }
    return;
  }
  for (let t = first; t < T; t++) {
    for (let lag = from; lag <= Math.min(last, t - oldest); lag++) {
      table.add(describe(lag, t), variable, kind, [[shift + t, t - lag]]);
    }
  }
}

/** The variable itself, in one column for the equations it serves. */
function plainColumn(table: TableInMaking, block: PlainBlock, at: number): void {
  const { nPeriods: T, names } = table.grid;
  const orthogonal = table.spec.transform === "fod";
  const { column, group, untransformed = false, missing = "drop" } = block;
  if (untransformed && orthogonal) {
    throw new NotSupported(
      "untransformed_deviations",
      `Instrument ${names[column]} can't enter an equation in orthogonal deviations as it is: use first differences, or let it be ` +
        "transformed.",
      { got: "fod", expected: "d" },
    );
  }
  const { diff, level } = table.serves(block);
  const needed = missing === "drop" ? Number(diff) + 2 * Number(level) : 0;
  const variable = table.variable(column, needed);
  const equation = diff && level ? "both" : diff ? "diff" : "level";
  const name = plainName(names[column]!, equation, untransformed, orthogonal);
  table.add({ block: at, group, kind: "iv", equation, lag: null, period: null, name }, variable, LEVEL, []);
  const entries = (shift: number, from: number) =>
    Array.from({ length: T - from }, (_, i): [number, number] => [shift + from + i, from + i]);
  if (diff) table.extend(variable, untransformed ? LEVEL : orthogonal ? DEVIATION : DIFFERENCE, entries(0, 1));
  if (level) table.extend(variable, LEVEL, entries(T, 0));
}

function plainName(name: string, equation: string, untransformed: boolean, orthogonal: boolean): string {
  if (equation === "level") return `${name}, levels`;
  if (equation === "both") return untransformed ? `${name}, untransformed in both` : name;
  return untransformed ? `${name}, untransformed` : `${orthogonal ? "FOD" : "D"}.${name}`;
}

function lagsBeyondPanel(grid: PanelGrid, { column, from, equation }: LagBlock): DataError {
  const name = grid.names[column]!;
  return new DataError(
    "lags_beyond_panel",
    `Instruments of ${name} begin at lag ${from}${equation === "level" ? " of its differences" : ""}, but the panel spans ` +
      `${grid.nPeriods} periods: no row has them. Use shorter lags, or more periods.`,
    { got: from, expected: `at most ${Math.max(0, grid.nPeriods - (equation === "level" ? 2 : 1))}`, column: name },
  );
}
