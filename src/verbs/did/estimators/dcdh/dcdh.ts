/**
 * DID_l: effects of a treatment that switches on and off or has doses, each unit compared, before and after it first changes its dose, with
 * units of the same baseline dose that have kept it so far. Effects of a horizon are of all doses received up to it.
 * Source: de Chaisemartin & D'Haultfoeuille (2024), Difference-in-Differences Estimators of Intertemporal Treatment Effects, Review of
 * Economics and Statistics, doi:10.1162/rest_a_01414.
 */

import { UsageError } from "../../../../base/errors.js";
import { type Note, note } from "../../../../base/messages.js";
import { UNIT_PATHS } from "../../../../data/panel/treatment-design.js";
import type { Engine, Scope } from "../../../../engine/kernels/engine.js";
import { clusterDegrees } from "../../design/degrees.js";
import type { DidPlan } from "../../design/plan.js";
import type { DidSample } from "../../design/sample.js";
import type { Effect } from "../../shared/aggregation.js";
import { alone, referenceEffect, refuseAnticipation } from "../../shared/direct.js";
import { type Estimates, selected } from "../../shared/estimates.js";
import type { DidEstimator, DidFit, DidRun } from "../../shared/estimator.js";
import { describeSwitching } from "./describe.js";
import { drawnCovariance } from "./drawn-errors.js";
import { eventOf, type SwitchingEstimate } from "./estimate.js";
import { fitSwitching } from "./fit-switching.js";
import type { Most } from "./horizons.js";
import { DCDH_NOTES } from "./messages.js";
import type { SwitchingPanel } from "./switching-panel.js";

export const dcdh: DidEstimator = {
  name: "dcdh",
  paths: UNIT_PATHS,
  needsStart: false,
  takesUnseen: () => true,
  fit: (engine: Engine, sample: DidSample, plan: DidPlan, run: DidRun = {}): DidFit => {
    requireOptions(plan);
    return engine.scope((scope) => described(engine, scope, sample, plan, run));
  },
};

function described(engine: Engine, scope: Scope, sample: DidSample, plan: DidPlan, run: DidRun): DidFit {
  const fit = fitSwitching(engine, scope, sample, plan);
  const { panel, placed, most, found, values } = fit;
  const drawn = plan.resampled ? drawnCovariance(engine, panel, placed, most, found, plan, run) : null;
  const estimates: Estimates =
    drawn === null ? fit.estimates : { values, covariance: drawn.covariance, influence: null };
  const effects = effectsOf(found);
  const used = counted(panel, fit.used);
  const df = drawn === null ? clusterDegrees(used.clusters, plan) : Number.POSITIVE_INFINITY;
  return {
    cells: null,
    aggregations: ["dynamic", "simple"],
    eventsWeigh: "doses",
    aggregate: (by) => {
      if (by === "dynamic") return { effects, estimates, hasOverall: true };
      const all = selected(engine, estimates, [values.length - 1]);
      return alone(all, used.units, effects.find(({ at }) => at === 0)?.cohorts ?? 0);
    },
    // a unit alone in its cohort is judged beside those it is compared with
    measuresFromOthers: () => true,
    df: Number.POSITIVE_INFINITY,
    ...used,
    notes: [...panel.notes, ...notesOf(sample, panel, plan, found, most), ...(drawn?.notes ?? [])],
    ...(drawn === null ? {} : { errors: "drawn" as const }),
    details: { kind: "switching", ...describeSwitching(engine, sample, panel, plan, found, estimates, drawn, df) },
  };
}

/** Throws UsageError `did_anticipation`, `did_balanced`, `did_draws`, `dcdh_same_switchers`, `dcdh_window`. */
function requireOptions(plan: DidPlan): void {
  refuseAnticipation("dcdh", plan);
  if (plan.balanced !== undefined) {
    throw new UsageError(
      "did_balanced",
      "dcdh keeps the same units at all event times of --window by --same-switchers effects: leave --balanced out.",
      { got: plan.balanced, expected: undefined },
    );
  }
  const isDrawn = plan.resampled || plan.band === "uniform" || plan.estimators.some((name) => name !== "dcdh");
  if (plan.drawsAsked !== undefined && !isDrawn) {
    throw new UsageError(
      "did_draws",
      "Errors of dcdh are of influences: draws (--draws) belong to --resampled, and to --band uniform.",
      { got: plan.drawsAsked, expected: undefined },
    );
  }
  if (plan.sameSwitchers !== undefined && plan.window === undefined) {
    throw new UsageError(
      "dcdh_same_switchers",
      "--same-switchers keeps units that all effects of a window have: give --window LOW,HIGH, such as --window -3,4.",
      { got: undefined, expected: "a window" },
    );
  }
  if (plan.window !== undefined && plan.window[1] < 0) {
    throw new UsageError(
      "dcdh_window",
      `dcdh estimates effects from the first change up to the end of --window LOW,HIGH, which is 0 or later; got ${plan.window.join(",")}.`,
      { got: plan.window, expected: "high >= 0" },
    );
  }
}

function effectsOf({ horizons }: SwitchingEstimate): Effect[] {
  const own = horizons.map((horizon): Effect => {
    const { up, down, dates, rows } = horizon.contrast;
    return { at: eventOf(horizon), units: up + down, cohorts: dates, isReference: false, rows };
  });
  const first = own.find(({ at }) => at! >= 0)!;
  const before = own.filter(({ at }) => at! < 0);
  return [...before, referenceEffect(first.units, first.cohorts), ...own.slice(before.length)];
}

/** Rows, units and clusters that effects are made of. */
function counted({ grid: { nUnits, nPeriods, cluster } }: SwitchingPanel, used: Uint8Array) {
  let [nobs, units] = [0, 0];
  const clusters = new Set<number>();
  for (let g = 0; g < nUnits; g++) {
    const own = used.subarray(g * nPeriods, (g + 1) * nPeriods).reduce((n, is) => n + is, 0);
    if (own === 0) continue;
    nobs += own;
    units++;
    clusters.add(cluster[g]!);
  }
  return { nobs, units, clusters: clusters.size };
}

function notesOf(
  { x }: DidSample,
  panel: SwitchingPanel,
  plan: DidPlan,
  { horizons, fit }: SwitchingEstimate,
  most: Most,
): Note[] {
  const found = new Set(horizons.map(eventOf));
  const { level, set } = panel.grid;
  const wanted =
    plan.window === undefined
      ? [...lags(most.placebos).map((lag) => -lag - 1), ...lags(most.effects).map((lag) => lag - 1)]
      : lags(plan.window[1] - plan.window[0] + 1).map((j) => plan.window![0] + j - 1);
  const missing = wanted.filter((event) => event !== -1 && !found.has(event)).sort((a, b) => a - b);
  const doses = new Map(Array.from(set, (own, g) => [level[own]!, panel.baseline[g]!]));
  const dropped = (fit?.levels ?? []).flatMap((solved, l) => {
    const names = solved.dropped.flatMap((j) => (j < x.names.length ? [x.names[j]!] : []));
    const dose = plan.continuous === undefined && fit!.levels.length > 1 ? doses.get(l)! : null;
    return names.length === 0 ? [] : [note(DCDH_NOTES, "dcdh_controls_collinear", { names, dose })];
  });
  const effects = horizons.filter(({ placebo }) => !placebo).length;
  return [
    note(DCDH_NOTES, "dcdh_average", { effects }),
    ...(plan.continuous === undefined ? [] : [note(DCDH_NOTES, "dcdh_continuous", { degree: plan.continuous })]),
    ...dropped,
    ...(missing.length === 0
      ? []
      : [note(DCDH_NOTES, "dcdh_horizons_fewer", { events: missing, asked: [wanted[0]!, wanted.at(-1)!] as const })]),
  ];
}

const lags = (count: number): number[] => Array.from({ length: count }, (_, l) => l + 1);
