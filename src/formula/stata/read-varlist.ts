/**
 * Lists of variables as Stata writes them, `x L(0/2).z i.year c.x##i.g (a b)`, to terms. `a##b` is a, b and
 * a#b. Source: Stata User's Guide, section 11.4. Must not know commands.
 */
import { FUNCTION_ARITY } from "../expression.js";
import { counted, MOST_TERMS } from "../lexer.js";
import { type Role, readOperators, type StataTerm, type StataVariable } from "./operators.js";
import {
  columnsNamed,
  type KnownColumns,
  namesLength,
  type Piece,
  type StataText,
  within,
  wordsOf,
} from "./stata-text.js";

/** Variables of one product, as in Stata. */
export const MOST_IN_PRODUCT = 8;

/** What is at hand while a list is read. */
export interface Reading {
  readonly text: StataText;
  readonly columns: KnownColumns;
}

/** Throws UsageError `stata_name`, `stata_columns`, `stata_operator`, `stata_function`, `stata_varlist`; NotSupported. */
export function readVarlist(reading: Reading, ...pieces: readonly Piece[]): StataTerm[] {
  const terms: StataTerm[] = [];
  let written = 0;
  for (const word of pieces.flatMap(wordsOf)) {
    const found = readProduct(reading, word);
    written += found.reduce((sum, term) => sum + lagsOf(term), 0);
    requireTerms(reading.text, written, word.start);
    for (const term of found) terms.push(term);
  }
  return terms;
}

/** Terms of ours that a term makes: one for each lag, of a product one for each combination. */
const lagsOf = ({ variables }: StataTerm): number =>
  variables.reduce((count, { time }) => count * (time?.periods.length ?? 1), 1);

/** Throws UsageError `stata_limit` for more terms than a model may have. */
function requireTerms(text: StataText, count: number, start: number): void {
  if (count <= MOST_TERMS) return;
  const message = `there would be ${counted(count)} terms; at most ${MOST_TERMS} are made: shorten the ranges, or name the terms that are meant.`;
  throw text.fail("stata_limit", message, start, { got: count, expected: `at most ${MOST_TERMS}` });
}

/** Single variables, without products. Throws as `readVarlist`. */
export function readVariables(reading: Reading, piece: Piece): StataVariable[] {
  return readVarlist(reading, piece).map(({ variables, start }) => {
    const [variable, second] = variables;
    if (second === undefined) return variable!;
    throw reading.text.fail("stata_varlist", "a variable is expected here, not a product.", start);
  });
}

/** One word: a variable, or variables joined by `#` and `##`. */
export function readProduct(reading: Reading, word: Piece): StataTerm[] {
  const { text } = reading;
  let at = 0;
  let terms: StataTerm[] = [];
  let crossed = false;
  let joined = 0;
  for (;;) {
    const { variables, length } = readOperand(reading, within(word, at), word.start + at);
    requireTerms(text, terms.length + variables.length + terms.length * variables.length, word.start + at);
    const right = variables.map((variable): StataTerm => ({ variables: [variable], start: word.start }));
    const products = terms.flatMap((a) =>
      right.map((b): StataTerm => ({ variables: [...a.variables, ...b.variables], start: word.start })),
    );
    if (at === 0) terms = right;
    else terms = crossed ? [...terms, ...right, ...products] : products;
    at += length;
    if (at >= word.text.length) return word.text.includes("#") ? terms.map((term) => asFactors(text, term)) : terms;
    if (word.text[at] !== "#") throw unexpected(text, word, at);
    crossed = word.text[at + 1] === "#";
    if (++joined >= MOST_IN_PRODUCT) {
      const message = `a product has ${MOST_IN_PRODUCT} variables at most.`;
      throw text.fail("stata_varlist", message, word.start + at, { expected: MOST_IN_PRODUCT });
    }
    at += crossed ? 2 : 1;
    if (at >= word.text.length) {
      throw text.fail("stata_varlist", "'#' needs a variable on either side.", word.start + at - 1);
    }
  }
}

/** In a product a variable without operator is a factor. */
function asFactors(text: StataText, term: StataTerm): StataTerm {
  const variables = term.variables.map((variable): StataVariable => {
    const { role, time, name, start } = variable;
    if (role.kind !== "bare") return variable;
    if (time === undefined) return { ...variable, role: { kind: "factor" } };
    const message = `'${name}' without c. is a factor in a product; write c. before a lagged number, as in c.L.x#c.z.`;
    throw text.fail("stata_operator", message, start, { got: name, expected: `c.${name}` });
  });
  return { ...term, variables };
}

/** `i.x`, `x1-x3`, `L(0/2).(a b)`: variables that stand in one place of a product. */
function readOperand({ text, columns }: Reading, word: Piece, start: number) {
  const operators = readOperators(text, word.text, start);
  const rest = within(word, operators.length);
  if (operators.length < word.text.length && rest.text[0] === "(") {
    const close = closing(rest.text);
    const inner = readVariables({ text, columns }, within(rest, 1, close));
    if (inner.length === 0) throw text.fail("stata_varlist", "the parentheses hold no variable.", rest.start);
    const variables = inner.map((variable) => combined(text, variable, operators.role, operators.time, start));
    return { variables, length: operators.length + close + 1 };
  }
  const length = namesLength(rest.text);
  if (length === 0 || operators.length === word.text.length) throw unexpected(text, word, operators.length);
  const after = rest.text[length];
  const names = { text: rest.text.slice(0, length), start: rest.start };
  if (after === "(") throw noFunction(text, names);
  const variables = columnsNamed(text, names, columns).map((name): StataVariable => {
    return { name, role: operators.role, time: operators.time, start: names.start };
  });
  return { variables, length: operators.length + length };
}

/** A variable of a list in parentheses, with the operators before them. */
function combined(
  text: StataText,
  variable: StataVariable,
  role: Role,
  time: StataVariable["time"],
  start: number,
): StataVariable {
  const twice =
    (variable.role.kind !== "bare" && role.kind !== "bare") || (variable.time !== undefined && time !== undefined);
  const lagged = (variable.time ?? time) !== undefined && [variable.role, role].some(isFactor);
  if (twice || lagged) {
    const message = "operators inside and before the parentheses are not put together; write each variable out.";
    throw text.refuse("stata_operator", message, start);
  }
  return { ...variable, role: role.kind === "bare" ? variable.role : role, time: variable.time ?? time };
}

const isFactor = ({ kind }: Role): boolean => kind === "factor" || kind === "level";

/** Index of the parenthesis that closes the one `text` begins with; the command is known to be whole. */
function closing(text: string): number {
  let depth = 0;
  for (let at = 0; ; at++) {
    if (text[at] === "(") depth++;
    if (text[at] === ")" && --depth === 0) return at;
  }
}

function noFunction(text: StataText, { text: name, start }: Piece): Error {
  const known = Object.hasOwn(FUNCTION_ARITY, name) || name === "ln";
  const formula = name === "ln" ? "log" : name;
  const hint = known
    ? `; make the column in the data first, or write the model as a formula, where ${formula}(x) may stand.`
    : "; parentheses follow operators, as in L(0/2).x.";
  return text.fail("stata_function", `Stata's lists take no functions such as ${name}()${hint}`, start, { got: name });
}

function unexpected(text: StataText, word: Piece, at: number): Error {
  const got = Array.from(word.text.slice(at))[0] ?? "the end";
  const hint = /["']/.test(got)
    ? "quoted text is no variable"
    : /[=<>!&|+*/^~]/.test(got)
      ? "conditions follow if, and arithmetic is made in the data first"
      : "lists hold names, operators such as L. or i., and products by #";
  const message = `got '${got}' where a variable was expected; ${hint}.`;
  return text.fail("stata_varlist", message, word.start + at, { got, expected: "a variable" });
}
