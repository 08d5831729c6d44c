/**
 * What a caller may ask of a streaming run, and what comes back: the options and the record of quality in memory,
 * planned by the same code on the file's header, less those that can't be streamed, which are refused by name.
 */
import { NotSupported, UsageError } from "../base/errors.js";
import type { FormatOptions } from "../data/formats/format.js";
import type { Table } from "../data/table/table.js";
import { requiredKeys } from "../trade/quality/cleaning/cleaned.js";
import { DEFAULT_MEMORY, ROLES, type StreamOptions } from "../trade/quality/options.js";
import { planQuality, type QualityPlan } from "../trade/quality/plan.js";
import type { QualityRecord } from "../trade/quality/record.js";
import { type EstimateQualityOptions, qualityVerb } from "../trade/quality/verb.js";

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

/** Options taken whatever they are. */
const SUPPORTED: readonly string[] = [
  ...ROLES,
  ...["sigma", "sigmaConcordance", "sigmaFloor", "sigmaCap", "sigmaMissing", "sigmaVcov", "sigmaInvalid"],
  ...["minF", "sigmaWeak", "fe", "normalise", "duplicates", "trim", "by", "level", "singletons"],
  ...["onProgress", "signal", "text", "numeric", "missing", "delimiter", "encoding", "rows", "memory", "temp"],
];

/** Options of which one value is taken, the one that asks for nothing. */
const ONLY: Readonly<Record<string, unknown>> = {
  sigmaBy: "pooled",
  separately: "none",
  instrumentMean: "log",
  instrumentWeights: "none",
  singleDest: "drop",
  maxRatio: 0,
  minRows: 0,
  normaliseRule: "min-max",
  weightedQuantiles: false,
  literal: false,
};

/** Throws NotSupported `stream_option` for an option that is given and not supported, naming it. */
export function refuseUnsupported(options: Readonly<Record<string, unknown>>): void {
  const name = Object.keys(options).find((key) => {
    const value = options[key];
    return !(value === undefined || SUPPORTED.includes(key) || (Object.hasOwn(ONLY, key) && value === ONLY[key]));
  });
  if (name !== undefined) throw notStreamed(name, options[name]);
}

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
 * for keys of digits of the product and errors of sigma that are not clustered.
 */
export function planStream(header: Table, options: StreamQualityOptions): QualityPlan {
  const own = Object.entries(options).filter(([name]) => Object.hasOwn(qualityVerb.options, name));
  const plan = planQuality(header, Object.fromEntries(own));
  const { sigma } = plan;
  if ((sigma.source === "iv" || sigma.source === "ols") && sigma.vcov.type !== "cluster") {
    throw notStreamed("sigmaVcov", sigma.vcov.written);
  }
  const digits = usedKeys(plan).find((name) => !header.has(name));
  if (digits === undefined) return { ...plan, call: plan.call.replace(/^quality\(/, "streamQuality(") };
  throw new NotSupported(
    "stream_option",
    `The key '${digits}' (first digits of the product) is not supported when a file is streamed (--stream); add it to the data as a column.`,
    { got: digits, expected: header.names },
  );
}

/** Columns that are groups of any kind. */
export function usedKeys(plan: QualityPlan): string[] {
  const by = plan.by.flatMap(({ columns }) => columns);
  const splitters = plan.splitters.flatMap(({ product, column }) => [product, column]);
  const duplicates = plan.cleaning.duplicates?.keys.columns ?? [];
  return [...new Set([...requiredKeys(plan), ...by, ...duplicates, ...splitters])];
}

function notStreamed(name: string, got: unknown): NotSupported {
  const flag = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  return new NotSupported(
    "stream_option",
    `${name} (${flag}) = ${String(got)} is not supported when a file is streamed (--stream); leave it out, or leave --stream out if the file fits in memory.`,
    { got: name, expected: [...SUPPORTED, ...Object.keys(ONLY)] },
  );
}
