/**
 * The record of a run, from what its stages made.
 */
import type { Note } from "../../base/messages.js";
import { version } from "../../base/version.js";
import type { Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { deepFreeze } from "../../formula/freeze.js";
import { type Aggregate, aggregateNotes, aggregateRecord, MEANS_NAMED } from "./aggregate.js";
import type { Clean } from "./cleaning/cleaned.js";
import type { Measured } from "./measure.js";
import type { Normalised } from "./normalise.js";
import { type QualityPlan, ruleText } from "./plan.js";

import type { Prepared, Stages } from "./prepare.js";
import { spreadNotes } from "./product-spread.js";
import type { CleaningRecord, QualityRecord } from "./quality-record.js";
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
      ...(aggregates.length === 0 ? [] : [MEANS_NAMED]),
      ...aggregates.flatMap(aggregateNotes),
    ],
    timing_ms: parts.stages.timing,
    provenance: {
      version,
      seed: null,
      data: table.source.name,
      data_sha256: table.source.sha256,
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

function summedNotes({ cleaning }: QualityPlan, { nSummed }: Clean): Note[] {
  if (nSummed === 0) return [];
  const within = cleaning.duplicates!.keys.written;
  const message = `${nSummed} rows of the same ${within} were summed into the first of their kind (duplicates: keep leaves them).`;
  return [{ code: "duplicates_summed", message, detail: { rows: nSummed, within } }];
}

function codeChangeNotes({ codeChanges }: Clean): Note[] {
  return codeChanges.map((change) => {
    const { year, begin, end } = change;
    const message = `${begin} product codes begin in ${year} and ${end} end the year before, more than twice the usual: the Harmonized System was revised. A concordance (--concordance) brings codes to one revision.`;
    return { code: "code_changes", message, detail: { ...change } };
  });
}

function suspectNotes({ suspects }: Clean): Note[] {
  if (suspects === null || suspects.rows === 0) return [];
  const { ratio, rows, value } = suspects;
  const message = `${rows} rows, of value ${value}, have unit values over ${ratio} times off the median of their product-year, as wrong units would give: maxRatio (--max-ratio) or trim drops them.`;
  return [{ code: "suspect_unit_values", message, detail: { ...suspects } }];
}

function degenerateNotes({ nDegenerateCells, nDegenerateRows }: Normalised, plan: QualityPlan): Note[] {
  if (nDegenerateCells === 0) return [];
  const within = plan.normalise.written;
  const message = `${nDegenerateRows} rows in ${nDegenerateCells} cells of ${within} where max = min have no normalised quality.`;
  return [{ code: "degenerate_cells", message, detail: { rows: nDegenerateRows, cells: nDegenerateCells, within } }];
}
