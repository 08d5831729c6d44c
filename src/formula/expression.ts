/**
 * The syntax tree of an expression over columns, `log(q) + 5 * log(p)` or `year >= 2007 & dest == "BE"`, the functions it knows
 * and those it refuses, and what can be said of it without data. Must not know tables, values or how names are printed.
 */
import { didYouMean, nearest } from "../base/did-you-mean.js";
import type { Cursor } from "./cursor.js";
import type { Token } from "./lexer.js";

type UnaryOperator = "-" | "+" | "!";
export type ComparisonOperator = "==" | "!=" | "<" | "<=" | ">" | ">=";
export type BinaryOperator = "^" | "%%" | "*" | "/" | "+" | "-" | ComparisonOperator | "&" | "|";

export type Literal =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "logical"; readonly value: boolean };

/** A member of `c(...)`: a constant, or the whole numbers `from:to` in either direction. */
export type SetItem = Literal | { readonly kind: "range"; readonly from: number; readonly to: number };

/** `group` is a pair of parentheses: it changes no value but R prints it, and so must coefficient names. */
export type Expression =
  | Literal
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "group"; readonly inner: Expression }
  | { readonly kind: "unary"; readonly operator: UnaryOperator; readonly operand: Expression }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: "in"; readonly element: Expression; readonly set: readonly SetItem[] }
  | { readonly kind: "call"; readonly name: FunctionName; readonly args: readonly Expression[] }
  | {
      readonly kind: "lag";
      readonly name: LagFunction;
      readonly argument: Expression;
      readonly periods: number;
    };

/**
 * Values of the same unit at another time: `l(x, k)` k periods earlier, `f(x, k)` k later, `d(x, k)` is x less `l(x, k)`.
 * `l` and `f` have k above 0, `d` any k but 0: the parser turns the others into these.
 */
const LAG_FUNCTIONS = ["l", "f", "d"] as const;

export type LagFunction = (typeof LAG_FUNCTIONS)[number];

export function isLagFunction(name: string): name is LagFunction {
  return (LAG_FUNCTIONS as readonly string[]).includes(name);
}

/** Functions of an expression and how many arguments each takes. `I` returns its argument. */
export const FUNCTION_ARITY = {
  I: 1,
  log: 1,
  log2: 1,
  log10: 1,
  exp: 1,
  sqrt: 1,
  abs: 1,
  floor: 1,
  ifelse: 3,
  "is.na": 1,
} as const;

export type FunctionName = keyof typeof FUNCTION_ARITY;

export function isFunctionName(name: string): name is FunctionName {
  return Object.hasOwn(FUNCTION_ARITY, name);
}

/** Comparisons, in the order a parser may try them: none hides the one it begins. */
export const COMPARISONS: readonly ComparisonOperator[] = ["==", "!=", "<=", ">=", "<", ">"];

export function isComparison(operator: BinaryOperator): operator is ComparisonOperator {
  return (COMPARISONS as readonly BinaryOperator[]).includes(operator);
}

/** Whether the value is TRUE or FALSE rather than a number, as R would type it. */
export function isLogical(expression: Expression): boolean {
  switch (expression.kind) {
    case "logical":
    case "in":
      return true;
    case "group":
      return isLogical(expression.inner);
    case "unary":
      return expression.operator === "!";
    case "binary":
      return isComparison(expression.operator) || expression.operator === "&" || expression.operator === "|";
    case "call": {
      if (expression.name === "is.na") return true;
      if (expression.name === "I") return isLogical(expression.args[0]!);
      return expression.name === "ifelse" && isLogical(expression.args[1]!) && isLogical(expression.args[2]!);
    }
    case "lag":
      return expression.name !== "d" && isLogical(expression.argument);
    default:
      return false;
  }
}

/** Names of the columns used, each once, in order of first use. */
export function columnsOf(expression: Expression): string[] {
  const names = new Set<string>();
  collectColumns(expression, names);
  return [...names];
}

function collectColumns(expression: Expression, names: Set<string>): void {
  switch (expression.kind) {
    case "name":
      names.add(expression.name);
      break;
    case "group":
      collectColumns(expression.inner, names);
      break;
    case "unary":
      collectColumns(expression.operand, names);
      break;
    case "binary":
      collectColumns(expression.left, names);
      collectColumns(expression.right, names);
      break;
    case "in":
      collectColumns(expression.element, names);
      break;
    case "call":
      for (const argument of expression.args) collectColumns(argument, names);
      break;
    case "lag":
      collectColumns(expression.argument, names);
      break;
  }
}

/** The members of a set with every range written out. */
export function setMembers(set: readonly SetItem[]): Literal[] {
  return set.flatMap((item): Literal[] => {
    if (item.kind !== "range") return [item];
    const step = item.from <= item.to ? 1 : -1;
    const length = Math.abs(item.to - item.from) + 1;
    return Array.from({ length }, (_, i) => ({ kind: "number", value: item.from + i * step }));
  });
}

/** Functions that make several columns, so that they stand for a whole term. */
const TERM_FUNCTIONS = ["factor", "i", "poly"] as const;

const PREPARE = "make the column in the data first";
const BASIS = "write the powers with I(x^2)";

/** Functions of other packages' formulas, with what to do instead. */
const REFUSED: ReadonlyMap<string, string> = new Map([
  ["l", PREPARE],
  ["f", PREPARE],
  ["d", PREPARE],
  ["lag", "write l(x, 1)"],
  ["lead", "write f(x, 1)"],
  ["diff", "write d(x, 1)"],
  ["bin", PREPARE],
  ["bs", BASIS],
  ["ns", BASIS],
  ["sunab", "use the event-study command"],
  ["gmm", "it belongs to a dynamic panel formula, for the command pgmm"],
  ["iv", "it belongs to a dynamic panel formula, for the command pgmm"],
  ["as.factor", "write factor(x)"],
]);

/** Functions that ask for several estimations. */
const SEVERAL = ["c", "sw", "sw0", "csw", "csw0", "mvsw"] as const;
/** Names of columns by a pattern. */
const PATTERNS = ["..", "regex"] as const;

/** NotSupported for a function that is recognised, UsageError with the nearest name for one that is not. */
export function refuseFunction(cursor: Cursor, name: Token, where: string): Error {
  if ((SEVERAL as readonly string[]).includes(name.text)) {
    const message = `${name.text}() asks for several estimations, which feolsMulti makes (wasmetrics feols on the command line): there, around outcomes, terms or effects; elsewhere write one model.`;
    return cursor.fail("formula_several", message, name, { got: name.text, expected: "one model" });
  }
  if ((PATTERNS as readonly string[]).includes(name.text)) {
    const message = `${name.text}("...") stands for names of columns: feols, fitFeols and feolsMulti know them from the data; elsewhere write the names.`;
    return cursor.fail("formula_regex", message, name, { got: name.text, expected: "names of columns" });
  }
  const instead = isFunctionName(name.text) ? PREPARE : REFUSED.get(name.text);
  if (instead !== undefined) {
    return cursor.refuse("formula_function", `${name.text}() is not supported ${where}; ${instead}.`, name);
  }
  if ((TERM_FUNCTIONS as readonly string[]).includes(name.text)) {
    const message = `${name.text}() makes several columns and stands as a term of its own, not ${where}.`;
    return cursor.fail("formula_function", message, name, { got: name.text });
  }
  const known = [...Object.keys(FUNCTION_ARITY), ...LAG_FUNCTIONS, ...TERM_FUNCTIONS];
  const hint =
    nearest(name.text, known) === undefined ? `; known are ${known.join(", ")}.` : didYouMean(name.text, known);
  return cursor.fail("formula_unknown_function", `unknown function '${name.text}'${hint}`, name, {
    got: name.text,
    expected: known,
  });
}
