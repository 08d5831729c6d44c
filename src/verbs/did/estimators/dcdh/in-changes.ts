/**
 * Outcomes and covariates as changes from the period before, in which a linear trend of each unit is a constant.
 * Source: de Chaisemartin & D'Haultfoeuille (2024), Review of Economics and Statistics, doi:10.1162/rest_a_01414, web appendix 1.3.
 */
import { note } from "../../../../base/messages.js";
import { DCDH_NOTES } from "./messages.js";
import { NONE, type SwitchingPanel } from "./switching-panel.js";

export function inChanges(panel: SwitchingPanel): SwitchingPanel {
  const { grid, covariates } = panel;
  const early = grid.direction.reduce((n, way, g) => n + Number(way !== NONE && grid.first[g] === 1), 0);
  const changes = (levels: Float64Array): Float64Array =>
    levels.map((value, at) => (at % grid.nPeriods === 0 ? Number.NaN : value - levels[at - 1]!));
  return {
    ...panel,
    grid: { ...grid, y: changes(grid.y) },
    covariates: changes(covariates),
    notes: [...panel.notes, ...(early === 0 ? [] : [note(DCDH_NOTES, "dcdh_early_left", { units: early })])],
  };
}
