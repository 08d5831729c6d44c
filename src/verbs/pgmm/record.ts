/**
 * The record of GMM on a dynamic panel: frozen, JSON-serialisable, with everything chosen, dropped or assumed.
 * Key names are the published JSON format, hence the underscores.
 */

import type { Labels, Period } from "../../base/columns.js";
import type { Note } from "../../base/messages.js";
import type { CollinearTerm, FitRecord } from "../../regression/record/fit-record.js";
import type { IvTest } from "../../regression/record/iv-record.js";
import type { Coefficient } from "../../regression/tests/coefficients.js";

/** A test as equations with instruments have them: chi-squared, or F with `df2` where a small-sample correction was asked for. */
export type GmmTest = IvTest;

/** Arellano and Bond's test of serial correlation of one order, a standard normal z; null where no unit has the lags. */
export interface SerialTest {
  readonly order: number;
  readonly statistic: number | null;
  readonly distribution: "normal";
  readonly p_value: number | null;
  /** Products of residuals it rests on, and the units they are of. */
  readonly pairs: number;
  readonly units: number;
  readonly hypothesis: string;
}

/** Hansen's J without a group of instruments, and the difference: whether these are exogenous, given that the others are. */
export interface DifferenceInHansen {
  /** The group as written, or `GMM instruments for levels`. */
  readonly group: string;
  readonly instruments: number;
  /** Null where the others do not identify the coefficients. */
  readonly excluding: GmmTest | null;
  /** Null there, too, and where no restriction is added or the statistic is negative; `because` says which. */
  readonly difference: GmmTest | null;
  readonly because: string | null;
}

/** A column of the matrix of instruments. */
export interface InstrumentRecord {
  readonly name: string;
  readonly group: string;
  readonly equation: "diff" | "level" | "both";
  /** Null for one that is its own instrument. */
  readonly lag: number | null;
  /** The period whose equation it serves; null for all. */
  readonly period: string | null;
}

/** Where estimates of the coefficient of the first lag should lie: within estimates are too low, pooled ones too high. */
export interface LagBounds {
  readonly term: string;
  readonly estimate: number;
  readonly pooled_ols: Coefficient;
  readonly within: Coefficient;
  readonly position: "between" | "below within" | "above pooled";
}

/** The same model with other lags as instruments, or collapsed; `because` says why it could not be estimated. */
export interface SensitivityRow {
  /** Lags of each `gmm()`, `2:3`. */
  readonly lags: readonly string[];
  /** How many lags each has; null for all there are. */
  readonly depth: number | null;
  readonly collapse: boolean;
  /** Of the terms compared; empty where there is no estimate. */
  readonly coefficients: Readonly<Record<string, Coefficient>>;
  readonly n_instruments: number | null;
  readonly hansen: GmmTest | null;
  readonly ar2: SerialTest | null;
  /** Why there is no estimate, with the code of the error. */
  readonly because: string | null;
  readonly code?: string;
}

export interface PgmmRecord {
  readonly kind: "pgmm";
  readonly call: string;
  /** The command line that asks for the same. */
  readonly command: string;
  /** The xtabond2 line it was translated from. */
  readonly xtabond2: string | null;
  readonly depvar: string;
  /** Rows of the equation in levels of a system, of the transformed equation else: `observations.reported` says which. */
  readonly nobs: number;
  readonly observations: {
    readonly reported: "levels" | "transformed";
    readonly transformed: number;
    readonly levels: number;
  };
  readonly n_groups: number;
  readonly n_instruments: number;
  /** Rows reported by unit that has any. */
  readonly per_group: { readonly min: number; readonly mean: number; readonly max: number };
  readonly dropped: Readonly<Record<string, number>>;
  readonly coefficients: Readonly<Record<string, Coefficient>>;
  readonly collinear: readonly CollinearTerm[];
  readonly vcov: {
    /** `classical`, `robust`, `two-step` or `windmeijer`. */
    readonly type: "classical" | "robust" | "two-step" | "windmeijer";
    readonly clusters: Readonly<Record<string, number>>;
    readonly small: boolean;
    /** Degrees of freedom of t; null for z. */
    readonly df: number | null;
    /** What the variance was multiplied by for small samples; 1 when not asked. */
    readonly factor: number;
    readonly level: number;
    readonly names: readonly string[];
    readonly matrix: readonly (readonly number[])[];
  };
  readonly panel: {
    readonly unit: string;
    readonly time: string;
    /** What periods count, where the data say so. */
    readonly period?: Period;
    readonly units: number;
    readonly first_period: number;
    readonly last_period: number;
    readonly units_with_gaps: number;
  };
  readonly model: "difference" | "system";
  readonly transform: "d" | "fod";
  readonly steps: 1 | 2 | "iterated";
  /** Steps taken, and for iterated ones the largest change of a coefficient in the last, over its standard error. */
  readonly steps_taken: number;
  readonly last_change: number | null;
  readonly h: 1 | 2 | 3;
  readonly robust: boolean;
  readonly small: boolean;
  readonly time_dummies: readonly string[];
  /** As of a regression. */
  readonly labels?: Labels;
  readonly tests: {
    readonly [order: `ar${number}`]: SerialTest;
    readonly sargan: GmmTest;
    readonly hansen: GmmTest | null;
    readonly diff_hansen: readonly DifferenceInHansen[];
    /** All coefficients but the constant are zero. */
    readonly wald: GmmTest & { readonly terms: readonly string[] };
    /** Present with time dummies: they are zero; and the others are. */
    readonly wald_time?: GmmTest & { readonly terms: readonly string[] };
    readonly wald_regressors?: GmmTest & { readonly terms: readonly string[] };
  };
  readonly instruments: {
    /** By group: instruments used, and those left out because zero in every row, or collinear. */
    readonly groups: readonly {
      readonly group: string;
      readonly used: number;
      readonly empty: number;
      readonly collinear: number;
    }[];
    readonly used: readonly InstrumentRecord[];
    readonly dropped: readonly (InstrumentRecord & { readonly because: "empty" | "collinear" })[];
    /** Rank of the weight: less than the number of instruments where its Moore-Penrose inverse was taken. */
    readonly weight_rank: number;
  };
  /** By variable: the sum of its coefficients over one minus those of the lagged outcome. Empty without a lagged outcome. */
  readonly long_run: Readonly<Record<string, Coefficient>>;
  /** Null without a first lag of the outcome, or where least squares could not be made. */
  readonly bounds: LagBounds | null;
  /** Null unless asked for. */
  readonly sensitivity: readonly SensitivityRow[] | null;
  readonly notes: readonly Note[];
  readonly timing_ms: Readonly<Record<string, number>>;
  readonly provenance: FitRecord["provenance"];
}
