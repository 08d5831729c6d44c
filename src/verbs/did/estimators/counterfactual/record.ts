/**
 * What counterfactual estimators have beside effects: how many factors and how they were chosen, factors and loadings, what was
 * observed beside what is predicted, effects after treatment has ended, and tests. Key names are the published JSON format, hence the
 * underscores.
 */
import type { Inferred } from "../../design/record.js";
import type { CrossValidation } from "./cross-validation.js";
import type { RESAMPLING } from "./options.js";

/** An average with the units behind it. */
export interface Shown extends Inferred {
  readonly n_units: number;
}

/** Two one-sided tests that an average is within `bound` of 0: the larger p. */
export interface Equivalence {
  readonly bound: number;
  readonly p_value: number | null;
}

/** Cells next to treatment left out of the fit and predicted: their average, that of each event time (or time since the end). */
export interface LeftOutTest extends Shown {
  readonly periods: number;
  readonly events: readonly (Shown & { readonly at: number })[];
  readonly equivalence: Equivalence;
  /** Units with too few untreated periods to leave so many out. */
  readonly units_left_out: number;
}

export interface CounterfactualDetails {
  readonly kind: "counterfactual";
  readonly additive: "both" | "unit" | "time";
  /** The mean of effects and factors over all cells fitted. */
  readonly mu: number;
  readonly covariates: readonly { readonly name: string; readonly slope: number }[];
  /** Factors used; null for a penalty, whose matrix has `rank` of them left. */
  readonly factors_used: number | null;
  readonly penalty: number | null;
  readonly rank: number;
  /** By how much singular values of the matrix are shrunk; null without a penalty. */
  readonly threshold: number | null;
  readonly cross_validation: CrossValidation | null;
  /** Residual variance of untreated rows; root mean squared residual of untreated rows of treated units. */
  readonly sigma2: number;
  readonly rmse: number;
  /** The average over treated units of the average effect of each. */
  readonly average_by_unit: number;
  /** Units by periods of the matrix, and its cells fitted to and predicted. */
  readonly dimensions: {
    readonly units: number;
    readonly periods: number;
    readonly untreated: number;
    readonly treated: number;
  };
  /** Of each event time: means of what was observed and of what is predicted without treatment, in the same rows. */
  readonly paths: readonly {
    readonly event: number;
    readonly observed: number;
    readonly counterfactual: number;
    readonly n_units: number;
  }[];
  /** Periods by factors, of mean square 1 and signed so that the largest number is positive; loadings of units, in the outcome's units. Null without factors, loadings also of many units. */
  readonly factors: { readonly times: readonly number[]; readonly values: readonly (readonly number[])[] } | null;
  readonly loadings: {
    readonly units: readonly string[];
    readonly treated: readonly boolean[];
    readonly values: readonly (readonly number[])[];
  } | null;
  readonly errors: {
    readonly kind: (typeof RESAMPLING)[number];
    /** Draws asked for, and those whose rows identified a fit; units or clusters left out in turn. */
    readonly draws: number;
    readonly draws_used: number;
    readonly seed: number | null;
  };
  /** Averages of untreated rows by time since treatment ended: of a treatment that switches off. */
  readonly exits: readonly (Shown & { readonly exit: number })[];
  readonly tests: {
    /** Of averages before treatment: never, as they are residuals of the fit. */
    readonly f: null;
    readonly equivalence: null;
    readonly placebo: LeftOutTest | null;
    readonly carryover: LeftOutTest | null;
  };
}

declare module "../../design/details.js" {
  interface DetailsOf {
    counterfactual: CounterfactualDetails;
  }
}
