/**
 * The record of several regressions asked for at once. Key names are the published JSON format.
 */
import type { FitRecord } from "../../regression/record/fit-record.js";

/** One of several regressions: its record, or why there is none. */
export interface OneFit {
  /** The model as it was estimated and the sample it was, for people: `y ~ x | id (region: north)`. */
  readonly label: string;
  /** Value of the column that splits the sample, `Full sample` for all of them, null without a split. */
  readonly sample: string | null;
  readonly depvar: string;
  readonly rhs: string;
  /** `1` for none. */
  readonly fixed_effects: string;
  readonly fit: FitRecord | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** What differs between regressions. */
export type Varying = "sample" | "fixed_effects" | "depvar" | "rhs";

/** By sample, then effects, then outcome, then terms, as fixest orders them. */
export interface SeveralRecord {
  readonly kind: "several";
  /** The formula as written. */
  readonly formula: string;
  /** The column that splits the sample, its values that have one, and rows in which it is missing; null without. */
  readonly split: {
    readonly column: string;
    readonly values: readonly string[];
    readonly full_sample: boolean;
    readonly missing: number;
  } | null;
  readonly varies: readonly Varying[];
  readonly fits: readonly OneFit[];
  /** How many have no fit. */
  readonly failed: number;
  readonly timing_ms: { readonly total: number };
}
