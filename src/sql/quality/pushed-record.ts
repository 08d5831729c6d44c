/** The record of a run over rows that stay where they are: nothing was recoded or split, and suspect unit values were not sought. */
import { type Note, note } from "../../base/messages.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { makeRecord, type Parts } from "../../trade/quality/make-record.js";
import { QUALITY_NOTES } from "../../trade/quality/messages.js";
import type { QualityRecord } from "../../trade/quality/record.js";

/** `first` are notes on where the rows are, `last` those on cells of the keys. */
export function pushedRecord(
  engine: Engine,
  parts: Omit<Parts, "notes" | "prepared">,
  first: readonly Note[],
  last: readonly Note[] = [],
): QualityRecord {
  const { header, plan } = parts;
  const unsought = plan.cleaning.cells === null ? [] : [note(QUALITY_NOTES, "suspect_unit_values_not_sought")];
  const notes = [...first, ...unsought, ...header.notes, ...plan.notes, ...last];
  return makeRecord(engine, { ...parts, notes, prepared: { recoded: null, nSplit: 0 } });
}
