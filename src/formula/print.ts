/**
 * Syntax trees back to text, spelled as R deparses them, since coefficients bear these names:
 * `I(3 * log(dist_km))`, `I(Year^2)`, `treat:post`, `factor(z)b`, `period::6:treat`. Must not know data.
 */
import type { BinaryOperator, Expression, Literal, SetItem } from "./expression.js";
import type { Bin, FixedEffect, Indicator, LevelChoice, ModelSpec, Polynomial, Term, Variable } from "./spec.js";

/** R keeps 15 significant digits. */
const R_DIGITS = 15;
/** Powers of ten from which toFixed() no longer writes digits; there the scientific form is shorter anyway. */
const FIXED_LIMIT = 21;
/** Most decimals toFixed() takes; long before, the scientific form is shorter. */
const MAX_DECIMALS = 100;

/** A number as R prints it in full: up to 15 digits, scientific only when that is shorter (`1e+05`, `123456`). */
export function printNumber(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Inf" : "-Inf";
  if (value === 0) return "0";
  const [mantissa, power] = value.toExponential(R_DIGITS - 1).split("e") as [string, string];
  const digits = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
  const exponent = Number(power);
  const scientific = `${digits}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  if (exponent >= FIXED_LIMIT) return scientific;
  const decimals = Math.max(0, digits.replace(/^-?\d\.?/, "").length - exponent);
  const fixed = value.toFixed(Math.min(decimals, MAX_DECIMALS));
  return fixed.length <= scientific.length ? fixed : scientific;
}

const SYNTACTIC = /^(?:[\p{L}\p{Nl}_]|\.(?!\d))[\p{L}\p{M}\p{N}._]*$/u;

/** A column name, in back-ticks when it could not stand in a formula without them. */
export function printName(name: string): string {
  return SYNTACTIC.test(name) ? name : `\`${name.replace(/[\\`]/g, "\\$&")}\``;
}

const ESCAPES: Readonly<Record<string, string>> = { "\n": "\\n", "\t": "\\t", "\r": "\\r" };

/** A constant as R deparses it, text in double quotes. */
export function printLiteral(literal: Literal): string {
  if (literal.kind === "number") return printNumber(literal.value);
  if (literal.kind === "logical") return literal.value ? "TRUE" : "FALSE";
  return `"${literal.value.replace(/[\\"\n\t\r]/g, (character) => ESCAPES[character] ?? `\\${character}`)}"`;
}

/** R sets these close; every other operator has a space on each side. */
const CLOSE: ReadonlySet<BinaryOperator> = new Set(["^", "/", "%%"]);

/** An expression as R deparses it. */
export function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case "name":
      return printName(expression.name);
    case "group":
      return `(${printExpression(expression.inner)})`;
    case "unary":
      return `${expression.operator}${printExpression(expression.operand)}`;
    case "binary": {
      const space = CLOSE.has(expression.operator) ? "" : " ";
      const { left, operator, right } = expression;
      return `${printExpression(left)}${space}${operator}${space}${printExpression(right)}`;
    }
    case "in":
      return `${printExpression(expression.element)} %in% ${printSet(expression.set)}`;
    case "call":
      return `${expression.name}(${expression.args.map(printExpression).join(", ")})`;
    case "lag":
      return `${expression.name}(${printExpression(expression.argument)}, ${expression.periods})`;
    default:
      return printLiteral(expression);
  }
}

function printSet(set: readonly SetItem[]): string {
  const items = set.map((item) => (item.kind === "range" ? `${item.from}:${item.to}` : printLiteral(item)));
  return items.length === 1 ? items[0]! : `c(${items.join(", ")})`;
}

/** What variables are printed as: each is printed for every term it is in, and never changed. */
const PRINTED = new WeakMap<Variable, string>();

/** A variable as written: `log(x)`, `factor(z)`, `i(period, treat, ref = 5)`. */
export function printVariable(variable: Variable): string {
  const known = PRINTED.get(variable);
  if (known !== undefined) return known;
  const printed = textOf(variable);
  PRINTED.set(variable, printed);
  return printed;
}

function textOf(variable: Variable): string {
  if (variable.kind === "expression") return printExpression(variable.expression);
  if (variable.kind === "factor") return `factor(${printName(variable.column)})`;
  return variable.kind === "polynomial" ? printPolynomial(variable) : printIndicator(variable);
}

/** `poly(x, 2)`; with `power`, the name of its column, which R numbers where there are several. */
export function printPolynomial({ argument, degree, raw }: Polynomial, power?: number): string {
  const number = power === undefined || degree === 1 ? "" : power;
  return `poly(${printExpression(argument)}, ${degree}${raw ? ", raw = TRUE" : ""})${number}`;
}

function printIndicator({ column, by, second, ...first }: Indicator): string {
  const written = by === undefined ? "" : `, ${second?.prefixed === true ? "i." : ""}${printExpression(by)}`;
  const ofSecond = second === undefined ? "" : printChoice(second, "2");
  return `i(${printName(column)}${written}${printChoice(first, "")}${ofSecond})`;
}

function printChoice({ refs, keep, bin }: LevelChoice, which: "" | "2"): string {
  const parts = [
    ...(refs.length === 0 ? [] : [`ref${which} = ${printSet(refs)}`]),
    ...(keep === undefined ? [] : [`keep${which} = ${printSet(keep)}`]),
    ...(bin === undefined ? [] : [`bin${which} = ${printBin(bin)}`]),
  ];
  return parts.map((part) => `, ${part}`).join("");
}

function printBin(bin: Bin): string {
  if (bin.kind === "width") return `"bin::${bin.width}"`;
  if (bin.kind === "consecutive") return `"${bin.from === "first" ? "!" : "!!"}bin::${bin.count}"`;
  const [only] = bin.groups;
  if (bin.groups.length === 1 && only!.name === undefined) return printSet(only!.values);
  const groups = bin.groups.map(({ name, values }) =>
    name === undefined ? printSet(values) : `${printName(name)} = ${printSet(values)}`,
  );
  return `list(${groups.join(", ")})`;
}

/** A term as written, variables joined by colons. */
export function printTerm(term: Term): string {
  return term.variables.map(printVariable).join(":");
}

/** The name of one level's column: `factor(z)b`, `regionNorth`, `period::6:treat`, `z::a`, `z::a:w::c`. */
export function printLevel(variable: Variable, label: string, labelBy?: string): string {
  if (variable.kind !== "indicator") return `${printVariable(variable)}${label}`;
  const by = variable.by === undefined ? "" : `:${printExpression(variable.by)}`;
  const level = labelBy === undefined ? "" : `::${labelBy}`;
  return `${variable.column}::${label}${by}${level}`;
}

/** `fe1^fe2`, `fe[x]`, `fe[[x]]`. */
export function printFixedEffect({ columns, slopes }: FixedEffect): string {
  const name = columns.map(printName).join("^");
  if (slopes === undefined) return name;
  const variables = slopes.variables.map(printExpression).join(", ");
  return slopes.intercept ? `${name}[${variables}]` : `${name}[[${variables}]]`;
}

/** The formula, terms in the order given. */
export function printFormula(spec: Omit<ModelSpec, "call">): string {
  const parts = [printTerms(spec.terms, spec.intercept)];
  if (spec.fixedEffects.length > 0) parts.push(spec.fixedEffects.map(printFixedEffect).join(" + "));
  if (spec.instruments !== undefined) {
    const { endogenous, excluded } = spec.instruments;
    parts.push(`${printTerms(endogenous, true)} ~ ${printTerms(excluded, true)}`);
  }
  return `${printExpression(spec.lhs)} ~ ${parts.join(" | ")}`;
}

/** Terms joined by `+`, `0` first without an intercept, `1` where there are none. */
export function printTerms(terms: readonly Term[], intercept: boolean): string {
  const printed = terms.map(printTerm);
  if (!intercept) printed.unshift("0");
  return printed.length === 0 ? "1" : printed.join(" + ");
}
