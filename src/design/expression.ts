/**
 * Layer design. The value of an expression over a table's columns, one number a row: vectorised over the syntax tree,
 * missing (NaN) where an operand is missing, TRUE and FALSE as 1 and 0. log, exp and powers go through the injected
 * functions, so that every host gives the same bits. Must not know formulas, terms or how tables are read.
 */
import { type Column, MISSING_CODE, type Note } from "../base/columns.js";
import { DataError, NotSupported, UsageError } from "../base/errors.js";
import { type Expression, isLogical, type SetItem, setMembers } from "../formula/expression.js";
import { printExpression } from "../formula/print.js";
import {
  absolute,
  binary,
  choose,
  floor,
  isMissing,
  type Numbers,
  negate,
  not,
  scalar,
  squareRoot,
} from "./arithmetic.js";
import { gather, gatherCodes } from "./gather.js";
import { compareTexts, type Texts, tabulate } from "./texts.js";

/** Elementary functions of whole arrays, elementwise, into new arrays of the same length; IEEE results at the limits. */
export interface ElementaryFunctions {
  log(x: Float64Array): Float64Array;
  exp(x: Float64Array): Float64Array;
  /** x[i]^y */
  pow(x: Float64Array, y: number): Float64Array;
}

/** What is asked of a table: its length, and a column by name (DataError `unknown_column` if there is none). */
export interface ColumnSource {
  readonly nRows: number;
  column(name: string): Column;
}

/** f64[rows.length], not to be written (it may be the column itself), and what was met on the way. */
export interface Evaluated {
  readonly values: Float64Array;
  readonly notes: readonly Note[];
}

/** Rows a condition selects, ascending; how many it refused and for how many it is missing. */
export interface Subset {
  readonly rows: Uint32Array;
  readonly nFalse: number;
  readonly nMissing: number;
  readonly notes: readonly Note[];
}

/**
 * Value of `expression` at `rows` (default all). `x & y` and `x | y` are known where one side decides, as in R; `%in%`
 * is FALSE for a missing element. Infinite values stay: whoever takes the sample drops them.
 *
 * Throws DataError `unknown_column`, `text_in_arithmetic`; UsageError `comparison_types`, `text_constant`;
 * NotSupported `text_order`. Notes `log_nonpositive` and `sqrt_negative` count the rows and name the first.
 */
export function evaluate(
  expression: Expression,
  source: ColumnSource,
  functions: ElementaryFunctions,
  rows?: Uint32Array,
): Evaluated {
  const evaluator = new Evaluator(source, functions, rows);
  const { values, mask } = evaluator.numbers(expression);
  const n = evaluator.nRows;
  return { values: mask === 0 ? new Float64Array(n).fill(values[0]!) : values, notes: evaluator.notes };
}

/**
 * Rows at which `condition` is TRUE; missing counts as FALSE. Throws as `evaluate`, and UsageError `subset_condition`
 * if the condition is not a comparison or a combination of comparisons.
 */
export function subsetRows(condition: Expression, source: ColumnSource, functions: ElementaryFunctions): Subset {
  if (!isLogical(condition)) {
    const got = printExpression(condition);
    throw new UsageError("subset_condition", `Subset '${got}' is not a condition; compare, as in ${got} == 1.`, {
      got,
      expected: "a comparison, %in%, is.na(), or these joined by & | !",
    });
  }
  const { values, notes } = evaluate(condition, source, functions);
  const rows = new Uint32Array(values.length);
  let n = 0;
  let nMissing = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) nMissing++;
    else if (value !== 0) rows[n++] = i;
  }
  return { rows: rows.slice(0, n), nFalse: values.length - n - nMissing, nMissing, notes };
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

  numbers(expression: Expression): Numbers {
    const texts = this.texts(expression);
    if (texts !== undefined) throw this.textInArithmetic(texts);
    switch (expression.kind) {
      case "number":
        return scalar(expression.value);
      case "logical":
        return scalar(expression.value ? 1 : 0);
      case "name":
        return this.column(expression.name);
      case "group":
        return this.numbers(expression.inner);
      case "unary": {
        const operand = this.numbers(expression.operand);
        if (expression.operator === "!") return not(operand);
        return expression.operator === "-" ? negate(operand) : operand;
      }
      case "binary":
        return this.binary(expression);
      case "in":
        return this.membership(expression.element, expression.set);
      case "call":
        return this.call(expression);
      default:
        throw new TypeError("unreachable: text constants are refused above");
    }
  }

  private column(name: string): Numbers {
    const column = this.source.column(name);
    if (column.kind === "text") throw new TypeError("unreachable: text columns are refused above");
    return { values: gather(column.values, this.rows), mask: -1 };
  }

  private binary(expression: Expression & { kind: "binary" }): Numbers {
    const { operator } = expression;
    const left = this.texts(expression.left);
    const right = this.texts(expression.right);
    if (left !== undefined && right !== undefined) return this.textComparison(expression, left, right);
    if ((left ?? right) !== undefined && isLogical(expression)) throw comparisonTypes(expression, (left ?? right)!);
    const a = this.numbers(expression.left);
    const b = this.numbers(expression.right);
    return operator === "^" ? this.power(a, b) : binary(operator, a, b);
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

  private call(expression: Expression & { kind: "call" }): Numbers {
    const [first, second, third] = expression.args as [Expression, Expression?, Expression?];
    const { name } = expression;
    if (name === "is.na") {
      const texts = this.texts(first);
      if (texts === undefined) return isMissing(this.numbers(first));
      return tabulate(texts, () => 0, 1);
    }
    const x = this.numbers(first);
    switch (name) {
      case "I":
        return x;
      case "exp":
        return { values: this.functions.exp(x.values), mask: x.mask };
      case "log":
        return this.logarithm(expression, x);
      case "log2":
        return binary("/", this.logarithm(expression, x), scalar(Math.LN2));
      case "log10":
        return binary("/", this.logarithm(expression, x), scalar(Math.LN10));
      case "sqrt":
        this.noteOutside(expression, x, "sqrt_negative", "is negative", (value) => value < 0);
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
    this.noteOutside(expression, x, "log_nonpositive", "is zero or negative", (value) => value <= 0);
    return { values: this.functions.log(x.values), mask: x.mask };
  }

  private noteOutside(
    expression: Expression,
    { values, mask }: Numbers,
    code: string,
    what: string,
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
    const message = `${term}: the argument ${what} in ${rows} rows, first in row ${row} (${values[first]}).`;
    this.notes.push({ code, message, detail: { term, rows, row, value: values[first]! } });
  }

  /** The text an expression stands for, or undefined when it is a number. */
  private texts(expression: Expression): Texts | undefined {
    if (expression.kind === "group") return this.texts(expression.inner);
    if (expression.kind === "call" && expression.name === "I") return this.texts(expression.args[0]!);
    if (expression.kind === "text") return { codes: Uint32Array.of(0), mask: 0, levels: [expression.value] };
    if (expression.kind !== "name") return undefined;
    const column = this.source.column(expression.name);
    if (column.kind === "numeric") return undefined;
    const { codes, levels } = column;
    return { codes: gatherCodes(codes, this.rows), mask: -1, levels, column: column.name };
  }

  private textComparison(expression: Expression & { kind: "binary" }, left: Texts, right: Texts): Numbers {
    if (!isLogical(expression) || expression.operator === "&" || expression.operator === "|") {
      throw this.textInArithmetic(left);
    }
    if (expression.operator !== "==" && expression.operator !== "!=") {
      const message = `'${printExpression(expression)}' orders text; only == , != and %in% compare text.`;
      throw new NotSupported("text_order", message, { got: expression.operator, expected: ["==", "!=", "%in%"] });
    }
    return compareTexts(expression.operator, left, right);
  }

  private membership(element: Expression, set: readonly SetItem[]): Numbers {
    const members = setMembers(set);
    const texts = this.texts(element);
    const mixed = members.find((member) => (member.kind === "text") !== (texts !== undefined));
    if (mixed !== undefined) throw comparisonTypes({ kind: "in", element, set }, texts);
    const wanted = new Set<string | number>(members.map(({ value }) => (typeof value === "string" ? value : +value)));
    if (texts === undefined) {
      const { values, mask } = this.numbers(element);
      const out = new Float64Array(values.length);
      for (let i = 0; i < out.length; i++) out[i] = wanted.has(values[i]!) ? 1 : 0;
      return { values: out, mask };
    }
    return tabulate(texts, (level) => (wanted.has(level) ? 1 : 0), 0);
  }

  private textInArithmetic({ column, codes, levels }: Texts): DataError | UsageError {
    if (column === undefined) {
      return new UsageError("text_constant", `The text "${levels[0]}" stands where a number is needed.`, {
        got: levels[0],
        expected: "a number or a numeric column",
      });
    }
    const first = codes.findIndex((code) => code !== MISSING_CODE);
    const cell = first < 0 ? undefined : levels[codes[first]!];
    const where = first < 0 ? "every cell is missing" : `row ${this.rowNumber(first)} holds '${cell}'`;
    return new DataError(
      "text_in_arithmetic",
      `Column '${column}' is text where a number is needed: ${where}; use factor(${column}), compare it with ==, or clean it.`,
      { got: cell, expected: "numbers", column, ...(first < 0 ? {} : { row: this.rowNumber(first) }) },
    );
  }

  /** Row number for people: 1-based, in the table. */
  private rowNumber(i: number): number {
    return (this.rows?.[i] ?? i) + 1;
  }
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

function comparisonTypes(comparison: Expression, texts: Texts | undefined): UsageError {
  const printed = printExpression(comparison);
  const subject = texts?.column === undefined ? "text" : `text column '${texts.column}'`;
  return new UsageError(
    "comparison_types",
    `'${printed}' compares ${subject} with a number; quote constants for text columns, leave them bare for numeric ones.`,
    { got: printed, expected: "both sides text or both numbers" },
  );
}
