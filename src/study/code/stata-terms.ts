/**
 * Terms, effects and conditions of a formula as Stata has them: `c.x#c.z`, `ib3.g`, `L2.x`; what its lists can't say becomes a column made before,
 * `generate double log_x = log(x)`, and a column of text a factor, `egen long city_ = group(city)`.
 */

import type { BinaryOperator, Expression, SetItem } from "../../formula/expression.js";
import { columnsOf, isComparison, setMembers } from "../../formula/expression.js";
import { printExpression, printTerm } from "../../formula/print.js";
import type { FixedEffect, Term, Variable } from "../../formula/spec.js";
import { unnamed, unsupported } from "./context.js";

/** Names that Stata keeps for itself. Source: Stata User's Guide, section 11.3. */
const RESERVED =
  /^(_all|_b|_coef|_cons|_n|_N|_pi|_pred|_rc|_skip|byte|double|float|if|in|int|long|strL|str\d+|using|with)$/;
/** Letters of a name of Stata at most. */
const LONGEST = 32;

/** The columns of the data, and what was made of them: lines come before the command, in their order. */
export class StataTerms {
  private readonly made = new Map<string, string>();
  private readonly taken: Set<string>;
  readonly lines: string[] = [];

  constructor(
    names: readonly string[],
    private readonly isText: (name: string) => boolean,
  ) {
    this.taken = new Set(names);
  }

  /** Regressors as a list. Throws NotSupported. */
  list(terms: readonly Term[]): string[] {
    return terms.map((term) => this.term(term));
  }

  private term(term: Term): string {
    const [first, ...others] = term.variables;
    if (others.length === 0) return this.alone(first!);
    return term.variables.map((variable) => this.inProduct(variable)).join("#");
  }

  private alone(variable: Variable): string {
    switch (variable.kind) {
      case "expression":
        return this.number(variable.expression);
      case "factor":
        return `i.${this.factor(variable.column)}`;
      case "polynomial":
        throw unsupported(printTerm({ variables: [variable] }));
      case "indicator":
        return this.indicator(variable);
    }
  }

  /** `i(g)` is every level, `i(g, ref = 3)` all but one, `i(g, x)` a slope of each. */
  private indicator(variable: Extract<Variable, { kind: "indicator" }>): string {
    const { column, by, refs, second, keep, bin } = variable;
    const [ref, ...more] = refs;
    const isPlain = second === undefined && keep === undefined && bin === undefined && more.length === 0;
    if (!isPlain) throw unsupported(printTerm({ variables: [variable] }));
    const base = ref === undefined ? "ibn." : ref.kind === "number" && ref.value >= 0 ? `ib${ref.value}.` : null;
    if (base === null || (by !== undefined && ref !== undefined))
      throw unsupported(printTerm({ variables: [variable] }));
    const factor = `${base}${this.factor(column)}`;
    return by === undefined ? factor : `${factor}#c.${this.number(by)}`;
  }

  private inProduct(variable: Variable): string {
    if (variable.kind === "factor") return `i.${this.factor(variable.column)}`;
    if (variable.kind === "expression") return `c.${this.number(variable.expression)}`;
    throw unsupported(printTerm({ variables: [variable] }));
  }

  /** A number: a name, a lag, or a column made of the expression. */
  number(expression: Expression): string {
    if (expression.kind === "name") return this.name(expression.name);
    if (expression.kind === "lag" && expression.argument.kind === "name") {
      const letter = expression.name === "d" ? (expression.periods === 1 ? "D" : "S") : expression.name.toUpperCase();
      const periods = expression.periods === 1 ? "" : expression.periods;
      return `${letter}${periods}.${this.name(expression.argument.name)}`;
    }
    return this.column(printExpression(expression), () => `generate double NAME = ${this.value(expression)}`);
  }

  /** An effect or cluster, columns joined by `#`. */
  effect({ columns, slopes }: FixedEffect): string {
    const factors = columns.map((column) => this.factor(column)).join("#");
    if (slopes === undefined) return factors;
    return slopes.variables
      .map((slope) => `${factors}${slopes.intercept ? "##" : "#"}c.${this.number(slope)}`)
      .join(" ");
  }

  /** A column of levels: of text one that is made of it. */
  factor(column: string): string {
    const name = this.name(column);
    if (!this.isText(column)) return name;
    return this.column(column, () => `egen long NAME = group(${name})`, `${name}_`);
  }

  /** A condition: where Stata would keep rows whose value is missing, they are left out, as here. */
  condition(expression: Expression): string {
    switch (expression.kind) {
      case "group":
        return `(${this.condition(expression.inner)})`;
      case "binary": {
        const { left, operator, right } = expression;
        if (operator === "&" || operator === "|") return `${this.condition(left)} ${operator} ${this.condition(right)}`;
        const compared = `${this.value(left)} ${operator} ${this.value(right)}`;
        const named = missingKept(operator, left, right).map((side) => `!missing(${this.value(side)})`);
        return named.length === 0 ? compared : `(${[compared, ...named].join(" & ")})`;
      }
      case "in":
        return `inlist(${[this.value(expression.element), ...membersOf(expression.set)].join(", ")})`;
      case "unary":
        if (expression.operator === "!" && isMissing(expression.operand)) {
          return `!${this.value(expression.operand)}`;
        }
        throw unsupported(printExpression(expression));
      default:
        if (isMissing(expression)) return this.value(expression);
        throw unsupported(printExpression(expression));
    }
  }

  /** An expression in Stata's functions. Throws NotSupported. */
  private value(expression: Expression): string {
    switch (expression.kind) {
      case "name":
        return this.name(expression.name);
      case "number":
        return String(expression.value);
      case "text":
        return textOf(expression.value);
      case "logical":
        return expression.value ? "1" : "0";
      case "group":
        return `(${this.value(expression.inner)})`;
      case "unary":
        if (expression.operator === "!" && !isMissing(expression.operand))
          throw unsupported(printExpression(expression));
        return `${expression.operator}${this.value(expression.operand)}`;
      case "binary": {
        const { left, operator, right } = expression;
        if (operator === "&" || operator === "|") throw unsupported(printExpression(expression));
        if (operator === "%%") return `mod(${this.value(left)}, ${this.value(right)})`;
        const made = `${this.value(left)} ${operator} ${this.value(right)}`;
        if (!isComparison(operator)) return made;
        // a comparison with a missing value is missing, where Stata has 0 or 1
        const sides = [left, right].filter((side) => !isConstant(side)).map((side) => this.value(side));
        return sides.length === 0 ? `(${made})` : `cond(missing(${sides.join(", ")}), ., ${made})`;
      }
      case "call": {
        const inner = expression.args.map((one) => this.value(one));
        if (expression.name === "I") return `(${inner[0]})`;
        if (expression.name === "log2") return `(log(${inner[0]}) / log(2))`;
        if (expression.name === "ifelse") return `cond(${inner.join(", ")}, .)`;
        return `${FUNCTIONS[expression.name] ?? expression.name}(${inner.join(", ")})`;
      }
      default:
        throw unsupported(printExpression(expression));
    }
  }

  /** A name as Stata takes it. Throws NotSupported for others. */
  name(name: string): string {
    if (!RESERVED.test(name) && /^[\p{L}_][\p{L}\p{M}\p{N}_]*$/u.test(name) && name.length <= LONGEST) return name;
    throw unnamed(name);
  }

  /** The column that stands for `key`, made by a line on which `NAME` is its name. */
  private column(
    key: string,
    line: () => string,
    wanted = key.replaceAll(/[^\p{L}\p{N}_]+/gu, "_").replace(/_+$/, ""),
  ): string {
    const known = this.made.get(key);
    if (known !== undefined) return known;
    const stem = (/^\d/.test(wanted) ? `_${wanted}` : wanted).slice(0, LONGEST - 3);
    let name = stem;
    for (let i = 2; this.taken.has(name); i++) name = `${stem}${i}`;
    const text = line().replace("NAME", name);
    this.taken.add(name);
    this.made.set(key, name);
    this.lines.push(text);
    return name;
  }

  /** Columns made, by what they stand for. */
  get columns(): ReadonlyMap<string, string> {
    return this.made;
  }
}

const FUNCTIONS: Readonly<Record<string, string>> = { "is.na": "missing" };

const isMissing = (expression: Expression): boolean => expression.kind === "call" && expression.name === "is.na";

const isConstant = (expression: Expression): boolean => columnsOf(expression).length === 0;

/** Sides that must not be missing for a condition to hold: elsewhere Stata's order, in which missing is largest, says so itself. */
function missingKept(operator: BinaryOperator, left: Expression, right: Expression): Expression[] {
  const sides = operator === "!=" ? [left, right] : operator === ">" || operator === ">=" ? [left] : [right];
  return sides.filter((side) => !isConstant(side) && (operator !== "==" || !isConstant(left)));
}

/** Texts that `inlist` takes at most beside its first argument. */
const MOST_TEXTS = 9;

function membersOf(set: readonly SetItem[]): string[] {
  const members = setMembers(set);
  if (members.length > MOST_TEXTS && members.some(({ kind }) => kind === "text")) throw unsupported("%in%");
  return members.map((item) => (item.kind === "text" ? textOf(item.value) : String(item.value)));
}

/** Throws NotSupported for a text that Stata would end early, or put a macro in. */
export function textOf(text: string): string {
  if (/["`$]/.test(text)) throw unsupported(text);
  return `"${text}"`;
}
