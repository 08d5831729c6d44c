/**
 * What an estimator of a treatment's effects is: a name, the designs it serves, and a fit that gives its effects by any aggregation it
 * has. All share one sample and one record, so that they stand side by side.
 */
import type { Note } from "../../../base/messages.js";
import type { UnitPath } from "../../../data/panel/treatment-design.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import type { Details } from "../design/details.js";
import type { DidPlan } from "../design/plan.js";
import type { DidSample } from "../design/sample.js";
import type { DidOptions } from "../design/verb.js";
import type { Aggregated, Aggregation, CellEstimates } from "./aggregation.js";
import type { Estimates } from "./estimates.js";
import type { EstimatorName } from "./names.js";

/** How a fit that draws is followed and stopped, and which of the draws are made here. */
export type DidRun = Pick<DidOptions, "signal" | "onProgress" | "replications">;

/** What an estimator has found, before it is put in words. */
export interface DidFit {
  /** Effects by cohort and period; null for an estimator that has none. */
  readonly cells: CellEstimates | null;
  readonly aggregations: readonly Aggregation[];
  aggregate(by: Aggregation): Aggregated;
  /** What event times weigh in their average; without it as its cells do, and without cells by treated rows. */
  readonly eventsWeigh?: "alike" | "doses";
  /** The average of some of its cells (positions) by their rows, where its error is not one of the errors of cells. */
  readonly averageCells?: (positions: readonly number[]) => Estimates;
  /** Degrees of freedom of t; Infinity where its intervals are normal. */
  readonly df: number;
  /** Rows, units and clusters used. */
  readonly nobs: number;
  readonly units: number;
  readonly clusters: number;
  readonly notes: readonly Note[];
  /**
   * How errors are made where they are not of influences or of a regression, so that there is no uniform band: drawn (placebo assignments,
   * a bootstrap, a jackknife); of a design that assigns dates at random; or the estimator has none, and what it says of chance is in its
   * details.
   */
  readonly errors?: "drawn" | "design" | "none";
  /**
   * Effects before treatment are what fitting them has left, so that no test that they are zero is one of trends: `residuals` of the rows
   * that made the prediction, whose errors say nothing of trends either; gaps that `weights` of units were chosen to make small.
   */
  readonly fittedLeads?: "residuals" | "weights";
  /** What no row identifies: a trend in event time, so that effects are known up to one and their average is none. */
  readonly unidentified?: "trend";
  /** Whether errors of these averages (or of cells) measure an effect on one unit from others; without it none do. */
  readonly measuresFromOthers?: (of: Aggregation | "cell") => boolean;
  /** What this estimator alone has, in its own record. */
  readonly details?: Details;
}

export interface DidEstimator {
  readonly name: EstimatorName;
  /** Paths of units that it can use; a unit on another path is a reason to refuse. */
  readonly paths: readonly UnitPath[] | ((plan: DidPlan) => readonly UnitPath[]);
  /** False for one that can do without units seen before the start of their treatment, as where all are treated first. */
  readonly needsStart?: boolean;
  /** Whether it is given units without a row before their treatment, and says what becomes of them; else they are left out before. */
  readonly takesUnseen?: (plan: DidPlan) => boolean;
  readonly fit: (engine: Engine, sample: DidSample, plan: DidPlan, run?: DidRun) => DidFit;
}

/** Paths of units that an estimator can use under a plan. */
export const pathsOf = ({ paths }: Pick<DidEstimator, "paths">, plan: DidPlan): readonly UnitPath[] =>
  typeof paths === "function" ? paths(plan) : paths;
