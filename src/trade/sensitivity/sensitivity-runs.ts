/**
 * The runs of a sensitivity analysis: each choice measured by `estimateQuality`, one after the other, with
 * the time the remaining ones take at this pace. Of a run its record and means by cell are kept, so that rows of one
 * choice at a time are in memory.
 */
import type { LongOptions } from "../../base/progress.js";
import type { Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { estimateQuality } from "../quality/estimate-quality.js";
import type { QualityRecord } from "../quality/quality-record.js";
import type { Choice } from "./sensitivity-options.js";

/** Share of an analysis that its runs take, about; comparing takes the rest. */
export const MEASURING = 0.8;

/** What is kept of a choice's run: its record and the table of means by cell. */
export interface Measured {
  readonly record: QualityRecord;
  readonly means: Table;
}

/** Measures every choice. Throws what `estimateQuality` throws, and the signal's reason when it has been raised. */
export function measureChoices(
  engine: Engine,
  table: Table,
  choices: readonly Choice[],
  { onProgress, signal }: Pick<LongOptions, "onProgress" | "signal">,
): Measured[] {
  const start = performance.now();
  return choices.map((choice, i) => {
    signal?.throwIfAborted();
    const elapsed = performance.now() - start;
    onProgress?.({
      stage: `measuring ${choice.label} (${i + 1} of ${choices.length})`,
      fraction: (MEASURING * i) / choices.length,
      msLeft: i === 0 ? null : (elapsed * (choices.length - i)) / i,
    });
    const { record, aggregates } = estimateQuality(engine, table, choice.options);
    return { record, means: aggregates[0]!.table };
  });
}
