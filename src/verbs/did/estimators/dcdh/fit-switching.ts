/**
 * DID_l of a sample: its grid, its horizons and their influences.
 */

import { DataError } from "../../../../base/errors.js";
import { flagText } from "../../../../base/text.js";
import type { Engine, F64Block, Scope, U8Block } from "../../../../engine/kernels/engine.js";
import { placeGrid, switchingInfluence } from "../../../../engine/kernels/switching.js";
import type { DidPlan } from "../../design/plan.js";
import type { DidSample } from "../../design/sample.js";
import { byInfluence, delta, type Estimates } from "../../shared/estimates.js";
import { unitClusters } from "../../shared/unit-clusters.js";
import { cohortsByHorizon } from "./cohorts.js";
import { byClusters, influenceOf, type Judge } from "./contrast.js";
import { addControlInfluence, placeControls } from "./controls.js";
import { estimateSwitching, type Placed, type SwitchingEstimate, valuesOf } from "./estimate.js";
import { type Most, mostHorizons } from "./horizons.js";
import { inChanges } from "./in-changes.js";
import { type SwitchingPanel, switchingPanel } from "./switching-panel.js";

export interface SwitchingFit {
  readonly panel: SwitchingPanel;
  readonly placed: Placed;
  readonly most: Most;
  readonly found: SwitchingEstimate;
  /** Estimates by event time, and last their average per dose. */
  readonly values: Float64Array;
  readonly estimates: Estimates;
  /** u8[nUnits * nPeriods]: rows that effects are made of. */
  readonly used: Uint8Array;
}

/**
 * What `scope` holds lives as long as it.
 *
 * @param judge from what changes deviate
 * @throws DataError `dcdh_no_switcher`, and as `unitClusters` and `switchingPanel`
 */
export function fitSwitching(
  engine: Engine,
  scope: Scope,
  sample: DidSample,
  plan: DidPlan,
  judge: Judge = byClusters,
): SwitchingFit {
  const read = switchingPanel(sample, plan, unitClusters("dcdh", sample, plan));
  const panel = plan.linearTrends ? inChanges(read) : read;
  const { grid } = panel;
  const most = mostAsked(panel, plan);
  const placed: Placed = {
    grid: placeGrid(scope, grid),
    controls: placeControls(scope, panel, plan),
    cohorts: cohortsByHorizon(panel, plan, most.effects).map((described) => ({
      described,
      placed: described.map(({ ofUnit, count }) => ({ cohort: scope.copyU32(ofUnit), nCohorts: count })),
    })),
  };
  const found = estimateSwitching(engine, scope, panel, placed, most, plan);
  if (!found.weights.some((weight) => weight > 0)) throw noSwitcher(plan);
  const influence = scope.copyF64(new Float64Array(grid.nClusters * found.horizons.length));
  const none = new Uint8Array(grid.nUnits * grid.nPeriods);
  const used = { effects: scope.copyU8(none), placebos: scope.copyU8(none) };
  addInfluences(engine, placed, found, judge, used, influence);
  if (placed.controls !== null) {
    addControlInfluence(engine, placed.grid, placed.controls, found.fit!, found.horizons, found.scales, influence);
  }
  const values = valuesOf(found);
  const estimates = withOverall(engine, found, values, influence.view().slice());
  return { panel, placed, most, found, values, estimates, used: used.effects.view().slice() };
}

/** Effects and placebos to look for: all, or those of the window; a placebo is of the switchers of an effect. */
function mostAsked(panel: SwitchingPanel, plan: DidPlan): Most {
  const most = mostHorizons(panel, plan);
  if (plan.window === undefined) return most;
  const [low, high] = plan.window;
  const effects = Math.min(most.effects, high + 1);
  return { effects, placebos: Math.max(0, Math.min(most.placebos, effects, -low - 1)) };
}

function addInfluences(
  engine: Engine,
  { grid: placed }: Placed,
  { horizons, scales, fit }: SwitchingEstimate,
  judge: Judge,
  used: { readonly effects: U8Block; readonly placebos: U8Block },
  influence: F64Block,
): void {
  const { grid } = placed;
  horizons.forEach(({ parts, placebo }, h) => {
    const made = parts.map(({ lag, cohorts, sums, layers, contrast }) => ({
      ...{ lag, placebo, cohort: cohorts.placed[0]!.cohort, outcome: fit?.outcome ?? placed.y, flags: sums.flags },
      ...influenceOf(sums, grid, cohorts.described, layers, { lag, weight: contrast.weight, scale: scales[h]!, judge }),
    }));
    const own = influence.part(h * grid.nClusters, grid.nClusters);
    switchingInfluence(engine, placed, made, placebo ? used.placebos : used.effects, own);
  });
}

/** Estimates by event time, and last their average per dose. */
function withOverall(
  engine: Engine,
  { horizons, scales, weights }: SwitchingEstimate,
  values: Float64Array,
  influence: Float64Array,
): Estimates {
  const p = horizons.length;
  const gradient = new Float64Array(p * (p + 1));
  for (let j = 0; j < p; j++) {
    gradient[j * p + j] = 1;
    gradient[p * p + j] = weights[j]! / scales[j]!;
  }
  return delta(engine, byInfluence(engine, values.slice(0, p), influence), values, gradient);
}

const noSwitcher = ({ switchers, controlAsked, sameSwitchers }: DidPlan): DataError =>
  new DataError(
    "dcdh_no_switcher",
    `No unit that changes its dose ${switchers === undefined ? "" : `(${switchers === "in" ? "upwards" : "downwards"}, as ${flagText("switchers", switchers)} asks) `}is observed before and after the change beside a unit of the same baseline dose that keeps it${
      sameSwitchers === undefined ? "" : " at all event times of --window"
    }: ${
      controlAsked === "never"
        ? "compare with units that change later too (--control notyet)."
        : "add periods, or units that keep their dose; across baseline doses compares --continuous."
    }`,
    { got: 0, expected: "a switcher and a unit to compare it with" },
  );
