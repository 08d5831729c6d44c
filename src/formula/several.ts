/**
 * A formula that asks for several estimations, `c(y1, y2) ~ x + sw(z, w) | csw(f, g)`, as the models it asks
 * for, and what varies between them. Must not know data but names of columns.
 */
import { outcomesOf, requireModels, stepsOf, stepwiseIn } from "./alternatives.js";
import { Cursor, isOperator, splitAt, type Work } from "./cursor.js";
import { deepFreeze } from "./freeze.js";
import { type ParsedText, syntaxError, type Token, tokenize } from "./lexer.js";
import { type KnownNames, withNames } from "./name-patterns.js";
import { readModel } from "./parser.js";
import { printExpression, printFixedEffect, printTerms } from "./print.js";
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
