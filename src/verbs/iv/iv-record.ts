/**
 * What the record of a fit with instruments holds beside that of any regression. Key names are the published
 * JSON format, hence the underscores.
 */

import type { Coefficient } from "../../regression/record/fit-record.js";
import type { AndersonRubinSet } from "./inference/anderson-rubin-set.js";
import type { EffectiveF } from "./inference/effective-f.js";
import type { SandersonWindmeijer } from "./inference/sanderson-windmeijer.js";
import type { StockYogo } from "./inference/stock-yogo.js";
import type { IvTest } from "./inference/test-record.js";
import type { TfInterval } from "./inference/tf.js";

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
