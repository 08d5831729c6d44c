/**
 * Roth and Sant'Anna's efficient estimator where dates of treatment are as good as random: differences of means after treatment less
 * beta times those before it, beta making the error smallest or given; errors of the design, and a test that deals the dates anew.
 * Source: Roth & Sant'Anna (2023), Journal of Political Economy Microeconomics 1(4), doi:10.1086/726581.
 */
import { NotSupported } from "../../../../base/errors.js";
import { type Note, note } from "../../../../base/messages.js";
import { finiteOrNull } from "../../../../base/numbers.js";
import { GENERATOR } from "../../../../engine/kernels/cluster-draws.js";
import { cohortMoments } from "../../../../engine/kernels/cohorts.js";
import type { Engine } from "../../../../engine/kernels/engine.js";
import type { DidPlan } from "../../design/plan.js";
import type { DidSample } from "../../design/sample.js";
import { AGGREGATIONS, type Aggregated, type Aggregation, noEffect } from "../../shared/aggregation.js";
import { type CohortOutcomes, cohortOutcomes, requireCohorts, withoutCohorts } from "../../shared/cohort-outcomes.js";
import { refuseAnticipation } from "../../shared/direct.js";
import type { DidEstimator, DidFit, DidRun } from "../../shared/estimator.js";
import { areByUnit } from "../../shared/unit-clusters.js";
import { type DesignEstimates, designEstimates } from "./design-estimates.js";
import { type Estimands, estimandsOf, loadsOf } from "./estimands.js";
import { RS_NOTES } from "./messages.js";
import { randomisationTest } from "./randomisation.js";
import type { RandomisationDetails } from "./record.js";

const DEFAULT_DRAWS = 999;

export const rs: DidEstimator = {
  name: "rs",
  paths: ["never", "always", "absorbing"],
  fit: (engine: Engine, sample: DidSample, plan: DidPlan, run: DidRun = {}): DidFit => {
    refuseAnticipation("rs", plan);
    refuseClusters(sample, plan);
    const all = cohortOutcomes("rs", sample, plan);
    const single = all.cohorts.filter((_, g) => all.sizes[g] === 1);
    const outcomes = withoutCohorts(all, (_, size) => size === 1);
    requireCohorts("rs", outcomes, single);
    const found = estimates(engine, outcomes, plan, plan.aggregate);
    const units = outcomes.order.length;
    return {
      cells: null,
      aggregations: AGGREGATIONS,
      eventsWeigh: "alike",
      aggregate: (by) => (by === plan.aggregate ? found : estimates(engine, outcomes, plan, by)).aggregated,
      df: Number.POSITIVE_INFINITY,
      nobs: outcomes.outcomes.length,
      units,
      clusters: units,
      errors: "design",
      details: { kind: "randomisation", ...detailsOf(engine, outcomes, plan, found, run) },
      notes: notesOf(all, outcomes, single, plan, found.estimates),
    };
  },
};

/** Throws NotSupported `did_vcov`. */
function refuseClusters({ panel }: DidSample, plan: DidPlan): void {
  if (areByUnit(plan, { panel })) return;
  throw new NotSupported(
    "did_vcov",
    `rs has errors of a design in which every ${panel.unit.name} draws its date of treatment, and none for dates drawn by groups: leave --vcov out, average outcomes by group first, or use cs with --vcov cluster:a.`,
    { got: plan.vcov, expected: [panel.unit.name] },
  );
}

interface Found extends Estimands {
  readonly loads: Float64Array;
  /** Periods before any treatment. */
  readonly nPre: number;
  readonly estimates: DesignEstimates;
  readonly aggregated: Aggregated;
}

const betaOf = ({ beta }: DidPlan): number | null => (beta === "efficient" ? null : beta);

/** Throws DataError `did_no_effect`. */
function estimates(engine: Engine, outcomes: CohortOutcomes, plan: DidPlan, by: Aggregation): Found {
  const estimands = estimandsOf(outcomes, by, plan.balanced);
  const { effects, estimated, hasOverall } = estimands;
  if (!estimated.some(({ effect: { at } }) => by !== "dynamic" || at === null || at >= 0)) throw noEffect();
  const loads = loadsOf(outcomes, estimated, plan.control);
  const nPre = outcomes.periods.filter((period) => period < outcomes.cohorts[0]!).length;
  const made = designEstimates(outcomes, cohortMoments(engine, outcomes), loads, nPre, betaOf(plan));
  const p = made.values.length;
  const wanted = plan.designErrors === "refined" && diagonal(made.refined, p).every((v) => v > 0);
  const covariance = wanted ? made.refined : made.neyman;
  return {
    ...{ effects, estimated, hasOverall, loads, nPre, estimates: made },
    aggregated: { effects, estimates: { values: made.values, covariance, influence: null }, hasOverall },
  };
}

const diagonal = (matrix: Float64Array, p: number): Float64Array =>
  Float64Array.from({ length: p }, (_, j) => matrix[j * p + j]!);

function detailsOf(
  engine: Engine,
  outcomes: CohortOutcomes,
  plan: DidPlan,
  { estimated, loads, nPre, estimates: made }: Found,
  run: DidRun,
): RandomisationDetails {
  const { drawsAsked: draws = DEFAULT_DRAWS, seed, designErrors, control, beta } = plan;
  const p = estimated.length;
  const observed = made.values.map((value, j) => {
    const refined = made.refined[j * p + j]!;
    const variance = designErrors === "refined" && refined > 0 ? refined : made.neyman[j * p + j]!;
    return variance > 0 ? value / Math.sqrt(variance) : Number.NaN;
  });
  const effects = { loads, nEffects: p, nPre, beta: betaOf(plan), isRefined: designErrors === "refined" };
  const { asLarge, pValues } = randomisationTest(engine, outcomes, effects, observed, { draws, seed }, run);
  const errorOf = (variance: number): number | null => (variance > 0 ? Math.sqrt(variance) : null);
  return {
    ...{ beta, errors: designErrors, comparison: control === "never" ? "last treated" : "not yet treated" },
    ...{ draws, seed, generator: GENERATOR },
    effects: estimated.map(({ effect: { at } }, j) => ({
      ...{ at, estimate: made.values[j]!, beta: made.betas[j]! },
      se_refined: errorOf(made.refined[j * p + j]!),
      se_neyman: errorOf(made.neyman[j * p + j]!),
      variance_share: finiteOrNull(made.neyman[j * p + j]! / made.unadjusted[j]!),
      ...{ p_value: pValues[j]!, as_large: asLarge[j]! },
    })),
  };
}

function notesOf(
  { incomplete }: CohortOutcomes,
  { cohorts, sizes, periods }: CohortOutcomes,
  single: readonly number[],
  { designErrors, control }: DidPlan,
  { refined, values }: DesignEstimates,
): Note[] {
  const last = cohorts.at(-1)!;
  const [size] = sizes.slice(-1);
  const end = periods.find((period) => period >= last);
  const negative = diagonal(refined, values.length).filter((variance) => !(variance > 0)).length;
  return [
    note(RS_NOTES, "rs_random_dates", { control, never: last === Number.POSITIVE_INFINITY, units: size! }),
    incomplete > 0 && note(RS_NOTES, "rs_incomplete", { count: incomplete }),
    single.length > 0 && note(RS_NOTES, "rs_single", { cohorts: single.map((c) => (Number.isFinite(c) ? c : null)) }),
    end !== undefined && note(RS_NOTES, "rs_all_treated", { cohort: last, period: end }),
    designErrors === "refined" && negative > 0 && note(RS_NOTES, "rs_neyman", { effects: negative }),
  ].filter((one) => one !== false);
}
