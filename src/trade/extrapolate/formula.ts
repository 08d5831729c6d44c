/**
 * The formula of an extrapolation: what is refused before there are data, the columns it adds, and its value in every row.
 */
import { type Column, MISSING_CODE } from "../../base/columns.js";
import { DataError, UsageError } from "../../base/errors.js";
import type { Note } from "../../base/messages.js";
import type { Panel } from "../../data/panel/panel.js";
import { formatNumber } from "../../data/table/write-csv.js";
import { filled } from "../../declare/check.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { elementary } from "../../engine/kernels/math.js";
import { columnsOf, type Expression, isLogical } from "../../formula/expression.js";
import { parseExpression } from "../../formula/parser.js";
import { evaluate } from "../../regression/frame/expression.js";
import { type ExtrapolateOptions, extrapolateVerb } from "./verb.js";

/** Column of the provincial mean, where it is made here. */
export const PROVINCE_QUALITY = "province_quality";

/** The options with every default filled in, and the formula as a tree. */
export interface ExtrapolateChoices {
  readonly expression: Expression;
  /** Columns of the formula. */
  readonly columns: readonly string[];
  readonly scale: NonNullable<ExtrapolateOptions["scale"]>;
  readonly prefer: NonNullable<ExtrapolateOptions["prefer"]>;
  readonly gaps: NonNullable<ExtrapolateOptions["gaps"]>;
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
  const { outcome, formula, province, weight, scale, prefer, gaps } = filled(extrapolateVerb.options, options);
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
  return { expression, columns, scale, prefer, gaps };
}

/** Refuses what no data could serve. Throws as `extrapolateChoices`. */
export const checkExtrapolation = (_formula: string, options: ExtrapolateOptions): void =>
  void extrapolateChoices(options);

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
