/**
 * The block `truth` of a study of simulated data: columns of the panel that have the true effect on each row.
 * Knows nothing of how the data were made.
 */
import { DataError } from "../../base/errors.js";
import type { Panel } from "../../data/panel/panel.js";
import { requireColumn, type StudyFile } from "../file/study-file.js";

/** Columns with the true effect on each row, by outcome. */
export type TruthColumns = Readonly<Record<string, string>>;

/** The study's columns of truth. Throws DataError for one that is not in the panel, or lacks a value (`truth_missing`). */
export function truthColumns(file: StudyFile, { table, unit, timeValues }: Panel): TruthColumns {
  for (const [outcome, column] of Object.entries(file.spec.truth)) {
    const path = ["truth", outcome];
    requireColumn(file, path, column, table);
    const row = table.numeric(column).findIndex(Number.isNaN);
    if (row < 0) continue;
    const where = `${unit.name} '${unit.label(unit.codes[row]!)}' in ${timeValues[row]}`;
    throw new DataError(
      "truth_missing",
      `${file.at(path)}: '${column}' has no value for ${where}; the true effect must be told on every row, 0 where there is none.`,
      { got: null, expected: "a number on every row", column, row: row + 1 },
    );
  }
  return file.spec.truth;
}
