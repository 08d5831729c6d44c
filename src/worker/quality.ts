/**
 * Layer worker. `estimateQuality` across the boundary of a thread: tables among its options and its result as columns, and
 * the rows with all their columns made again from the table the caller has.
 */
import { deepFreeze } from "../formula/freeze.js";
import { type QualityResult, rowsOf } from "../quality/estimate-quality.js";
import type { Concordance, EstimateQualityOptions } from "../quality/options.js";
import { makeTable, type Table } from "../table/table.js";
import type { SentParts, SentQuality } from "./messages.js";

/** `options` as data: tables of elasticities and codes as their parts. */
export function encodeOptions(options: EstimateQualityOptions): Readonly<Record<string, unknown>> {
  return { ...mapTables(options, partsOf) };
}

/** The options again. */
export function decodeOptions(options: EstimateQualityOptions): EstimateQualityOptions {
  return mapTables(options, tableOf);
}

/** `result` as data. */
export function encodeQuality({
  record,
  sample,
  quality,
  rQuality,
  columns,
  aggregates,
  sigmas,
}: QualityResult): SentQuality {
  return {
    record,
    sample,
    quality,
    rQuality,
    columns,
    aggregates: aggregates.map(({ by, table }) => ({ by, table: partsOf(table) })),
    sigmas: sigmas === null ? null : partsOf(sigmas),
  };
}

/** The result again, for the `table` it was made of. */
export function decodeQuality(sent: SentQuality, table: Table): QualityResult {
  const { sample, quality, rQuality, columns } = sent;
  let rows: Table | undefined;
  return Object.freeze({
    record: deepFreeze(sent.record),
    sample,
    quality,
    rQuality,
    columns,
    rows: () => {
      rows ??= rowsOf(table, sample, columns);
      return rows;
    },
    aggregates: sent.aggregates.map(({ by, table: parts }) => ({ by, table: tableOf(parts) })),
    sigmas: sent.sigmas === null ? null : tableOf(sent.sigmas),
  });
}

const partsOf = ({ columns, source, notes }: Table): SentParts => ({ columns, source, notes });
const tableOf = ({ columns, source, notes }: SentParts): Table => makeTable(columns, source, notes);

/** The options with every table in them replaced. */
// biome-ignore lint/suspicious/noExplicitAny: a table before one side, its parts on the other
function mapTables(options: EstimateQualityOptions, map: (table: any) => any): EstimateQualityOptions {
  const { sigma, sigmaConcordance, concordance } = options;
  const mapped = (list: readonly Concordance[]) => list.map((one) => ({ ...one, table: map(one.table) }));
  return {
    ...options,
    ...(typeof sigma === "object" ? { sigma: { ...sigma, table: map(sigma.table) } } : {}),
    ...(sigmaConcordance === undefined ? {} : { sigmaConcordance: mapped(sigmaConcordance) }),
    ...(concordance === undefined ? {} : { concordance: mapped(concordance) }),
  };
}
