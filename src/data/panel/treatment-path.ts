/**
 * How a 0/1 treatment moves over time within units, and the counts a person looks at before choosing an estimator: estimators
 * for an absorbing treatment are invalid where it switches off, and units that never change say nothing in a regression with unit
 * effects.
 */

import { type Category, MISSING_CODE } from "../../base/columns.js";
import { DataError } from "../../base/errors.js";
import { notBinary, switchesOff } from "./first-treated.js";
import type { Panel } from "./panel.js";
import { periodWords } from "./period-text.js";
import { rowsOf } from "./treatment.js";

/** Path of one unit over its observed periods: all 0, all 1, 0 then 1 for good, or any path with a 1 before a 0. */
type UnitPath = "never" | "always" | "absorbing" | "switching off";

/** Units by path, and the path of the treatment as a whole: that of its least regular unit. */
export interface TreatmentPath {
  readonly path: UnitPath;
  readonly units: Readonly<Record<UnitPath, readonly string[]>>;
  /** Units in which treatment varies: all that a regression with unit effects learns from. */
  readonly varying: readonly string[];
}

/**
 * The path of `treatment` (f64[nRows], 0 or 1) over the rows of the panel where `used` is not 0 (all without it).
 * Throws DataError `treatment_not_binary` naming unit, period and value.
 */
export function treatmentPath(
  panel: Pick<Panel, "unit" | "timeValues" | "period" | "order" | "nUnits">,
  treatment: Float64Array,
  used?: Uint8Array,
): TreatmentPath {
  const units: Record<UnitPath, string[]> = { never: [], always: [], absorbing: [], "switching off": [] };
  for (let u = 0; u < panel.nUnits; u++) {
    const rows = rowsOf(panel, u).filter((row) => used === undefined || used[row] !== 0);
    if (rows.length === 0) continue;
    for (const row of rows) checkBinary(panel, treatment[row]!, row);
    units[pathOf(rows.map((row) => treatment[row] === 1))].push(panel.unit.label(u));
  }
  const varying = [...units.absorbing, ...units["switching off"]].sort((a, b) => (a < b ? -1 : 1));
  const path =
    units["switching off"].length > 0
      ? "switching off"
      : units.absorbing.length > 0 || (units.always.length > 0 && units.never.length > 0)
        ? "absorbing"
        : units.always.length > 0
          ? "always"
          : "never";
  return { path, units, varying };
}

function pathOf(on: readonly boolean[]): UnitPath {
  const first = on.indexOf(true);
  if (first < 0) return "never";
  if (on.indexOf(false, first) >= 0) return "switching off";
  return first === 0 ? "always" : "absorbing";
}

function checkBinary(panel: Pick<Panel, "unit" | "timeValues" | "period">, value: number, row: number): void {
  if (value === 0 || value === 1) return;
  const unit = panel.unit.label(panel.unit.codes[row]!);
  throw new DataError(
    "treatment_not_binary",
    `Treatment of '${unit}' in ${periodWords(panel.period, panel.timeValues[row]!)} is ${value}, 0 or 1 was expected.`,
    { got: value, expected: [0, 1], unit, time: panel.timeValues[row], row: row + 1 },
  );
}

// A 0/1 treatment as a function of (unit, period), over rows of which many may share both.

/** What the grid says of a unit in a period. */
export const GRID = { empty: 0, untreated: 1, treated: 2 } as const;

export interface TreatmentGrid {
  /** Groupings of the rows, every level used. */
  readonly unit: Category;
  readonly time: Category;
  /** Periods, ascending: the values of `time`. */
  readonly periods: Float64Array;
  /** What `GRID` says, u8[nUnits * nPeriods] by unit. */
  readonly cells: Uint8Array;
  /** First treated period of each unit: Infinity for never, -Infinity where every row seen is treated. */
  readonly firstTreated: Float64Array;
}

/** Rows of a table: where they stand there (for words), their unit, their period. */
export interface GridRows {
  readonly rows: Uint32Array;
  readonly unit: Category;
  readonly time: Category;
  /** Period of each row, f64[n]. */
  readonly timeValues: Float64Array;
}

/**
 * The grid of the treatment `name` (f64[n] over the rows).
 *
 * @throws DataError `panel_missing` (a row without unit or time), `panel_time` (a time that is no whole number),
 *   `treatment_not_binary`, `treatment_within_unit` (0 and 1 in one unit and period), `treatment_switches_off`.
 */
export function treatmentGrid(rows: GridRows, name: string, treatment: Float64Array): TreatmentGrid {
  const { unit, time, timeValues } = rows;
  for (const grouping of [unit, time]) requireComplete(grouping, rows.rows);
  const [ofUnit, ofTime] = [unit.codes, time.codes];
  const periods = periodsOf(time, timeValues);
  requireWhole(periods, time);
  const [nRows, width] = [treatment.length, periods.length];
  const cells = new Uint8Array(unit.nLevels * width);
  const { empty, untreated, treated } = GRID;
  for (let i = 0; i < nRows; i++) {
    const value = treatment[i]!;
    if (value !== 0 && value !== 1) throw notBinary(atTableRow(rows), name, value, rows.rows[i]!);
    const at = ofUnit[i]! * width + ofTime[i]!;
    const said = value === 1 ? treated : untreated;
    const before = cells[at];
    if (before === said) continue;
    if (before !== empty) throw withinUnit(rows, name, treatment, at, i);
    cells[at] = said;
  }
  const firstTreated = Float64Array.from({ length: unit.nLevels }, (_, u) => {
    const own = cells.subarray(u * periods.length, (u + 1) * periods.length);
    const first = own.indexOf(GRID.treated);
    if (first < 0) return Number.POSITIVE_INFINITY;
    const off = own.indexOf(GRID.untreated, first);
    if (off >= 0) throw switchesOff(atTableRow(rows), name, rowOf(rows, u, off));
    return own.indexOf(GRID.untreated) < 0 ? Number.NEGATIVE_INFINITY : periods[first]!;
  });
  return { unit, time, periods, cells, firstTreated };
}

/** The value of each level: that of its first row, as far as rows must be looked at. */
function periodsOf({ codes, nLevels }: Category, timeValues: Float64Array): Float64Array {
  const periods = new Float64Array(nLevels).fill(Number.NaN);
  for (let i = 0, left = nLevels; left > 0 && i < codes.length; i++) {
    const code = codes[i]!;
    if (!Number.isNaN(periods[code]!)) continue;
    periods[code] = timeValues[i]!;
    left--;
  }
  return periods;
}

/** The first row of a unit and period, as a row of the table. */
function rowOf({ rows, unit, time }: GridRows, u: number, t: number): number {
  return rows[unit.codes.findIndex((code, i) => code === u && time.codes[i] === t)]!;
}

/** Unit and period by row of the table, for words about one row. */
function atTableRow({ rows, unit, timeValues }: GridRows) {
  const last = rows.at(-1)! + 1;
  const [codes, values] = [new Uint32Array(last), new Float64Array(last)];
  rows.forEach((row, i) => {
    codes[row] = unit.codes[i]!;
    values[row] = timeValues[i]!;
  });
  return { unit: { ...unit, codes }, timeValues: values };
}

function requireComplete({ name, codes, nMissing }: Category, rows: Uint32Array): void {
  const at = nMissing === 0 ? -1 : codes.indexOf(MISSING_CODE);
  if (at < 0) return;
  throw new DataError(
    "panel_missing",
    `Column '${name}' is missing in row ${rows[at]! + 1}, which the regression uses; a placebo needs unit and time in every row: drop such rows first.`,
    { got: "missing", expected: "a value in every row", column: name, row: rows[at]! + 1 },
  );
}

function requireWhole(periods: Float64Array, time: Category): void {
  const at = periods.findIndex((value) => !Number.isSafeInteger(value));
  if (at < 0) return;
  throw new DataError(
    "panel_time",
    `Time '${time.name}' has the value ${time.label(at)}, a whole number was expected; number the periods 1, 2, 3, ...`,
    { got: time.label(at), expected: "a whole number", column: time.name },
  );
}

function withinUnit(rows: GridRows, name: string, treatment: Float64Array, at: number, i: number): DataError {
  const { unit, time } = rows;
  const first = treatment.findIndex((_, j) => unit.codes[j]! * time.nLevels + time.codes[j]! === at);
  const [u, t] = [unit.label(unit.codes[i]!), rows.timeValues[i]!];
  const [a, b] = [rows.rows[first]! + 1, rows.rows[i]! + 1];
  return new DataError(
    "treatment_within_unit",
    `Treatment '${name}' of ${unit.name} '${u}' in ${t} is ${treatment[first]} in row ${a} and ${treatment[i]} in row ${b}; a placebo deals treatments to whole units, so it must be one value in a unit and period. Name the unit that is treated as one with --unit.`,
    { got: [treatment[first], treatment[i]], expected: "one value a unit and period", unit: u, time: t, rows: [a, b] },
  );
}
