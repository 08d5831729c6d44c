/**
 * Chen, Sant'Anna and Xie's efficient estimator: where trends are parallel in all periods, effects by every comparison cohort and period
 * before treatment, weighed by the inverse of their covariance; where they are so only from the period before treatment on, by that period
 * and the never treated. Without covariates, in closed form.
 * Source: Chen, Sant'Anna & Xie (2025), arXiv:2506.17729.
 */
import { DataError, UsageError } from "../../../../base/errors.js";
import { type Note, note } from "../../../../base/messages.js";
import { finiteOrNull } from "../../../../base/numbers.js";
import { cohortMoments } from "../../../../engine/kernels/cohorts.js";
import type { Engine } from "../../../../engine/kernels/engine.js";
import type { DidPlan } from "../../design/plan.js";
import type { DidSample } from "../../design/sample.js";
import { AGGREGATIONS, aggregate, type CellEstimates } from "../../shared/aggregation.js";
import { type CohortOutcomes, cohortOutcomes, requireCohorts } from "../../shared/cohort-outcomes.js";
import type { DidEstimator, DidFit } from "../../shared/estimator.js";
import { unitClusters } from "../../shared/unit-clusters.js";
import { type Befores, beforesOf, contrastList, type EdidCell, efficientCells, lastPeriodCells } from "./cells.js";
import { ChangeMoments, type Contrast, type Contrasts, contrastsOf } from "./contrasts.js";
import { cellEstimates } from "./influence.js";
import { EDID_NOTES } from "./messages.js";
import type { EfficientDetails, TrendsTest } from "./record.js";
import { trendsTest } from "./trends-test.js";

/** With fewer units than this for each comparison, errors that take weights as known are noticeably too small. */
const UNITS_A_COMPARISON = 20;

export const edid: DidEstimator = {
  name: "edid",
  paths: ["never", "always", "absorbing"],
  fit: (engine: Engine, sample: DidSample, plan: DidPlan): DidFit => {
    refuseControl(plan);
    const clusters = unitClusters("edid", sample, plan);
    const outcomes = cohortOutcomes("edid", sample, plan);
    requireCohorts("edid", outcomes, []);
    const { anticipation, trends } = plan;
    const befores = beforesOf(outcomes, anticipation);
    if (befores.last.every((last) => last < 0)) throw nothingBefore();
    const moments = new ChangeMoments(outcomes.sizes, outcomes.nPeriods, cohortMoments(engine, outcomes));
    const found = (cells: readonly EdidCell[]) => cellEstimates(engine, sample, outcomes, clusters, cells);
    const restricted = lastPeriodCells(outcomes, moments, befores, anticipation);
    const post = found(restricted);
    const nameOf = ({ g, t }: Contrast): string => `cohort ${outcomes.cohorts[g]} in ${outcomes.periods[t]}`;
    const contrasts = whereTheyServe(trends, () => contrastsOf(moments, contrastList(befores), nameOf));
    const efficient = contrasts && efficientCells(outcomes, moments, contrasts, befores, anticipation);
    const all = efficient && found(efficient);
    const test = all === null || contrasts!.list.length === 0 ? null : trendsTest(engine, all, post);
    const own = trends === "all" ? all! : post;
    const seen = new Set(Array.from(outcomes.order, (unit) => clusters.ofUnit[unit]!));
    return {
      cells: own,
      aggregations: AGGREGATIONS,
      aggregate: (by) => aggregate(engine, own, by, plan.balanced),
      df: Number.POSITIVE_INFINITY,
      nobs: outcomes.outcomes.length,
      units: outcomes.order.length,
      clusters: seen.size,
      details: {
        kind: "efficient",
        ...{ trends, test, comparisons: [], cells: [] },
        ...(trends === "all" ? weighed(outcomes, contrasts!, efficient!, { all: all!, post }) : {}),
      },
      notes: notesOf(outcomes, befores, plan, test, contrasts === null),
    };
  },
};

/** Throws UsageError `did_control`. */
function refuseControl({ control, trends }: DidPlan): void {
  if (control === "never" || trends === "all") return;
  throw new UsageError(
    "did_control",
    "Under --trends post edid compares with the never treated, as trends of cohorts not yet treated may differ before their own treatment: leave --control notyet out, or use cs, which assumes that they are parallel.",
    { got: control, expected: "never" },
  );
}

const nothingBefore = (): DataError =>
  new DataError(
    "did_nothing_compared",
    "edid: no cohort has a period before its treatment and the anticipation. Add periods before treatment, or ask for less --anticipation.",
    { got: 0, expected: "a period before treatment" },
  );

/** Null where differences before treatment have no inverse of their covariance, and only the test of trends is made of them. */
function whereTheyServe(trends: "all" | "post", make: () => Contrasts): Contrasts | null {
  try {
    return make();
  } catch (error) {
    if (trends === "post" && error instanceof DataError && error.code === "did_singular") return null;
    throw error;
  }
}

/** What effects weigh, and what that saves. */
function weighed(
  { cohorts, periods }: CohortOutcomes,
  { list, values }: Contrasts,
  efficient: readonly EdidCell[],
  { all, post }: Readonly<Record<"all" | "post", CellEstimates>>,
): Pick<EfficientDetails, "comparisons" | "cells"> {
  const variances = variancesOf(post);
  const own = variancesOf(all);
  const comparisons = [
    { comparison: null, base: null, difference: 0 },
    ...list.map(({ g, t }, j) => ({ comparison: cohorts[g]!, base: periods[t]!, difference: values[j]! })),
  ];
  const cells = efficient
    .filter(({ g, t }) => periods[t]! >= cohorts[g]!)
    .map(({ g, t, coefficients }) => {
      const [cohort, time] = [cohorts[g]!, periods[t]!];
      const key = `${cohort} ${time}`;
      const others = Array.from(coefficients!);
      const untreated = others.reduce((rest, weight) => rest - weight, 1);
      const variance_share = finiteOrNull(own.get(key)! / variances.get(key)!);
      return { cohort, time, weights: [untreated, ...others], variance_share };
    });
  return { comparisons, cells };
}

/** Variances of cells by cohort and period. */
function variancesOf({ cells, estimates: { covariance, values } }: CellEstimates): ReadonlyMap<string, number> {
  const p = values.length;
  return new Map(
    cells
      .filter(({ isReference }) => !isReference)
      .map(({ cohort, period }, j) => [`${cohort} ${period}`, covariance[j * p + j]!]),
  );
}

function notesOf(
  { incomplete, cohorts, sizes, periods }: CohortOutcomes,
  { used, last }: Befores,
  { trends, anticipation }: DidPlan,
  test: TrendsTest | null,
  isSingular: boolean,
): Note[] {
  const treated = cohorts.slice(0, -1);
  const before = (cohort: number): number => periods.filter((period) => period + anticipation < cohort).length;
  const small = treated.filter((cohort, g) => used[g]!.length < before(cohort));
  const without = treated.filter((_, g) => last[g]! < 0);
  const [final] = cohorts.slice(-1);
  const comparisons = used.reduce((sum, own) => sum + Math.max(0, own.length - 1), 0);
  const fewest = sizes.reduce((least, size) => Math.min(least, size));
  const end = periods.find((period) => period + anticipation >= final!);
  return [
    note(EDID_NOTES, "edid_trends", { trends }),
    incomplete > 0 && note(EDID_NOTES, "edid_incomplete", { count: incomplete }),
    without.length > 0 && note(EDID_NOTES, "edid_without_base", { cohorts: without }),
    trends === "all" &&
      small.length > 0 &&
      note(EDID_NOTES, "edid_small", { cohorts: small, untreated: sizes.at(-1)! }),
    end !== undefined && note(EDID_NOTES, "edid_last_cohort", { cohort: final!, period: end }),
    trends === "all" &&
      comparisons * UNITS_A_COMPARISON > fewest &&
      note(EDID_NOTES, "edid_few_units", { comparisons, units: fewest }),
    isSingular && note(EDID_NOTES, "edid_no_test"),
    test !== null && test.reversed > 0 && note(EDID_NOTES, "edid_reversed", { directions: test.reversed }),
  ].filter((one) => one !== false);
}
