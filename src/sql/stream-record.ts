/**
 * The record of a streaming run: that of quality in memory, with the sources of sigma that are streamed and
 * what the database used. Frozen, JSON-serialisable. Key names are the published JSON format, hence the underscores.
 */

import { type Note, note } from "../base/messages.js";
import { deepFreeze } from "../base/objects.js";
import { version } from "../base/version.js";
import type { Table } from "../data/table/table.js";
import type { Engine } from "../engine/kernels/engine.js";
import { type Aggregate, aggregateNotes, aggregateRecord } from "../trade/quality/aggregate.js";
import { degenerateNotes, summedNotes } from "../trade/quality/make-record.js";
import { QUALITY_NOTES } from "../trade/quality/messages.js";
import { type QualityPlan, ruleText } from "../trade/quality/plan.js";

import { type ProductSpread, spreadNotes } from "../trade/quality/product-spread.js";
import type { Waterfall } from "../trade/quality/sample.js";
import type { InstrumentRecord } from "../trade/quality/sigma/instrument.js";
import { type SigmaRecord, sigmaNotes } from "../trade/quality/sigma/sigma-record.js";
import type { Summary } from "../trade/quality/summary.js";
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
      note(QUALITY_NOTES, "sums_by_duckdb"),
      ...(plan.cleaning.cells === null ? [] : [note(QUALITY_NOTES, "suspect_unit_values_not_sought")]),
      ...[...parts.notes, ...summedNotes(plan, parts)],
      ...[...spreadNotes(parts.spreads), ...sigmaNotes(parts.sigma)],
      ...degenerateNotes(normalised, plan),
      ...(aggregates.length === 0 ? [] : [note(QUALITY_NOTES, "means_named")]),
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
