/**
 * A panel model fitted, valid while its data are: what records and tests read, whichever model it is.
 */
import type { Category } from "../../base/columns.js";
import type { Note } from "../../base/messages.js";
import type { Scope } from "../../engine/kernels/engine.js";
import type { Fit } from "../../regression/least-squares/fit.js";
import type { CollinearTerm } from "../../regression/record/fit-record.js";
import type { Ssc } from "../../regression/variance/ssc.js";
import type { RegressionVcov } from "../../regression/variance/variances.js";
import type { Covariance } from "../../regression/variance/vcov.js";
import type { ComponentsRecord } from "./record.js";
import type { SquaredCorrelations } from "./squared-correlations.js";
import type { PlmEffect, PlmModel } from "./verb.js";

export interface PanelFit {
  readonly model: PlmModel;
  readonly effect: PlmEffect;
  readonly fit: Fit;
  /** Names of the coefficients. */
  readonly names: readonly string[];
  readonly collinear: readonly CollinearTerm[];
  /** Rows of the regression less coefficients and effects. */
  readonly df: number;
  /** Sum of squares of the transformed outcome, about its mean where there is a constant. */
  readonly tss: number;
  /** Share explained; of random effects the squared correlation, as plm. */
  readonly r2: number;
  /** Of random effects and means of units; null for others. */
  readonly squaredCorrelations: SquaredCorrelations | null;
  /** Of random effects. */
  readonly components: ComponentsRecord | null;
  readonly notes: readonly Note[];
  /**
   * The covariance of the coefficients. Throws as the variance does, NotSupported `plm_vcov` for one that this model has
   * not.
   */
  covariance(scope: Scope, variance: RegressionVcov, ssc: Ssc): PanelCovariance;
  /** Residuals in the order of the rows the model is on: the sample's, those of `adjacent`, or units (periods). */
  residuals(): Float64Array;
}

export interface PanelCovariance extends Covariance {
  readonly clusterings: readonly Category[];
}
