/**
 * Who is eligible: a column of 0 and 1, the same in all rows of a unit. Knows no comparison.
 */
import { columnFlag } from "../../../../base/column-names.js";
import { DataError } from "../../../../base/errors.js";
import type { DidSample } from "../../design/sample.js";

/**
 * Of each unit of the sample, 1 where it is eligible, else 0.
 *
 * @throws DataError `did_eligible` for another value than 0 or 1, a unit with both, or a sample without one of them
 */
export function eligibleUnits({ table, rows, starts, units, panel }: DidSample, column: string): Uint8Array {
  const values = table.numeric(column);
  const eligible = new Uint8Array(units.length);
  for (let u = 0; u < units.length; u++) {
    const first = values[rows[starts[u]!]!]!;
    for (let i = starts[u]!; i < starts[u + 1]!; i++) {
      const value = values[rows[i]!]!;
      if (value !== 0 && value !== 1) throw noFlag(column, value, rows[i]! + 1);
      if (value === first) continue;
      const unit = `${panel.unit.name} '${panel.unit.label(units[u]!)}'`;
      throw new DataError(
        "did_eligible",
        `${columnFlag("eligible", column)}: ${unit} changes from ${first} to ${value} in row ${rows[i]! + 1}; a unit is eligible in all of its rows or in none. Give the column as it was before the treatment.`,
        { got: value, expected: first, column, row: rows[i]! + 1 },
      );
    }
    eligible[u] = first;
  }
  const count = eligible.reduce((sum, one) => sum + one, 0);
  if (count > 0 && count < units.length) return eligible;
  throw new DataError(
    "did_eligible",
    `${columnFlag("eligible", column)} is ${count === 0 ? 0 : 1} in every row of the sample: the third difference is between eligible and other units, and needs both; without such a difference use cs.`,
    { got: count === 0 ? 0 : 1, expected: [0, 1], column },
  );
}

const noFlag = (column: string, value: number, row: number): DataError =>
  new DataError(
    "did_eligible",
    `${columnFlag("eligible", column)}: row ${row} has ${Number.isNaN(value) ? "no number" : value}; 1 (eligible) or 0 was expected in every row. Leave such rows out with --subset.`,
    { got: value, expected: [0, 1], column, row },
  );
