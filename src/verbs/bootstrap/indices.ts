/**
 * Draws of clusters from a table: one draw a row, cells are 1-based positions in the sorted list of clusters.
 */
import { DataError } from "../../base/errors.js";
import type { Table } from "../../data/table/table.js";

/**
 * Positions of each draw. Throws DataError `indices_text` for a column that is no number, `indices_empty` for a table
 * without draws, `indices_position` for a cell that is no position, with its row and column.
 */
export function indexRows(indices: Table, nClusters: number): Float64Array[] {
  const { name } = indices.source;
  const expected = `1..${nClusters}`;
  const columns = indices.columns.map((column) => {
    if (column.kind === "numeric") return column;
    throw new DataError(
      "indices_text",
      `${name}: column '${column.name}' holds text; cells are positions from 1 to ${nClusters} in the sorted list of clusters.`,
      { got: column.levels[0], expected, column: column.name },
    );
  });
  if (indices.nRows === 0 || columns.length === 0) {
    throw new DataError("indices_empty", `${name} has no draws: give one a row.`, {
      got: indices.nRows,
      expected: ">= 1",
    });
  }
  return Array.from({ length: indices.nRows }, (_, row) =>
    Float64Array.from(columns, ({ name: column, values }) => {
      const position = values[row]!;
      if (Number.isInteger(position) && position >= 1 && position <= nClusters) return position;
      throw new DataError(
        "indices_position",
        `${name}, row ${row + 1}, column '${column}': ${Number.isNaN(position) ? "an empty cell" : position} is no position in the sorted list of ${nClusters} clusters; use whole numbers from 1 to ${nClusters}.`,
        { got: position, expected, row: row + 1, column },
      );
    }),
  );
}
