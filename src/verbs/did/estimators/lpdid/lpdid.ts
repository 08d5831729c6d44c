/**
 * Local projections: a regression a horizon of long differences on the start of treatment, with effects of periods, on units that start and
 * clean controls. The regressions stand beside each other by the influences of their clusters.
 * Source: Dube, Girardi, Jorda & Taylor (2025), Journal of Applied Econometrics 40(5), doi:10.1002/jae.70000.
 */
import { DataError, NotSupported, UsageError, WasmetricsError } from "../../../../base/errors.js";
import { note } from "../../../../base/messages.js";
import type { UnitPath } from "../../../../data/panel/treatment-design.js";
import type { Engine } from "../../../../engine/kernels/engine.js";
import { DID_NOTES } from "../../design/messages.js";
import type { DidPlan } from "../../design/plan.js";
import type { DidSample } from "../../design/sample.js";
import type { Effect } from "../../shared/aggregation.js";
import { type DerivedFit, type DerivedRows, regressDerived } from "../../shared/derived.js";
import { alone, REFERENCE, refuseAnticipation, requireReference, withAverage } from "../../shared/direct.js";
import { byInfluence } from "../../shared/estimates.js";
import type { DidEstimator, DidFit } from "../../shared/estimator.js";
import { type Horizon, type LongDifferences, longDifferences, startWeights } from "./long-differences.js";
import { type LpPanel, lpPanel } from "./lp-panel.js";

const ABSORBING: readonly UnitPath[] = ["never", "always", "absorbing"];

export const lpdid: DidEstimator = {
  name: "lpdid",
  paths: ({ stable }) => (stable === undefined ? ABSORBING : [...ABSORBING, "switching off"]),
  takesUnseen: ({ stable }) => stable !== undefined,
  fit: (engine: Engine, sample: DidSample, plan: DidPlan): DidFit => {
    refuseAnticipation("lpdid", plan);
    requireReference("lpdid", sample.design);
    const panel = lpPanel(sample, plan);
    return plan.aggregate === "simple" ? fitPooled(engine, panel, plan) : fitHorizons(engine, panel, plan);
  },
};

/** The effect at a horizon: its regression, and what it is of. */
export interface HorizonFit extends DerivedFit {
  readonly effect: Effect;
  /** Weights by period that it was reweighted by. */
  readonly weights: ReadonlyMap<number, number> | null;
}

/** The regression of a horizon; null where no period has both starts and controls. `weights` of periods stand in for its own. */
export function fitHorizon(
  engine: Engine,
  panel: LpPanel,
  horizon: Horizon,
  plan: DidPlan,
  weights: ReadonlyMap<number, number> | null,
): HorizonFit | null {
  const { sample } = panel;
  const all = longDifferences(panel, horizon, plan);
  const own = startWeights(all, sample.weights);
  if (own.size === 0) return null;
  const byPeriod = plan.reweight ? (weights ?? own) : null;
  const made = byPeriod === null ? all : restricted(all, byPeriod);
  if (made.starts.every((isStart) => isStart === 0)) return null;
  const { from, outcome, starts, time } = made;
  const fit = regressHorizon(engine, sample, plan, horizon, {
    ...{ from, outcome, regressors: [{ name: "did_start", values: starts }] },
    covariates: sample.x.names.map((name, j) => ({
      name,
      values: Float64Array.from(from, (row) => sample.x.columns[j]![row]!),
    })),
    effects: [{ name: "did_time", codes: time }],
    weights:
      byPeriod === null && sample.weights === null
        ? null
        : Float64Array.from(from, (row, i) => (byPeriod?.get(time[i]!) ?? 1) * (sample.weights?.[row] ?? 1)),
  });
  if (fit.names.length === 0) return null;
  const isCompared = (_: number, i: number): boolean => starts[i] === 1 && own.has(time[i]!);
  const compared = time.filter(isCompared);
  const at = horizon.over.length === 1 ? horizon.over[0]! : null;
  return {
    ...fit,
    weights: byPeriod,
    effect: { at, units: compared.length, cohorts: new Set(compared).size, isReference: false, rows: fit.nobs },
  };
}

/** Codes of refusals of an outcome that does not vary. */
const FLAT = ["constant_outcome", "absorbed_outcome"];

/** Throws DataError `did_no_variation`, naming outcome and horizon, where long differences are the same for all units of a period. */
function regressHorizon(
  engine: Engine,
  sample: DidSample,
  plan: DidPlan,
  { over }: Horizon,
  rows: DerivedRows,
): DerivedFit {
  try {
    return regressDerived(engine, sample, plan, rows);
  } catch (error) {
    if (!(error instanceof WasmetricsError && FLAT.includes(error.code))) throw error;
    const [outcome] = sample.spec.call.split("~");
    throw new DataError(
      "did_no_variation",
      `lpdid: between the period before treatment and horizon ${over.join(", ")}, '${outcome!.trim()}' changes alike for all units of a period, so that nothing can be estimated there: narrow --window, or look at the outcome.`,
      { got: over, expected: "an outcome that varies within periods" },
      { cause: error },
    );
  }
}

function restricted(
  { from, outcome, starts, time }: LongDifferences,
  periods: ReadonlyMap<number, number>,
): LongDifferences {
  const isIn = (_: number, i: number): boolean => periods.has(time[i]!);
  return {
    from: from.filter(isIn),
    outcome: outcome.filter(isIn),
    starts: starts.filter(isIn),
    time: time.filter(isIn),
  };
}

function fitPooled(engine: Engine, panel: LpPanel, plan: DidPlan): DidFit {
  const { window } = plan;
  if (window === undefined || window[1] < 0) throw noWindow(window);
  const over = Array.from({ length: window[1] + 1 }, (_, lead) => lead);
  const fit = fitHorizon(engine, panel, { over, cleanTo: window[1], observed: [] }, plan, null);
  if (fit === null) throw noComparison(plan);
  const { estimates, effect } = fit;
  return {
    ...describe(panel, fit, [fit]),
    aggregate: () => alone(estimates, effect.units, effect.cohorts),
  };
}

function fitHorizons(engine: Engine, panel: LpPanel, plan: DidPlan): DidFit {
  const { events } = panel.sample.design;
  const [low, high] = plan.window ?? [events[0]!.event, events.at(-1)!.event];
  if (high < 0) throw plan.window === undefined ? noComparison(plan) : noWindow(plan.window);
  const leads = Array.from({ length: high - low + 1 }, (_, j) => low + j);
  const horizonOf = (lead: number): Horizon => ({
    over: [lead],
    cleanTo: plan.fixedSample ? high : Math.max(lead, 0),
    observed: plan.fixedSample ? leads.filter((each) => each >= 0) : [],
  });
  const first = fitHorizon(engine, panel, horizonOf(0), plan, null);
  if (first === null) throw noComparison(plan);
  const isReference = (lead: number): boolean => lead === REFERENCE && panel.isFromLast;
  const wanted = leads.filter((lead) => !isReference(lead));
  const found = wanted.map((lead) =>
    lead === 0 ? first : fitHorizon(engine, panel, horizonOf(lead), plan, lead < 0 ? first.weights : null),
  );
  const fits = found.filter((fit) => fit !== null);
  const empty = wanted.filter((_, j) => found[j] === null);
  const { units, cohorts } = first.effect;
  const reference: Effect = { at: REFERENCE, units, cohorts, isReference: true };
  const effects = [...fits.map(({ effect }) => effect), ...(leads.some(isReference) ? [reference] : [])];
  const estimates = byInfluence(
    engine,
    Float64Array.from(fits, (fit) => fit.estimates.values[0]!),
    joined(fits),
  );
  const described = describe(panel, first, fits);
  return {
    ...described,
    aggregate: () =>
      withAverage(
        engine,
        effects.sort((a, b) => a.at! - b.at!),
        estimates,
        () => 1,
      ),
    notes: [
      ...described.notes,
      ...(empty.length === 0 ? [] : [note(DID_NOTES, "did_horizons_empty", { horizons: empty })]),
    ],
  };
}

/** Rows and clusters of the main regression; t has the degrees of freedom of the regression with the fewest clusters. */
function describe({ sample }: LpPanel, main: HorizonFit, fits: readonly HorizonFit[]): Omit<DidFit, "aggregate"> {
  return {
    cells: null,
    aggregations: ["dynamic", "simple"],
    eventsWeigh: "alike",
    df: Math.min(...fits.map(({ df }) => df)),
    ...{ nobs: main.nobs, units: sample.units.length, clusters: main.clusters, notes: main.notes },
  };
}

/** Influences of all regressions, side by side. Throws NotSupported `did_variance`. */
function joined(fits: readonly HorizonFit[]): Float64Array {
  const size = fits[0]!.estimates.influence?.length ?? 0;
  const out = new Float64Array(size * fits.length);
  fits.forEach(({ estimates: { influence } }, j) => {
    if (influence === null) {
      throw new NotSupported(
        "did_variance",
        "The regressions of lpdid, one a horizon, are tied to each other by clusters of one clustering: leave --vcov out, or give cluster:a.",
        { got: "another variance", expected: ["cluster:a"] },
      );
    }
    out.set(influence, j * size);
  });
  return out;
}

const noWindow = (window: DidPlan["window"]): UsageError =>
  new UsageError(
    "did_window",
    "lpdid has effects from the start of treatment to the end of --window LOW,HIGH, which is 0 or later and must be given for an average of all: such as --window -4,4.",
    { got: window, expected: "high >= 0" },
  );

const noComparison = ({ control }: DidPlan): DataError =>
  new DataError(
    "did_no_comparison",
    `No period has both units that start treatment, observed in the period before, and units untreated${control === "never" ? " for good: take not yet treated units for controls too (--control notyet)" : " beside them"}.`,
    { got: 0, expected: "starts and controls in one period" },
  );
