/**
 * How a 0/1 treatment moves over time within units: estimators for an absorbing treatment are invalid where
 * it switches off, and units that never change say nothing in a regression with unit effects.
 */
import { DataError } from "../../base/errors.js";
import type { Panel } from "./panel.js";
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
  panel: Pick<Panel, "unit" | "timeValues" | "order" | "nUnits">,
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

function checkBinary(panel: Pick<Panel, "unit" | "timeValues">, value: number, row: number): void {
  if (value === 0 || value === 1) return;
  const unit = panel.unit.label(panel.unit.codes[row]!);
  throw new DataError(
    "treatment_not_binary",
    `Treatment of '${unit}' in ${panel.timeValues[row]} is ${value}, 0 or 1 was expected.`,
    { got: value, expected: [0, 1], unit, time: panel.timeValues[row], row: row + 1 },
  );
}
