/**
 * Which rows a model can use: those where the left side, every term, fixed effect and named column is
 * present. Comes before the expansion, so that dummies are made for the sample only. Must not know estimation.
 */
import { MISSING_CODE } from "../../base/columns.js";
import { DataError } from "../../base/errors.js";
import type { Note } from "../../base/messages.js";
import { codesAt, numbersAt } from "../../base/row-runs.js";
import { columnsOf, type Expression } from "../../formula/expression.js";
import { printExpression, printPolynomial } from "../../formula/print.js";
import { columnsOfVariable, type ModelSpec, type Polynomial, partsOf, variablesOf } from "../../formula/spec.js";
import { type ColumnSource, type ElementaryFunctions, type Evaluated, evaluate } from "./expression.js";
import { polynomialColumns } from "./polynomial.js";

/**
 * `complete`: table rows without a missing value, ascending, all of the table when absent; `nMissing`: the others; `missingBy`: for each variable, by
 * its name, the rows where it is missing or infinite (a row may count under several), only where there are any.
 */
export interface MissingRows {
  readonly complete?: Uint32Array;
  readonly nMissing: number;
  readonly missingBy: Readonly<Record<string, number>>;
  readonly notes: readonly Note[];
}

/** Names of all columns a model uses, each once: left side, terms, fixed effects, instruments. */
export function requiredColumns(spec: ModelSpec): string[] {
  const ofEffects = spec.fixedEffects.flatMap(({ columns, slopes }) => [
    ...columns,
    ...(slopes?.variables ?? []).flatMap(columnsOf),
  ]);
  const ofVariables = variablesOf(spec).flatMap(columnsOfVariable);
  return [...new Set([...columnsOf(spec.lhs), ...ofVariables, ...ofEffects])];
}

export interface MissingOptions {
  /** Table rows, ascending; default all. */
  readonly rows?: Uint32Array;
  /** Columns that must be present, too. */
  readonly also?: readonly string[];
  /**
   * `assumed` takes the numbers of regressors for finite and those of effects for present, for a caller who checks them while
   * copying and coding them, and asks again if they are not. Those that are not copied whole, slopes and the numbers of
   * i(), are looked at all the same.
   */
  readonly finite?: "checked" | "assumed";
  /** Values over these rows by printed form: used where known, and filled in. */
  readonly evaluated?: Map<string, Evaluated>;
}

/**
 * Finds the rows complete in everything `spec` uses and in the columns `also` (weights, clusters), among `rows` (default
 * all; ascending). A number is missing when NaN or infinite, a category (factor, fixed effect, cluster) when empty.
 * Throws as `evaluate` and `polynomialColumns`, DataError `slope_text`; a fully missing sample is returned, not thrown.
 */
export function missingRows(
  spec: ModelSpec,
  source: ColumnSource,
  functions: ElementaryFunctions,
  options: MissingOptions = {},
): MissingRows {
  const { rows, finite = "checked", evaluated = new Map<string, Evaluated>() } = options;
  const n = rows?.length ?? source.nRows;
  let missing: Uint8Array | undefined;
  const marks = () => {
    missing ??= new Uint8Array(n);
    return missing;
  };
  const missingBy: Record<string, number> = {};
  const notes: Note[] = [];
  const seen = new Set<string>();

  const count = (name: string, found: number) => {
    if (found > 0) missingBy[name] = found;
  };
  const markCategory = (name: string) => {
    if (seen.has(name)) return;
    seen.add(name);
    const column = source.column(name);
    if (column.kind === "text") {
      const codes = rows === undefined ? column.codes : codesAt(column.codes, rows);
      if (codes.includes(MISSING_CODE)) count(name, markEmpty(codes, marks()));
    } else {
      const values = rows === undefined ? column.values : numbersAt(column.values, rows);
      if (functions.countNotFinite(values) > 0) count(name, markNaN(values, marks()));
    }
  };
  const markExpression = (expression: Expression, copied = true) => {
    if (expression.kind === "name" && source.column(expression.name).kind === "text")
      return markCategory(expression.name);
    const name = printExpression(expression);
    if (seen.has(`=${name}`)) return;
    seen.add(`=${name}`);
    const found = evaluated.get(name) ?? evaluate(expression, source, functions, rows);
    evaluated.set(name, found);
    const { values, notes: met } = found;
    notes.push(...met);
    const checked = finite === "checked" || !copied;
    if (checked && functions.countNotFinite(values) > 0) count(name, markNotFinite(values, marks()));
  };

  // over all rows that are asked for: which of them are complete must not change a basis
  const expandPolynomial = (polynomial: Polynomial) => {
    const argument = evaluated.get(printExpression(polynomial.argument));
    if (argument === undefined || evaluated.has(printPolynomial(polynomial, 1))) return;
    polynomialColumns(polynomial, argument, functions, rows).forEach(({ values, low }, power) => {
      evaluated.set(printPolynomial(polynomial, power + 1), { values, ...(low && { low }), notes: [] });
    });
  };

  markExpression(spec.lhs);
  for (const variable of variablesOf(spec)) {
    const { expressions, columns } = partsOf(variable);
    for (const column of columns) markCategory(column);
    // a level without a dummy has its numbers in no column
    for (const expression of expressions) markExpression(expression, variable.kind !== "indicator");
    if (variable.kind === "polynomial") expandPolynomial(variable);
  }
  for (const { columns, slopes } of spec.fixedEffects) {
    for (const column of columns) {
      if (finite === "assumed" && source.column(column).kind === "numeric") seen.add(column);
      else markCategory(column);
    }
    for (const variable of slopes?.variables ?? []) {
      requireNumbers(variable, columns, source);
      markExpression(variable, false);
    }
  }
  for (const column of options.also ?? []) markCategory(column);

  const complete = missing === undefined ? rows : unmarked(missing, rows);
  return { ...(complete && { complete }), nMissing: n - (complete?.length ?? n), missingBy, notes };
}

/** Slopes are of numbers. */
function requireNumbers(slope: Expression, columns: readonly string[], source: ColumnSource): void {
  if (slope.kind !== "name" || source.column(slope.name).kind !== "text") return;
  const effect = columns.join("^");
  throw new DataError(
    "slope_text",
    `${effect}[${slope.name}]: column '${slope.name}' is text, and a slope is of numbers; to combine the two as effects write ${effect}^${slope.name}.`,
    { got: slope.name, expected: "a numeric column", column: slope.name },
  );
}

/** The rows that bear no mark. */
function unmarked(missing: Uint8Array, rows: Uint32Array | undefined): Uint32Array {
  const left = new Uint32Array(missing.length);
  let kept = 0;
  for (let i = 0; i < missing.length; i++) if (missing[i] === 0) left[kept++] = rows === undefined ? i : rows[i]!;
  return left.subarray(0, kept);
}

/** Marks rows whose number is NaN or infinite; returns how many. */
function markNotFinite(values: Float64Array, missing: Uint8Array): number {
  let found = 0;
  for (let i = 0; i < values.length; i++) {
    if (Math.abs(values[i]!) < Number.POSITIVE_INFINITY) continue;
    missing[i] = 1;
    found++;
  }
  return found;
}

/** Marks rows whose number is NaN; returns how many. */
function markNaN(values: Float64Array, missing: Uint8Array): number {
  let found = 0;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isNaN(values[i]!)) continue;
    missing[i] = 1;
    found++;
  }
  return found;
}

/** Marks rows whose text is missing; returns how many. */
function markEmpty(codes: Uint32Array, missing: Uint8Array): number {
  let found = 0;
  for (let i = 0; i < codes.length; i++) {
    if (codes[i] !== MISSING_CODE) continue;
    missing[i] = 1;
    found++;
  }
  return found;
}
