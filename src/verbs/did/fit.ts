/**
 * `did`: effects of a treatment that units adopt at different times, by one estimator or several on one sample and one design.
 */
import { DataError } from "../../base/errors.js";
import { ruleOf } from "../../base/messages.js";
import { deepFreeze } from "../../base/objects.js";
import type { Panel } from "../../data/panel/panel.js";
import type { TreatmentDesign, UnitPath } from "../../data/panel/treatment-design.js";
import { periodsOf, UNIT_PATHS } from "../../data/panel/treatment-design.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { parseFormula } from "../../formula/parser.js";
import { printExpression } from "../../formula/print.js";
import type { ModelSpec } from "../../formula/spec.js";
import { checkSample } from "../../regression/fit-options.js";
import { provenanceOf } from "../../regression/record/fit-record.js";
import { decompositions } from "./decomposition/decomposition.js";
import { describeEstimate } from "./describe.js";
import { pathsOf } from "./estimator/estimator.js";
import { estimators } from "./estimators.js";
import { type DidPlan, didPlan } from "./plan.js";
import type { DesignRecord, DidRecord } from "./record.js";
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
  for (const name of plan.estimators) requireDesign(name, pathsOf(estimators[name], plan), design, plan);
  for (const name of plan.decompositions) requireDesign(name, decompositions[name].paths, design, plan);
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
    notes: [...panel.table.notes, ...sample.notes],
    timing_ms: { ...timing, total: performance.now() - started },
    provenance: { ...provenanceOf(engine, panel.table), seed: plan.draws === null ? null : plan.seed },
  } satisfies DidRecord);
}

/** Throws DataError `did_design` where units are on paths that the estimator cannot use. */
function requireDesign(name: string, paths: readonly UnitPath[], design: TreatmentDesign, plan: DidPlan): void {
  const refused = UNIT_PATHS.find((path) => design.units[path] > 0 && !paths.includes(path));
  if (refused === undefined) return;
  const [first] = design.breaks;
  const count = design.units[refused];
  const place = first === undefined ? "" : ` (first: '${first.unit}' in row ${first.row})`;
  const others = Object.values(estimators).flatMap((other) =>
    pathsOf(other, plan).includes(refused) ? [other.name] : [],
  );
  const remedy =
    others.length > 0
      ? `${others.join(", ")} can use it`
      : "to study its first start, give the first treated period of each unit with --cohort";
  throw new DataError(
    "did_design",
    `Treatment '${design.column}' of ${count} units ${refused === "switching off" ? "switches off" : "changes its dose"}${place}: ${name} needs one that stays as it is once it has begun; ${remedy}.`,
    { got: refused, expected: paths, units: count },
  );
}

function describeDesign(design: TreatmentDesign, panel: Panel): DesignRecord {
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
