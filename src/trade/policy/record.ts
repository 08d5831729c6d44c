/**
 * The record of a policy's effect on quality: frozen, JSON-serialisable, with everything chosen, dropped or
 * assumed. Key names are the published JSON format, hence the underscores.
 */

import type { Note } from "../../base/messages.js";
import type { JoinRecord } from "../../data/table/join.js";
import type { RecordedFile } from "../../data/table/table.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import type { QualityRecord } from "../quality/record.js";
import type { WeightsRecord } from "./weights.js";

/** What the draws of one number say. */
export interface DrawnRecord {
  /** On the data as they are. */
  readonly estimate: number;
  /** By the formula, where there is one. */
  readonly std_error: number | null;
  readonly bootstrap_std_error: number;
  readonly conf_low: number;
  readonly conf_high: number;
  /** Mean of the draws less the estimate. */
  readonly bias: number;
  /** Draws with the number, and draws in which it is not identified though there is quality. */
  readonly used: number;
  readonly not_identified: number;
}

/** A coefficient with quality estimated anew in every draw, and held as it is in the same draws. */
export interface PolicyCoefficient {
  readonly re_estimated: DrawnRecord;
  readonly held: DrawnRecord;
  /** Bootstrap error of the one over that of the other; null where the other is 0. */
  readonly ratio: number | null;
}

export interface PolicyBootstrapRecord {
  readonly clusters: { readonly name: string; readonly G: number };
  readonly panel_resampled: boolean;
  readonly draws: { readonly requested: number; readonly done: number };
  readonly failed: Readonly<Record<string, number>>;
  readonly partial: boolean;
  readonly generator: string;
  readonly seed: number;
  readonly level: number;
  /** Elasticity used (of several, their mean weighted by value); null where it is given. */
  readonly sigma: DrawnRecord | null;
  readonly coefficients: { readonly normalised: PolicyCoefficient; readonly raw: PolicyCoefficient };
  /** By draw, null where there is none. */
  readonly values: {
    readonly sigma: readonly (number | null)[];
    readonly normalised: readonly (number | null)[];
    readonly raw: readonly (number | null)[];
    readonly normalised_held: readonly (number | null)[];
    readonly raw_held: readonly (number | null)[];
  };
}

/** A coefficient of the rows. */
export interface RowEstimate {
  readonly call: string;
  readonly weights: string | null;
  readonly nobs: number;
  readonly estimate: number;
  readonly std_error: number;
  readonly p_value: number;
}

export interface QualityPolicyRecord {
  readonly kind: "quality_policy";
  readonly call: string;
  readonly term: string;
  readonly quality: QualityRecord;
  readonly join: JoinRecord;
  /** Column of the panel by which errors of both steps are clustered. */
  readonly cluster: string;
  readonly two_step: { readonly normalised: FitRecord; readonly raw: FitRecord };
  readonly one_step: {
    readonly two_step: RowEstimate | null;
    readonly two_step_weighted: RowEstimate | null;
    readonly one_step: RowEstimate | null;
    readonly one_step_weighted: RowEstimate | null;
  };
  /** On how many rows and units what is weighted by value rests. */
  readonly weights: WeightsRecord;
  /** Null where no draws were asked for. */
  readonly bootstrap: PolicyBootstrapRecord | null;
  readonly notes: readonly Note[];
  readonly timing_ms: Readonly<Record<string, number>>;
  readonly provenance: RecordedFile & {
    readonly version: string;
    readonly seed: number | null;
    readonly data: string;
    readonly data_sha256: string | null;
    readonly cities: string;
    readonly cities_sha256: string | null;
    readonly kernels_sha256: string;
  };
}
