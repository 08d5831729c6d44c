/**
 * Designs of the study of dynamic panels, and their rows: y = rho y(-1) + effect + v, stationary from the first period,
 * with errors v whose size differs by unit. Knows nothing of estimates.
 */

import { philoxNormal, philoxUniform } from "../../src/engine/kernels/cluster-draws.js";
import type { Engine } from "../../src/engine/kernels/engine.js";
import type { PanelGrid } from "../../src/verbs/pgmm/estimator/spec.js";

/** Seed of the study. */
const SEED = 20_261_126;
/** Purposes of streams under SEED; those of replications from the first on, two a cell. */
const FIRST_STREAM = 3000;

export interface PanelDesign {
  readonly units: number;
  readonly periods: number;
  /** A cell for each. */
  readonly rhos: readonly number[];
}

const RHOS = [0.5, 0.9];

/** In the order of the page. */
export const panelDesigns: readonly PanelDesign[] = [
  { units: 100, periods: 5, rhos: RHOS },
  { units: 100, periods: 8, rhos: RHOS },
  { units: 400, periods: 8, rhos: RHOS },
];

/** Columns y, its lag, ones. `cell` is the number of the cell in the study: its draws are its own. */
export function panelRows(
  engine: Engine,
  { units, periods }: PanelDesign,
  rho: number,
  cell: number,
  replication: number,
): PanelGrid {
  const stream = { seed: SEED, replication, purpose: FIRST_STREAM + 2 * cell };
  const normals = philoxNormal(engine, units * (1 + periods), stream);
  const sizes = philoxUniform(engine, units, { ...stream, purpose: stream.purpose + 1 });
  const [y, lagged] = [new Float64Array(units * periods), new Float64Array(units * periods)];
  for (let i = 0; i < units; i++) {
    const effect = normals[i]!;
    const size = 0.5 + sizes[i]!;
    let before = Number.NaN;
    for (let t = 0; t < periods; t++) {
      const v = size * normals[units + i * periods + t]!;
      const at = i * periods + t;
      lagged[at] = before;
      before = t === 0 ? effect / (1 - rho) + v / Math.sqrt(1 - rho * rho) : rho * before + effect + v;
      y[at] = before;
    }
  }
  return {
    nUnits: units,
    nPeriods: periods,
    periods: Array.from({ length: periods }, (_, t) => String(t + 1)),
    columns: [y, lagged, new Float64Array(units * periods).fill(1)],
    names: ["y", "lag(y, 1)", "(Intercept)"],
    present: null,
  };
}
