/**
 * Mean of the measured outcome by province and period, for a formula that needs it where nothing is
 * measured: after the last measured period a province's mean is that of its own last period with one. Up to that period a
 * province without a measured row has no mean, and none is carried to it.
 */
import { type Column, compareCodePoints, MISSING_CODE, type TextColumn } from "../../base/columns.js";
import { DataError } from "../../base/errors.js";
import { categoryOf } from "../../data/panel/codes.js";
import { combine } from "../../data/panel/order.js";
import type { Panel } from "../../data/panel/panel.js";

import type { Engine } from "../../engine/kernels/engine.js";
import { weightedGroupMeans } from "../../engine/kernels/quality.js";
import { assertSharesSumToOne } from "../quality/aggregate.js";
import { PROVINCE_QUALITY } from "./formula.js";
import type { ProvinceRecord } from "./record.js";

// Words, one a row, as a column of text.

/** The column `name` of `words`; an empty word is missing. */
export function textColumn(name: string, words: readonly string[]): TextColumn {
  const levels = [...new Set(words)].filter((word) => word !== "").sort(compareCodePoints);
  const codeOf = new Map(levels.map((level, code) => [level, code]));
  return { kind: "text", name, codes: Uint32Array.from(words, (word) => codeOf.get(word) ?? MISSING_CODE), levels };
}

/** Where a row's mean comes from, by code. */
const SOURCES = ["carried", "measured"] as const;

/** Columns `province_quality` and `province_quality_provenance` (measured, carried or missing), and the record. */
interface ProvinceQuality {
  readonly columns: readonly Column[];
  readonly record: ProvinceRecord;
}

/**
 * The mean of `outcome` (f64[nRows], NaN where missing) up to period `last`, by column `province`, weighted by column
 * `weight` where one is named. Throws DataError `no_province_mean` when no row has outcome, province and weight.
 */
export function provinceQuality(
  engine: Engine,
  panel: Panel,
  outcome: Float64Array,
  last: number,
  { province, weight }: { readonly province: string; readonly weight?: string },
): ProvinceQuality {
  const { table, timeValues, time } = panel;
  const weights = weight === undefined ? new Float64Array(table.nRows).fill(1) : table.numeric(weight);
  const provinces = categoryOf(table.column(province));
  const cell = combine([provinces, time]);
  const leftOut = { no_province: 0, no_weight: 0 };
  const used: number[] = [];
  for (let row = 0; row < table.nRows; row++) {
    if (timeValues[row]! > last || Number.isNaN(outcome[row]!)) continue;
    if (provinces.codes[row] === MISSING_CODE) leftOut.no_province++;
    else if (!(weights[row]! > 0 && Number.isFinite(weights[row]!))) leftOut.no_weight++;
    else used.push(row);
  }
  if (used.length === 0) throw noMean(province, weight, leftOut);
  const means = weightedGroupMeans(
    engine,
    Float64Array.from(used, (row) => outcome[row]!),
    Float64Array.from(used, (row) => weights[row]!),
    Uint32Array.from(used, (row) => cell.codes[row]!),
    cell.nLevels,
  );
  assertSharesSumToOne(means, cell.name, cell.label);

  const carried = lastMeans(
    provinces.nLevels,
    used,
    provinces.codes,
    timeValues,
    (row) => means.mean[cell.codes[row]!]!,
  );
  const values = new Float64Array(table.nRows).fill(Number.NaN);
  const codes = new Uint32Array(table.nRows).fill(MISSING_CODE);
  for (let row = 0; row < values.length; row++) {
    const p = provinces.codes[row]!;
    if (p === MISSING_CODE) continue;
    const isAfter = timeValues[row]! > last;
    values[row] = isAfter ? carried.mean[p]! : means.mean[cell.codes[row]!]!;
    if (!Number.isNaN(values[row]!)) codes[row] = isAfter ? 0 : 1;
  }
  const words = Array.from(codes, (code) => (code === MISSING_CODE ? "missing" : SOURCES[code]!));
  const sources = textColumn(`${PROVINCE_QUALITY}_provenance`, words);
  return {
    columns: [{ kind: "numeric", name: PROVINCE_QUALITY, values }, sources],
    record: {
      column: province,
      weight: weight ?? null,
      left_out: leftOut,
      rows: {
        measured: count(codes, 1),
        carried: count(codes, 0),
        missing: count(codes, MISSING_CODE),
      },
      carried_from: periodsOf(carried.period),
    },
  };
}

/** Mean and period of each province's last period with a mean; NaN for a province without one. */
function lastMeans(
  nProvinces: number,
  used: readonly number[],
  codes: Uint32Array,
  timeValues: Float64Array,
  meanAt: (row: number) => number,
) {
  const mean = new Float64Array(nProvinces).fill(Number.NaN);
  const period = new Float64Array(nProvinces).fill(Number.NaN);
  for (const row of used) {
    const p = codes[row]!;
    if (period[p]! >= timeValues[row]!) continue;
    period[p] = timeValues[row]!;
    mean[p] = meanAt(row);
  }
  return { mean, period };
}

function periodsOf(periods: Float64Array): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const period of periods) if (!Number.isNaN(period)) counts[String(period)] = (counts[String(period)] ?? 0) + 1;
  return counts;
}

const count = (codes: Uint32Array, wanted: number): number => codes.reduce((n, code) => n + Number(code === wanted), 0);

function noMean(province: string, weight: string | undefined, leftOut: ProvinceRecord["left_out"]): DataError {
  const lost =
    `${leftOut.no_province} measured rows have no ${province}` +
    (weight === undefined ? "" : `, ${leftOut.no_weight} no ${weight} above 0`);
  return new DataError(
    "no_province_mean",
    `No measured row has what a mean by '${province}' needs: ${lost}. Fill the column, or give ${PROVINCE_QUALITY} in the data.`,
    { got: leftOut, expected: "measured rows with a province", column: province },
  );
}
