/**
 * Text to frozen data: a whole formula `lhs ~ terms | fixed effects | endogenous ~ excluded`, or one part of it; and the same model
 * from an object, for programs that build models. Recursive descent; terms and expressions are read by the `read-*` files. Must not
 * know data.
 */
import { bareName } from "../base/column-names.js";
import { NotSupported, UsageError } from "../base/errors.js";
import { deepFreeze } from "../base/objects.js";
import { Cursor } from "./cursor.js";
import { type Expression, refuseFunction } from "./expression.js";
import { MOST_EFFECTS, MOST_FACTORS, MOST_LISTED, type ParsedText, tokenize } from "./lexer.js";
import { type KnownNames, withNames } from "./name-patterns.js";
import { printExpression, printFixedEffect, printFormula, printName } from "./print.js";
import { readExpression } from "./read-expression.js";
import { canonicalTerms, readTerms } from "./read-terms.js";
import type { FixedEffect, Instruments, ModelSpec, Term, VaryingSlopes } from "./spec.js";
import { refuseFactorNotation, refuseStataLine } from "./stata/stata-in-formula.js";

// Reads `fe1 + fe2^fe3 + fe4[x]`: columns, combined by `^`, joined by `+`; `0` or `1` alone is none. Varying slopes
// `fe[x1, x2]` come with the effect itself, `fe[[x]]` without; `fe + fe[[x]]` is `fe[x]`. Must not know terms.

/** Reads fixed effects up to `|` or the end, each once. Throws UsageError or NotSupported with a caret. */
export function readFixedEffects(cursor: Cursor): FixedEffect[] {
  const none = cursor.peek();
  if (none.kind === "number" && (none.value === 0 || none.value === 1)) {
    cursor.next();
    return [];
  }
  const effects = new Map<string, FixedEffect>();
  let written = 0;
  do {
    const start = cursor.peek();
    cursor.atMost(
      MOST_EFFECTS,
      ++written,
      "fixed effects",
      "combine them by ^, and put the slopes of one in one bracket",
    );
    const columns = [readColumn(cursor)];
    while (cursor.accept("^")) columns.push(readColumn(cursor));
    cursor.atMost(
      MOST_FACTORS,
      columns.length,
      "columns in one effect",
      "make their combination in the data first",
      start,
    );
    const slopes = readSlopes(cursor);
    const key = printFixedEffect({ columns });
    const before = effects.get(key);
    const merged = before === undefined ? slopes : mergedSlopes(before.slopes, slopes);
    effects.set(key, { columns, ...(merged === undefined ? {} : { slopes: merged }) });
  } while (cursor.accept("+"));
  return [...effects.values()];
}

/** Slopes of an effect named twice: no slopes stand for the effect alone. */
function mergedSlopes(a: VaryingSlopes | undefined, b: VaryingSlopes | undefined): VaryingSlopes | undefined {
  if (a === undefined && b === undefined) return undefined;
  const variables = new Map(
    [...(a?.variables ?? []), ...(b?.variables ?? [])].map((variable) => [printExpression(variable), variable]),
  );
  return { variables: [...variables.values()], intercept: a?.intercept !== false || b?.intercept !== false };
}

/** `[x1, x2]` or `[[x1, x2]]` after an effect. */
function readSlopes(cursor: Cursor): VaryingSlopes | undefined {
  const intercept = cursor.at("[");
  if (!(intercept || cursor.at("[["))) return undefined;
  cursor.next();
  const variables = [readExpression(cursor)];
  while (cursor.accept(",")) variables.push(readExpression(cursor));
  cursor.atMost(MOST_LISTED, variables.length, "slopes of one effect", "name those that are meant");
  cursor.expect(intercept ? "]" : "]]");
  return { variables, intercept };
}

function readColumn(cursor: Cursor): string {
  const token = cursor.peek();
  if (token.kind !== "name") throw cursor.unexpected("a column name");
  if (cursor.at("(", 1)) throw refuseFunction(cursor, token, "among fixed effects");
  cursor.next();
  if (cursor.at(":") || cursor.at("*")) {
    throw cursor.unexpected("'+', '^', '|' or the end", "fixed effects are combined by ^, as in firm^year");
  }
  return token.text;
}

/**
 * The model of `text`, `y ~ x1 + i(z, x, ref = 3) | fe1 + fe2^fe3 | endo ~ z`; the second part may be left out.
 * Throws UsageError with a caret under the offending character (`formula_several` for a formula of several estimations,
 * which `parseFormulas` reads; `formula_stata` for a line of Stata; `formula_regex` for `..("regex")` without `columns`), NotSupported for what is recognised
 * and not built.
 */
export function parseFormula(text: string, { columns }: KnownNames = {}): ModelSpec {
  refuseStataLine(text);
  refuseFactorNotation(text, columns === "any" ? undefined : columns);
  const source: ParsedText = { subject: "Formula", text };
  return readModel(new Cursor(source, withNames(source, tokenize(source), columns)));
}

/** Reads one model to the end. Throws as `parseFormula`. */
export function readModel(cursor: Cursor): ModelSpec {
  if (cursor.at("~")) throw cursor.unexpected("the dependent variable", "a formula is y ~ x | fixed effects");
  const lhs = readExpression(cursor);
  cursor.expect("~");
  const { terms, intercept } = readTerms(cursor);
  let fixedEffects: FixedEffect[] = [];
  let instruments: Instruments | undefined;
  if (cursor.accept("|")) {
    if (tildeBeforeBar(cursor)) {
      instruments = readInstruments(cursor);
    } else {
      fixedEffects = readFixedEffects(cursor);
      if (cursor.accept("|")) instruments = readInstruments(cursor);
    }
  }
  cursor.expectEnd();
  return makeSpec({ lhs, terms, intercept, fixedEffects, ...(instruments === undefined ? {} : { instruments }) });
}

/** An expression alone, as a subset condition or a left side. Throws as `parseFormula`. */
export function parseExpression(text: string): Expression {
  const cursor = new Cursor({ subject: "Expression", text });
  const expression = readExpression(cursor);
  cursor.expectEnd();
  return deepFreeze(expression);
}

/** Fixed effects alone, `product + dest^year`. Throws as `parseFormula`. */
export function parseFixedEffects(text: string): readonly FixedEffect[] {
  const cursor = new Cursor({ subject: "Fixed effects", text });
  const effects = readFixedEffects(cursor);
  cursor.expectEnd();
  return deepFreeze(effects);
}

/** Columns combined by `^`, joined by `+`, as keys of groups have them. Throws as `parseFormula`, NotSupported for slopes. */
export function parseKeys(text: string): readonly FixedEffect[] {
  const effects = parseFixedEffects(text);
  const slopes = effects.find((effect) => effect.slopes !== undefined);
  if (slopes === undefined) return effects;
  throw new NotSupported(
    "key_slopes",
    `'${printFixedEffect(slopes)}': slopes have no place here; name columns alone.`,
    {
      got: text,
      expected: slopes.columns.join("^"),
    },
  );
}

/** Terms alone, without a say on the intercept: `x1 + i(z)`. Throws as `parseFormula`. */
export function parseTerms(text: string): readonly Term[] {
  const cursor = new Cursor({ subject: "Term", text });
  const terms = readProperTerms(cursor);
  cursor.expectEnd();
  return deepFreeze(canonicalTerms(terms));
}

const asWritten =
  (...readers: readonly ((text: string) => unknown)[]) =>
  (text: string): string =>
    Number.isNaN(Number(text)) && readers.some((read) => reads(read, text)) ? text : printName(bareName(text));

/** `text` as a formula has it: terms and expressions as they are; what is neither, or a number alone, is the name of a column. */
export const termText = asWritten(parseTerms, parseExpression);
/** The same where a formula has an expression, as its outcome: `a:b` is a name there. */
export const expressionText = asWritten((text) => parseExpression(text));
/** Columns joined by `^` as they are; a name with blanks, which is none of these, as formulas have it. */
export const keyText = (text: string): string =>
  /^[\p{L}\p{M}\p{N}._]+( +[\p{L}\p{M}\p{N}._]+)+$/u.test(text.trim()) ? printName(text.trim()) : text;

function reads(read: (text: string) => unknown, text: string): boolean {
  try {
    read(text);
    return true;
  } catch {
    return false;
  }
}

/** The frozen spec of its parts as written: terms brought to canonical order, the call spelled out. */
export function makeSpec(written: Omit<ModelSpec, "call">): ModelSpec {
  const { instruments } = written;
  return deepFreeze({
    call: printFormula(written),
    ...written,
    terms: canonicalTerms(written.terms),
    ...(instruments === undefined
      ? {}
      : {
          instruments: {
            endogenous: canonicalTerms(instruments.endogenous),
            excluded: canonicalTerms(instruments.excluded),
          },
        }),
  });
}

function readInstruments(cursor: Cursor): Instruments {
  const endogenous = readProperTerms(cursor);
  cursor.expect("~");
  return { endogenous, excluded: readProperTerms(cursor) };
}

function readProperTerms(cursor: Cursor): readonly Term[] {
  if (cursor.peek().kind === "number") throw cursor.unexpected("a term");
  const { terms, intercept } = readTerms(cursor);
  if (!intercept) throw cursor.unexpected("terms alone", "the intercept is settled in the first part");
  return terms;
}

function tildeBeforeBar(cursor: Cursor): boolean {
  for (let ahead = 0; ; ahead++) {
    if (cursor.at("~", ahead)) return true;
    if (cursor.at("|", ahead) || cursor.peek(ahead).kind === "end") return false;
  }
}

/** Each string is written as in a formula: `depvar: "log(q)"`, `terms: ["x", "i(year, treat, ref = 5)"]`. */
export interface ModelSpecInput {
  readonly depvar: string;
  readonly terms?: readonly string[];
  /** Default true; fixed effects absorb it. */
  readonly intercept?: boolean;
  /** Columns or combinations `a^b`. */
  readonly fixedEffects?: readonly string[];
  readonly instruments?: { readonly endogenous: readonly string[]; readonly excluded: readonly string[] };
}

/** The spec of `input`. Throws UsageError or NotSupported as `parseFormula` does. */
export function modelSpec(input: ModelSpecInput): ModelSpec {
  const { instruments } = input;
  if (instruments !== undefined && (instruments.endogenous.length === 0 || instruments.excluded.length === 0)) {
    throw new UsageError("spec_instruments", "instruments need at least one endogenous and one excluded variable.", {
      got: instruments,
      expected: "two lists, neither empty",
    });
  }
  return makeSpec({
    lhs: parseExpression(input.depvar),
    terms: (input.terms ?? []).flatMap(parseTerms),
    intercept: input.intercept ?? true,
    fixedEffects: parseEffects(input.fixedEffects ?? []),
    ...(instruments === undefined
      ? {}
      : {
          instruments: {
            endogenous: instruments.endogenous.flatMap(parseTerms),
            excluded: instruments.excluded.flatMap(parseTerms),
          },
        }),
  });
}

function parseEffects(effects: readonly string[]) {
  return effects.length === 0 ? [] : parseFixedEffects(effects.join(" + "));
}
