/**
 * Whether a column is the same in all rows of each unit, wherever its rows are.
 */
import type { Panel } from "../../data/panel/panel.js";
import { rowsOf } from "../../data/panel/treatment.js";
import type { TreatmentMade } from "./treatment.js";

/** Whether no unit has two values in `column`; missing ones do not count. */
export const isConstantWithin = async (
  { panel, stayed }: Pick<TreatmentMade, "panel" | "stayed">,
  column: string,
  signal?: AbortSignal,
): Promise<boolean> =>
  stayed === undefined ? isConstantIn(panel, column) : await stayed.isConstantWithin(column, signal);

function isConstantIn(panel: Panel, column: string): boolean {
  const cells = panel.table.column(column);
  const values: ArrayLike<number> = cells.kind === "text" ? cells.codes : cells.values;
  for (let u = 0; u < panel.nUnits; u++) {
    let known = Number.NaN;
    for (const row of rowsOf(panel, u)) {
      const value = values[row]!;
      if (Number.isNaN(known)) known = value;
      else if (!Number.isNaN(value) && value !== known) return false;
    }
  }
  return true;
}
