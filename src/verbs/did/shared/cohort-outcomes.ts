/**
 * Outcomes of a balanced panel by cohort: a row a unit, cohort after cohort, the never treated last, for
 * estimators that are made of the means and covariances of cohorts. Knows no effects.
 */
import { DataError, NotSupported } from "../../../base/errors.js";
import type { CohortRows } from "../../../engine/kernels/cohorts.js";
import type { DidPlan } from "../design/plan.js";
import type { DidSample } from "../design/sample.js";
import { csUnits } from "../estimators/cs/rows.js";
import type { EstimatorName } from "./names.js";
import { outcomeMatrix, requireBalanced } from "./outcome-matrix.js";

export interface CohortOutcomes extends CohortRows {
  /** First treated period of each cohort, ascending; Infinity, the last, of units never treated. */
  readonly cohorts: readonly number[];
  readonly periods: readonly number[];
  /** Positions among the sample's units, by cohort. */
  readonly order: Uint32Array;
  /** Units left out as they lack a row in some period, where that was asked for. */
  readonly incomplete: number;
}

/**
 * @throws DataError `did_unbalanced_panel` unless units without a row in some period are left out (`--unbalanced balanced`),
 *   NotSupported `did_covariates`, `did_weights`
 */
export function cohortOutcomes(name: EstimatorName, sample: DidSample, plan: DidPlan): CohortOutcomes {
  refuseCovariates(name, sample);
  const isComplete = plan.unbalanced === "balanced";
  const matrix = outcomeMatrix(sample, plan);
  if (!isComplete) requireBalanced(name, sample, matrix, ["cs", `${name} --unbalanced balanced`]);
  const { cohorts, sizes, order, periods, incomplete } = csUnits(sample, isComplete);
  const kept = Array.from(sizes.keys()).filter((g) => sizes[g]! > 0);
  const outcomes = new Float64Array(order.length * periods.length);
  order.forEach((unit, i) => {
    for (let t = 0; t < periods.length; t++) outcomes[i * periods.length + t] = matrix.y[t * matrix.nUnits + unit]!;
  });
  return {
    cohorts: kept.map((g) => cohorts[g] ?? Number.POSITIVE_INFINITY),
    sizes: Uint32Array.from(kept, (g) => sizes[g]!),
    ...{ periods, nPeriods: periods.length, order, outcomes, incomplete },
  };
}

function refuseCovariates(name: EstimatorName, { x, weights }: DidSample): void {
  if (x.names.length > 0) {
    throw new NotSupported(
      "did_covariates",
      `${name} is made of means and covariances of outcomes, without covariates (${x.names.join(", ")}): leave them out, or use cs, which compares given covariates, or bjs.`,
      { got: x.names, expected: [] },
    );
  }
  if (weights === null) return;
  throw new NotSupported(
    "did_weights",
    `${name} has no weights, as its means and covariances are of units that count alike: leave --weights out, or use cs.`,
    { got: "weights", expected: undefined },
  );
}

/** Outcomes without the cohorts that `isOut` names. */
export function withoutCohorts(
  given: CohortOutcomes,
  isOut: (cohort: number, size: number) => boolean,
): CohortOutcomes {
  const { cohorts, sizes, nPeriods: t, order, outcomes } = given;
  const kept = Array.from(sizes.keys()).filter((g) => !isOut(cohorts[g]!, sizes[g]!));
  if (kept.length === sizes.length) return given;
  const cohortOf = Array.from(sizes).flatMap((size, g) => new Array<number>(size).fill(g));
  const isKept = new Set(kept);
  const units = cohortOf.flatMap((g, i) => (isKept.has(g) ? [i] : []));
  const rows = new Float64Array(units.length * t);
  units.forEach((from, to) => {
    rows.set(outcomes.subarray(from * t, (from + 1) * t), to * t);
  });
  return {
    ...given,
    cohorts: kept.map((g) => cohorts[g]!),
    sizes: Uint32Array.from(kept, (g) => sizes[g]!),
    order: Uint32Array.from(units, (i) => order[i]!),
    outcomes: rows,
  };
}

/** Throws DataError `did_one_cohort` unless there are two cohorts to compare. */
export function requireCohorts(
  name: EstimatorName,
  { cohorts, sizes }: CohortOutcomes,
  dropped: readonly number[],
): void {
  if (cohorts.length > 1) return;
  const left =
    cohorts.length === 0
      ? "no cohort is left"
      : `only ${cohorts[0] === Number.POSITIVE_INFINITY ? "units never treated are" : `cohort ${cohorts[0]} (${sizes[0]} units) is`} left`;
  const why = dropped.length === 0 ? "" : ` once cohorts of one unit (${dropped.map(String).join(", ")}) are left out`;
  throw new DataError(
    "did_one_cohort",
    `${name}: ${left}${why}, and there is nobody to compare with. Add units treated at another time, or never; for one treated unit synthetic controls fit (sc, sdid), or cs.`,
    { got: cohorts.length, expected: "two cohorts of at least two units" },
  );
}
