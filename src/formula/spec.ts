/**
 * Layer formula. The model a formula or an object describes, as frozen data: what later layers read instead of text.
 * Must not know how it was written or what the columns hold.
 */
import type { Expression, Literal } from "./expression.js";

/**
 * One variable of a term. `expression` is a number a row (or a text column, coded as a factor is); `factor` is
 * `factor(column)`; `indicator` is `i(column, by, ref = refs)`: a dummy a level except the references, times `by`.
 */
export type Variable =
  | { readonly kind: "expression"; readonly expression: Expression }
  | { readonly kind: "factor"; readonly column: string }
  | {
      readonly kind: "indicator";
      readonly column: string;
      readonly by?: Expression;
      readonly refs: readonly Literal[];
    };

/** A product of one or more variables, in order of their first appearance in the formula. */
export interface Term {
  readonly variables: readonly Variable[];
}

/** A fixed effect: one column, or several combined by `^`; with slopes that vary by it, `fe[x]`. */
export interface FixedEffect {
  readonly columns: readonly string[];
  readonly slopes?: VaryingSlopes;
}

/**
 * Slopes of a fixed effect: `fe[x1, x2]` is a level of its own and a slope of each variable for every level of `fe`;
 * `fe[[x]]` slopes alone, without `intercept`.
 */
export interface VaryingSlopes {
  readonly variables: readonly Expression[];
  readonly intercept: boolean;
}

/** The third part, `| endogenous ~ excluded`. */
export interface Instruments {
  readonly endogenous: readonly Term[];
  readonly excluded: readonly Term[];
}

/**
 * `call` is the formula as written, spaced as R does and `*` multiplied out. `terms` hold each term once, main effects before interactions by degree,
 * otherwise as written; `intercept` is whether the formula asks for one (fixed effects absorb it).
 */
export interface ModelSpec {
  readonly call: string;
  readonly lhs: Expression;
  readonly terms: readonly Term[];
  readonly intercept: boolean;
  readonly fixedEffects: readonly FixedEffect[];
  readonly instruments?: Instruments;
}
