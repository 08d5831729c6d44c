/**
 * The record of a run, from what its stages made.
 */

import { type Note, note } from "../../base/messages.js";
import { deepFreeze } from "../../base/objects.js";
import { version } from "../../base/version.js";
import { fileFacts, type Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { aggregateNotes, aggregateRecord } from "./aggregate.js";
import type { ChainEnd } from "./chain.js";
import type { Clean } from "./cleaning/cleaned.js";
import { QUALITY_NOTES } from "./messages.js";
import type { NormalisedCounts } from "./normalise.js";
import { type QualityPlan, ruleText } from "./plan.js";

import type { Prepared } from "./prepare.js";
import { spreadNotes } from "./product-spread.js";
import type { CleaningRecord, QualityRecord } from "./record.js";
import type { SigmaSums } from "./sigma/sigma-estimate.js";
import { sigmaNotes } from "./sigma/sigma-record.js";

/** What a run made. */
export interface Parts {
  /** The table of the data, which may have no rows in it. */
  readonly header: Table;
  /** On how the data were read and prepared. */
  readonly notes: readonly Note[];
  readonly plan: QualityPlan;
  readonly prepared: Pick<Prepared, "recoded" | "nSplit">;
  readonly end: ChainEnd<unknown, SigmaSums, unknown>;
  readonly timing: Readonly<Record<string, number>>;
}

/** The frozen record of a run. */
export function makeRecord(engine: Engine, { header, notes, plan, prepared, end, timing }: Parts): QualityRecord {
  const { clean, demand, absorbed, counts, quality, rQuality, sigma, aggregates } = end;
  const { method, iterations, certificate, errorEstimate, converged } = absorbed.solve;
  const { trim } = plan.cleaning;
  return deepFreeze({
    kind: "quality",
    call: plan.call,
    nobs: quality.n,
    waterfall: clean.waterfall.steps,
    cleaning: cleaningRecord(plan, prepared, clean),
    product_spread: demand.spreads,
    sigma,
    instrument: demand.instrument,
    fixed_effects: {
      effects: Object.fromEntries(plan.effects.map(({ written }, e) => [written, { levels: absorbed.levels[e]! }])),
      rank: absorbed.rank,
    },
    solver: { method, because: absorbed.because, iterations, certificate, error_estimate: errorEstimate, converged },
    singletons: plan.singletons,
    separately: plan.separately?.written ?? null,
    normalise: {
      within: plan.normalise.written,
      rule: ruleText(plan),
      clipped_rows: counts.nClipped,
      cells: counts.nCells,
    },
    trim: trim === null ? null : { share: trim.share, within: trim.within.written },
    quality,
    r_quality: { ...rQuality, n_degenerate: counts.nDegenerateRows, n_degenerate_cells: counts.nDegenerateCells },
    aggregates: aggregates.map(aggregateRecord),
    files: [],
    notes: [
      ...notes,
      ...summedNotes(plan, clean),
      ...codeChangeNotes(clean),
      ...suspectNotes(clean),
      ...spreadNotes(demand.spreads),
      ...sigmaNotes(sigma),
      ...degenerateNotes(counts, plan),
      ...(aggregates.length === 0 ? [] : [note(QUALITY_NOTES, "means_named")]),
      ...aggregates.flatMap(aggregateNotes),
    ],
    timing_ms: timing,
    provenance: {
      version,
      seed: null,
      data: header.source.name,
      data_sha256: header.source.sha256,
      ...fileFacts(header.source),
      kernels_sha256: engine.sha256,
    },
  });
}

type Facts = Pick<Clean<unknown>, "nSummed" | "suspects" | "codeChanges">;

function cleaningRecord(
  { cleaning }: QualityPlan,
  { recoded, nSplit }: Parts["prepared"],
  { nSummed, suspects }: Facts,
): CleaningRecord {
  const { unit, intermediaries, duplicates, maxRatio, minRows } = cleaning;
  return {
    concordance: recoded,
    unit: unit === null ? null : { ...unit, products: nSplit },
    intermediaries:
      intermediaries === null ? null : { column: intermediaries.column, pattern: intermediaries.pattern.source },
    duplicates: { rule: duplicates?.rule ?? "keep", within: duplicates?.keys.written ?? null, rows: nSummed },
    suspect_unit_values: suspects,
    max_ratio: maxRatio?.factor ?? null,
    min_rows: minRows?.rows ?? null,
  };
}

/** Rows summed into others, of which there were `nSummed`. */
const summedNotes = ({ cleaning }: QualityPlan, { nSummed: rows }: Facts): Note[] =>
  rows === 0 ? [] : [note(QUALITY_NOTES, "duplicates_summed", { rows, within: cleaning.duplicates!.keys.written })];

const codeChangeNotes = ({ codeChanges }: Facts): Note[] =>
  codeChanges.map((change) => note(QUALITY_NOTES, "code_changes", { ...change }));

const suspectNotes = ({ suspects }: Facts): Note[] =>
  suspects === null || suspects.rows === 0 ? [] : [note(QUALITY_NOTES, "suspect_unit_values", { ...suspects })];

/** Cells of one quality alone, whose rows have no normalised one. */
const degenerateNotes = (
  { nDegenerateCells: cells, nDegenerateRows: rows }: NormalisedCounts,
  { normalise: { written: within } }: QualityPlan,
): Note[] => (cells === 0 ? [] : [note(QUALITY_NOTES, "degenerate_cells", { rows, cells, within })]);
