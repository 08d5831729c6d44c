/**
 * The record of a Poisson or logit regression: frozen, JSON-serialisable, keys as those of a regression where
 * they mean the same.
 */
import type { Note } from "../../base/messages.js";
import type { FitRecord, RegressionSolverRecord, VcovRecord } from "../../regression/record/fit-record.js";
import type { Coefficient } from "../../regression/tests/coefficients.js";

/** As of a regression; statistics are z, so that there are no degrees of freedom. */
export interface GlmVcovRecord extends Omit<VcovRecord, "df"> {
  readonly df: null;
}

export interface GlmFitStatistics {
  readonly loglik: number;
  /** Of the model with a constant alone, the same weights and offset. */
  readonly null_loglik: number;
  readonly deviance: number;
  readonly null_deviance: number;
  /** 1 - loglik / null_loglik (McFadden). */
  readonly pseudo_r2: number;
  /** The same, all parameters but one taken off the log-likelihood. */
  readonly adj_pseudo_r2: number;
  readonly aic: number;
  readonly bic: number;
  /** Squared correlation of outcome and fitted mean, not weighted. */
  readonly squared_cor: number;
}

/** How the likelihood was climbed. */
export interface ClimbRecord {
  /** Steps, the last one among them, which follows those that the stopping rule asks for. */
  readonly iterations: number;
  readonly converged: true;
  /** Relative change of the deviance asked for, and that of the step before the last. */
  readonly tolerance: number;
  readonly change: number;
  /** Root of the weighted mean square of that step of the linear predictor. */
  readonly step: number;
  /** Halvings of steps that did not lower the deviance. */
  readonly halvings: number;
  /** After each step. */
  readonly deviances: readonly number[];
}

/** A joint test that coefficients are zero: chi-squared. */
export interface GlmTest {
  readonly statistic: number;
  readonly df: number;
  readonly p_value: number;
  readonly terms: readonly string[];
}

export interface GlmRecord
  extends Pick<
    FitRecord,
    "call" | "depvar" | "nobs" | "dropped" | "collinear" | "fixed_effects" | "weights" | "labels"
  > {
  readonly kind: "poisson" | "logit";
  /** `statistic` is z, `p_value` that of the normal distribution. */
  readonly coefficients: Readonly<Record<string, Coefficient>>;
  readonly vcov: GlmVcovRecord;
  readonly fit: GlmFitStatistics;
  /** What is added to the linear predictor, such as `log(population)`; null for nothing. */
  readonly offset: string | null;
  /** How effects were absorbed in the last step. */
  readonly solver: RegressionSolverRecord;
  readonly climb: ClimbRecord;
  readonly tests: Readonly<Record<string, GlmTest>>;
  readonly notes: readonly Note[];
  readonly timing_ms: Readonly<Record<string, number>>;
  readonly provenance: FitRecord["provenance"];
}
