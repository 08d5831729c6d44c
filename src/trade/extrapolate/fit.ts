/**
 * The verb: an outcome measured up to a period is continued after it by a formula of other columns, such
 * as the tertiary share of GDP times provincial quality. Every value says where it comes from; no measured value changes
 * unless that is asked for. An extrapolated outcome is a function of its formula's columns, not an observation of them:
 * `builtFromRegressor` says when a regression forgets it.
 */
import { type Column, compareCodePoints, MISSING_CODE, type TextColumn } from "../../base/columns.js";
import { DataError } from "../../base/errors.js";
import { deepFreeze } from "../../base/objects.js";
import { version } from "../../base/version.js";
import { categoryOf } from "../../data/panel/codes.js";
import { combine } from "../../data/panel/order.js";
import { type Panel, panel } from "../../data/panel/panel.js";
import { fileFacts, type Table, withColumns } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { weightedGroupMeans } from "../../engine/kernels/quality.js";
import { assertSharesSumToOne } from "../quality/aggregate.js";
import {
  addedColumns,
  type ExtrapolateChoices,
  extrapolateChoices,
  type FormulaValues,
  formulaValues,
  PROVINCE_QUALITY,
  requireNumbers,
} from "./formula.js";
import { MISSING } from "./messages.js";
import { extrapolationNotes } from "./notes.js";
import {
  compareRanges,
  compareValues,
  type ExtrapolationRecord,
  type ProvenanceCounts,
  type ProvinceRecord,
} from "./record.js";
import { type FilledRows, fillRows, lastMeasured, type Provenance, scaleFactors, takesFormula } from "./rows.js";
import type { ExtrapolateOptions } from "./verb.js";

export interface Extrapolation {
  readonly record: ExtrapolationRecord;
  /**
   * The rows of the input in their order: the outcome with every value there is; `OUTCOME_measured`, missing where it was
   * imputed; `provenance` (measured, imputed, missing); `missing_because`; with a province, `province_quality` and its
   * provenance.
   */
  readonly table: Table;
}

/**
 * Continues `options.outcome` of `table` (one row a unit and period) after the last measured period; defaults are in
 * `verb.ts`. Throws UsageError for options, DataError for columns that can't serve, a `last` outside the
 * periods and a formula without a number, NumericalError for a scale that is not defined.
 */
export function extrapolate(engine: Engine, table: Table, options: ExtrapolateOptions): Extrapolation {
  const choices = extrapolateChoices(options);
  refuseTakenNames(table, options);
  const data = panel(table, { unit: options.unit, time: options.time });
  const outcome = measuredOutcome(data, options.outcome);
  const last = lastMeasured(data, options.outcome, outcome, options.last);
  const { province, weight } = options;
  const provincial =
    province === undefined
      ? null
      : provinceQuality(engine, data, outcome, last.period, { province, ...(weight === undefined ? {} : { weight }) });
  const complete: Panel = { ...data, table: withColumns(table, provincial?.columns ?? []) };

  const formula = formulaValues(engine, complete, choices);
  const base = { timeValues: data.timeValues, outcome, last: last.period };
  const wanted = [...outcome.keys()].filter((row) => takesFormula(base, choices, row));
  requireNumbers(complete, options.formula, choices, formula, wanted);
  const scale = scaleFactors(data, outcome, formula.values, last.period, choices.scale);
  const imputed = formula.values.map((value, row) => value * scale.factors[data.unit.codes[row]!]!);
  const filled = fillRows({ ...base, imputed, why: (row) => whyMissing(formula, row) }, choices);

  const picked = (values: Float64Array, wanted: (row: number) => boolean): Float64Array =>
    values.filter((_, row) => wanted(row));
  const has = (kind: Provenance) => (row: number) => filled.provenance[row] === kind;
  const known = (row: number) => has("measured")(row) && !Number.isNaN(imputed[row]!);
  const found = {
    outcome: options.outcome,
    formula: options.formula,
    columns: choices.columns,
    last,
    scale: scale.record,
    province: provincial?.record ?? null,
    counts: countsOf(filled.provenance),
    missing_because: tally(filled.because.filter((reason) => reason !== "")),
    measured_after_last: filled.measuredAfter,
    comparison: compareValues(picked(outcome, known), picked(imputed, known)),
    imputed_range: compareRanges(picked(outcome, has("measured")), picked(filled.values, has("imputed"))),
  };
  const record: ExtrapolationRecord = {
    kind: "extrapolation",
    call: printCall(table, options, choices, last.period),
    nobs: table.nRows,
    unit: options.unit,
    time: options.time,
    ...found,
    prefer: choices.prefer,
    gaps: choices.gaps,
    by_period: byPeriod(data, filled.provenance),
    notes: [...table.notes, ...formula.notes, ...extrapolationNotes(found)],
    provenance: {
      version,
      data: table.source.name,
      data_sha256: table.source.sha256,
      ...fileFacts(table.source),
      kernels_sha256: engine.sha256,
    },
  };
  return Object.freeze({
    record: deepFreeze(record),
    table: withColumns(complete.table, newColumns(options.outcome, outcome, filled)),
  });
}

/** The outcome, NaN where not measured. Throws DataError `outcome_not_finite`. */
function measuredOutcome({ table, unit, time, timeValues }: Panel, name: string): Float64Array {
  const outcome = table.numeric(name);
  const row = outcome.findIndex((value) => !Number.isFinite(value) && !Number.isNaN(value));
  if (row < 0) return outcome;
  throw new DataError(
    "outcome_not_finite",
    `Outcome '${name}' is ${outcome[row]} in row ${row + 1} (${unit.name} '${unit.label(unit.codes[row]!)}', ${time.name} ${timeValues[row]}); a number was expected, or an empty cell where it was not measured.`,
    { got: outcome[row], expected: "a finite number", column: name, row: row + 1 },
  );
}

/** Why a row that takes the formula stays missing: without a scale where the formula has a value, else by a column it uses. */
function whyMissing({ values, missingIn }: FormulaValues, row: number): string {
  return Number.isNaN(values[row]!) ? MISSING.column.en(missingIn(row)!) : MISSING.no_scale.en;
}

function newColumns(name: string, outcome: Float64Array, { values, provenance, because }: FilledRows): Column[] {
  const added = addedColumns(name);
  const measured = outcome.map((value, row) => (provenance[row] === "measured" ? value : Number.NaN));
  return [
    { kind: "numeric", name, values },
    { kind: "numeric", name: added.measured, values: measured },
    textColumn(added.provenance, provenance),
    textColumn(added.because, because),
  ];
}

function countsOf(provenance: readonly Provenance[]): ProvenanceCounts {
  return { measured: 0, imputed: 0, missing: 0, ...tally(provenance) };
}

function tally(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

/** Counts of every period, ascending. */
function byPeriod({ time }: Panel, provenance: readonly Provenance[]): ExtrapolationRecord["by_period"] {
  const counts = Array.from({ length: time.nLevels }, () => ({ measured: 0, imputed: 0, missing: 0 }));
  for (const [row, kind] of provenance.entries()) counts[time.codes[row]!]![kind]++;
  return counts.map((own, code) => ({ period: Number(time.label(code)), ...own }));
}

/** New columns must not take the place of any that bears their name. */
function refuseTakenNames(table: Table, { outcome, province }: ExtrapolateOptions): void {
  const { measured, provenance, because } = addedColumns(outcome);
  const ofProvince = province === undefined ? [] : [PROVINCE_QUALITY, `${PROVINCE_QUALITY}_provenance`];
  const taken = [measured, provenance, because, ...ofProvince].find((name) => table.has(name));
  if (taken === undefined) return;
  const remedy =
    taken === PROVINCE_QUALITY
      ? "leave --province out to use the data's own, or rename it"
      : "rename it, or begin from rows that were not extrapolated yet";
  throw new DataError(
    "extrapolate_name_taken",
    `An extrapolation adds a column '${taken}', which ${table.source.name} already has; ${remedy}.`,
    { got: taken, expected: "a new name", column: taken },
  );
}

function printCall(table: Table, options: ExtrapolateOptions, choices: ExtrapolateChoices, last: number): string {
  const { outcome, unit, time, formula, province, weight } = options;
  const { scale, prefer, gaps } = choices;
  const ofProvince = province === undefined ? "" : `, province = ${province}, weight = ${weight ?? "none"}`;
  return `extrapolate(${table.source.name}, ${outcome} by ${unit} and ${time} after ${last} = ${formula}${ofProvince}, scale = ${scale}, prefer = ${prefer}, gaps = ${gaps})`;
}

// Words, one a row, as a column of text.

/** The column `name` of `words`; an empty word is missing. */
export function textColumn(name: string, words: readonly string[]): TextColumn {
  const levels = [...new Set(words)].filter((word) => word !== "").sort(compareCodePoints);
  const codeOf = new Map(levels.map((level, code) => [level, code]));
  return { kind: "text", name, codes: Uint32Array.from(words, (word) => codeOf.get(word) ?? MISSING_CODE), levels };
}

// Mean of the measured outcome by province and period, for a formula that needs it where nothing is
// measured.

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
