/**
 * The same frozen ModelSpec from an object instead of a formula, for programs that build models.
 */
import { UsageError } from "../base/errors.js";
import { makeSpec, parseExpression, parseFixedEffects, parseTerms } from "./parser.js";
import type { ModelSpec } from "./spec.js";

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
