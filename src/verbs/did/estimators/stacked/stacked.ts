/**
 * Stacked difference-in-differences: one regression on the stacks of all cohorts. With corrective weights, effects by event time of the
 * treated against the untreated, averaged over cohorts by their treated units; without weights, effects of units and periods within each
 * stack, which average by the variance of treatment in it.
 */
import { DataError } from "../../../../base/errors.js";
import type { Engine } from "../../../../engine/kernels/engine.js";
import type { DidPlan } from "../../design/plan.js";
import type { DidSample } from "../../design/sample.js";
import type { Effect } from "../../shared/aggregation.js";
import { type DerivedRows, type Named, regressDerived } from "../../shared/derived.js";
import {
  alone,
  REFERENCE,
  referenceEffect,
  refuseAnticipation,
  requireReference,
  unidentified,
  withAverage,
} from "../../shared/direct.js";
import type { DidEstimator, DidFit } from "../../shared/estimator.js";
import { correctiveWeights } from "./corrective-weights.js";
import { type Stacks, stacksOf, stackWindow } from "./stacks.js";

export const stacked: DidEstimator = {
  name: "stacked",
  paths: ["never", "always", "absorbing"],
  fit: (engine: Engine, sample: DidSample, plan: DidPlan): DidFit => {
    refuseAnticipation("stacked", plan);
    requireReference("stacked", sample.design);
    const isCorrected = plan.stackWeights === "corrective";
    const stacks = stacksOf(sample, stackWindow(plan), plan, isCorrected);
    if (stacks.cohorts.length === 0) throw noStack(plan);
    const isStatic = plan.aggregate === "simple" && !isCorrected;
    const events = isStatic ? null : eventTimes(stacks);
    const rows = derivedRows(sample, stacks, isCorrected, events);
    const { names, estimates, df, nobs, clusters, notes } = regressDerived(engine, sample, plan, rows);
    const made =
      events === null ? null : names.map((name) => effectAt(stacks, events[Number(name.slice(EVENT.length))]!));
    return {
      cells: null,
      aggregations: ["dynamic", "simple"],
      aggregate: (by) => {
        if (made === null) return alone(estimates, stacks.nTreated, stacks.cohorts.length);
        const { units, cohorts } = effectAt(stacks, REFERENCE);
        const effects = [...made, referenceEffect(units, cohorts)].sort((a, b) => a.at! - b.at!);
        const dynamic = withAverage(engine, effects, estimates, () => 1);
        return by === "dynamic" ? dynamic : averageAlone(dynamic, stacks);
      },
      eventsWeigh: "alike",
      ...{ df, nobs, clusters },
      notes: [...stacks.notes, ...notes, ...(made === null ? [] : unidentified(events!, made))],
      units: new Set(Array.from(rows.from, (i) => sample.rows[i]!).map((row) => sample.panel.unit.codes[row]!)).size,
    };
  },
};

/** Names of dummies of event times begin so; their positions follow. */
const EVENT = "did_event_";

/** Event times of treated rows but the reference, ascending. */
const eventTimes = ({ event, treated }: Stacks): number[] =>
  [...new Set(event.filter((_, i) => treated[i] === 1))].filter((at) => at !== REFERENCE).sort((a, b) => a - b);

function derivedRows(
  sample: DidSample,
  stacks: Stacks,
  isCorrected: boolean,
  events: readonly number[] | null,
): DerivedRows {
  const { from, stack, event, treated } = stacks;
  const dummy = (isOn: (i: number) => boolean): Float64Array => Float64Array.from(stack, (_, i) => Number(isOn(i)));
  const regressors: Named[] =
    events === null
      ? [{ name: "did_treated", values: dummy((i) => treated[i] === 1 && event[i]! >= 0) }]
      : events.map((at, j) => ({ name: `${EVENT}${j}`, values: dummy((i) => treated[i] === 1 && event[i] === at) }));
  const own = sample.weights && Float64Array.from(from, (i) => sample.weights![i]!);
  const corrective = isCorrected ? correctiveWeights(stacks, own) : null;
  const weights = corrective === null ? own : corrective.map((weight, i) => weight * (own?.[i] ?? 1));
  return {
    ...{ from, regressors, weights, outcome: Float64Array.from(from, (i) => sample.y[i]!) },
    covariates: sample.x.names.map((name, j) => ({
      name,
      values: Float64Array.from(from, (i) => sample.x.columns[j]![i]!),
    })),
    effects: isCorrected
      ? [
          { name: "did_group", codes: Float64Array.from(treated) },
          { name: "did_event", codes: event },
        ]
      : withinStacks(sample, stacks),
  };
}

/** Units and periods within each stack. */
function withinStacks({ panel, rows, time, periods }: DidSample, { from, stack }: Stacks): DerivedRows["effects"] {
  const unitOf = (i: number): number => panel.unit.codes[rows[from[i]!]!]!;
  return [
    { name: "did_unit", codes: Float64Array.from(stack, (own, i) => own * panel.nUnits + unitOf(i)) },
    { name: "did_time", codes: Float64Array.from(stack, (own, i) => own * periods.length + time[from[i]!]!) },
  ];
}

/** Treated rows and cohorts at an event time. */
function effectAt({ event, treated, stack }: Stacks, at: number): Effect {
  const cohorts = new Set<number>();
  let units = 0;
  event.forEach((own, i) => {
    if (own !== at || treated[i] === 0) return;
    units++;
    cohorts.add(stack[i]!);
  });
  return { at, units, cohorts: cohorts.size, isReference: false };
}

/** The average of effects as the effect of all. */
function averageAlone(
  { estimates: { values, covariance, influence } }: ReturnType<typeof withAverage>,
  stacks: Stacks,
) {
  const p = values.length;
  const own = influence === null ? null : influence.slice((influence.length / p) * (p - 1));
  const last = { values: values.slice(p - 1), covariance: covariance.slice(p * p - 1), influence: own };
  return alone(last, stacks.nTreated, stacks.cohorts.length);
}

const noStack = ({ window, control }: DidPlan): DataError =>
  new DataError(
    "did_no_stack",
    `No cohort is observed around its start, with units untreated all along, over event times ${window!.join(" to ")}: narrow --window${control === "never" ? ", or take not yet treated units for controls too (--control notyet)" : ""}.`,
    { got: 0, expected: "at least one stack", window },
  );
