/**
 * The record of `plausexog`: that of the 2SLS fit, with what direct effects were allowed and what
 * follows for the coefficients. Key names are the published JSON format, hence the underscores.
 */

import type { FitRecord } from "../../regression/record/fit-record.js";

/** Bounds of one coefficient; the estimates are equal where direct effects are normal. */
export interface EffectBounds {
  readonly estimate_low: number;
  readonly estimate_high: number;
  readonly conf_low: number;
  readonly conf_high: number;
}

/** Bounds at a share of the direct effects. */
export interface PathPoint extends EffectBounds {
  readonly fraction: number;
}

/** One endogenous regressor's coefficient when direct effects are normal. */
export interface LocalToZero {
  readonly estimate: number;
  readonly std_error: number;
  readonly conf_low: number;
  readonly conf_high: number;
}

/** What was allowed, for every instrument kept: 0 and 0 for one that was not named. */
export type AllowedRecord =
  | {
      readonly method: "union_of_intervals";
      readonly instruments: Readonly<Record<string, { readonly min: number; readonly max: number }>>;
    }
  | {
      readonly method: "local_to_zero";
      readonly instruments: Readonly<Record<string, { readonly mean: number; readonly sd: number }>>;
    };

/** Estimates and interval ends over all direct effects allowed, and the effects at which the ends are reached. */
export interface UnionRecord {
  readonly estimate_low: number;
  readonly estimate_high: number;
  readonly conf_low: number;
  readonly conf_high: number;
  readonly at_low: Readonly<Record<string, number>>;
  readonly at_high: Readonly<Record<string, number>>;
}

/** By endogenous variable: `bounds`, `path`, `breaks_at`; intervals at `vcov.level`. */
export interface PlausexogRecord extends Omit<FitRecord, "kind"> {
  readonly kind: "plausibly-exogenous";
  readonly direct_effects: AllowedRecord;
  readonly bounds: Readonly<Record<string, UnionRecord | LocalToZero>>;
  /** Bounds when direct effects are 0, 0.1, ..., 1 times what was allowed; at 0 the interval of 2SLS. */
  readonly path: Readonly<Record<string, readonly PathPoint[]>>;
  /** The smallest such share at which the interval covers zero; null where it does not, up to 1. */
  readonly breaks_at: Readonly<Record<string, number | null>>;
}
