/**
 * The record a quality run returns: frozen, JSON-serialisable, with everything chosen, dropped or
 * assumed. Key names are the published JSON format, hence the underscores.
 */

import type { Note } from "../../base/messages.js";
import type { RecordedFile } from "../../data/table/table.js";
import type { SolverRecord } from "../../regression/record/fit-record.js";
import type { Suspects } from "./cleaning/plan-cleaning.js";
import type { Recoded } from "./codes/product-codes.js";
import type { ProductSpread } from "./product-spread.js";
import type { WaterfallStep } from "./sample.js";
import type { InstrumentRecord } from "./sigma/instrument.js";
import type { SigmaRecord } from "./sigma/sigma-record.js";
import type { Summary } from "./summary.js";

/** An aggregate written beside the rows. */
export interface AggregateRecord {
  readonly by: string;
  readonly columns: readonly string[];
  /** Groups with at least one row that has a quality, normalised or before that. */
  readonly groups: number;
  /** Over groups, the share of the largest row in the group's value: a mean by value rests on it. Null without groups. */
  readonly largest_share: { readonly median: number; readonly p90: number } | null;
  /** Rows in no group: their cell is degenerate, or a key is missing. */
  readonly excluded: { readonly no_quality: number; readonly missing_key: number };
}

/** Choices of the steps between reading and estimation, and what they did besides dropping rows. */
export interface CleaningRecord {
  readonly concordance: Recoded | null;
  readonly unit: { readonly column: string; readonly changes: "split" | "main"; readonly products: number } | null;
  readonly intermediaries: { readonly column: string; readonly pattern: string } | null;
  /** Rows summed into others; `keep` where the roles that make a row one of its kind are not all there. */
  readonly duplicates: {
    readonly rule: "sum" | "keep" | "error";
    readonly within: string | null;
    readonly rows: number;
  };
  /** Rows left whose unit value is over `ratio` times off the median of their product-year. */
  readonly suspect_unit_values: Suspects | null;
  readonly max_ratio: number | null;
  readonly min_rows: number | null;
}

export interface QualityRecord {
  readonly kind: "quality";
  readonly call: string;
  /** Rows with a quality. */
  readonly nobs: number;
  readonly waterfall: readonly WaterfallStep[];
  readonly sigma: SigmaRecord;
  /** Null where sigma is not estimated by IV. */
  readonly instrument: InstrumentRecord | null;
  readonly cleaning: CleaningRecord;
  /** How unit values differ between goods of one product, where finer codes or units are in the data but not used. */
  readonly product_spread: readonly ProductSpread[];
  readonly fixed_effects: {
    readonly effects: Readonly<Record<string, { readonly levels: number }>>;
    readonly rank: { readonly value: number; readonly exact: boolean };
  };
  readonly solver: SolverRecord;
  readonly singletons: "drop" | "keep";
  /** Groups with a demand equation of their own; null: one equation. */
  readonly separately: string | null;
  readonly normalise: {
    readonly within: string;
    readonly rule: string;
    readonly clipped_rows: number;
    readonly cells: number;
  };
  readonly trim: { readonly share: number; readonly within: string } | null;
  /** Residual / (sigma - 1), equation (4). */
  readonly quality: Summary;
  /** Min-max normalised, equation (5); `n_degenerate` rows are in `n_degenerate_cells` cells where max = min. */
  readonly r_quality: Summary & { readonly n_degenerate: number; readonly n_degenerate_cells: number };
  readonly aggregates: readonly AggregateRecord[];
  /** Files written, empty unless asked for. */
  readonly files: readonly string[];
  readonly notes: readonly Note[];
  readonly timing_ms: Readonly<Record<string, number>>;
  readonly provenance: RecordedFile & {
    readonly version: string;
    readonly seed: number | null;
    readonly data: string;
    readonly data_sha256: string | null;
    readonly kernels_sha256: string;
  };
}
