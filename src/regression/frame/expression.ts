/**
 * The value of an expression over a table's columns, one number a row: vectorised over the syntax tree,
 * missing (NaN) where an operand is missing, TRUE and FALSE as 1 and 0. log, exp and powers go through the injected
 * functions, so that every host gives the same bits. Must not know formulas, terms or how tables are read.
 */

import { columnFlag } from "../../base/column-names.js";
import { type Column, MISSING_CODE } from "../../base/columns.js";
import { DataError, UsageError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { gather, gatherCodes } from "../../base/row-runs.js";
import type { DistinctNumbers } from "../../data/panel/codes.js";
import type { Lags } from "../../data/panel/panel.js";
import { isNumber } from "../../data/table/cells.js";
import { columnsOf, type Expression, isComparison, setMembers } from "../../formula/expression.js";
import { printExpression } from "../../formula/print.js";
import { SAMPLE_NOTES } from "../messages.js";
import {
  absolute,
  binary,
  choose,
  compareTexts,
  floor,
  isMissing,
  type Numbers,
  negate,
  not,
  scalar,
  squareRoot,
  type Texts,
  tabulate,
} from "./arithmetic.js";
import { type Rounded, roundedBy } from "./low-parts.js";

/** What is done to whole columns; `log`, `exp` and `pow` elementwise, into new arrays, with IEEE results at the limits. */
export interface ElementaryFunctions {
  log(x: Float64Array): Float64Array;
  exp(x: Float64Array): Float64Array;
  /** x[i]^y */
  pow(x: Float64Array, y: number): Float64Array;
  /** How many elements are NaN or infinite. */
  countNotFinite(x: Float64Array): number;
  /** As `distinctNumbers`. */
  numberCodes(x: Float64Array): DistinctNumbers;
}

/** What is asked of a table: its length, and a column by name (DataError `unknown_column` if there is none). */
export interface ColumnSource {
  readonly nRows: number;
  column(name: string): Column;
  /** Of a panel's columns: without them no expression can have a lag. */
  readonly lags?: Lags;
}

/** f64[rows.length], not to be written (it may be the column itself), and what was met on the way. */
export interface Evaluated extends Rounded {
  readonly notes: readonly Note[];
}

/**
 * Value of `expression` at `rows` (default all). `x & y` and `x | y` are known where one side decides, as in R; `%in%`
 * is FALSE for a missing element. Infinite values stay: whoever takes the sample drops them.
 *
 * A lag is taken over the whole table, whatever `rows` are: what a unit was before the first of them is known.
 *
 * Throws DataError `unknown_column`, `text_in_arithmetic`; UsageError `comparison_types`, `text_constant`, `lag_panel`.
 * Notes `log_nonpositive` and `sqrt_negative` count the rows and name the first; `lag_step` says where a period is more
 * than one unit of time.
 */
export function evaluate(
  expression: Expression,
  source: ColumnSource,
  functions: ElementaryFunctions,
  rows?: Uint32Array,
): Evaluated {
  const evaluator = new Evaluator(source, functions, rows);
  const { values, mask } = evaluator.numbers(expression);
  const column = mask === 0 ? new Float64Array(evaluator.nRows).fill(values[0]!) : values;
  const again = (leaf: Expression): Numbers => new Evaluator(source, functions, rows).numbers(leaf);
  return { ...roundedBy(expression, column, again), notes: evaluator.notes };
}

class Evaluator {
  readonly notes: Note[] = [];
  readonly nRows: number;

  constructor(
    private readonly source: ColumnSource,
    private readonly functions: ElementaryFunctions,
    private readonly rows: Uint32Array | undefined,
  ) {
    this.nRows = rows?.length ?? source.nRows;
  }

  /** The value of `expression`, which must be numbers. */
  numbers(expression: Expression): Numbers {
    const operand = this.operand(expression);
    if ("levels" in operand) throw this.textInArithmetic(operand);
    return operand;
  }

  private operand(expression: Expression): Numbers | Texts {
    switch (expression.kind) {
      case "number":
        return scalar(expression.value);
      case "logical":
        return scalar(expression.value ? 1 : 0);
      case "text":
        return { codes: Uint32Array.of(0), mask: 0, levels: [expression.value] };
      case "name":
        return this.column(expression.name);
      case "group":
        return this.operand(expression.inner);
      case "unary": {
        const operand = this.numbers(expression.operand);
        if (expression.operator === "!") return not(operand);
        return expression.operator === "-" ? negate(operand) : operand;
      }
      case "binary":
        return this.binary(expression);
      case "in":
        return this.membership(expression);
      case "call":
        return this.call(expression);
      case "lag":
        return this.lag(expression);
    }
  }

  private lag(expression: Expression & { kind: "lag" }): Numbers {
    const { lags } = this.source;
    if (lags === undefined) throw lagWithoutPanel(expression);
    const { values: now, notes } = evaluate(expression.argument, this.source, this.functions);
    this.notes.push(...notes);
    if (lags.step !== 1) this.noteStep(expression, lags.step);
    const { name, periods } = expression;
    const then = lags.lag(now, name === "f" ? -periods : periods);
    const lagged = { values: gather(then, this.rows), mask: -1 } as const;
    return name === "d" ? binary("-", { values: gather(now, this.rows), mask: -1 }, lagged) : lagged;
  }

  private noteStep(expression: Expression, step: number): void {
    this.notes.push(note(SAMPLE_NOTES, "lag_step", { term: printExpression(expression), step }));
  }

  private column(name: string): Numbers | Texts {
    const column = this.source.column(name);
    if (column.kind === "numeric") return { values: gather(column.values, this.rows), mask: -1 };
    return { codes: gatherCodes(column.codes, this.rows), mask: -1, levels: column.levels, column: name };
  }

  private binary(expression: Expression & { kind: "binary" }): Numbers {
    const { operator } = expression;
    if (isComparison(operator)) {
      const left = this.operand(expression.left);
      const right = this.operand(expression.right);
      if ("levels" in left && "levels" in right) return compareTexts(operator, left, right);
      if ("levels" in left) throw comparisonTypes(expression, left, this.source);
      if ("levels" in right) throw comparisonTypes(expression, right, this.source);
      return binary(operator, left, right);
    }
    const left = this.numbers(expression.left);
    const right = this.numbers(expression.right);
    return operator === "^" ? this.power(left, right) : binary(operator, left, right);
  }

  private power(base: Numbers, exponent: Numbers): Numbers {
    const { pow } = this.functions;
    if (exponent.mask === 0) return { values: pow(base.values, exponent.values[0]!), mask: base.mask };
    // One call a distinct exponent: a column of exponents is nearly always a handful of whole numbers.
    const n = exponent.values.length;
    const out = new Float64Array(n);
    for (const [y, positions] of positionsByValue(exponent.values)) {
      const powers = pow(
        Float64Array.from(positions, (i) => base.values[i & base.mask]!),
        y,
      );
      for (let i = 0; i < positions.length; i++) out[positions[i]!] = powers[i]!;
    }
    return { values: out, mask: -1 };
  }

  private call(expression: Expression & { kind: "call" }): Numbers | Texts {
    const [first, second, third] = expression.args as [Expression, Expression?, Expression?];
    const { name } = expression;
    if (name === "I") return this.operand(first);
    if (name === "is.na") {
      const operand = this.operand(first);
      return "levels" in operand ? tabulate(operand, () => 0, 1) : isMissing(operand);
    }
    const x = this.numbers(first);
    switch (name) {
      case "exp":
        return { values: this.functions.exp(x.values), mask: x.mask };
      case "log":
        return this.logarithm(expression, x);
      case "log2":
        return binary("/", this.logarithm(expression, x), scalar(Math.LN2));
      case "log10":
        return binary("/", this.logarithm(expression, x), scalar(Math.LN10));
      case "sqrt":
        this.noteOutside(expression, x, "sqrt_negative", (value) => value < 0);
        return squareRoot(x);
      case "abs":
        return absolute(x);
      case "floor":
        return floor(x);
      case "ifelse":
        return choose(x, this.numbers(second!), this.numbers(third!));
    }
  }

  private logarithm(expression: Expression, x: Numbers): Numbers {
    this.noteOutside(expression, x, "log_nonpositive", (value) => value <= 0);
    return { values: this.functions.log(x.values), mask: x.mask };
  }

  private noteOutside(
    expression: Expression,
    { values, mask }: Numbers,
    code: "log_nonpositive" | "sqrt_negative",
    outside: (value: number) => boolean,
  ): void {
    let count = 0;
    let first = -1;
    for (let i = 0; i < values.length; i++) {
      if (!outside(values[i]!)) continue;
      if (count++ === 0) first = i;
    }
    if (count === 0) return;
    const term = printExpression(expression);
    const rows = mask === 0 ? this.nRows : count;
    const row = this.rowNumber(first);
    this.notes.push(note(SAMPLE_NOTES, code, { term, rows, row, value: values[first]! }));
  }

  private membership(expression: Expression & { kind: "in" }): Numbers {
    const operand = this.operand(expression.element);
    const isText = "levels" in operand;
    const members = setMembers(expression.set);
    if (members.some(({ kind }) => (kind === "text") !== isText)) {
      throw comparisonTypes(expression, isText ? operand : undefined, this.source);
    }
    const wanted = new Set<string | number>(members.map(({ value }) => (typeof value === "string" ? value : +value)));
    if (isText) return tabulate(operand, (level) => (wanted.has(level) ? 1 : 0), 0);
    const { values, mask } = operand;
    const out = new Float64Array(values.length);
    for (let i = 0; i < out.length; i++) out[i] = wanted.has(values[i]!) ? 1 : 0;
    return { values: out, mask };
  }

  private textInArithmetic({ column, codes, levels }: Texts): DataError | UsageError {
    if (column === undefined) return textConstant(levels[0]!);
    const isWord = levels.map((level) => !isNumber(level));
    const word = codes.findIndex((code) => code !== MISSING_CODE && isWord[code]!);
    const first = word >= 0 ? word : codes.findIndex((code) => code !== MISSING_CODE);
    const cell = first < 0 ? undefined : levels[codes[first]!];
    const which = word >= 0 ? "holds" : "and every other cell look like codes, such as";
    const where = first < 0 ? "every cell is missing" : `row ${this.rowNumber(first)} ${which} '${cell}'`;
    const remedy =
      word >= 0 || first < 0
        ? "clean it"
        : `read digits in quotes as numbers (${columnFlag("numeric-columns", column)})`;
    return new DataError(
      "text_in_arithmetic",
      `Column '${column}' is text where a number is needed: ${where}; use factor(${column}), compare it with ==, or ${remedy}.`,
      { got: cell, expected: "numbers", column, ...(first < 0 ? {} : { row: this.rowNumber(first) }) },
    );
  }

  /** Row number for people: 1-based, in the table. */
  private rowNumber(i: number): number {
    return (this.rows?.[i] ?? i) + 1;
  }
}

export const textConstant = (text: string): UsageError =>
  new UsageError("text_constant", `The text "${text}" stands where a number is needed.`, {
    got: text,
    expected: "a number or a numeric column",
  });

export function lagWithoutPanel(expression: Expression): UsageError {
  const printed = printExpression(expression);
  return new UsageError(
    "lag_panel",
    `'${printed}' needs to know unit and time: name their columns (--panel unit,time on the command line, the option panel in the library) or give a Panel; where a command takes neither, make the column in the data first.`,
    { got: printed, expected: "columns of unit and time" },
  );
}

function positionsByValue(values: Float64Array): Map<number, number[]> {
  const positions = new Map<number, number[]>();
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const list = positions.get(value);
    if (list === undefined) positions.set(value, [i]);
    else list.push(i);
  }
  return positions;
}

/** \`texts\` is the side that is text; undefined where it is a constant among the members of a set. */
export function comparisonTypes(
  comparison: Expression,
  texts: Pick<Texts, "column"> | undefined,
  source: ColumnSource,
): UsageError {
  const printed = printExpression(comparison);
  const subject = texts?.column === undefined ? "text" : `text column '${texts.column}'`;
  const remedy = "quote constants for text columns, leave them bare for numeric ones";
  return new UsageError(
    "comparison_types",
    `'${printed}' compares ${subject} with a number; ${labelAdvice(comparison, source) ?? remedy}.`,
    { got: printed, expected: "both sides text or both numbers" },
  );
}

/** Of numbers that a comparison takes for their labels: which number has the label it names. */
function labelAdvice(comparison: Expression, source: ColumnSource): string | undefined {
  const constants = constantsOf(comparison);
  for (const name of columnsOf(comparison)) {
    const { kind, facts } = source.column(name);
    const meant = facts?.valueLabels?.find(({ label }) => constants.includes(label.trim()));
    if (kind === "numeric" && meant !== undefined) {
      return `in '${name}' the label "${meant.label.trim()}" is of the value ${meant.value}: compare with that`;
    }
  }
  return undefined;
}

function constantsOf(comparison: Expression): (string | number | boolean)[] {
  if (comparison.kind === "in") return setMembers(comparison.set).map(({ value }) => value);
  if (comparison.kind !== "binary") return [];
  return [comparison.left, comparison.right].flatMap((side) => (side.kind === "text" ? [side.value] : []));
}
