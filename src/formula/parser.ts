/**
 * Text to frozen data: a whole formula `lhs ~ terms | fixed effects | endogenous ~ excluded`, or one
 * part of it. Recursive descent; the parts are read by the `read-*` files. Must not know data.
 */
import { NotSupported } from "../base/errors.js";
import { canonicalTerms } from "./canonical-terms.js";
import { Cursor } from "./cursor.js";
import type { Expression } from "./expression.js";
import { deepFreeze } from "./freeze.js";
import { tokenize } from "./lexer.js";
import { type KnownNames, withNames } from "./name-patterns.js";
import { printFixedEffect, printFormula } from "./print.js";
import { readExpression } from "./read-expression.js";
import { readFixedEffects } from "./read-fixed-effects.js";
import { readTerms } from "./read-terms.js";
import type { FixedEffect, Instruments, ModelSpec, Term } from "./spec.js";
import { refuseFactorNotation } from "./stata/factor-notation.js";
import { refuseStataLine } from "./stata/refuse-stata-line.js";
import type { ParsedText } from "./syntax-error.js";

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
