/**
 * What a caller may ask for, and the defaults, once. Knows nothing of kernels.
 */
import type { LongOptions } from "../../base/progress.js";
import type { Table } from "../../data/table/table.js";
import type { VcovOption } from "../../regression/variance/kind.js";

/** Columns whose combinations are groups; `written` as the caller spells it. */
export interface Keys {
  readonly written: string;
  readonly columns: readonly string[];
}

/** Names that stand for columns of the data: the roles of a customs-like file. */
export const ROLES = ["firm", "product", "dest", "year", "value", "quantity", "city", "province"] as const;
export type Role = (typeof ROLES)[number];

/** Columns by role; a role left out stands for the column of its own name. */
export type RoleColumns = { readonly [role in Role]?: string };

/** A table of elasticities, a row a product code (or a country and code). */
export interface SigmaTable {
  readonly table: Table;
  /** Column of product codes; codes of any length, of which the longest that begins a product's code counts. Found if not given. */
  readonly code?: string;
  /** Column of the elasticity. Found if not given. */
  readonly sigma?: string;
  /** Column of the country that buys, matched with the destination; null: none. Found if not given. */
  readonly country?: string | null;
}

/** A table from product codes to others, for the rows of some years. */
export interface Concordance {
  readonly table: Table;
  /** Column of the codes as they stand in the data. Found if not given. */
  readonly from?: string;
  /** Column of the codes wanted. Found if not given. */
  readonly to?: string;
  /** First and last year it is for; default all. */
  readonly years?: readonly [number, number];
}

/** What becomes of rows for which there is no elasticity: `exclude`, or this elasticity. */
export type Instead = "exclude" | number;

/** Where sigma comes from, and what is done where it can't be had. */
export interface SigmaOptions {
  /**
   * Elasticity of substitution above 1 for all products (default 5, the lower end of the range that Anderson & van Wincoop
   * (2004), doi:10.1257/0022051042177649, find likely); a table of elasticities; `iv`: estimated by 2SLS; `ols`: by least
   * squares, biased towards 0 where price follows quality.
   */
  readonly sigma?: number | string | SigmaTable;
  /** Table: product codes brought to the revision of its codes. */
  readonly sigmaConcordance?: readonly Concordance[];
  /** Table: elasticities below and above are set to these; default neither. */
  readonly sigmaFloor?: number;
  readonly sigmaCap?: number;
  /** Table: rows whose product it lacks. `median`: of the codes that share most digits. Default `exclude`. */
  readonly sigmaMissing?: Instead | "median";
  /** iv, ols: one elasticity for all (`pooled`, the default) or one a group of this key, such as `product` or `hs4`. */
  readonly sigmaBy?: string;
  /** iv, ols: variance of the elasticity. Default clustered by firm where there is one, else `hetero`. */
  readonly sigmaVcov?: VcovOption;
  /** iv, ols, table: groups or rows with sigma at 1 or below, of which quality can't be told. Default `exclude`. */
  readonly sigmaInvalid?: Instead;
  /** iv: first-stage F below which a group counts as weak. Default 10. */
  readonly minF?: number;
  /** iv: what becomes of groups with a weak first stage. Default `keep`, listed. */
  readonly sigmaWeak?: Instead | "keep";
}

/** The leave-one-out price instrument. */
export interface InstrumentOptions {
  /** Mean of the logs of prices elsewhere, or log of their mean. Default `log`. */
  readonly instrumentMean?: "log" | "level";
  /** Weights of the prices elsewhere. Default `none`. */
  readonly instrumentWeights?: "none" | "quantity";
  /**
   * Firm-product-years with one destination, which have no price elsewhere: dropped (default), or given the firm-product's
   * mean price in other years, or the product-year's mean price of other firms.
   */
  readonly singleDest?: "drop" | "other-years" | "product-mean";
}

/** Steps between reading and estimation. */
export interface CleaningOptions {
  /** Product codes brought to one revision before anything else. */
  readonly concordance?: readonly Concordance[];
  /** Column with the unit of quantity. */
  readonly unit?: string;
  /** A product in several units: `split` makes each a product of its own (default), `main` drops all but the one of most value. */
  readonly unitChanges?: "split" | "main";
  /** Column with the name of the firm: rows of trading companies are dropped. */
  readonly intermediaries?: string;
  /** What marks a trading company in that column, a regular expression. */
  readonly intermediaryPattern?: string;
  /**
   * Rows of the same firm, product, destination and year, and of the same other keys the run uses: summed (default where
   * there are these columns), kept, or an error.
   */
  readonly duplicates?: "sum" | "keep" | "error";
  /** Unit values outside the `trim` and 1 - `trim` percentiles of their product-year are dropped. Default 0: none. */
  readonly trim?: number;
  /** Unit values this many times above or below the median of their product-year are dropped. Default 0: none. */
  readonly maxRatio?: number;
  /** Products with fewer rows are dropped. Default 0: none. */
  readonly minRows?: number;
}

export interface EstimateQualityOptions
  extends RoleColumns,
    SigmaOptions,
    InstrumentOptions,
    CleaningOptions,
    Pick<LongOptions, "onProgress" | "signal"> {
  /** Effects of the demand equation. Default `product + dest^year`. */
  readonly fe?: string;
  /** A demand equation of its own for every group of this key; `none`: one for all. Default the groups of `sigmaBy`. */
  readonly separately?: string;
  /** Cells of the normalisation. Default `product^year`. */
  readonly normalise?: string;
  /** `min-max` (default), `percentile:0.01` for percentiles in place of least and greatest, or `none`. */
  readonly normaliseRule?: string;
  /** Keys of the aggregates, separated by commas. Default firm^year and city^year, where these columns are there. */
  readonly by?: string;
  /** Confidence level of intervals of an estimated sigma. Default 0.95. */
  readonly level?: number;
  /** Quantiles of normalised quality to add to the aggregates, such as [0.1, 0.5, 0.9]. */
  readonly quantiles?: readonly number[];
  /** Whether these quantiles weigh rows by value. Default false. */
  readonly weightedQuantiles?: boolean;
  /** Whether aggregates get `mean_of_weighted_terms`, equation (6) as printed: the weighted mean over the number of rows. */
  readonly literal?: boolean;
  /** Rows alone in a level of an effect, whose quality is 0 by construction. Default `drop`, recursively. */
  readonly singletons?: "drop" | "keep";
}

/** Columns a run adds to the rows; `sigma` where it is not one number. */
export const ROW_COLUMNS = ["unit_value", "quality", "r_quality"] as const;
export const SIGMA_COLUMN = "sigma";
/**
 * Quality as estimated, equation (4), and normalised, equation (5): the same names in rows, aggregates and panels, where they
 * are means. Up to version 0.1.0 aggregates called the normalised mean `quality` and the other `quality_raw`.
 */
export const RAW = "quality";
export const NORMALISED = "r_quality";

export const DEFAULT_SIGMA = 5;
export const DEFAULT_EFFECTS = "product + dest^year";
export const DEFAULT_CELLS = "product^year";
export const DEFAULT_MIN_F = 10;
/** Words in the names of Chinese trading companies (Ahn, Khandelwal & Wei 2011), and their English ones. */
export const DEFAULT_INTERMEDIARIES = "进出口|贸易|外贸|经贸|工贸|科贸|商贸|外经|import|export|trading|trade";
/** Unit values this many times off the median of their product-year are warned of when they are not dropped. */
export const SUSPECT_RATIO = 100;
/** Digits of the product code a key `hs2`, `hs4` or `hs6` takes. */
export const PREFIXES: Readonly<Record<string, number>> = { hs2: 2, hs4: 4, hs6: 6 };

type SourceOption = keyof SigmaOptions | keyof InstrumentOptions;

/** Options that have a meaning for each source of sigma; those of the others are refused. */
export const SIGMA_OPTIONS: Readonly<Record<"fixed" | "table" | "iv" | "ols", readonly SourceOption[]>> = {
  fixed: [],
  table: ["sigmaConcordance", "sigmaFloor", "sigmaCap", "sigmaMissing", "sigmaInvalid"],
  iv: [
    "sigmaBy",
    "sigmaVcov",
    "sigmaInvalid",
    "minF",
    "sigmaWeak",
    "instrumentMean",
    "instrumentWeights",
    "singleDest",
  ],
  ols: ["sigmaBy", "sigmaVcov", "sigmaInvalid"],
};

/** The source a `sigma` names. */
export function sourceOf(sigma: SigmaOptions["sigma"]): keyof typeof SIGMA_OPTIONS {
  if (typeof sigma === "object") return "table";
  return sigma === "iv" || sigma === "ols" ? sigma : "fixed";
}
