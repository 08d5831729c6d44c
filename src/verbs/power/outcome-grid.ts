/**
 * Outcomes of untreated rows by unit, or group of units, and period, net of what controls explain: what a formula's covariances are of.
 */
import { MISSING_CODE } from "../../base/columns.js";
import { DataError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { ownOf } from "../../base/objects.js";
import { categoryOf } from "../../data/panel/codes.js";
import { withLags } from "../../data/panel/panel.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { elementary } from "../../engine/kernels/math.js";
import { expandTerms } from "../../regression/frame/terms.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import { feols } from "../feols/feols.js";
import type { OutcomeGrid } from "./formula/panel-variation.js";
import { POWER_NOTES } from "./messages.js";
import type { UntreatedRows } from "./simulation/untreated-rows.js";
import type { PowerPlan } from "./verb.js";

interface Net {
  readonly outcome: Float64Array;
  readonly controls: readonly string[];
}

export interface GridFound {
  readonly grid: OutcomeGrid;
  readonly notes: readonly Note[];
}

/** The grid: units, or values of --assign, by periods; NaN where there is no row. Throws as `feols` for controls. */
export function outcomeGrid(engine: Engine, rows: UntreatedRows, { assign }: PowerPlan): GridFound {
  const { panel, periods } = rows;
  const { outcome, controls } = rows.spec.terms.length === 0 ? { ...rows, controls: [] } : netOfControls(engine, rows);
  const groups = assign === undefined ? panel.unit : categoryOf(panel.table.column(assign));
  const nUnits = groups.nLevels;
  const place = new Map(Array.from(periods, (period, t) => [period, t]));
  const sums = new Float64Array(nUnits * periods.length);
  const counts = new Uint32Array(sums.length);
  outcome.forEach((value, row) => {
    const code = groups.codes[row]!;
    if (code === MISSING_CODE || !Number.isFinite(value)) return;
    const at = place.get(panel.timeValues[row]!)! * nUnits + code;
    sums[at]! += value;
    counts[at]!++;
  });
  return {
    grid: { values: sums.map((sum, at) => sum / counts[at]!), nUnits, nPeriods: periods.length },
    notes: [
      ...(controls.length === 0 ? [] : [note(POWER_NOTES, "power_controls", { controls })]),
      ...(assign === undefined ? [] : [note(POWER_NOTES, "power_group_means", { by: assign, groups: nUnits })]),
    ],
  };
}

/** The outcome less the fit of those controls that vary in a two-way regression; NaN where one of these is missing. */
function netOfControls(engine: Engine, { panel, spec, outcome }: UntreatedRows): Net {
  const table = withLags(panel);
  const coefficients = coefficientsOf(engine, { ...panel, table }, spec);
  const rows = Uint32Array.from(outcome.keys());
  const { names, columns } = expandTerms({ ...spec, intercept: false }, table, elementary(engine), rows);
  const net = outcome.slice();
  const controls = names.flatMap((name, j) => {
    const found = ownOf(coefficients, name);
    if (found === undefined) return [];
    const values = columns[j]!.numbers();
    for (let row = 0; row < net.length; row++) net[row]! -= found.estimate * values[row]!;
    return [name];
  });
  return { outcome: net, controls };
}

/** None where every control is absorbed. */
function coefficientsOf(
  engine: Engine,
  panel: UntreatedRows["panel"],
  spec: UntreatedRows["spec"],
): FitRecord["coefficients"] {
  try {
    return feols(engine, panel, spec, { vcov: "iid", fixefRm: "none" }).coefficients;
  } catch (error) {
    if (error instanceof DataError && error.code === "no_variation") return {};
    throw error;
  }
}
