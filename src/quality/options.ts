/**
 * Layer quality. What a caller may ask for, and the defaults, once. Knows nothing of tables or kernels.
 */
import type { LongOptions } from "../base/progress.js";

/** Names that stand for columns of the data: the roles of a customs-like file. */
export const ROLES = ["firm", "product", "dest", "year", "value", "quantity", "city", "province"] as const;
export type Role = (typeof ROLES)[number];

/** Columns by role; a role left out stands for the column of its own name. */
export type RoleColumns = { readonly [role in Role]?: string };

export interface EstimateQualityOptions extends RoleColumns, Pick<LongOptions, "onProgress" | "signal"> {
  /** Elasticity of substitution, above 1. Default 5, as Khandelwal, Schott & Wei (2013) calibrate. */
  readonly sigma?: number | string;
  /** Effects of the demand equation. Default `product + dest^year`. */
  readonly fe?: string;
  /** Cells of the min-max normalisation. Default `product^year`. */
  readonly normalise?: string;
  /** Unit values outside the `trim` and 1 - `trim` percentiles of their product-year are dropped. Default 0: none. */
  readonly trim?: number;
  /** Keys of the aggregates, separated by commas. Default firm^year and city^year, where these columns are there. */
  readonly by?: string;
  /** Rows alone in a level of an effect, whose quality is 0 by construction. Default `drop`, recursively. */
  readonly singletons?: "drop" | "keep";
}

/** Columns a run adds to the rows. */
export const ROW_COLUMNS = ["unit_value", "quality", "r_quality"] as const;

export const DEFAULT_SIGMA = 5;
export const DEFAULT_EFFECTS = "product + dest^year";
export const DEFAULT_CELLS = "product^year";
