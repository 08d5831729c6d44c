/**
 * What a caller may ask of an extrapolation, the columns it adds, and the checks that need no data.
 */
import { type Column, MISSING_CODE } from "../../base/columns.js";
import { DataError, UsageError } from "../../base/errors.js";
import type { Note } from "../../base/messages.js";
import type { Panel } from "../../data/panel/panel.js";
import { formatNumber } from "../../data/table/write-csv.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { elementary } from "../../engine/kernels/math.js";
import { columnsOf, type Expression, isLogical } from "../../formula/expression.js";
import { parseExpression } from "../../formula/parser.js";
import { evaluate } from "../../regression/frame/expression.js";

export const SCALES = ["none", "fit", "fit-unit"] as const;
export const PREFERENCES = ["measured", "imputed"] as const;
export const GAPS = ["missing", "impute"] as const;

/** Column of the provincial mean, where it is made here. */
export const PROVINCE_QUALITY = "province_quality";

export interface ExtrapolateOptions {
  /** Column of the outcome, numeric, missing where it was not measured. */
  readonly outcome: string;
  readonly unit: string;
  /** Column of the period, whole numbers. */
  readonly time: string;
  /** Value of the outcome after `last`, such as `tertiary * province_quality`. */
  readonly formula: string;
  /** Last measured period. Default the last one with any measured outcome. */
  readonly last?: number;
  /**
   * `none` (default): the formula as it is. `fit`: times the ratio of measured to formula means in the base period, the
   * last one up to `last` with both. `fit-unit`: the same ratio within each unit, in the unit's own base period.
   */
  readonly scale?: (typeof SCALES)[number];
  /** What a measured outcome after `last` becomes. Default `measured`: it stays. */
  readonly prefer?: (typeof PREFERENCES)[number];
  /** What a missing outcome up to `last` becomes. Default `missing`: it stays missing. */
  readonly gaps?: (typeof GAPS)[number];
  /** Column of the province: makes `province_quality`, the mean of the measured outcome by province and period. */
  readonly province?: string;
  /** Column of weights above 0 of that mean, such as the value exported. Default: a simple mean. */
  readonly weight?: string;
}

/** The options with every default filled in, and the formula as a tree. */
export interface ExtrapolateChoices {
  readonly expression: Expression;
  /** Columns of the formula. */
  readonly columns: readonly string[];
  readonly scale: (typeof SCALES)[number];
  readonly prefer: (typeof PREFERENCES)[number];
  readonly gaps: (typeof GAPS)[number];
}

/** Columns an extrapolation adds to the rows, besides those of a provincial mean. */
export const addedColumns = (outcome: string) => ({
  measured: `${outcome}_measured`,
  provenance: "provenance",
  because: "missing_because",
});

/**
 * Checks what needs no data. Throws UsageError: as `parseExpression`; `formula_condition` for a formula that is true or
 * false; `formula_uses_outcome`; `unknown_choice`; `weight_without_province`, `province_not_used`.
 */
export function extrapolateChoices(options: ExtrapolateOptions): ExtrapolateChoices {
  const { outcome, formula, province, weight } = options;
  const expression = parseExpression(formula);
  const columns = columnsOf(expression);
  if (isLogical(expression)) {
    throw new UsageError(
      "formula_condition",
      `The formula '${formula}' is a condition, true or false; give a number, such as tertiary * ${PROVINCE_QUALITY}.`,
      { got: formula, expected: "a number" },
    );
  }
  if (columns.includes(outcome)) {
    throw new UsageError(
      "formula_uses_outcome",
      `The formula '${formula}' uses the outcome '${outcome}', which is missing where the formula is needed; use columns observed after the last measured period, or --province for a provincial mean of it.`,
      { got: formula, expected: `a formula without ${outcome}` },
    );
  }
  if (weight !== undefined && province === undefined) {
    throw new UsageError(
      "weight_without_province",
      `Weights '${weight}' are those of the provincial mean, and no province is named; add --province COLUMN or leave --weight out.`,
      { got: weight, expected: "a province" },
    );
  }
  if (province !== undefined && !columns.includes(PROVINCE_QUALITY)) {
    throw new UsageError(
      "province_not_used",
      `A province '${province}' is named, which makes ${PROVINCE_QUALITY}, but the formula '${formula}' does not use it; write it into the formula or leave --province out.`,
      { got: formula, expected: `a formula with ${PROVINCE_QUALITY}` },
    );
  }
  return {
    expression,
    columns,
    scale: oneOf("scale", SCALES, options.scale ?? "none"),
    prefer: oneOf("prefer", PREFERENCES, options.prefer ?? "measured"),
    gaps: oneOf("gaps", GAPS, options.gaps ?? "missing"),
  };
}

function oneOf<T extends string>(option: string, known: readonly T[], got: T): T {
  if (known.includes(got)) return got;
  throw new UsageError("unknown_choice", `${option} can be ${known.join(", ")}, got '${got}'.`, {
    got,
    expected: known,
    option,
  });
}

// The value of the formula in every row, and why it has none: a column it uses is missing, which leaves the row
// missing, or its arithmetic gives no number, which is an error where the value is needed.

/** f64[nRows], NaN where it has none, and what was met on the way. */
export interface FormulaValues {
  readonly values: Float64Array;
  readonly notes: readonly Note[];
  /** The first column of the formula that is missing in a row; undefined where all are there. */
  readonly missingIn: (row: number) => string | undefined;
}

/** Values of the formula. Infinite ones are NaN here. Throws as `evaluate` for columns that can't serve. */
export function formulaValues(engine: Engine, { table }: Panel, choices: ExtrapolateChoices): FormulaValues {
  const { values, notes } = evaluate(choices.expression, table, elementary(engine));
  const columns = choices.columns.map((name) => table.column(name));
  return {
    values: values.map((value) => (Number.isFinite(value) ? value : Number.NaN)),
    notes,
    missingIn: (row) => columns.find((column) => isMissing(column, row))?.name,
  };
}

/**
 * Throws DataError `formula_no_number` where a row of `wanted` has every column of the formula and still no number, and
 * when none of them has a number.
 */
export function requireNumbers(
  panel: Panel,
  formula: string,
  { columns }: ExtrapolateChoices,
  { values, missingIn }: FormulaValues,
  wanted: readonly number[],
): void {
  const place = (row: number) =>
    `row ${row + 1} (${panel.unit.name} '${panel.unit.label(panel.unit.codes[row]!)}', ${panel.time.name} ${panel.timeValues[row]})`;
  const detail = (row: number) => ({
    row: row + 1,
    unit: panel.unit.label(panel.unit.codes[row]!),
    time: panel.timeValues[row]!,
    formula,
  });
  const odd = wanted.find((row) => Number.isNaN(values[row]!) && missingIn(row) === undefined);
  if (odd !== undefined) {
    const cells = columns.map((name) => `${name} is ${cellText(panel.table.column(name), odd)}`).join(", ");
    throw new DataError(
      "formula_no_number",
      `The formula '${formula}' gives no number in ${place(odd)}, where ${cells}. Correct the data, or write the formula so that it is defined there.`,
      { got: Number.NaN, expected: "a number", ...detail(odd) },
    );
  }
  if (wanted.length === 0 || wanted.some((row) => !Number.isNaN(values[row]!))) return;
  const first = wanted[0]!;
  throw new DataError(
    "formula_no_number",
    `The formula '${formula}' has a value in none of the ${wanted.length} rows it is needed in: ${missingIn(first)} is missing in ${place(first)}, and so on. Merge the columns it uses (--with FILE --on KEYS).`,
    { got: 0, expected: "a number in some row to impute", column: missingIn(first), ...detail(first) },
  );
}

function isMissing(column: Column, row: number): boolean {
  return column.kind === "numeric" ? Number.isNaN(column.values[row]!) : column.codes[row] === MISSING_CODE;
}

const cellText = (column: Column, row: number): string =>
  column.kind === "numeric" ? formatNumber(column.values[row]!) : `'${column.levels[column.codes[row]!]}'`;
