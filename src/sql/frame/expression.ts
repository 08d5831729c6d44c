/**
 * Expressions over a source's columns as SQL, with the values `regression/frame/expression` gives them in memory: missing where an
 * operand is missing, `&` and `|` known where one side decides, infinite where IEEE arithmetic is. What an engine raises an error
 * for, or has its own opinion on, it is not asked: a CASE comes before. Must not know statements.
 */
import { DataError, NotSupported } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { type ComparisonOperator, type Expression, type Literal, setMembers } from "../../formula/expression.js";
import { printExpression } from "../../formula/print.js";
import { comparisonTypes, lagWithoutPanel, textConstant } from "../../regression/frame/expression.js";
import { SAMPLE_NOTES } from "../../regression/messages.js";
import { type Dialect, doubleLiteral, flag, truth } from "../dialect.js";
import type { SourceColumns } from "./columns.js";
import type { SourcePanel } from "./lags.js";
import { type LayeredSql, type Layers, layerOf } from "./layers.js";

/** A double, NULL or NaN where missing. */
interface Numbers extends LayeredSql {
  readonly kind: "number";
  /** Whether missing may be NaN. */
  readonly nan: boolean;
  /** Of a constant. */
  readonly constant?: number;
}

/** A condition, NULL where missing. */
interface Logical extends LayeredSql {
  readonly kind: "logical";
}

/** A text, NULL where missing; `column` is absent for a constant. */
interface Text extends LayeredSql {
  readonly kind: "text";
  readonly column?: string;
  readonly constant?: string;
}

type Operand = Numbers | Logical | Text;

/** A function that is not defined everywhere, and where it is not. */
export interface Undefined {
  readonly code: "log_nonpositive" | "sqrt_negative";
  readonly term: string;
  /** A condition on a row. */
  readonly outside: LayeredSql;
  readonly argument: LayeredSql;
  /** Whether it is asked of all rows of the source, as an argument of a lag. */
  readonly everywhere: boolean;
}

/** e^x overflows above and is 0 below, whichever way the engine rounds. */
const LARGEST_EXPONENT = Math.log(Number.MAX_VALUE) - 1e-9;
const LEAST_EXPONENT = -745.13;

/** Expressions over one source; each is a column, or SQL over columns, of its layers. */
export class Expressions {
  /** What was met on the way, in order; of what is not defined the rows are still to be counted. */
  readonly met: (Note | Undefined)[] = [];
  private readonly made = new Map<string, LayeredSql>();
  private everywhere = false;

  constructor(
    private readonly dialect: Dialect,
    private readonly columns: SourceColumns,
    private readonly layers: Layers,
    private readonly panel: SourcePanel | undefined,
  ) {}

  /**
   * A column of doubles, NULL or NaN where missing. Throws DataError `unknown_column`, `column_kind`, `text_in_arithmetic`; UsageError
   * `comparison_types`, `text_constant`, `lag_panel`; NotSupported `remainder`.
   */
  numbers(expression: Expression): LayeredSql {
    const printed = printExpression(expression);
    const numbers = this.made.get(printed) ?? this.atom(this.number(this.operand(expression)));
    this.made.set(printed, numbers);
    return numbers;
  }

  /** A condition: the number is neither missing nor infinite. Throws as `numbers`. */
  isFinite(expression: Expression): LayeredSql {
    const { sql, layer } = this.numbers(expression);
    return { sql: `(abs(${sql}) <= ${this.constant(Number.MAX_VALUE).sql})`, layer };
  }

  /** A condition on all rows of the source, NULL where missing. Throws as `numbers`. */
  subset(condition: Expression): LayeredSql {
    return this.layers.column(this.ofAll(() => this.logical(this.operand(condition))));
  }

  private ofAll<T>(make: () => T): T {
    const { everywhere } = this;
    this.everywhere = true;
    const made = make();
    this.everywhere = everywhere;
    return made;
  }

  private operand(expression: Expression): Operand {
    switch (expression.kind) {
      case "number":
        return this.constant(expression.value);
      case "logical":
        return this.constant(expression.value ? 1 : 0);
      case "text":
        return { kind: "text", sql: this.dialect.text(expression.value), layer: 0, constant: expression.value };
      case "name":
        return this.column(expression.name);
      case "group":
        return this.operand(expression.inner);
      case "unary":
        return this.unary(expression);
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

  private column(name: string): Operand {
    const value = this.columns.value(name);
    if (this.columns.kindOf(name) === "text") return { kind: "text", ...value, column: name };
    return { kind: "number", ...value, nan: true };
  }

  private constant(value: number): Numbers {
    return { kind: "number", sql: doubleLiteral(this.dialect, value), layer: 0, nan: false, constant: value };
  }

  // One kind for another.

  private number(operand: Operand): Numbers {
    if (operand.kind === "number") return operand;
    if (operand.kind === "text") throw this.textInArithmetic(operand);
    const { sql, layer } = this.layers.column(operand);
    return numbersOf(truth(this.dialect, sql), layer, false);
  }

  private logical(operand: Operand): Logical {
    if (operand.kind === "logical") return operand;
    const { sql, layer } = this.present(this.number(operand));
    return { kind: "logical", sql: `(${sql} <> ${this.constant(0).sql})`, layer };
  }

  /** The same as a column, or as it stands where it may stand twice. */
  private atom(numbers: Numbers): Numbers {
    if (numbers.constant !== undefined) return numbers;
    return { ...numbers, ...this.layers.column(numbers) };
  }

  /** The same without NaN. */
  private present(numbers: Numbers): Numbers {
    if (!numbers.nan) return numbers;
    const { sql, layer } = this.atom(numbers);
    return numbersOf(this.dialect.withoutNaN(sql), layer, false);
  }

  // Operators.

  private unary({ operator, operand }: Expression & { kind: "unary" }): Operand {
    const value = this.number(this.operand(operand));
    if (operator === "+") return value;
    if (operator === "-" && value.constant !== undefined) return this.constant(-value.constant);
    if (operator === "-") return numbersOf(`(- ${value.sql})`, value.layer, value.nan);
    const { sql, layer } = this.logical(value);
    return { kind: "logical", sql: `(NOT ${sql})`, layer };
  }

  private binary(expression: Expression & { kind: "binary" }): Operand {
    const { operator } = expression;
    const left = this.operand(expression.left);
    const right = this.operand(expression.right);
    switch (operator) {
      case "&":
      case "|":
        return this.joined(operator, left, right);
      case "+":
      case "-":
      case "*": {
        const [a, b] = [this.number(left), this.number(right)];
        return numbersOf(`(${a.sql} ${operator} ${b.sql})`, layerOf(a, b));
      }
      case "/":
        return this.quotient(this.number(left), this.number(right));
      case "%%":
        return this.remainder(expression, this.number(left), this.number(right));
      case "^":
        return this.power(this.number(left), this.number(right));
      default:
        return this.comparison(expression, operator, left, right);
    }
  }

  private joined(operator: "&" | "|", left: Operand, right: Operand): Logical {
    const [a, b] = [this.logical(this.numbersOnly(left)), this.logical(this.numbersOnly(right))];
    return { kind: "logical", sql: `(${a.sql} ${operator === "&" ? "AND" : "OR"} ${b.sql})`, layer: layerOf(a, b) };
  }

  private numbersOnly(operand: Operand): Numbers | Logical {
    if (operand.kind === "text") throw this.textInArithmetic(operand);
    return operand;
  }

  private quotient(a: Numbers, b: Numbers): Numbers {
    if (this.dialect.ieee.division || (b.constant !== undefined && b.constant !== 0)) {
      return numbersOf(`(${a.sql} / ${b.sql})`, layerOf(a, b));
    }
    const [x, y] = [this.atom(a), this.atom(b)];
    // of 0 over 0 this is NaN, too
    const byZero = `${x.sql} * ${this.dialect.infinity}`;
    const sql = `CASE WHEN ${y.sql} = ${this.constant(0).sql} THEN ${byZero} ELSE ${x.sql} / ${y.sql} END`;
    return numbersOf(sql, layerOf(x, y));
  }

  /** With the sign of the divisor. */
  private remainder(expression: Expression, a: Numbers, b: Numbers): Numbers {
    const [x, y] = [this.atom(this.present(a)), this.atom(this.present(b))];
    const zero = this.constant(0).sql;
    const rest = this.layers.column(this.truncated(expression, x, y));
    const turns = `${rest.sql} <> ${zero} AND ((${rest.sql} < ${zero} AND ${y.sql} > ${zero}) OR (${rest.sql} > ${zero} AND ${y.sql} < ${zero}))`;
    return numbersOf(`CASE WHEN ${turns} THEN ${rest.sql} + ${y.sql} ELSE ${rest.sql} END`, layerOf(rest, y));
  }

  /** With the sign of x, NULL where y is 0. */
  private truncated(expression: Expression, x: Numbers, y: Numbers): LayeredSql {
    const { remainder } = this.dialect;
    if (remainder !== undefined) {
      const sql = `CASE WHEN ${y.sql} <> ${this.constant(0).sql} THEN ${remainder(x.sql, y.sql)} END`;
      return { sql, layer: layerOf(x, y) };
    }
    const by = y.constant;
    if (by === undefined || !Number.isSafeInteger(by) || by === 0) {
      const printed = printExpression(expression);
      throw new NotSupported(
        "remainder",
        `'${printed}': of this engine %% is supported by a whole number other than 0; make the column in a query first.`,
        { got: printed, expected: "a whole number right of %%" },
      );
    }
    // exact to 2^53: the quotient may be rounded up to the next whole number, which the second step takes back
    const whole = this.layers.column({ sql: `floor(${x.sql} / ${y.sql})`, layer: layerOf(x, y) });
    return { sql: `(${x.sql} - ${y.sql} * ${whole.sql})`, layer: layerOf(x, whole) };
  }

  private power(base: Numbers, exponent: Numbers): Numbers {
    const x = this.atom(base);
    const times = exponent.constant;
    if (times === 0) return this.constant(1);
    if (times === 1) return x;
    if (times === 2 || times === 3) {
      return numbersOf(`(${Array.from({ length: times }, () => x.sql).join(" * ")})`, x.layer);
    }
    if (times === -1) return this.quotient(this.constant(1), x);
    const y = this.atom(this.present(exponent));
    const [one, zero] = [this.constant(1).sql, this.constant(0).sql];
    const power = `power(${x.sql}, ${y.sql})`;
    const always = times === undefined ? `WHEN ${y.sql} = ${zero} OR ${x.sql} = ${one} THEN ${one} ` : "";
    if (this.dialect.ieee.powers) {
      return numbersOf(always === "" ? power : `CASE ${always}ELSE ${power} END`, layerOf(x, y));
    }
    const { sql, layer } = this.guardedPower(this.atom(this.present(x)), y);
    return numbersOf(`CASE ${always}${sql} END`, layer);
  }

  /** Not every power of 0 and of numbers below it is one, and those beyond the range of doubles are not asked for. */
  private guardedPower(x: Numbers, y: Numbers): LayeredSql {
    const zero = this.constant(0).sql;
    const { infinity } = this.dialect;
    const size = this.layers.column({
      sql: `CASE WHEN ${x.sql} <> ${zero} THEN ${y.sql} * ln(abs(${x.sql})) END`,
      layer: layerOf(x, y),
    });
    const sign = `CASE WHEN ${y.sql} = floor(${y.sql}) THEN power(sign(${x.sql}), ${y.sql}) ELSE ${this.constant(1).sql} END`;
    const cases = [
      `${x.sql} = ${zero} THEN CASE WHEN ${y.sql} > ${zero} THEN ${zero} WHEN ${y.sql} < ${zero} THEN ${infinity} END`,
      `${x.sql} < ${zero} AND ${x.sql} > - ${infinity} AND ${y.sql} <> floor(${y.sql}) THEN NULL`,
      `${size.sql} > ${this.constant(LARGEST_EXPONENT).sql} THEN ${sign} * ${infinity}`,
      `${size.sql} < ${this.constant(LEAST_EXPONENT).sql} THEN ${zero}`,
    ];
    return {
      sql: `${cases.map((one) => `WHEN ${one} `).join("")}ELSE power(${x.sql}, ${y.sql})`,
      layer: layerOf(size, x, y),
    };
  }

  private comparison(expression: Expression, operator: ComparisonOperator, left: Operand, right: Operand): Logical {
    const write = (a: LayeredSql, b: LayeredSql): Logical => {
      const sign = operator === "==" ? "=" : operator === "!=" ? "<>" : operator;
      return { kind: "logical", sql: `(${a.sql} ${sign} ${b.sql})`, layer: layerOf(a, b) };
    };
    if (left.kind === "text" && right.kind === "text") {
      if (operator === "==" || operator === "!=") return write(left, right);
      const ordered = (text: Text) => ({ sql: this.dialect.codePoints(text.sql), layer: text.layer });
      return write(ordered(left), ordered(right));
    }
    const text = [left, right].find(({ kind }) => kind === "text") as Text | undefined;
    if (text !== undefined) throw comparisonTypes(expression, text, this.columns.header);
    return write(this.present(this.number(left)), this.present(this.number(right)));
  }

  private membership({ element, set }: Expression & { kind: "in" }): Numbers {
    const operand = this.operand(element);
    const members = setMembers(set);
    const isText = operand.kind === "text";
    if (members.some(({ kind }) => (kind === "text") !== isText)) {
      throw comparisonTypes({ kind: "in", element, set }, isText ? operand : undefined, this.columns.header);
    }
    const { sql, layer } = isText ? operand : this.number(operand);
    const list = members.filter(({ value }) => !Number.isNaN(value)).map((member) => this.member(member));
    if (list.length === 0) return this.constant(0);
    return this.flagged({ sql: `${sql} IN (${list.join(", ")})`, layer });
  }

  private member({ value }: Literal): string {
    return typeof value === "string" ? this.dialect.text(value) : this.constant(+value).sql;
  }

  /** 1 where a condition holds, 0 where it does not or is not known. */
  private flagged({ sql, layer }: LayeredSql): Numbers {
    return numbersOf(flag(this.dialect, sql), layer, false);
  }

  // Functions.

  private call(expression: Expression & { kind: "call" }): Operand {
    const [first, second, third] = expression.args as [Expression, Expression?, Expression?];
    const operand = this.operand(first);
    if (expression.name === "I") return operand;
    if (expression.name === "is.na") {
      const { sql, layer } = operand.kind === "text" ? operand : this.present(this.number(operand));
      return this.flagged({ sql: `${sql} IS NULL`, layer });
    }
    const x = this.number(operand);
    switch (expression.name) {
      case "exp":
        return this.exponential(this.atom(x));
      case "log":
        return this.logarithm(expression, this.atom(x));
      case "log2":
        return this.quotient(this.logarithm(expression, this.atom(x)), this.constant(Math.LN2));
      case "log10":
        return this.quotient(this.logarithm(expression, this.atom(x)), this.constant(Math.LN10));
      case "sqrt":
        return this.squareRoot(expression, this.atom(x));
      case "abs":
      case "floor":
        return numbersOf(`${expression.name}(${x.sql})`, x.layer, x.nan);
      case "ifelse":
        return this.choice(x, this.number(this.operand(second!)), this.number(this.operand(third!)));
    }
  }

  private exponential({ sql, layer }: Numbers): Numbers {
    if (this.dialect.ieee.powers) return numbersOf(`exp(${sql})`, layer);
    const [most, least] = [this.constant(LARGEST_EXPONENT).sql, this.constant(LEAST_EXPONENT).sql];
    // infinite, or NaN, which such an engine takes for the largest number of all
    const beyond = `${sql} * ${this.dialect.infinity}`;
    return numbersOf(
      `CASE WHEN ${sql} > ${most} THEN ${beyond} WHEN ${sql} < ${least} THEN ${this.constant(0).sql} ELSE exp(${sql}) END`,
      layer,
    );
  }

  private logarithm(expression: Expression, x: Numbers): Numbers {
    const zero = this.constant(0).sql;
    this.note("log_nonpositive", expression, x, `${x.sql} <= ${zero}`);
    const sql = `CASE WHEN ${x.sql} > ${zero} THEN ln(${x.sql}) WHEN ${x.sql} = ${zero} THEN - ${this.dialect.infinity} END`;
    return numbersOf(sql, x.layer);
  }

  private squareRoot(expression: Expression, x: Numbers): Numbers {
    const zero = this.constant(0).sql;
    this.note("sqrt_negative", expression, x, `${x.sql} < ${zero}`);
    return numbersOf(`CASE WHEN ${x.sql} >= ${zero} THEN sqrt(${x.sql}) END`, x.layer);
  }

  private note(code: Undefined["code"], expression: Expression, argument: LayeredSql, outside: string): void {
    this.met.push({
      code,
      term: printExpression(expression),
      outside: { sql: outside, layer: argument.layer },
      argument,
      everywhere: this.everywhere,
    });
  }

  private choice(condition: Numbers, yes: Numbers, no: Numbers): Numbers {
    const test = this.layers.column(this.logical(condition));
    const sql = `CASE WHEN ${test.sql} THEN ${yes.sql} WHEN NOT ${test.sql} THEN ${no.sql} END`;
    return numbersOf(sql, layerOf(test, yes, no), yes.nan || no.nan);
  }

  private lag(expression: Expression & { kind: "lag" }): Numbers {
    const { panel } = this;
    if (panel === undefined) throw lagWithoutPanel(expression);
    const now = this.ofAll(() => this.atom(this.number(this.operand(expression.argument))));
    if (panel.step !== 1) {
      this.met.push(note(SAMPLE_NOTES, "lag_step", { term: printExpression(expression), step: panel.step }));
    }
    const then = this.layers.column(panel.lagged(expression, now));
    if (expression.name !== "d") return numbersOf(then.sql, then.layer);
    return numbersOf(`(${now.sql} - ${then.sql})`, layerOf(now, then));
  }

  private textInArithmetic({ column, constant }: Text): Error {
    if (column === undefined) return textConstant(constant!);
    return new DataError(
      "text_in_arithmetic",
      `Column '${column}' is text where a number is needed; use factor(${column}), compare it with ==, or make a number of it in a query.`,
      { got: "text", expected: "numbers", column },
    );
  }
}

const numbersOf = (sql: string, layer: number, nan = true): Numbers => ({ kind: "number", sql, layer, nan });
