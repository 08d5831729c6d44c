/**
 * Layer worker. The result of `estimateQuality` across the boundary of a thread: its tables as columns, and the rows with
 * all their columns made again from the table the caller has.
 */
import { deepFreeze } from "../formula/freeze.js";
import type { QualityResult } from "../quality/estimate-quality.js";
import { type EstimateQualityOptions, ROW_COLUMNS } from "../quality/options.js";
import { makeTable, selectRows, type Table, withColumns } from "../table/table.js";
import type { SentQuality } from "./messages.js";

/** `result` as data. */
export function encodeQuality({ record, sample, quality, rQuality, aggregates }: QualityResult): SentQuality {
  return {
    record,
    sample,
    quality,
    rQuality,
    aggregates: aggregates.map(({ by, table: { columns, source, notes } }) => ({ by, columns, source, notes })),
  };
}

/** The result again, for the `table` and `options` it was made of. */
export function decodeQuality(sent: SentQuality, table: Table, options: EstimateQualityOptions): QualityResult {
  const { sample, quality, rQuality } = sent;
  let rows: Table | undefined;
  return Object.freeze({
    record: deepFreeze(sent.record),
    sample,
    quality,
    rQuality,
    rows: () => {
      rows ??= qualityRows(table, sent, options);
      return rows;
    },
    aggregates: sent.aggregates.map(({ by, columns, source, notes }) => ({
      by,
      table: makeTable(columns, source, notes),
    })),
  });
}

function qualityRows(table: Table, { sample, quality, rQuality }: SentQuality, options: EstimateQualityOptions): Table {
  const value = table.numeric(options.value ?? "value");
  const quantity = table.numeric(options.quantity ?? "quantity");
  const columns = [Float64Array.from(sample, (row) => value[row]! / quantity[row]!), quality, rQuality];
  return withColumns(
    selectRows(table, sample),
    columns.map((values, i) => ({ kind: "numeric", name: ROW_COLUMNS[i]!, values })),
  );
}
