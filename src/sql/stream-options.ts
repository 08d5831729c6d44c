/**
 * What a caller may ask of a streaming run, and what comes back: the options and the record of quality in memory,
 * planned by the same code on the file's header, less those that can't be streamed, which are refused by name.
 */
import { NotSupported, UsageError } from "../base/errors.js";
import type { FormatOptions } from "../data/formats/format.js";
import type { Table } from "../data/table/table.js";
import { DEFAULT_MEMORY, type StreamOptions } from "../trade/quality/options.js";
import type { QualityPlan } from "../trade/quality/plan.js";
import type { QualityRecord } from "../trade/quality/record.js";
import type { EstimateQualityOptions } from "../trade/quality/verb.js";
import { planPushed, refuseUnsupported, usedKeys } from "./quality/options.js";

// Sizes of memory as people write them.

const UNITS: Readonly<Record<string, number>> = {
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

/** DuckDB does not start its work in less. */
const LEAST = 1e8;

/** Bytes of `text`, such as "2GB", "500MB" or "1.5GiB". Throws UsageError `memory_size`, also below 100 MB. */
export function memoryBytes(text: string): number {
  const [, number, unit] = /^\s*(\d+(?:\.\d+)?)\s*([kmgt]i?b)\s*$/i.exec(text) ?? [];
  const bytes = Number(number) * (UNITS[unit?.toLowerCase() ?? ""] ?? Number.NaN);
  if (bytes >= LEAST) return bytes;
  throw new UsageError("memory_size", `Memory must be a size of at least 100MB, such as 500MB or 2GB; got '${text}'.`, {
    got: text,
    expected: "at least 100MB",
  });
}

/** The record of quality in memory, and what the database used. */
export interface StreamQualityRecord extends QualityRecord {
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

/** Options of `streamQuality`: those of `estimateQuality` and of `readTable` it supports, and its own. */
export interface StreamQualityOptions extends EstimateQualityOptions, StreamOptions, FormatOptions {
  /** File for the rows, .parquet, .csv or .csv.gz: all columns of the data, row_id, unit_value, quality, r_quality. */
  readonly rows?: string;
}

/** Options of how the file is read, of where its rows go, and of what DuckDB may use. */
const OWN: readonly string[] = ["text", "numeric", "missing", "delimiter", "encoding", "rows", "memory", "temp"];

/** Throws NotSupported `stream_option` for an option that is given and not supported, naming it. */
export const refuseNotStreamed = (options: StreamQualityOptions): void => refuseUnsupported({ ...options }, OWN);

/** Throws UsageError `rows_format` unless the rows' file has a format that is written. */
export function requireRowsFormat(path: string): void {
  if (/\.(parquet|csv|csv\.gz)$/i.test(path)) return;
  throw new UsageError("rows_format", `rows: the name should end in .parquet, .csv or .csv.gz, got '${path}'.`, {
    got: path,
    expected: [".parquet", ".csv", ".csv.gz"],
  });
}

/** Bytes DuckDB may hold. */
export const memoryOf = ({ memory = DEFAULT_MEMORY }: StreamQualityOptions): number => memoryBytes(memory);

/**
 * The plan of `options` for a file with the columns of `header`. Throws as `planQuality`, and NotSupported `stream_option`
 * for keys of digits of the product.
 */
export function planStream(header: Table, options: StreamQualityOptions): QualityPlan {
  const plan = planPushed(header, options);
  const digits = usedKeys(plan).find((name) => !header.has(name));
  if (digits === undefined) return { ...plan, call: plan.call.replace(/^quality\(/, "streamQuality(") };
  throw new NotSupported(
    "stream_option",
    `The key '${digits}' (first digits of the product) is not supported when a file is streamed (--stream); add it to the data as a column.`,
    { got: digits, expected: header.names },
  );
}
