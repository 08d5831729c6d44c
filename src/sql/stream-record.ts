/**
 * The record of a streaming run: that of quality in memory, with the sources of sigma that are streamed and
 * what the database used. Frozen, JSON-serialisable. Key names are the published JSON format, hence the underscores.
 */
import type { Note } from "../base/messages.js";
import { version } from "../base/version.js";
import type { Table } from "../data/table/table.js";
import type { Engine } from "../engine/kernels/engine.js";
import { deepFreeze } from "../formula/freeze.js";
import { type Aggregate, aggregateNotes, aggregateRecord, MEANS_NAMED } from "../trade/quality/aggregate.js";
import { type QualityPlan, ruleText } from "../trade/quality/plan.js";

import { type ProductSpread, spreadNotes } from "../trade/quality/product-spread.js";
import type { InstrumentRecord } from "../trade/quality/sigma/instrument.js";
import { type SigmaRecord, sigmaNotes } from "../trade/quality/sigma/sigma-record.js";
import type { Summary } from "../trade/quality/summary.js";
import type { Waterfall } from "../trade/quality/waterfall.js";
import type { CellSolve } from "./cells.js";
import type { StreamQualityRecord } from "./stream-options.js";

/** What normalisation leaves out. */
export interface NormalisedCounts {
  readonly nCells: number;
  readonly nDegenerateCells: number;
  readonly nDegenerateRows: number;
}

/** What a run found. */
export interface StreamParts {
  /** The data's names and provenance, without rows. */
  readonly header: Table;
  readonly plan: QualityPlan;
  readonly waterfall: Waterfall;
  /** On how the file was read. */
  readonly notes: readonly Note[];
  readonly solved: CellSolve;
  readonly sigma: SigmaRecord;
  readonly instrument: InstrumentRecord | null;
  readonly spreads: readonly ProductSpread[];
  /** Rows that went into others. */
  readonly nSummed: number;
  readonly quality: Summary;
  readonly rQuality: Summary;
  readonly normalised: NormalisedCounts;
  readonly aggregates: readonly Aggregate[];
  readonly rows: string | null;
  readonly memory: number;
  readonly spilledBytes: number;
  readonly timing: Readonly<Record<string, number>>;
}

const SUMS: Note = {
  code: "sums_by_duckdb",
  message:
    "Logarithms and sums over rows were made by DuckDB in no fixed order: a run in memory agrees to 1e-10, not to the bit.",
};

const SUSPECTS: Note = {
  code: "suspect_unit_values_not_sought",
  message:
    "Unit values far off the median of their product-year were not looked for, as they are in memory: trim drops the outermost.",
};

/** The record of `parts`. */
export function streamRecord(engine: Engine, parts: StreamParts): StreamQualityRecord {
  const { header, plan, waterfall, solved, normalised, aggregates, rows } = parts;
  const { method, iterations, certificate, errorEstimate, converged } = solved.solve;
  const { source: file } = header;
  const { trim } = plan.cleaning;
  return deepFreeze({
    kind: "quality",
    call: plan.call,
    nobs: parts.quality.n,
    waterfall: waterfall.steps,
    sigma: parts.sigma,
    instrument: parts.instrument,
    cleaning: {
      ...{ concordance: null, unit: null, intermediaries: null, suspect_unit_values: null },
      ...{ max_ratio: null, min_rows: null },
      duplicates: {
        rule: plan.cleaning.duplicates?.rule ?? "keep",
        within: plan.cleaning.duplicates?.keys.written ?? null,
        rows: parts.nSummed,
      },
    },
    product_spread: parts.spreads,
    fixed_effects: {
      effects: Object.fromEntries(solved.levels.map((levels, e) => [plan.effects[e]!.written, { levels }])),
      rank: solved.rank,
    },
    solver: { method, because: solved.because, iterations, certificate, error_estimate: errorEstimate, converged },
    singletons: plan.singletons,
    separately: null,
    normalise: { within: plan.normalise.written, rule: ruleText(plan), clipped_rows: 0, cells: normalised.nCells },
    trim: trim === null ? null : { share: trim.share, within: trim.within.written },
    quality: parts.quality,
    r_quality: {
      ...parts.rQuality,
      n_degenerate: normalised.nDegenerateRows,
      n_degenerate_cells: normalised.nDegenerateCells,
    },
    aggregates: aggregates.map(aggregateRecord),
    files: rows === null ? [] : [rows],
    notes: [
      ...[SUMS, ...(plan.cleaning.cells === null ? [] : [SUSPECTS])],
      ...[...parts.notes, ...summedNotes(plan, parts.nSummed)],
      ...[...spreadNotes(parts.spreads), ...sigmaNotes(parts.sigma)],
      ...degenerateNotes(normalised, plan),
      ...(aggregates.length === 0 ? [] : [MEANS_NAMED]),
      ...aggregates.flatMap(aggregateNotes),
    ],
    timing_ms: parts.timing,
    stream: {
      cells: solved.nCells,
      memory_limit_bytes: parts.memory,
      spilled_bytes: parts.spilledBytes,
      rows,
    },
    provenance: {
      version,
      seed: null,
      data: file.name,
      data_sha256: file.sha256,
      kernels_sha256: engine.sha256,
    },
  });
}

function summedNotes({ cleaning }: QualityPlan, nSummed: number): Note[] {
  if (nSummed === 0) return [];
  const within = cleaning.duplicates!.keys.written;
  const message = `${nSummed} rows of the same ${within} were summed into the first of their kind (duplicates: keep leaves them).`;
  return [{ code: "duplicates_summed", message, detail: { rows: nSummed, within } }];
}

function degenerateNotes({ nDegenerateCells, nDegenerateRows }: NormalisedCounts, plan: QualityPlan): Note[] {
  if (nDegenerateCells === 0) return [];
  const within = plan.normalise.written;
  const message = `${nDegenerateRows} rows in ${nDegenerateCells} cells of ${within} where max = min have no normalised quality.`;
  return [{ code: "degenerate_cells", message, detail: { rows: nDegenerateRows, cells: nDegenerateCells, within } }];
}
