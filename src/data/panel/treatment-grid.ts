/**
 * A 0/1 treatment as a function of (unit, period), over rows of which many may share both: a city's policy in
 * the rows of its firms. Refuses a treatment that differs within a unit and period, or switches off. Knows nothing of
 * outcomes.
 */
import { type Category, MISSING_CODE } from "../../base/columns.js";
import { DataError } from "../../base/errors.js";
import { notBinary, switchesOff } from "./first-treated.js";

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
  const periods = new Float64Array(time.nLevels);
  for (let i = 0; i < timeValues.length; i++) periods[time.codes[i]!] = timeValues[i]!;
  requireWhole(periods, time);
  const cells = new Uint8Array(unit.nLevels * periods.length);
  for (let i = 0; i < treatment.length; i++) {
    const value = treatment[i]!;
    if (value !== 0 && value !== 1) throw notBinary(atTableRow(rows), name, value, rows.rows[i]!);
    const at = unit.codes[i]! * periods.length + time.codes[i]!;
    const said = value === 1 ? GRID.treated : GRID.untreated;
    if (cells[at] !== GRID.empty && cells[at] !== said) throw withinUnit(rows, name, treatment, at, i);
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

function requireComplete({ name, codes }: Category, rows: Uint32Array): void {
  const at = codes.indexOf(MISSING_CODE);
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
