/**
 * DID_l from a grid in linear memory: its horizons net of controls, what each is divided by, and the average of all of them per dose. Everything
 * that another drawing of the clusters changes is made here.
 */
import type { Engine, Scope } from "../../../../engine/kernels/engine.js";
import type { ChangeControls, PlacedGrid } from "../../../../engine/kernels/switching.js";
import type { DidPlan } from "../../design/plan.js";
import { type ControlFit, fitControls } from "./controls.js";
import { doseOf, type HorizonDose } from "./doses.js";
import { type Horizon, horizonsOf, type Most, type PlacedLayers } from "./horizons.js";
import type { SwitchingPanel } from "./switching-panel.js";

export interface Placed {
  readonly grid: PlacedGrid;
  readonly controls: ChangeControls | null;
  readonly cohorts: readonly PlacedLayers[];
}

export interface SwitchingEstimate {
  readonly fit: ControlFit | null;
  /** By event time. */
  readonly horizons: readonly Horizon[];
  readonly doses: readonly HorizonDose[];
  /** What horizons are multiplied by: one over the total dose of normalised effects. */
  readonly scales: readonly number[];
  /** What horizons weigh in the average of all, before they are multiplied; 0 of placebos. */
  readonly weights: readonly number[];
}

export function estimateSwitching(
  engine: Engine,
  scope: Scope,
  panel: SwitchingPanel,
  { grid, controls, cohorts }: Placed,
  most: Most,
  plan: DidPlan,
  times?: (unit: number) => number,
): SwitchingEstimate {
  const fit = controls === null ? null : fitControls(engine, scope, grid, controls);
  const horizons = horizonsOf(engine, grid, fit?.outcome ?? grid.y, cohorts, most, plan).sort(byEvent);
  const doses = horizons.map((horizon) => doseOf(panel, horizon, times));
  const effects = horizons.map(({ placebo, contrast }) => (placebo ? 0 : contrast.weight));
  const total = effects.reduce((sum, weight, h) => sum + weight * doses[h]!.mean, 0);
  return {
    ...{ fit, horizons, doses },
    scales: doses.map((dose) => (plan.normalized ? 1 / dose.total : 1)),
    weights: effects.map((weight) => weight / total),
  };
}

/** Effect l is that of event l - 1, placebo l of event - l - 1. */
export const eventOf = ({ lag, placebo }: Pick<Horizon, "lag" | "placebo">): number => (placebo ? -lag - 1 : lag - 1);

const byEvent = (a: Horizon, b: Horizon): number => eventOf(a) - eventOf(b);

/** Estimates by event time, and their average per dose, NaN without an effect. */
export function valuesOf({ horizons, scales, weights }: SwitchingEstimate): Float64Array {
  const overall = horizons.reduce((sum, { value }, h) => sum + weights[h]! * value, 0);
  return Float64Array.of(...horizons.map(({ value }, h) => scales[h]! * value), overall);
}
