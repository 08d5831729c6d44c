/**
 * The dose of each unit: one for good from its start on. Knows no outcome.
 */
import { columnFlag } from "../../../../base/column-names.js";
import { DataError, UsageError } from "../../../../base/errors.js";
import type { DidPlan } from "../../design/plan.js";
import type { DidSample } from "../../design/sample.js";

/** The column doses are read from. Throws UsageError `did_option` where none is given. */
export function doseColumn({ dose, source }: Pick<DidPlan, "dose" | "source">): string {
  const column = dose ?? (source.cohort === undefined ? source.treat : undefined);
  if (column !== undefined) return column;
  throw new UsageError(
    "did_option",
    "cdid needs the dose of each treated unit: add --dose COLUMN beside --cohort, or give --treat a column that is 0 and then the dose.",
    { got: undefined, expected: "dose" },
  );
}

/**
 * Doses of the units of the sample, 0 for those never treated.
 *
 * @throws DataError `did_dose` for a treated unit without a dose above 0 or with several, and one never treated that has a dose
 */
export function unitDoses(sample: DidSample, column: string): Float64Array {
  const { table, rows, starts, units, time, periods, cohort } = sample;
  const values = table.numeric(column);
  const doses = new Float64Array(units.length);
  for (let u = 0; u < units.length; u++) {
    const first = cohort[u]!;
    for (let i = starts[u]!; i < starts[u + 1]!; i++) {
      const value = values[rows[i]!]!;
      const isTreated = periods[time[i]!]! >= first;
      if (first === Number.POSITIVE_INFINITY) {
        if (value !== 0 && !Number.isNaN(value)) throw ofNobody(sample, column, u, i, value);
        continue;
      }
      // before its start a unit has its dose already where a column gives each unit one, or 0
      if (!isTreated) continue;
      if (!(value > 0 && value < Number.POSITIVE_INFINITY)) throw noDose(sample, column, u, i, value);
      if (doses[u] !== 0 && doses[u] !== value) throw twoDoses(sample, column, u, i, value, doses[u]!);
      doses[u] = value;
    }
  }
  return doses;
}

const nameOf = ({ panel, units }: DidSample, u: number): string =>
  `${panel.unit.name} '${panel.unit.label(units[u]!)}'`;

function ofNobody(sample: DidSample, column: string, u: number, i: number, value: number): DataError {
  const row = sample.rows[i]! + 1;
  return new DataError(
    "did_dose",
    `${columnFlag("dose", column)}: ${nameOf(sample, u)} is never treated in the sample and has dose ${value} in row ${row}; give it 0 there, or leave it out with --subset.`,
    { got: value, expected: 0, column, row },
  );
}

function noDose(sample: DidSample, column: string, u: number, i: number, value: number): DataError {
  const row = sample.rows[i]! + 1;
  return new DataError(
    "did_dose",
    `${columnFlag("dose", column)}: ${nameOf(sample, u)} is treated in row ${row} and has ${Number.isNaN(value) ? "no dose" : `dose ${value}`}; a number above 0 was expected. A unit with dose 0 is never treated: leave its cohort empty; or leave it out with --subset.`,
    { got: value, expected: "> 0", column, row },
  );
}

function twoDoses(sample: DidSample, column: string, u: number, i: number, value: number, first: number): DataError {
  const row = sample.rows[i]! + 1;
  return new DataError(
    "did_dose",
    `${columnFlag("dose", column)}: ${nameOf(sample, u)} changes from dose ${first} to ${value} in row ${row}; cdid needs one dose for good. For doses that change use dcdh or twfe --aggregate simple.`,
    { got: value, expected: first, column, row },
  );
}
