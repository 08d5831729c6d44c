/**
 * The record of a run, from what its stages made.
 */

import { type Note, note } from "../../base/messages.js";
import { deepFreeze } from "../../base/objects.js";
import { version } from "../../base/version.js";
import { fileFacts, type Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { type Aggregate, aggregateNotes, aggregateRecord } from "./aggregate.js";
import type { Clean } from "./cleaning/cleaned.js";
import type { Measured } from "./measure.js";
import { QUALITY_NOTES } from "./messages.js";
import type { Normalised } from "./normalise.js";
import { type QualityPlan, ruleText } from "./plan.js";

import type { Prepared, Stages } from "./prepare.js";
import { spreadNotes } from "./product-spread.js";
import type { CleaningRecord, QualityRecord } from "./record.js";
import { estimatedSigmaRecord, type SigmaRecord, sigmaNotes, tableSigmaRecord } from "./sigma/sigma-record.js";

import { summarise } from "./summary.js";

/** What the stages of a run made. */
export interface Parts {
  readonly plan: QualityPlan;
  readonly prepared: Prepared;
  readonly clean: Clean;
  readonly measured: Measured;
  readonly normalised: Normalised;
  readonly aggregates: readonly Aggregate[];
  readonly stages: Stages;
}

/** The frozen record of a run on `table`. */
export function makeRecord(engine: Engine, table: Table, parts: Parts): QualityRecord {
  const { plan, prepared, clean, measured, normalised, aggregates } = parts;
  const { sample, quality, demeaned } = measured;
  const { method, iterations, certificate, errorEstimate, converged } = demeaned.solve;
  const sigma = sigmaRecord(plan, measured);
  return deepFreeze({
    kind: "quality",
    call: plan.call,
    nobs: quality.length,
    waterfall: clean.waterfall.steps,
    cleaning: cleaningRecord(plan, prepared, clean),
    product_spread: measured.spreads,
    sigma,
    instrument: measured.instrument,
    fixed_effects: {
      effects: Object.fromEntries(
        plan.effects.map((keys) => [keys.written, { levels: sample.groups.by(keys).nLevels }]),
      ),
      rank: demeaned.rank,
    },
    solver: { method, because: demeaned.because, iterations, certificate, error_estimate: errorEstimate, converged },
    singletons: plan.singletons,
    separately: plan.separately?.written ?? null,
    normalise: {
      within: plan.normalise.written,
      rule: ruleText(plan),
      clipped_rows: normalised.nClipped,
      cells: normalised.nCells,
    },
    trim:
      plan.cleaning.trim === null
        ? null
        : { share: plan.cleaning.trim.share, within: plan.cleaning.trim.within.written },
    quality: summarise(quality),
    r_quality: {
      ...summarise(normalised.values),
      n_degenerate: normalised.nDegenerateRows,
      n_degenerate_cells: normalised.nDegenerateCells,
    },
    aggregates: aggregates.map(aggregateRecord),
    files: [],
    notes: [
      ...table.notes,
      ...plan.notes,
      ...prepared.notes,
      ...summedNotes(plan, clean),
      ...codeChangeNotes(clean),
      ...suspectNotes(clean),
      ...spreadNotes(measured.spreads),
      ...sigmaNotes(sigma),
      ...degenerateNotes(normalised, plan),
      ...(aggregates.length === 0 ? [] : [note(QUALITY_NOTES, "means_named")]),
      ...aggregates.flatMap(aggregateNotes),
    ],
    timing_ms: parts.stages.timing,
    provenance: {
      version,
      seed: null,
      data: table.source.name,
      data_sha256: table.source.sha256,
      ...fileFacts(table.source),
      kernels_sha256: engine.sha256,
    },
  });
}

function sigmaRecord(plan: QualityPlan, { sigma, estimates, tableUse }: Measured): SigmaRecord {
  if (plan.sigma.source === "fixed") return { source: "fixed", value: plan.sigma.value };
  if (plan.sigma.source === "table") return tableSigmaRecord(plan.sigma, tableUse!, sigma as Float64Array);
  return estimatedSigmaRecord(plan.sigma, estimates!.made, plan.level);
}

function cleaningRecord(
  { cleaning }: QualityPlan,
  { recoded, nSplit }: Prepared,
  { nSummed, suspects }: Clean,
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
export const summedNotes = ({ cleaning }: QualityPlan, { nSummed: rows }: Pick<Clean, "nSummed">): Note[] =>
  rows === 0 ? [] : [note(QUALITY_NOTES, "duplicates_summed", { rows, within: cleaning.duplicates!.keys.written })];

const codeChangeNotes = ({ codeChanges }: Clean): Note[] =>
  codeChanges.map((change) => note(QUALITY_NOTES, "code_changes", { ...change }));

const suspectNotes = ({ suspects }: Clean): Note[] =>
  suspects === null || suspects.rows === 0 ? [] : [note(QUALITY_NOTES, "suspect_unit_values", { ...suspects })];

/** Cells of one quality alone, whose rows have no normalised one. */
export const degenerateNotes = (
  { nDegenerateCells: cells, nDegenerateRows: rows }: Pick<Normalised, "nDegenerateCells" | "nDegenerateRows">,
  { normalise: { written: within } }: QualityPlan,
): Note[] => (cells === 0 ? [] : [note(QUALITY_NOTES, "degenerate_cells", { rows, cells, within })]);
