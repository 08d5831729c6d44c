/**
 * Outcomes of untreated rows by unit, or group of units, and period, net of what controls explain: what a formula's covariances are of.
 */
import { MISSING_CODE } from "../../base/columns.js";
import { type Note, note } from "../../base/messages.js";
import { categoryOf } from "../../data/panel/codes.js";
import { withLags } from "../../data/panel/panel.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { elementary } from "../../engine/kernels/math.js";
import { expandTerms } from "../../regression/frame/terms.js";
import { feols } from "../feols/feols.js";
import type { OutcomeGrid } from "./formula/panel-variation.js";
import { POWER_NOTES } from "./messages.js";
import type { UntreatedRows } from "./simulation/untreated-rows.js";
import type { PowerPlan } from "./verb.js";

export interface GridFound {
  readonly grid: OutcomeGrid;
  readonly notes: readonly Note[];
}

/** The grid: units, or values of --assign, by periods; NaN where there is no row. Throws as `feols` for controls. */
export function outcomeGrid(engine: Engine, rows: UntreatedRows, { assign }: PowerPlan): GridFound {
  const { panel, periods } = rows;
  const outcome = rows.spec.terms.length === 0 ? rows.outcome : netOfControls(engine, rows);
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
    notes: assign === undefined ? [] : [note(POWER_NOTES, "power_group_means", { by: assign, groups: nUnits })],
  };
}

/** The outcome less the fit of controls in a two-way regression; NaN where a control is missing. */
function netOfControls(engine: Engine, { panel, spec, outcome }: UntreatedRows): Float64Array {
  const table = withLags(panel);
  const { coefficients } = feols(engine, { ...panel, table }, spec, { vcov: "iid", fixefRm: "none" });
  const rows = Uint32Array.from(outcome.keys());
  const { names, columns } = expandTerms({ ...spec, intercept: false }, table, elementary(engine), rows);
  const net = outcome.slice();
  columns.forEach((column, j) => {
    const beta = coefficients[names[j]!]?.estimate ?? 0;
    const values = column.numbers();
    for (let row = 0; row < net.length; row++) net[row]! -= beta * values[row]!;
  });
  return net;
}
