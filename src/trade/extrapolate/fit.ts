/**
 * The verb: an outcome measured up to a period is continued after it by a formula of other columns, such
 * as the tertiary share of GDP times provincial quality. Every value says where it comes from; no measured value changes
 * unless that is asked for. An extrapolated outcome is a function of its formula's columns, not an observation of them:
 * `builtFromRegressor` says when a regression forgets it.
 */

import type { Column } from "../../base/columns.js";
import { DataError } from "../../base/errors.js";
import { version } from "../../base/version.js";
import { type Panel, panel } from "../../data/panel/panel.js";
import { type Table, withColumns } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { deepFreeze } from "../../formula/freeze.js";
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
import { provinceQuality, textColumn } from "./province-quality.js";
import { compareRanges, compareValues, type ExtrapolationRecord, type ProvenanceCounts } from "./record.js";
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
