/**
 * The record of an extrapolation: frozen, JSON-serialisable, with everything chosen, imputed or left
 * missing. Key names are the published JSON format, hence the underscores.
 */

import type { Note } from "../../base/messages.js";
import { compensatedSum } from "../../base/numbers.js";
import type { RecordedFile } from "../../data/table/table.js";
import { summarise } from "../quality/summary.js";
import type { ExtrapolateChoices } from "./formula.js";

// How a formula agrees with what was measured where both are known, and whether what it imputes lies on the scale of
// what was measured. Knows nothing of tables or of why a value is imputed.

/**
 * Over `n` pairs: moments of both, their correlation, and slope and intercept of the outcome on the formula by least
 * squares. Null where fewer than two values, or values that do not vary, leave them undefined.
 */
interface Comparison {
  readonly n: number;
  readonly measured: { readonly mean: number; readonly sd: number | null };
  readonly formula: { readonly mean: number; readonly sd: number | null };
  readonly correlation: number | null;
  readonly slope: number | null;
  readonly intercept: number | null;
}

/** Deviations below this share of the mean are rounding: such a column does not vary. */
const VARIES = 1e-12;

/** Compares f64[n] `measured` and `formula`, both finite. Null where n is 0. */
export function compareValues(measured: Float64Array, formula: Float64Array): Comparison | null {
  const n = measured.length;
  if (n === 0) return null;
  const [y, x] = [summarise(measured), summarise(formula)];
  const spread = ({ mean, sd }: { readonly mean: number; readonly sd: number }): boolean =>
    n > 1 && sd > VARIES * Math.abs(mean);
  const products = measured.map((value, i) => (value - y.mean) * (formula[i]! - x.mean));
  const covariance = compensatedSum(products) / (n - 1);
  const slope = spread(x) ? covariance / (x.sd * x.sd) : null;
  return {
    n,
    measured: { mean: y.mean, sd: n > 1 ? y.sd : null },
    formula: { mean: x.mean, sd: n > 1 ? x.sd : null },
    correlation: spread(x) && spread(y) ? Math.max(-1, Math.min(1, covariance / (x.sd * y.sd))) : null,
    slope,
    intercept: slope === null ? null : y.mean - slope * x.mean,
  };
}

/** Range of both, and how many imputed values lie outside that of the measured. Null where either has none. */
export function compareRanges(measured: Float64Array, imputed: Float64Array) {
  if (measured.length === 0 || imputed.length === 0) return null;
  const [y, x] = [summarise(measured), summarise(imputed)];
  let below = 0;
  let above = 0;
  for (const value of imputed) {
    if (value < y.min) below++;
    if (value > y.max) above++;
  }
  return {
    measured: [y.min, y.max] as const,
    imputed: [x.min, x.max] as const,
    below,
    above,
    share_outside: (below + above) / imputed.length,
  };
}

/** Rows by where their outcome comes from. */
export interface ProvenanceCounts {
  readonly measured: number;
  readonly imputed: number;
  readonly missing: number;
}

/** Factor put before the formula. */
export interface ScaleRecord {
  readonly kind: ExtrapolateChoices["scale"];
  /** Ratio of measured to formula mean in the base period, whether it is used or not; null where there is none. */
  readonly base: {
    readonly period: number;
    readonly rows: number;
    readonly measured_mean: number;
    readonly formula_mean: number;
    readonly ratio: number | null;
  } | null;
  /** `fit-unit`: units with a ratio, their base periods, and the units without one. */
  readonly units: {
    readonly with_ratio: number;
    readonly min: number | null;
    readonly max: number | null;
    readonly base_periods: Readonly<Record<string, number>>;
    readonly without_ratio: readonly string[];
  } | null;
}

/** How the provincial mean was made; rows by where it comes from. */
export interface ProvinceRecord {
  readonly column: string;
  readonly weight: string | null;
  /** Measured rows in no mean: without a province, or without a weight above 0. */
  readonly left_out: { readonly no_province: number; readonly no_weight: number };
  readonly rows: { readonly measured: number; readonly carried: number; readonly missing: number };
  /** Provinces by the period their mean is carried from. */
  readonly carried_from: Readonly<Record<string, number>>;
}

export interface ExtrapolationRecord {
  readonly kind: "extrapolation";
  readonly call: string;
  readonly nobs: number;
  readonly outcome: string;
  readonly unit: string;
  readonly time: string;
  readonly formula: string;
  /** Columns of the formula. */
  readonly columns: readonly string[];
  readonly last: { readonly period: number; readonly source: "given" | "found" };
  readonly prefer: ExtrapolateChoices["prefer"];
  readonly gaps: ExtrapolateChoices["gaps"];
  readonly scale: ScaleRecord;
  readonly province: ProvinceRecord | null;
  readonly counts: ProvenanceCounts;
  readonly by_period: readonly (ProvenanceCounts & { readonly period: number })[];
  /** Missing rows by reason. */
  readonly missing_because: Readonly<Record<string, number>>;
  /** Rows measured after `last`: kept as they are, or replaced by the formula. */
  readonly measured_after_last: { readonly kept: number; readonly replaced: number };
  /** Formula, scaled, against the outcome on rows that stay measured; null with none. */
  readonly comparison: Comparison | null;
  /** Imputed values against the range of the measured ones; null without both. */
  readonly imputed_range: {
    readonly measured: readonly [number, number];
    readonly imputed: readonly [number, number];
    readonly below: number;
    readonly above: number;
    readonly share_outside: number;
  } | null;
  readonly notes: readonly Note[];
  readonly provenance: RecordedFile & {
    readonly version: string;
    readonly data: string;
    readonly data_sha256: string | null;
    readonly kernels_sha256: string;
  };
}
