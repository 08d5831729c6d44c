/**
 * Layer sql. What a caller may ask of a streaming run, and the plan made of it. Names, keys and defaults are those of
 * quality in memory, planned by the same code on the file's header; what can't be streamed is refused by name.
 */
import { NotSupported, UsageError } from "../base/errors.js";
import { DEFAULT_SIGMA, type EstimateQualityOptions, ROLES, type Role } from "../quality/options.js";
import { type Keys, planQuality, type QualityPlan } from "../quality/plan.js";
import type { ReadOptions } from "../table/node/read-table.js";
import type { Table } from "../table/table.js";
import { memoryBytes } from "./memory-size.js";

/** Options of `streamQuality`: those of `estimateQuality` and of `readTable` it supports, and its own. */
export interface StreamQualityOptions extends Omit<EstimateQualityOptions, "sigma">, ReadOptions {
  /**
   * Elasticity of substitution: a number above 1 (default 5); "iv" or "ols", estimated on all rows together; or one a
   * product, as a map or as "table:FILE", a file with the product's column and a column `sigma`.
   */
  readonly sigma?: number | string | ReadonlyMap<string, number>;
  /** File for the rows, .parquet, .csv or .csv.gz: all columns of the data, row_id, unit_value, quality, r_quality. */
  readonly rows?: string;
  /** Memory DuckDB may hold, such as "500MB"; default "2GB". Cells and aggregates come on top. */
  readonly memory?: string;
  /** Folder for temporary files, a few times the size of the data; default the system's. */
  readonly temp?: string;
}

/** Where sigma comes from. */
export type SigmaPlan =
  | { readonly source: "fixed"; readonly value: number }
  | { readonly source: "table"; readonly file: string | null; readonly given: ReadonlyMap<string, number> | null }
  | { readonly source: "iv" | "ols" };

/** Columns by role that an estimate of sigma needs. */
export interface SlopeRoles {
  readonly firm: string;
  readonly product: string;
  readonly dest: string;
  readonly year: string;
}

/** Every choice of a streaming run. */
export interface StreamPlan extends Omit<QualityPlan, "sigma" | "call"> {
  readonly sigma: SigmaPlan;
  /** The product's column, where sigma is by product. */
  readonly product: string | null;
  /** For "iv" all four; for "ols" the firm, by which errors are clustered. */
  readonly slope: (Pick<SlopeRoles, "firm"> & Partial<SlopeRoles>) | null;
  readonly call: string;
}

export const DEFAULT_MEMORY = "2GB";

const SUPPORTED: readonly string[] = [
  ...ROLES,
  ...["sigma", "fe", "normalise", "trim", "by", "singletons", "onProgress", "signal"],
  ...["text", "missing", "delimiter", "encoding", "rows", "memory", "temp"],
];

/** Throws NotSupported `stream_option` for an option that is given and not supported, naming it. */
export function refuseUnsupported(options: Readonly<Record<string, unknown>>): void {
  const name = Object.keys(options).find((key) => options[key] !== undefined && !SUPPORTED.includes(key));
  if (name === undefined) return;
  const flag = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  throw new NotSupported(
    "stream_option",
    `${name} (${flag}) is not supported when a file is streamed (--stream); leave it out, or leave --stream out if the file fits in memory.`,
    { got: name, expected: SUPPORTED },
  );
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

/** The plan of `options` for a file with the columns of `header`. Throws as `planQuality`, and UsageError `unknown_role_column`. */
export function planStream(header: Table, options: StreamQualityOptions): StreamPlan {
  const sigma = sigmaPlan(options.sigma ?? DEFAULT_SIGMA);
  const { sigma: _, ...others } = options;
  const fixed = sigma.source === "fixed" ? sigma.value : DEFAULT_SIGMA;
  const { call: _call, sigma: checked, ...plan } = planQuality(header, { ...others, sigma: fixed });
  const role = (name: Role): string => roleColumn(header, options, name);
  const all = {
    ...plan,
    sigma: sigma.source === "fixed" ? { ...sigma, value: checked as number } : sigma,
    product: sigma.source === "table" ? role("product") : null,
    slope:
      sigma.source === "iv"
        ? { firm: role("firm"), product: role("product"), dest: role("dest"), year: role("year") }
        : sigma.source === "ols"
          ? { firm: role("firm") }
          : null,
  };
  return { ...all, call: printCall(header, all) };
}

function sigmaPlan(sigma: NonNullable<StreamQualityOptions["sigma"]>): SigmaPlan {
  if (sigma instanceof Map) return { source: "table", file: null, given: sigma };
  if (sigma === "iv" || sigma === "ols") return { source: sigma };
  if (typeof sigma === "string" && sigma.startsWith("table:")) {
    return { source: "table", file: sigma.slice("table:".length), given: null };
  }
  return { source: "fixed", value: sigma as number };
}

function roleColumn(header: Table, options: StreamQualityOptions, role: Role): string {
  const name = options[role] ?? role;
  if (header.has(name)) return name;
  throw new UsageError(
    "unknown_role_column",
    `Which column is the ${role}? ${header.source.name} has none called '${name}'; name it with ${role} (--${role} COLUMN). Columns: ${header.names.join(", ")}.`,
    { got: name, expected: header.names, role },
  );
}

function printCall(header: Table, plan: Omit<StreamPlan, "call">): string {
  const { value, quantity, sigma, effects, normalise, trim, by, singletons } = plan;
  const written = (keys: readonly Keys[], separator: string): string => keys.map((key) => key.written).join(separator);
  const source =
    sigma.source === "fixed" ? sigma.value : sigma.source === "table" ? `table ${sigma.file ?? "given"}` : sigma.source;
  return (
    `streamQuality(${header.source.name}, value = ${value}, quantity = ${quantity}, sigma = ${source}, ` +
    `fe = ${written(effects, " + ")}, normalise = ${normalise.written}, trim = ${trim?.share ?? 0}, ` +
    `by = ${by.length === 0 ? "none" : written(by, ",")}, singletons = ${singletons})`
  );
}
