/**
 * The record a regression returns: frozen, JSON-serialisable, with everything chosen, dropped or assumed.
 * Key names are the published JSON format, hence the underscores.
 */

import type { Labels } from "../../base/columns.js";
import type { Note, NoteCode, NoteDetail } from "../../base/messages.js";
import { version } from "../../base/version.js";
import { fileFacts, type RecordedFile, type Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import type { Coefficient } from "../tests/coefficients.js";
import type { JointTest, TestByT, WaldTest } from "../tests/joint-test.js";
import type { ClusterDiagnostics } from "../variance/cluster-diagnostics.js";
import type { IvEstimator, IvRecord, IvTest, StageRecord } from "./iv-record.js";

/** A regressor that was omitted, and why: in words that follow its name, and as a code with its facts. */
export interface CollinearTerm {
  readonly term: string;
  readonly because: string;
  readonly code: NoteCode;
  readonly detail?: NoteDetail;
}

/** `term`, omitted for the reason that a note of `OMITTED` states. */
export const omitted = (term: string, { code, message: because, detail }: Note): CollinearTerm =>
  detail === undefined ? { term, because, code } : { term, because, code, detail };

/** How the covariance was made; `matrix` in the order of `names`. */
export interface VcovRecord {
  readonly type: string;
  /** Number of clusters by cluster variable; empty when not clustered. */
  readonly clusters: Readonly<Record<string, number>>;
  readonly ssc: Readonly<Record<string, boolean | string | number>>;
  /**
   * Of a variance along time or space: `lag`, `unit`, `time` and `periods`; `latitude`, `longitude`, `cutoff_km`, and the
   * `locations` that differ.
   */
  readonly about?: Readonly<Record<string, string | number>>;
  /** Degrees of freedom of the t distribution used for p-values and intervals. */
  readonly df: number;
  /** Those of each coefficient where it has its own (CR2, CR3): its p-value and interval use them, `df` is then G - 1. */
  readonly df_by_term?: Readonly<Record<string, number>>;
  /** Denominator degrees of freedom of joint tests, by the small-sample rule. */
  readonly joint_df?: number;
  /** Parameters counted by the small-sample factor, and effects not counted because nested in a cluster. */
  readonly K: number;
  readonly not_counted: readonly string[];
  readonly level: number;
  readonly names: readonly string[];
  readonly matrix: readonly (readonly number[])[];
}

export interface FitStatistics {
  /** Of the variation about the mean, in a model without constant too. */
  readonly r2: number;
  readonly adj_r2: number;
  /** Only without constant and fixed effects: of the squares of the outcome, as R's `summary.lm` and Stata's `noconstant`. */
  readonly uncentred_r2?: number;
  readonly adj_uncentred_r2?: number;
  /** null without fixed effects. */
  readonly within_r2: number | null;
  readonly adj_within_r2: number | null;
  readonly rmse: number;
  readonly ssr: number;
  readonly sigma2: number;
}

export interface FixedEffectsRecord {
  /**
   * By effect: its levels, how many of them are redundant given the others, and whether that count is exact (for two
   * effects, by connected components) or from the pairwise rule (for more; it can be too small).
   */
  readonly effects: Readonly<
    Record<
      string,
      {
        readonly levels: number;
        readonly redundant: number;
        readonly exact: boolean;
        /** Slopes that vary by it; absent without. */
        readonly slopes?: {
          readonly names: readonly string[];
          /** Whether levels have intercepts beside; without, the effect's `redundant` is 0. */
          readonly intercept: boolean;
          /** Redundant slopes, by variable. */
          readonly redundant: readonly number[];
        };
      }
    >
  >;
  /** Degrees of freedom counted for the effects. */
  readonly df: number;
  /** Rank of the dummies of all effects, and whether it is exact or an upper bound. */
  readonly rank: { readonly value: number; readonly exact: boolean };
}

export interface SolverRecord {
  readonly method: string;
  /** Why this method, with the estimate it was chosen by. */
  readonly because: string;
  readonly iterations: number;
  /** Largest |weighted group mean| of a demeaned column over its standard deviation before. */
  readonly certificate: number;
  readonly error_estimate: number;
  readonly converged: boolean;
}

/** How a regression was solved, once demeaned. */
export interface RegressionSolverRecord extends SolverRecord {
  /**
   * `qr`; or where a condition check allowed it, by cross-products: `gram` of demeaned columns, `moments` of the columns as they
   * are, less what the effects explain of them: the certificate is then that of the residuals.
   */
  readonly least_squares: "qr" | "gram" | "moments";
  /**
   * Whether it was solved again in double-double: a regressor leaves less than 1/500 of its norm beside the others, or the
   * residuals are below 1e-6 of the outcome's norm.
   */
  readonly refined: boolean;
}

/** Denominator and p with the degrees of freedom of t: the ones to print where there is room for one p. */
export const readByT = ({ df2, p_value, by_t_df }: Pick<JointTest, "df2" | "p_value" | "by_t_df">): TestByT =>
  by_t_df ?? { df2, p_value };

/** Whether a test is one of coefficients. */
export const isWaldTest = (test: WaldTest | IvTest): test is WaldTest => "terms" in test;

/** The tests of coefficients. */
export const coefficientTests = (tests: FitRecord["tests"]): Readonly<Record<string, WaldTest>> =>
  Object.fromEntries(Object.entries(tests).flatMap(([name, test]) => (isWaldTest(test) ? [[name, test]] : [])));

export interface FitRecord {
  readonly kind: "ols" | IvEstimator;
  readonly call: string;
  readonly depvar: string;
  readonly nobs: number;
  /** Rows left out before estimation, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  readonly coefficients: Readonly<Record<string, Coefficient>>;
  readonly collinear: readonly CollinearTerm[];
  readonly vcov: VcovRecord;
  readonly fit: FitStatistics;
  readonly fixed_effects: FixedEffectsRecord;
  readonly weights: string | null;
  /** What the data call coefficients, outcome, effects, clusters and weights, by name; absent where they have no labels. */
  readonly labels?: Labels;
  readonly solver: RegressionSolverRecord;
  /** By endogenous variable; empty for a fit without instruments. */
  readonly first_stage: Readonly<Record<string, StageRecord>>;
  /** Only of a fit with instruments. */
  readonly iv?: IvRecord;
  /** Joint tests of coefficients; with instruments, tests of these. */
  readonly tests: Readonly<Record<string, WaldTest | IvTest>>;
  /** Of the command line: combinations of coefficients that were asked for. */
  readonly combinations?: readonly CombinationRecord[];
  /** Only where it was asked for. */
  readonly cluster_diagnostics?: ClusterDiagnostics;
  readonly notes: readonly Note[];
  readonly timing_ms: Readonly<Record<string, number>>;
  readonly provenance: RecordedFile & {
    readonly version: string;
    readonly seed: number | null;
    readonly data: string;
    readonly data_sha256: string;
    readonly kernels_sha256: string;
  };
}

// What tests and combinations of coefficients return.

/** A Wald test of linear restrictions; `by_t_df` unless the distribution or `df2` was asked for. */
export interface WaldRecord extends JointTest {
  readonly kind: "wald";
  /** The equations as written, those that follow from others too. */
  readonly restrictions: readonly string[];
  /** Independent restrictions; more than `df1` where the covariance cannot distinguish them. */
  readonly rank: number;
  /** Restrictions left out because they follow from those before them. */
  readonly redundant: readonly string[];
  /** Coefficients in the restrictions. */
  readonly terms: readonly string[];
  readonly notes: readonly Note[];
}

/** Combinations of coefficients: linear ones of `lincom`, functions of `nlcom`. */
export interface CombinationRecord {
  readonly kind: "lincom" | "nlcom";
  /** By their text. */
  readonly combinations: Readonly<Record<string, Coefficient>>;
  /** `t` with `df`, or `normal`. */
  readonly distribution: "t" | "normal";
  readonly df: number | null;
  /** Where coefficients have degrees of freedom of their own. */
  readonly df_by_combination?: Readonly<Record<string, number>>;
  readonly level: number;
  /** Joint covariance, in the order of `combinations`. */
  readonly covariance: readonly (readonly number[])[];
  readonly notes: readonly Note[];
}

// Where the numbers of a record came from.

/** The record's `provenance`; `seed` is null where nothing is drawn. */
export const provenanceOf = (
  { sha256 }: Engine,
  { source }: Table,
  seed: number | null = null,
): FitRecord["provenance"] => ({
  version,
  seed,
  data: source.name,
  data_sha256: source.sha256 ?? "",
  ...fileFacts(source),
  kernels_sha256: sha256,
});
