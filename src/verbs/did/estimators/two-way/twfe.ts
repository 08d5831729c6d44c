/**
 * Two-way fixed effects: the coefficient of the treatment (`simple`), or of a dummy for each event time but -1 (`dynamic`). What they weigh
 * together where effects differ is what the decompositions beside it say.
 */
import { UNIT_PATHS } from "../../../../data/panel/treatment-design.js";
import type { Engine } from "../../../../engine/kernels/engine.js";
import type { DidPlan } from "../../design/plan.js";
import type { DidSample } from "../../design/sample.js";
import type { Effect } from "../../shared/aggregation.js";
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
import { regressOnCells, regressOnDose, unitsIn } from "../../shared/regression.js";
import { treatmentOf } from "../../shared/treatment-of.js";

export const twfe: DidEstimator = {
  name: "twfe",
  paths: ({ aggregate }) => (aggregate === "simple" ? UNIT_PATHS : ["never", "always", "absorbing"]),
  takesUnseen: ({ aggregate }) => aggregate === "simple",
  fit: (engine: Engine, sample: DidSample, plan: DidPlan): DidFit => {
    refuseAnticipation("twfe", plan);
    return plan.aggregate === "simple" ? fitStatic(engine, sample, plan) : fitDynamic(engine, sample, plan);
  },
};

function fitStatic(engine: Engine, sample: DidSample, plan: DidPlan): DidFit {
  const treatment = treatmentOf(sample, plan);
  const { estimates, record, df, clusters, notes } = regressOnDose(engine, sample, plan, treatment);
  const { design } = sample;
  const treated =
    design.units.always + design.units.absorbing + design.units["changing dose"] + design.units["switching off"];
  return {
    cells: null,
    aggregations: ["simple"],
    aggregate: () => alone(estimates, treated, design.cohorts.length),
    ...{ df, nobs: record.nobs, units: sample.units.length, clusters, notes },
  };
}

function fitDynamic(engine: Engine, sample: DidSample, plan: DidPlan): DidFit {
  requireReference("twfe", sample.design);
  const eventOf = eventCells(sample);
  const { cells, estimates, record, df, clusters, notes } = regressOnCells(engine, sample, plan, eventOf.cells);
  const { events } = sample.design;
  const countOf = new Map(events.map((count) => [count.event, count]));
  const effectOf = (event: number): Effect => {
    const { nUnits, cohorts } = countOf.get(event)!;
    return { at: event, units: nUnits, cohorts: cohorts.length, isReference: false };
  };
  const estimated = cells.map((cell) => effectOf(eventOf.least + cell - 1));
  const wanted = events.map(({ event }) => event).filter((event) => event !== REFERENCE);
  const { nUnits, cohorts } = countOf.get(REFERENCE)!;
  const effects = [...estimated, referenceEffect(nUnits, cohorts.length)].sort((a, b) => a.at! - b.at!);
  const isTrendUnknown = sample.design.nNever === 0 && estimated.length < wanted.length;
  const rowsOf = (effect: Effect): number => eventOf.weights[effect.at! - eventOf.least]!;
  return {
    cells: null,
    aggregations: ["dynamic", "simple"],
    aggregate: () => withAverage(engine, effects, estimates, rowsOf),
    ...{ df, nobs: record.nobs, units: unitsIn(sample, eventOf.cells), clusters },
    notes: [...notes, ...unidentified(wanted, estimated)],
    ...(isTrendUnknown ? { unidentified: "trend" as const } : {}),
  };
}

/** Rows numbered by event time from `least` on, 0 for rows compared with; (weighted) rows of each. */
function eventCells({ design, cohort, starts, time, periods, weights }: DidSample) {
  const least = design.events[0]!.event;
  const size = design.events.at(-1)!.event - least + 1;
  const cells = new Int32Array(time.length);
  const sums = new Float64Array(size);
  cohort.forEach((first, u) => {
    if (first === Number.POSITIVE_INFINITY) return;
    for (let i = starts[u]!; i < starts[u + 1]!; i++) {
      const event = periods[time[i]!]! - first;
      cells[i] = event === REFERENCE ? 0 : event - least + 1;
      if (cells[i]! > 0) sums[event - least]! += weights?.[i] ?? 1;
    }
  });
  return { least, cells, weights: sums };
}
