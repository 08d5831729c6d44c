/**
 * `did`: effects of a treatment that units adopt at different times, by one estimator or several on one sample and one design.
 */
import { ruleOf } from "../../base/messages.js";
import { deepFreeze } from "../../base/objects.js";
import { labelsOf } from "../../data/labels.js";
import type { Panel } from "../../data/panel/panel.js";
import type { TreatmentDesign } from "../../data/panel/treatment-design.js";
import { periodsOf } from "../../data/panel/treatment-design.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { columnsOf } from "../../formula/expression.js";
import { parseFormula } from "../../formula/parser.js";
import { printExpression } from "../../formula/print.js";
import type { ModelSpec } from "../../formula/spec.js";
import { checkSample } from "../../regression/fit-options.js";
import { provenanceOf } from "../../regression/record/fit-record.js";
import { decompositions } from "./decomposition/decomposition.js";
import { describeEstimate } from "./describe.js";
import { estimators } from "./estimators.js";
import { didPlan } from "./plan.js";
import type { DesignRecord, DidRecord } from "./record.js";
import { requireDesign } from "./refusal.js";
import { didSample, requireTreated } from "./sample.js";
import type { DidOptions } from "./verb.js";

/** Refuses what no data could serve. */
export function checkDid(formula: string, options: DidOptions): void {
  checkSample(formula, options);
  didPlan(options);
}

/**
 * Effects by the estimators asked for.
 *
 * @param formula `y ~ covariates | unit + time`
 * @throws UsageError and DataError as `didPlan`, `didSample` and estimators do; DataError `did_design` where an estimator does not serve
 *   the treatment's design.
 */
export function did(engine: Engine, panel: Panel, formula: string | ModelSpec, options: DidOptions): DidRecord {
  const started = performance.now();
  const plan = didPlan(options);
  const spec = typeof formula === "string" ? parseFormula(formula) : formula;
  const sample = didSample(engine, panel, spec, plan, options);
  const { design } = sample;
  for (const name of plan.estimators) requireDesign(estimators[name], design, plan);
  for (const name of plan.decompositions) requireDesign(decompositions[name], design, plan);
  requireTreated(sample);
  const timing: Record<string, number> = { sample: performance.now() - started };
  const estimates = plan.estimators.map((name) => {
    options.signal?.throwIfAborted();
    const begun = performance.now();
    const fit = estimators[name].fit(engine, sample, plan);
    const made = describeEstimate(engine, name, fit, plan, options.signal);
    timing[name] = performance.now() - begun;
    return made;
  });
  const comparisons = plan.decompositions.map((name) => {
    options.signal?.throwIfAborted();
    const begun = performance.now();
    const found = decompositions[name].find(engine, sample, plan);
    timing[name] = performance.now() - begun;
    return found;
  });
  return deepFreeze({
    kind: "did",
    call: spec.call,
    outcome: printExpression(spec.lhs),
    design: describeDesign(design, panel),
    estimates,
    ...(comparisons.length === 0 ? {} : { comparisons }),
    cluster: sample.clusters.name,
    dropped: sample.dropped,
    ...labelsOf(panel.table, [
      ...columnsOf(spec.lhs),
      design.column,
      panel.unit.name,
      panel.time.name,
      ...sample.clusters.columns,
    ]),
    notes: [...panel.table.notes, ...sample.notes],
    timing_ms: { ...timing, total: performance.now() - started },
    provenance: { ...provenanceOf(engine, panel.table), seed: plan.draws === null ? null : plan.seed },
  } satisfies DidRecord);
}

export function describeDesign(design: TreatmentDesign, panel: Panel): DesignRecord {
  const { unit, time, period, nUnits, nPeriods, balance } = panel;
  return {
    treatment: design.column,
    ...{ from: design.from, binary: design.isBinary, path: design.path, units: design.units, breaks: design.breaks },
    never: { ...ruleOf(design.neverRule), units: design.nNever },
    cohorts: design.cohorts.map(({ cohort, nUnits: units, nBefore, firstEvent, lastEvent }) => ({
      ...{ cohort, units, units_before: nBefore, first_event: firstEvent, last_event: lastEvent },
    })),
    events: design.events.map(({ event, nUnits: units, cohorts }) => ({ event, units, cohorts })),
    periods: design.periods,
    without_control: design.withoutControl,
    times: [...periodsOf(panel)],
    histories: design.histories.map(({ cohort, ...rest }) => ({
      cohort: Number.isFinite(cohort) ? cohort : null,
      ...rest,
    })),
    histories_thinned: design.isThinned,
    panel: {
      ...{ unit: unit.name, time: time.name },
      ...(period === undefined ? {} : { period }),
      ...{ units: nUnits, periods: nPeriods, balanced: balance.balanced, units_with_gaps: balance.gaps },
    },
  };
}
