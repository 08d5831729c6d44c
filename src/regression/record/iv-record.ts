/**
 * What the record of a fit with instruments has beside that of any regression. Key names are the published
 * JSON format, hence the underscores.
 */
import type { NoteCode, NoteDetail } from "../../base/messages.js";
import type { Coefficient } from "../tests/coefficients.js";
import type { TestByT } from "../tests/joint-test.js";

/** One test of an equation with instruments: `df2` is null for chi-squared; `p_value` is null where the statistic has no usable distribution. */
export interface IvTest {
  readonly statistic: number;
  readonly distribution: "F" | "chi2";
  readonly df1: number;
  readonly df2: number | null;
  readonly p_value: number | null;
  /** Of a Wald test where the small-sample rule has another denominator than t. */
  readonly by_t_df?: TestByT;
  /** The null hypothesis in words. */
  readonly hypothesis: string;
}

/** A regression on the instruments and the exogenous regressors: a first stage, or the reduced form. */
export interface StageRecord {
  /** `(Intercept)`, excluded instruments, exogenous regressors. */
  readonly coefficients: Readonly<Record<string, Coefficient>>;
  /** Degrees of freedom of t, and parameters the small-sample factor counts. */
  readonly df: number;
  readonly K: number;
  readonly r2: number;
  /** null without fixed effects. */
  readonly within_r2: number | null;
  /** Share of what the exogenous regressors and effects leave that the excluded instruments explain. */
  readonly partial_r2: number;
  /** The excluded instruments jointly zero, under the variance and the small-sample rule of the fit. */
  readonly partial_F: IvTest;
}

/** The estimators of an equation with instruments. */
export type IvEstimator = "2sls" | "liml" | "fuller" | "gmm2s";

/**
 * Forms of a covariance. Of LIML and Fuller: scores of the regressors projected on the instruments, of X - kappa M X, or
 * Bekker's for many instruments. Of two-step GMM: the inverse that holds where the weight is efficient, with the scores of the
 * first step, or a sandwich with those of the second.
 */
export type IvCovariance = "projected" | "kappa" | "bekker" | "efficient" | "sandwich";

/** What an equation with instruments has beside any regression. */
export interface IvRecord {
  readonly estimator: IvEstimator;
  /** The k of the k-class: 1 for 2SLS, null for GMM. */
  readonly kappa: number | null;
  /** Fuller's constant. */
  readonly fuller: number | null;
  /** null where there is one form: 2SLS, and LIML and Fuller under classical errors. */
  readonly covariance: IvCovariance | null;
  readonly endogenous: readonly string[];
  /** Excluded instruments kept; those left out are in `collinear`. */
  readonly excluded: readonly string[];
  /** The outcome on the excluded instruments and the exogenous regressors. */
  readonly reduced_form: StageRecord;
  /** By endogenous regressor: its coefficient by least squares, and how many times that the estimate is. */
  readonly least_squares: Readonly<Record<string, { readonly estimate: number; readonly ratio: number }>>;
  readonly sanderson_windmeijer: Readonly<Record<string, SandersonWindmeijer>>;
  /** Montiel Olea and Pflueger's; null for several endogenous regressors. */
  readonly effective_F: EffectiveF | null;
  readonly stock_yogo: StockYogo;
  readonly anderson_rubin_set: AndersonRubinSet;
  /** null unless the estimator is 2SLS. */
  readonly tF: TfInterval | null;
}

/** Of one endogenous regressor. */
export interface SandersonWindmeijer {
  /** As ivreg2 prints them; null where the covariance of scores is singular (see `waldInDirections`). */
  readonly F: IvTest | null;
  readonly chi2: IvTest | null;
  /** Along the free directions only: equal to `chi2` under homoskedasticity or with one regressor. */
  readonly chi2_free_directions: IvTest | null;
  /** Share of what the exogenous part leaves of the regressor that the instruments explain. */
  readonly partial_r2: number;
  /** Shea's: the same once the other endogenous regressors, and their fitted values, are partialled out. */
  readonly shea_partial_r2: number;
}

/** By the share tau of the benchmark bias. */
export type ByTau = Readonly<Record<"0.05" | "0.1" | "0.2" | "0.3", number>>;

/** Critical values of one estimator. */
export interface BiasThresholds {
  /** B: the worst bias as a share of the benchmark. */
  readonly worst_bias: number;
  readonly critical_values: ByTau;
  readonly effective_df: ByTau;
}

/** Montiel Olea and Pflueger's. */
export interface EffectiveF {
  readonly statistic: number;
  /** Level of the test whose critical values these are. */
  readonly level: number;
  /** Conservative for 2SLS: B = 1. */
  readonly simplified: BiasThresholds;
  /**
   * null beyond 30 instruments, where only the simplified ones are computed, where the outcome has no residual but rounding,
   * and where two clusterings give some scores a covariance that is none.
   */
  readonly tsls: BiasThresholds | null;
  readonly liml: BiasThresholds | null;
}

/** One criterion. */
export interface StockYogoValues {
  /** The Cragg-Donald F to exceed, by tolerated bias or size; null outside the table. */
  readonly critical_values: Readonly<Record<string, number>> | null;
  /** Why there are none; null where there are. */
  readonly reason: string | null;
}

/** At level 5%; each is compared with the Cragg-Donald F. */
export interface StockYogo {
  /** Bias relative to that of least squares. */
  readonly tsls_bias: StockYogoValues;
  /** Rejections of a nominal 5% Wald test. */
  readonly tsls_size: StockYogoValues;
  readonly liml_size: StockYogoValues;
  /** Fuller's constant 1. */
  readonly fuller_bias: StockYogoValues;
}

/**
 * `interval`: one bounded interval. `disjoint`: several, all bounded. `unbounded`: infinity is in the set but not every number:
 * rays, and perhaps intervals between them. `empty`: every number is rejected, which says the instruments are not all valid.
 */
export type SetKind = "interval" | "disjoint" | "unbounded" | "whole_line" | "empty";

/** Ends of an interval; null is infinite. */
export type Ends = readonly [low: number | null, high: number | null];

/** A point of the curve of p-values. */
export interface AndersonRubinPoint {
  readonly beta: number;
  readonly statistic: number;
  readonly p_value: number;
}

/** The coefficients of one endogenous regressor that the Anderson-Rubin test does not reject. */
export interface AndersonRubinSet {
  readonly level: number;
  /** null where there is no set. */
  readonly kind: SetKind | null;
  /** Why there is no set, in words and as a code with its facts; null where there is. */
  readonly because: string | null;
  readonly reason?: { readonly code: NoteCode; readonly detail?: NoteDetail };
  /** Closed intervals, ascending; null is infinite. */
  readonly intervals: readonly Ends[];
  /** The largest F in the set. */
  readonly critical_value: number | null;
  readonly df1: number;
  readonly df2: number;
  /** The test at the estimate of the fit. */
  readonly at_estimate: AndersonRubinPoint | null;
  /** F and p over a range that shows the ends, for a figure. */
  readonly curve: readonly AndersonRubinPoint[];
}

/** The tF interval of Lee, McCrary, Moreira and Porter (2022), doi:10.1257/aer.20211063. */
export interface TfInterval {
  readonly level: number;
  /** Whether the procedure is made for this equation and level. */
  readonly applies: boolean;
  /** Why it is not, or why the interval is the whole line; null otherwise. */
  readonly because: string | null;
  readonly reason?: { readonly code: NoteCode; readonly detail?: NoteDetail };
  /** First-stage F of the instrument under the variance of the fit; null of several, which it is not made for. */
  readonly f: number | null;
  /** What |t| has to exceed; null is infinite, or none. */
  readonly critical_value: number | null;
  /** The standard error that times the normal quantile gives the interval; null with the critical value. */
  readonly adjusted_se: number | null;
  readonly conf_low: number | null;
  readonly conf_high: number | null;
}
