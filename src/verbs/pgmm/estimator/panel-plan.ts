/**
 * A panel regression as the kernels' plan: with every instrument and regressor first, then with those that were
 * kept. Rows are the same in both.
 */
import type { GmmPlan } from "../../../engine/kernels/gmm-plan.js";
import type { InstrumentTable } from "./instrument-columns.js";
import type { PanelGmmSpec, PanelGrid } from "./spec.js";

/** Where columns of the grid were placed, and where the outcome. */
export interface Placed {
  readonly of: (column: number) => number;
  readonly outcome: number;
}

export function fullPlan(grid: PanelGrid, spec: PanelGmmSpec, table: InstrumentTable, placed: Placed): GmmPlan {
  const { regressors, model, transform } = spec;
  const levels = model === "system";
  const orthogonal = transform === "fod";
  return {
    nPeriods: grid.nPeriods,
    columns: [placed.outcome, ...regressors.map(({ column }) => placed.of(column))],
    asIs: [false, ...regressors.map(({ untransformed }) => untransformed === true)],
    variables: table.variables.map(placed.of),
    needed: table.needed,
    nInstruments: table.columns.length,
    levels,
    orthogonal,
    covariance: covarianceOf(spec.h, levels, orthogonal),
    slots: table.slots,
  };
}

/** Deviations of errors are as uncorrelated as the errors: there h = 2, and h = 3 without levels, is the identity. */
function covarianceOf(h: 1 | 2 | 3, levels: boolean, orthogonal: boolean): 0 | 1 | 2 {
  if (h === 1) return 0;
  if (levels && h === 3) return 2;
  return orthogonal ? 0 : 1;
}

/** The plan of some instruments and regressors; a regressor left out is still needed, so that rows stay what they were. */
export function reducedPlan(plan: GmmPlan, instruments: readonly number[], regressors: readonly number[]): GmmPlan {
  const position = new Map(instruments.map((instrument, at) => [instrument, at]));
  const kept = [0, ...regressors.map((at) => at + 1)];
  const left = plan.columns.filter((_, at) => !kept.includes(at));
  return {
    ...plan,
    columns: kept.map((at) => plan.columns[at]!),
    asIs: kept.map((at) => plan.asIs[at]!),
    variables: [...plan.variables, ...left],
    needed: [...plan.needed, ...left.map(() => 3)],
    nInstruments: instruments.length,
    slots: plan.slots.map((entries) =>
      entries.flatMap((entry) => {
        const instrument = position.get(entry.instrument);
        return instrument === undefined ? [] : [{ ...entry, instrument }];
      }),
    ),
  };
}
