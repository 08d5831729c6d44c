/**
 * A formula that asks for several estimations, `c(y1, y2) ~ x + sw(z, w) | csw(f, g)`, as the models it asks
 * for, and what varies between them. Must not know data but names of columns.
 */

import { bareName } from "../base/column-names.js";
import { deepFreeze } from "../base/objects.js";
import { Cursor, closing, isOperator, joinBy, splitAt, type Work } from "./cursor.js";
import { isLagFunction, type Literal } from "./expression.js";
import { counted, MOST_WORDS, type ParsedText, syntaxError, type Token, tokenize } from "./lexer.js";
import { type KnownNames, withNames } from "./name-patterns.js";
import { readModel } from "./parser.js";
import { printExpression, printFixedEffect, printName, printTerms } from "./print.js";
import { readMembers } from "./read-expression.js";
import type { ModelSpec } from "./spec.js";
import { refuseFactorNotation, refuseStataLine } from "./stata/stata-in-formula.js";

/** One of several models, with its parts as they are printed. */
export interface OneOfSeveral {
  readonly spec: ModelSpec;
  readonly depvar: string;
  readonly rhs: string;
  /** The effects; `1` for none. */
  readonly fixedEffects: string;
}

/** The models of a formula in fixest's order: by effects, then outcome, then terms. */
export interface SeveralModels {
  readonly models: readonly OneOfSeveral[];
  /** Which parts differ between models. */
  readonly varies: { readonly depvar: boolean; readonly rhs: boolean; readonly fixedEffects: boolean };
}

/**
 * The models of `text`: one, where nothing in it asks for more. Throws as `parseFormula`, UsageError `formula_stepwise`,
 * `formula_several` where they are too many.
 */
export function parseFormulas(text: string, { columns }: KnownNames = {}): SeveralModels {
  refuseStataLine(text);
  refuseFactorNotation(text, columns === "any" ? undefined : columns);
  const source: ParsedText = { subject: "Formula", text };
  const tokens = withNames(source, tokenize(source), columns);
  const tilde = tokens.findIndex((token) => isOperator(token, "~"));
  // without its ~ a formula is read as it stands, to say so
  if (tilde < 0) return severalOf([readModel(new Cursor(source, tokens))]);
  const end = tokens.at(-1)!;
  const [terms, ...rest] = splitAt(tokens.slice(tilde + 1, -1), "|");
  const outcomes = outcomesOf(source, tokens.slice(0, tilde));
  const steps = stepsOf(source, terms!.part, "1");
  const hasEffects = rest[0] !== undefined && !rest[0].part.some((token) => isOperator(token, "~"));
  const effects = hasEffects ? stepsOf(source, rest[0]!.part, "0") : [undefined];
  for (const { part } of hasEffects ? rest.slice(1) : rest) refuseSteps(source, part);

  requireModels(source, tokens[0]!, "formula_several", outcomes.length * steps.length * effects.length, tokens.length);
  const written = (outcome: readonly Token[], step: readonly Token[], effect: readonly Token[] | undefined) => [
    ...outcome,
    tokens[tilde]!,
    ...step,
    ...rest.flatMap(({ before, part }, i) => [before!, ...(i === 0 && effect !== undefined ? effect : part)]),
    end,
  ];
  const work: Work = { made: 0 };
  return severalOf(
    effects.flatMap((effect) =>
      outcomes.flatMap((outcome) =>
        steps.map((step) => readModel(new Cursor(source, written(outcome, step, effect), work))),
      ),
    ),
  );
}

function severalOf(specs: readonly ModelSpec[]): SeveralModels {
  const models = specs.map((spec) => ({
    spec,
    depvar: printExpression(spec.lhs),
    rhs: printTerms(spec.terms, spec.intercept),
    fixedEffects: spec.fixedEffects.length === 0 ? "1" : spec.fixedEffects.map(printFixedEffect).join(" + "),
  }));
  const differ = (part: "depvar" | "rhs" | "fixedEffects") => new Set(models.map((model) => model[part])).size > 1;
  return deepFreeze({
    models,
    varies: { depvar: differ("depvar"), rhs: differ("rhs"), fixedEffects: differ("fixedEffects") },
  });
}

/** Instruments are those of every model. */
function refuseSteps(source: ParsedText, part: readonly Token[]): void {
  const at = stepwiseIn(part)[0];
  if (at === undefined) return;
  const { text, start } = part[at]!;
  const message = `${text}() belongs to terms and fixed effects; instruments are the same in every model.`;
  throw syntaxError(source, start, "formula_stepwise", message, { got: text });
}

// What a formula of several estimations says in one of its parts.

export interface SplitSpec {
  readonly column: string;
  /** The only values to have a sample. */
  readonly keep?: readonly Literal[];
  /** Values without one. */
  readonly drop?: readonly Literal[];
}

/** A column whose name has blanks, and which of its values. */
const SPLIT = /^([\p{L}\p{M}\p{N}._ ]+)(%(?:keep|drop)%.*)?$/su;

/** Reads a split: the column by its name, bare or in back-ticks. Throws UsageError with a caret. */
export function parseSplit(text: string): SplitSpec {
  const [, name = "", rest = ""] = SPLIT.exec(text.trim()) ?? [];
  const column = bareName(name);
  const cursor = new Cursor({ subject: "Split", text: column === "" ? text : `${printName(column)} ${rest}` });
  const token = cursor.next();
  if (token.kind !== "name") {
    throw cursor.fail("formula_split", "a sample is split by a column, as in region or region %keep% 'north'.", token, {
      got: token.text,
      expected: "a column",
    });
  }
  const which = cursor.accept("%keep%") ? "keep" : cursor.accept("%drop%") ? "drop" : undefined;
  const values = which === undefined ? undefined : readMembers(cursor);
  if (cursor.peek().kind !== "end") {
    throw cursor.unexpected("%keep%, %drop% or the end", "to split by a combination make its column in the data first");
  }
  return { column: token.text, ...(which === undefined ? {} : { [which]: values }) };
}

const STEPWISE = ["sw", "sw0", "csw", "csw0", "mvsw"] as const;
type Stepwise = (typeof STEPWISE)[number];

/** Models that one formula may ask for. */
const MOST_MODELS = 4096;

/** Left sides of `c(y1, y2)` and `l(y, 1:2)`; one where the left side is neither. Throws UsageError `formula_several`. */
export function outcomesOf(source: ParsedText, tokens: readonly Token[]): Token[][] {
  const [first] = tokens;
  const several = first?.kind === "name" && first.text === "c" && isOperator(tokens[1], "(");
  if (!several || closing(tokens, 1) !== tokens.length - 1) return lagged(source, tokens);
  const items = itemsOf(source, first, tokens.slice(2, -1));
  requireModels(source, first, "formula_several", items.length, tokens.length);
  const outcomes: Token[][] = [];
  for (const item of items) {
    outcomes.push(...lagged(source, item));
    requireModels(source, first, "formula_several", outcomes.length, tokens.length);
  }
  return outcomes;
}

/** `l(y, 1:2)` as `l(y, 1)` and `l(y, 2)`. */
function lagged(source: ParsedText, tokens: readonly Token[]): Token[][] {
  const [first] = tokens;
  const isLag = first?.kind === "name" && isLagFunction(first.text) && isOperator(tokens[1], "(");
  if (!isLag || closing(tokens, 1) !== tokens.length - 1) return [[...tokens]];
  const [argument, periods] = splitAt(tokens.slice(2, -1), ",");
  if (argument === undefined || periods === undefined) return [[...tokens]];
  const cut = 3 + argument.part.length;
  const named = tokens[cut]?.text === "k" && isOperator(tokens[cut + 1], "=") ? 2 : 0;
  const members = readMembers(new Cursor(source, tokens.slice(cut + named)));
  if (members.length === 1) return [[...tokens]];
  requireModels(source, tokens[cut]!, "formula_several", members.length, tokens.length);
  const { start } = tokens[cut]!;
  return members.map(({ value }) => {
    const k = Number(value);
    const digits: Token = { kind: "number", text: String(Math.abs(k)), value: Math.abs(k), start };
    const sign: Token[] = k < 0 ? [{ kind: "operator", text: "-", value: Number.NaN, start }] : [];
    return [...tokens.slice(0, cut), ...sign, digits, tokens.at(-1)!];
  });
}

/**
 * `part` once for each alternative of its stepwise function, `nothing` where none of it is left; the part alone where it
 * has none. Throws UsageError `formula_stepwise`.
 */
export function stepsOf(source: ParsedText, part: readonly Token[], nothing: "0" | "1"): Token[][] {
  const [at, other] = stepwiseIn(part);
  if (at === undefined) return [[...part]];
  const fail = (token: Token, message: string) =>
    syntaxError(source, token.start, "formula_stepwise", message, { got: token.text });
  if (other !== undefined) {
    throw fail(part[other]!, "a part of a formula has one stepwise function; write mvsw() for all combinations.");
  }
  const name = part[at]!;
  const end = closing(part, at + 1);
  const before = part.slice(0, at);
  const after = part.slice(end + 1);
  const joined = (token: Token | undefined) => token === undefined || isOperator(token, "+");
  const removal = isOperator(after[0], "-");
  if (!joined(before.at(-1)) || !(joined(after[0]) || removal)) {
    throw fail(name, `${name.text}() is joined to other terms by + alone; put what it is combined with inside.`);
  }
  const items = itemsOf(source, name, part.slice(at + 2, end));
  requireModels(source, name, "formula_stepwise", modelsOf(name.text as Stepwise, items.length), part.length);
  return alternativesOf(name, items).map((chosen) => {
    if (chosen.length > 0) return [...before, ...joinBy(chosen, "+"), ...after];
    const left = before.length > 0 ? [...before.slice(0, -1), ...after] : removal ? after : after.slice(1);
    if (left.length > 0) return left;
    return [{ kind: "number", text: nothing, value: Number(nothing), start: name.start }];
  });
}

/** Places of the stepwise functions. */
export const stepwiseIn = (part: readonly Token[]): number[] =>
  part.flatMap((_, at) => (isStepwise(part, at) ? [at] : []));

const isStepwise = (tokens: readonly Token[], at: number): boolean => {
  const token = tokens[at]!;
  return token.kind === "name" && isStepwiseName(token.text) && isOperator(tokens[at + 1], "(");
};

const isStepwiseName = (name: string): name is Stepwise => (STEPWISE as readonly string[]).includes(name);

/** How many alternatives a stepwise function of `n` terms has. */
function modelsOf(name: Stepwise, n: number): number {
  if (name === "mvsw") return 2 ** n;
  return name === "sw" || name === "csw" ? n : n + 1;
}

/** Throws UsageError of `code` for more models, each of up to `words` words, than one formula may ask for. */
export function requireModels(
  source: ParsedText,
  token: Token,
  code: "formula_several" | "formula_stepwise",
  count: number,
  words: number,
): void {
  const detail = { got: count, expected: `at most ${MOST_MODELS}` };
  const fail = (message: string) => syntaxError(source, token.start, code, message, detail);
  if (count > MOST_MODELS) {
    throw fail(
      `the formula asks for ${counted(count)} models; at most ${MOST_MODELS} are made: ask for fewer at a time.`,
    );
  }
  if (count * words <= MOST_WORDS) return;
  throw fail(`the formula's ${count} models have ${words} words each, too many together: ask for fewer at a time.`);
}

function alternativesOf(name: Token, items: readonly Token[][]): Token[][][] {
  switch (name.text as Stepwise) {
    case "sw":
      return items.map((item) => [item]);
    case "sw0":
      return [[], ...items.map((item) => [item])];
    case "csw":
      return items.map((_, last) => items.slice(0, last + 1));
    case "csw0":
      return [[], ...items.map((_, last) => items.slice(0, last + 1))];
    case "mvsw":
      return subsets(items);
  }
}

/** All subsets, smaller ones first, each size in the order of the list. */
function subsets<T>(items: readonly T[]): T[][] {
  const all: number[][] = [[]];
  for (let from = 0, size = 0; size < items.length; size++) {
    const end = all.length;
    for (; from < end; from++) {
      const chosen = all[from]!;
      for (let next = (chosen.at(-1) ?? -1) + 1; next < items.length; next++) all.push([...chosen, next]);
    }
  }
  return all.map((chosen) => chosen.map((i) => items[i]!));
}

/** What stands between commas. Throws UsageError for nothing, and for a part of the formula inside. */
function itemsOf(source: ParsedText, name: Token, inside: readonly Token[]): Token[][] {
  const items = splitAt(inside, ",").map(({ part }) => [...part]);
  for (const item of items) {
    const [first] = item;
    if (first === undefined) {
      throw syntaxError(source, name.start, "formula_stepwise", `${name.text}() has nothing between commas.`, {
        got: name.text,
      });
    }
    const bar = item.find((token) => isOperator(token, "|") || isOperator(token, "~"));
    if (bar === undefined) continue;
    throw syntaxError(source, bar.start, "formula_syntax", `'${bar.text}' can't stand inside ${name.text}().`, {
      got: bar.text,
    });
  }
  return items;
}
