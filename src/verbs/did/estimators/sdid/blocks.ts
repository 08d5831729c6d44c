/**
 * The sample as synthetic differences-in-differences use it: every unit in every period, donors that are never treated, cohorts with
 * the periods before and after their start.
 */

import { columnFlag } from "../../../../base/column-names.js";
import { DataError, NotSupported } from "../../../../base/errors.js";
import { type Note, note } from "../../../../base/messages.js";
import { flagText } from "../../../../base/text.js";
import type { DidPlan } from "../../design/plan.js";
import type { DidSample } from "../../design/sample.js";
import { refuseAnticipation } from "../../shared/direct.js";
import { type OutcomeMatrix, outcomeMatrix, requireBalanced } from "../../shared/outcome-matrix.js";
import { areByUnit } from "../../shared/unit-clusters.js";
import { SDID_NOTES } from "./messages.js";

/** What serves where sdid does not: unbalanced panels, and designs without never treated units. */
const OTHERS = ["fect", "bjs"] as const;

/** A cohort with its units, by their places in the matrix. */
export interface Cohort {
  /** First treated period. */
  readonly start: number;
  readonly units: readonly number[];
  /** Periods before it. */
  readonly before: number;
}

export interface Blocks {
  readonly matrix: OutcomeMatrix;
  /** Outcomes, less the part of covariates; as `matrix.y`. */
  readonly y: Float64Array;
  readonly donors: readonly number[];
  readonly cohorts: readonly Cohort[];
  readonly name: (unit: number) => string;
  readonly notes: readonly Note[];
}

/** Throws NotSupported and DataErrors for samples and plans that this estimator does not serve. */
export function blocksOf(sample: DidSample, plan: DidPlan): Blocks {
  requirePlan(sample, plan);
  const { cohort, panel, units, design } = sample;
  const matrix = outcomeMatrix(sample, plan);
  requireBalanced("sdid", sample, matrix, OTHERS);
  const places = Array.from(units.keys());
  const donors = places.filter((u) => cohort[u] === Number.POSITIVE_INFINITY);
  if (donors.length === 0) throw noDonors(sample);
  const cohorts = design.cohorts.map(({ cohort: start }): Cohort => {
    return {
      start,
      units: places.filter((u) => cohort[u] === start),
      before: matrix.periods.filter((period) => period < start).length,
    };
  });
  const short = cohorts.filter(({ before }) => before === 1).map(({ start }) => start);
  return {
    ...{ matrix, y: matrix.y, donors, cohorts, name: (u: number) => panel.unit.label(units[u]!) },
    notes: short.length === 0 ? [] : [note(SDID_NOTES, "sdid_one_period_before", { cohorts: short })],
  };
}

function requirePlan(sample: DidSample, plan: DidPlan): void {
  const { panel } = sample;
  refuseAnticipation("sdid", plan);
  const { control, weights, weighBy, vcov } = plan;
  const refuse = (code: string, message: string, got: unknown): never => {
    throw new NotSupported(code, message, { got, expected: undefined });
  };
  if (control === "notyet") {
    refuse(
      "sdid_control",
      "sdid weighs donors that are never treated, whose outcomes after a start are their own: leave --control notyet out, or use cs or bjs, which compare with units not yet treated.",
      control,
    );
  }
  if (weights !== undefined) {
    refuse(
      "sdid_weights",
      `sdid makes weights of units itself, and takes none of rows: leave ${flagText("weights", weights)} out, or use cs or bjs.`,
      weights,
    );
  }
  if (weighBy !== undefined) {
    refuse(
      "did_weigh_by",
      `sdid averages cohorts by their treated rows, as its errors do: leave ${columnFlag("weigh-by", weighBy)} out, or use cs, sunab, etwfe or bjs.`,
      weighBy,
    );
  }
  if (!areByUnit(plan, sample)) {
    refuse(
      "did_vcov",
      `Errors of sdid are of whole units (${panel.unit.name}), by --errors placebo, jackknife or bootstrap: leave --vcov out, or give cluster:${panel.unit.name}.`,
      vcov,
    );
  }
}

const noDonors = ({ design, rows }: DidSample): DataError =>
  new DataError(
    "sdid_no_donors",
    `sdid weighs never treated units, and the sample (${rows.length} rows) has none. Never treated means that ${design.neverRule.message}. Use cs --control notyet or bjs, which compare with units not yet treated.`,
    { got: 0, expected: "a never treated unit", column: design.column },
  );
