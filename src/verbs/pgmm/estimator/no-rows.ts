/**
 * Why a panel leaves no row to estimate on: nothing complete, too few periods, or gaps between them.
 */
import { DataError } from "../../../base/errors.js";
import type { PanelGmmSpec, PanelGrid } from "./spec.js";

/** The error for a panel without a row of the transformed equation. */
export function noRows(grid: PanelGrid, spec: PanelGmmSpec): DataError {
  const { nUnits, nPeriods, columns, names, present } = grid;
  const equation = [spec.outcome, ...spec.regressors.map(({ column }) => column)];
  const iv = spec.blocks.flatMap((block) =>
    block.kind === "iv" && block.missing !== "zero" && block.equation !== "level" ? [block.column] : [],
  );
  const needed = [...new Set([...equation, ...iv])];
  const complete = (at: number): boolean =>
    (present === null || present[at] === 1) && needed.every((column) => Number.isFinite(columns[column]![at]));
  let [rows, most] = [0, 0];
  for (let unit = 0; unit < nUnits; unit++) {
    let own = 0;
    for (let t = 0; t < nPeriods; t++) own += Number(complete(unit * nPeriods + t));
    rows += own;
    most = Math.max(most, own);
  }
  if (rows > 0 && most > 1) {
    return new DataError(
      "gaps_leave_nothing",
      `Outcome, regressors and instruments are complete in ${rows} rows, but no unit has two of them in consecutive periods: no first ` +
        "difference is left. Use orthogonal deviations, which bridge gaps, or a panel without them.",
      { got: 0, expected: "two consecutive periods", rows },
    );
  }
  if (rows > 0) {
    return new DataError(
      "too_few_periods",
      `Outcome and regressors with their lags are complete in at most one of the ${nPeriods} periods of a unit: nothing is left ` +
        "to transform. Use fewer lags, or a panel of more periods.",
      { got: 1, expected: 2, rows, periods: nPeriods },
    );
  }
  const worst = needed
    .map((column) => ({
      column,
      missing: columns[column]!.reduce((n, value) => n + Number(!Number.isFinite(value)), 0),
    }))
    .sort((a, b) => b.missing - a.missing)[0]!;
  return new DataError(
    "no_rows",
    `No row has the outcome, all regressors and their lags over ${nPeriods} periods: the panel is too short for the lags, or columns ` +
      `are never there together. ${names[worst.column]} is missing most, in ${worst.missing} of ${nUnits * nPeriods} rows. Use ` +
      "fewer lags, or take the column out.",
    { got: 0, expected: "a complete row", column: names[worst.column], periods: nPeriods },
  );
}
