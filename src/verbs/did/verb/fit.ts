/**
 * `did`: effects of a treatment that units adopt at different times, by one estimator or several on one sample and one design.
 */
import { DataError } from "../../../base/errors.js";
import { type Note, note } from "../../../base/messages.js";
import { deepFreeze } from "../../../base/objects.js";
import { nextLoop, ofAllLoops } from "../../../base/replications.js";
import { labelsOf } from "../../../data/labels.js";
import type { Panel } from "../../../data/panel/panel.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { columnsOf } from "../../../formula/expression.js";
import { parseFormula } from "../../../formula/parser.js";
import { printExpression } from "../../../formula/print.js";
import type { ModelSpec } from "../../../formula/spec.js";
import { checkSample } from "../../../regression/fit-options.js";
import { provenanceOf } from "../../../regression/record/fit-record.js";
import { panelAssignment } from "../../assignment/of-panel.js";
import { fewTreated } from "../../event-study/notes.js";
import { fewClustersOf } from "../../few-clusters/of-panel.js";
import { decompositions } from "../decomposition/decomposition.js";
import { describeDesign } from "../design/design-record.js";
import { BY_REGRESSION } from "../design/estimator-options.js";
import { isMisledByFew } from "../design/few-treated.js";
import { DID_NOTES } from "../design/messages.js";
import { type DidPlan, didPlan } from "../design/plan.js";
import type { DidEstimate, DidRecord } from "../design/record.js";
import { type DidSample, didSample, requireTreated } from "../design/sample.js";
import { withSeenStarts } from "../design/start-unseen.js";
import { type DidOptions, didVerb } from "../design/verb.js";
import { commonAverage, type FittedEstimate } from "./common.js";
import { describeEstimate, judgedFit } from "./describe.js";
import { estimators } from "./estimators.js";
import { requireDesign } from "./refusal.js";

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
  const needStart = plan.estimators.filter((name) => estimators[name].needsStart !== false);
  if (needStart.length + plan.decompositions.length > 0) requireTreated(sample);
  const timing: Record<string, number> = { sample: performance.now() - started };
  const found = plan.estimators.map((name) => {
    options.signal?.throwIfAborted();
    const begun = performance.now();
    const estimator = estimators[name];
    const given = withSeenStarts(estimator, sample, plan);
    const made = estimateOf(() => {
      const fit = estimator.fit(engine, given.sample, plan, options);
      const noted = judgedFit({ ...fit, notes: [...given.notes, ...fit.notes] }, given.sample, plan);
      return { fit: noted, estimate: describeEstimate(engine, name, noted, given.sample, plan, options) };
    });
    timing[name] = performance.now() - begun;
    return made;
  });
  const fitted = ofAllLoops(found);
  const estimates = fitted.map(({ estimate }) => estimate);
  const comparisons = plan.decompositions.map((name) => {
    options.signal?.throwIfAborted();
    const begun = performance.now();
    const given = withSeenStarts(decompositions[name], sample, plan);
    const found = decompositions[name].find(engine, given.sample, plan);
    timing[name] = performance.now() - begun;
    return { found, notes: given.notes };
  });
  const described = describeDesign(design, panel);
  const few = estimates.some(isMisledByFew) ? fewTreated(described) : undefined;
  return deepFreeze({
    kind: "did",
    call: spec.call,
    outcome: printExpression(spec.lhs),
    design: described,
    estimates,
    ...sideBySide(engine, sample, fitted, plan),
    ...(comparisons.length === 0 ? {} : { comparisons: comparisons.map(({ found }) => found) }),
    cluster: sample.clusters.name,
    dropped: sample.dropped,
    ...labelsOf(panel.table, [
      ...columnsOf(spec.lhs),
      design.column,
      panel.unit.name,
      panel.time.name,
      ...sample.clusters.columns,
    ]),
    notes: [
      ...[...panel.table.notes, ...sample.notes, ...comparisons.flatMap(({ notes }) => notes)],
      ...(few === undefined ? [] : [few]),
      ...fewClusters(engine, sample, plan, estimates),
      ...assignmentOf(sample, options),
      ...unusedRule(plan),
    ],
    timing_ms: { ...timing, total: performance.now() - started },
    provenance: { ...provenanceOf(engine, panel.table), seed: plan.draws === null ? null : plan.seed },
  } satisfies DidRecord);
}

/** What is said of few clusters; nothing where no error is made of them. */
function fewClusters(engine: Engine, sample: DidSample, plan: DidPlan, estimates: readonly DidEstimate[]): Note[] {
  if (!estimates.some(({ errors, n_clusters }) => errors === undefined && n_clusters > 0)) return [];
  const { panel, spec, design, rows, clusters } = sample;
  const { weights, variance } = plan;
  const vcov = variance?.type ?? "cluster";
  return fewClustersOf(engine, { panel, spec, rows, treatment: design, weights, vcov, clusterings: [clusters] });
}

/** What clusters say of the level of assignment. */
function assignmentOf({ panel, spec, design, rows, clusters }: DidSample, { assignedBy }: DidOptions): Note[] {
  const except = columnsOf(spec.lhs);
  return panelAssignment(panel, design, rows, [{ ...clusters, label: String }], assignedBy, except);
}

/** What a small-sample rule that was asked for changes nothing of. */
function unusedRule({ ssc, estimators: asked }: DidPlan): Note[] {
  const without = asked.filter((name) => !BY_REGRESSION.includes(name));
  if (ssc === didVerb.options.ssc.default || without.length === 0) return [];
  return [note(DID_NOTES, "did_ssc_unused", { estimators: without })];
}

/** What stands beside several estimators' effects by event time. */
function sideBySide(
  engine: Engine,
  sample: DidSample,
  fitted: readonly FittedEstimate[],
  plan: DidPlan,
): Pick<DidRecord, "common" | "two_way"> {
  if (fitted.length < 2 || plan.aggregate !== "dynamic") return {};
  const twoWay = plan.estimators.includes("twfe") ? oneCoefficient(engine, sample, plan) : undefined;
  return {
    common: commonAverage(engine, sample, fitted, plan),
    ...(twoWay === undefined ? {} : { two_way: twoWay }),
  };
}

/** As `--estimator twfe --aggregate simple` has it; undefined where the treatment does not vary beside the effects. */
function oneCoefficient(engine: Engine, sample: DidSample, plan: DidPlan): DidRecord["two_way"] {
  const alone = { ...plan, estimators: ["twfe"], aggregate: "simple", band: "pointwise", draws: null } as const;
  const given = withSeenStarts(estimators.twfe, sample, alone);
  try {
    const fit = estimators.twfe.fit(engine, given.sample, alone);
    const {
      overall,
      nobs,
      df,
      df_by_effect: own,
      band,
    } = describeEstimate(engine, "twfe", judgedFit(fit, given.sample, alone), given.sample, alone, {});
    return { ...overall, nobs, df: own?.[0] ?? df, level: band.level };
  } catch (error) {
    if (error instanceof DataError && error.code === "did_no_variation") return undefined;
    throw error;
  }
}

/** Undefined where only a share of its draws was made. */
function estimateOf(describe: () => FittedEstimate): FittedEstimate | undefined {
  try {
    return describe();
  } catch (error) {
    return nextLoop(error);
  }
}
