/**
 * Layer quality. The record a quality run returns: frozen, JSON-serialisable, with everything chosen, dropped or
 * assumed. Key names are the published JSON format, hence the underscores.
 */
import type { Note } from "../base/columns.js";
import type { SolverRecord } from "../models/fit-record.js";
import type { Summary } from "./summary.js";
import type { WaterfallStep } from "./waterfall.js";

/** An aggregate written beside the rows. */
export interface AggregateRecord {
  readonly by: string;
  readonly columns: readonly string[];
  /** Groups with at least one row that has a normalised quality. */
  readonly groups: number;
  /** Rows in no group: their cell is degenerate, or a key is missing. */
  readonly excluded: { readonly no_quality: number; readonly missing_key: number };
}

export interface QualityRecord {
  readonly kind: "quality";
  readonly call: string;
  /** Rows with a quality. */
  readonly nobs: number;
  readonly waterfall: readonly WaterfallStep[];
  readonly sigma: { readonly source: "fixed"; readonly value: number };
  readonly fixed_effects: {
    readonly effects: Readonly<Record<string, { readonly levels: number }>>;
    readonly rank: { readonly value: number; readonly exact: boolean };
  };
  readonly solver: SolverRecord;
  readonly singletons: "drop" | "keep";
  readonly normalise: { readonly within: string; readonly cells: number };
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
  readonly provenance: {
    readonly version: string;
    readonly seed: number | null;
    readonly data: string;
    readonly data_sha256: string | null;
    readonly kernels_sha256: string;
  };
}
