/**
 * Layer sql. The record of a streaming run: that of quality in memory, with the sources of sigma that are streamed and
 * what the database used. Frozen, JSON-serialisable. Key names are the published JSON format, hence the underscores.
 */
import type { Note } from "../base/columns.js";
import { version } from "../base/version.js";
import { deepFreeze } from "../formula/freeze.js";
import { describeSsc, FIXEST } from "../inference/ssc.js";
import type { Engine } from "../kernels/engine.js";
import { type Aggregate, aggregateNotes, aggregateRecord } from "../quality/aggregate.js";
import type { QualityRecord } from "../quality/quality-record.js";
import type { Summary } from "../quality/summary.js";
import type { Waterfall } from "../quality/waterfall.js";
import type { CellSolve } from "./cells.js";
import type { NormalisedCounts } from "./score.js";
import type { SlopeEstimate } from "./slope.js";
import type { Source } from "./source.js";
import type { StreamPlan } from "./stream-options.js";

/** Where sigma came from. */
export type StreamSigmaRecord =
  | { readonly source: "fixed"; readonly value: number }
  | { readonly source: "table"; readonly file: string | null; readonly products: number }
  | ({
      readonly source: "iv" | "ols";
      readonly value: number;
      readonly std_error: number;
      readonly ssc: Readonly<Record<string, boolean | string>>;
    } & Omit<SlopeEstimate, "price">);

export interface StreamQualityRecord extends Omit<QualityRecord, "sigma"> {
  readonly sigma: StreamSigmaRecord;
  readonly stream: {
    /** Observed combinations of the effects' levels: what comes to memory in place of rows. */
    readonly cells: number;
    readonly memory_limit_bytes: number;
    /** Largest size of DuckDB's spill folder seen; 0 where nothing was spilled. */
    readonly spilled_bytes: number;
    /** Rows' file, null where none was asked for. */
    readonly rows: string | null;
  };
}

/** What a run found. */
export interface StreamParts {
  readonly source: Source;
  readonly plan: StreamPlan;
  readonly waterfall: Waterfall;
  /** On how the file was read. */
  readonly notes: readonly Note[];
  readonly solved: CellSolve;
  readonly sigma: StreamSigmaRecord;
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

/** The record of `parts`. */
export function streamRecord(engine: Engine, parts: StreamParts): StreamQualityRecord {
  const { source, plan, waterfall, solved, normalised, aggregates, rows } = parts;
  const { method, iterations, certificate, errorEstimate, converged } = solved.solve;
  const { source: file } = source.header;
  return deepFreeze({
    kind: "quality",
    call: plan.call,
    nobs: parts.quality.n,
    waterfall: waterfall.steps,
    sigma: parts.sigma,
    fixed_effects: {
      effects: Object.fromEntries(solved.levels.map((levels, e) => [plan.effects[e]!.written, { levels }])),
      rank: solved.rank,
    },
    solver: { method, because: solved.because, iterations, certificate, error_estimate: errorEstimate, converged },
    singletons: plan.singletons,
    normalise: { within: plan.normalise.written, cells: normalised.nCells },
    trim: plan.trim === null ? null : { share: plan.trim.share, within: plan.trim.within.written },
    quality: parts.quality,
    r_quality: {
      ...parts.rQuality,
      n_degenerate: normalised.nDegenerateRows,
      n_degenerate_cells: normalised.nDegenerateCells,
    },
    aggregates: aggregates.map(aggregateRecord),
    files: rows === null ? [] : [rows],
    notes: [SUMS, ...parts.notes, ...degenerateNotes(normalised, plan), ...aggregates.flatMap(aggregateNotes)],
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

/** The record of an estimated sigma. */
export function slopeRecord(source: "iv" | "ols", { price, ...others }: SlopeEstimate): StreamSigmaRecord {
  const { estimate, std_error } = price;
  return { source, value: -estimate, std_error, ssc: describeSsc(FIXEST), ...others };
}

function degenerateNotes({ nDegenerateCells, nDegenerateRows }: NormalisedCounts, plan: StreamPlan): Note[] {
  if (nDegenerateCells === 0) return [];
  const within = plan.normalise.written;
  const message = `${nDegenerateRows} rows in ${nDegenerateCells} cells of ${within} where max = min have no normalised quality.`;
  return [{ code: "degenerate_cells", message, detail: { rows: nDegenerateRows, cells: nDegenerateCells, within } }];
}
