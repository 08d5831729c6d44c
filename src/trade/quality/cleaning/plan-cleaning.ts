/**
 * The steps between reading and estimation as a plan, every choice checked before a row is touched.
 */

import type { Category } from "../../../base/columns.js";
import { UsageError } from "../../../base/errors.js";
import { type NamePattern, namePattern } from "../../../base/name-pattern.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { groupQuantiles } from "../../../engine/kernels/ranks.js";
import { DEFAULT_CELLS, DEFAULT_INTERMEDIARIES, type Keys } from "../options.js";
import type { Names } from "../plan-names.js";
import { keepRows, type Loss, type Sample } from "../sample.js";
import type { EstimateQualityOptions } from "../verb.js";

/** How unit values are trimmed: share at either end, in the cells of `within`. */
export interface Trim {
  readonly share: number;
  readonly within: Keys;
}

/** Rows whose unit value is over `ratio` times off the median of their cell, and what they are worth. */
export interface Suspects extends Loss {
  readonly ratio: number;
}

/** Every choice of cleaning; null: the step is not taken. */
export interface CleaningPlan {
  readonly intermediaries: { readonly column: string; readonly pattern: NamePattern } | null;
  readonly unit: { readonly column: string; readonly changes: "split" | "main" } | null;
  readonly duplicates: { readonly rule: "sum" | "error"; readonly keys: Keys } | null;
  readonly trim: Trim | null;
  readonly maxRatio: { readonly factor: number; readonly within: Keys } | null;
  readonly minRows: { readonly rows: number; readonly within: Keys } | null;
  /** Cells in which unit values are compared; null without a product and a year. */
  readonly cells: Keys | null;
}

/** Roles that make a row one of its kind. */
const IDENTITY = ["firm", "product", "dest", "year"] as const;

/**
 * The plan of cleaning; rows that differ in a column of `others`, the keys of the run, are not of one kind. Throws
 * UsageError for malformed choices and missing columns.
 */
export function planCleaning(names: Names, options: EstimateQualityOptions, others: readonly Keys[]): CleaningPlan {
  const { trim = 0, maxRatio = 0, minRows = 0 } = options;
  if (maxRatio !== 0 && maxRatio <= 1) {
    throw new UsageError("max_ratio", `maxRatio must be a number above 1 (0: no such step), got ${maxRatio}.`, {
      got: maxRatio,
      expected: "a number above 1",
    });
  }
  const product = (): Keys => ({ written: "product", columns: [names.role("product")] });
  const cells = (): Keys => ({ written: DEFAULT_CELLS, columns: [names.role("product"), names.role("year")] });
  const hasCells = names.roleIfAny("product") !== undefined && names.roleIfAny("year") !== undefined;
  return {
    intermediaries: planIntermediaries(names, options),
    unit: planUnit(names, options),
    duplicates: planDuplicates(names, options, others),
    trim: trim === 0 ? null : { share: trim, within: cells() },
    maxRatio: maxRatio === 0 ? null : { factor: maxRatio, within: cells() },
    minRows: minRows < 2 ? null : { rows: minRows, within: product() },
    cells: hasCells ? cells() : null,
  };
}

function planIntermediaries(names: Names, options: EstimateQualityOptions): CleaningPlan["intermediaries"] {
  const { intermediaries, intermediaryPattern } = options;
  if (intermediaries === undefined) {
    if (intermediaryPattern === undefined) return null;
    throw new UsageError(
      "option_without_effect",
      "intermediaryPattern needs the column of firm names: intermediaries (--intermediaries COLUMN).",
      { got: "intermediaryPattern", expected: "intermediaries" },
    );
  }
  const column = names.column(intermediaries, "intermediaries");
  if (intermediaryPattern === undefined) return { column, pattern: new RegExp(DEFAULT_INTERMEDIARIES, "iu") };
  try {
    return { column, pattern: namePattern(intermediaryPattern, { ignoreCase: true }) };
  } catch (cause) {
    throw new UsageError(
      "intermediary_pattern",
      `intermediaryPattern '${intermediaryPattern}' is no regular expression: ${(cause as Error).message}.`,
      { got: intermediaryPattern, expected: DEFAULT_INTERMEDIARIES },
      { cause },
    );
  }
}

function planUnit(names: Names, options: EstimateQualityOptions): CleaningPlan["unit"] {
  const { unit, unitChanges } = options;
  if (unit === undefined) {
    if (unitChanges === undefined) return null;
    throw new UsageError("option_without_effect", "unitChanges needs the column of units: unit (--unit COLUMN).", {
      got: "unitChanges",
      expected: "unit",
    });
  }
  names.role("product");
  return {
    column: names.column(unit, "unit"),
    changes: unitChanges ?? "split",
  };
}

function planDuplicates(
  names: Names,
  options: EstimateQualityOptions,
  others: readonly Keys[],
): CleaningPlan["duplicates"] {
  const known = IDENTITY.every((role) => names.roleIfAny(role) !== undefined);
  const rule = options.duplicates ?? (known ? "sum" : "keep");
  if (rule === "keep") return null;
  const roles = [...IDENTITY, ...(["city", "province"] as const).filter((role) => names.roleIfAny(role) !== undefined)];
  const amounts = [names.role("value"), names.role("quantity")];
  const used = others.flatMap((keys) => keys.columns).filter((name) => names.isColumn(name) && !amounts.includes(name));
  const columns = [...new Set([...roles.map((role) => names.role(role)), ...used])];
  return { rule, keys: { written: columns.join("^"), columns } };
}

// Optional stage: drops unit values outside two percentiles of their cell, the usual guard against errors
// of units. Method: percentiles of type 7 (linear between order statistics), the bounds themselves stay.
// Source: Hyndman & Fan (1996), The American Statistician 50(4), doi:10.1080/00031305.1996.10473566.

/** Lowest and highest unit value a cell keeps. */
export interface Bounds {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** The sample of the unit values that lie within two percentiles of their cell. */
export function trimUnitValues(engine: Engine, sample: Sample, { share, within }: Trim) {
  const cells = sample.groups.by(within);
  const bounds = percentileBounds(engine, sample.unitValue, cells, share);
  return keepRows(sample, markWithin(sample.unitValue, cells.codes, bounds));
}

/** The `share` and 1 - `share` percentiles of `values` f64[n] in each cell; bounds have length nLevels. */
export function percentileBounds(engine: Engine, values: Float64Array, cells: Category, share: number): Bounds {
  const { codes, nLevels } = cells;
  const both = groupQuantiles(engine, values, codes, nLevels, [share, 1 - share]);
  return { low: both.subarray(0, nLevels), high: both.subarray(nLevels) };
}

/** 1 for rows whose unit value lies within the bounds of their cell, bounds included; 0 for the others. */
export function markWithin(unitValue: Float64Array, codes: Uint32Array, { low, high }: Bounds): Uint8Array {
  const keep = new Uint8Array(codes.length);
  for (let i = 0; i < keep.length; i++) {
    const cell = codes[i]!;
    if (unitValue[i]! >= low[cell]! && unitValue[i]! <= high[cell]!) keep[i] = 1;
  }
  return keep;
}
