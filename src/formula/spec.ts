/**
 * The model a formula or an object describes, as frozen data: what later layers read instead of text; and its variables, columns
 * and lags. Must not know how it was written or what the columns hold.
 */
import { columnsOf, type Expression, type Literal, type SetItem } from "./expression.js";

/**
 * One variable of a term. `expression` is a number a row (or a text column, coded as a factor is); `factor` is
 * `factor(column)`; `polynomial` is `poly(argument, degree)`, a column a power.
 */
export type Variable =
  | { readonly kind: "expression"; readonly expression: Expression }
  | { readonly kind: "factor"; readonly column: string }
  | Polynomial
  | Indicator;

/** Powers 1 to `degree` of `argument`: themselves if `raw`, else made orthogonal to the constant and to each other. */
export interface Polynomial {
  readonly kind: "polynomial";
  readonly argument: Expression;
  readonly degree: number;
  readonly raw: boolean;
}

/**
 * `i(column, by, ref = refs)`: a dummy a level except the references, times `by`; where `by` is text, or `second` says it
 * is a factor, a dummy a combination of levels.
 */
export interface Indicator extends LevelChoice {
  readonly kind: "indicator";
  readonly column: string;
  readonly by?: Expression;
  readonly second?: SecondFactor;
}

/** Which levels of a column have dummies, once it is binned. */
export interface LevelChoice {
  /** Levels left out: `TRUE` is the first one. */
  readonly refs: readonly Literal[];
  /** The only levels to have dummies. */
  readonly keep?: readonly Literal[];
  readonly bin?: Bin;
}

/** What is said of `by` as a factor. */
interface SecondFactor extends LevelChoice {
  /** Whether it is one although its values may be numbers: `i.column`. */
  readonly prefixed: boolean;
}

/**
 * Levels put together: those listed, under a name or that of the first; numbers by multiples of `width`; or `count` levels
 * in a row, counted from the first or from the last.
 */
export type Bin =
  | { readonly kind: "groups"; readonly groups: readonly BinGroup[] }
  | { readonly kind: "width"; readonly width: number }
  | { readonly kind: "consecutive"; readonly count: number; readonly from: "first" | "last" };

export interface BinGroup {
  readonly name?: string;
  readonly values: readonly SetItem[];
}

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

/** A model with `| endogenous ~ excluded`. */
export type WithInstruments = ModelSpec & { readonly instruments: Instruments };

export const hasInstruments = (spec: ModelSpec): spec is WithInstruments => spec.instruments !== undefined;

/** Variables of all terms and instruments. */
export function variablesOf({ terms, instruments }: Pick<ModelSpec, "terms" | "instruments">): Variable[] {
  const all = [...terms, ...(instruments?.endogenous ?? []), ...(instruments?.excluded ?? [])];
  return all.flatMap(({ variables }) => variables);
}

/** Expressions whose values a variable needs, and columns whose levels. */
export function partsOf(variable: Variable): { expressions: readonly Expression[]; columns: readonly string[] } {
  switch (variable.kind) {
    case "expression":
      return { expressions: [variable.expression], columns: [] };
    case "polynomial":
      return { expressions: [variable.argument], columns: [] };
    case "factor":
      return { expressions: [], columns: [variable.column] };
    case "indicator":
      return { expressions: variable.by === undefined ? [] : [variable.by], columns: [variable.column] };
  }
}

/** Names of the columns a variable uses. */
export function columnsOfVariable(variable: Variable): string[] {
  const { expressions, columns } = partsOf(variable);
  return [...columns, ...expressions.flatMap(columnsOf)];
}

/** Every `l()`, `f()` and `d()` of an expression, outermost first. */
export function lagsOf(expression: Expression): Expression[] {
  const found: Expression[] = [];
  collect(expression, found);
  return found;
}

/** Those of a model. */
export function lagsIn(spec: ModelSpec): Expression[] {
  const ofVariables = variablesOf(spec).flatMap((variable) => partsOf(variable).expressions);
  const ofSlopes = spec.fixedEffects.flatMap(({ slopes }) => slopes?.variables ?? []);
  return [spec.lhs, ...ofVariables, ...ofSlopes].flatMap(lagsOf);
}

function collect(expression: Expression, found: Expression[]): void {
  switch (expression.kind) {
    case "lag":
      found.push(expression);
      collect(expression.argument, found);
      break;
    case "group":
      collect(expression.inner, found);
      break;
    case "unary":
      collect(expression.operand, found);
      break;
    case "binary":
      collect(expression.left, found);
      collect(expression.right, found);
      break;
    case "in":
      collect(expression.element, found);
      break;
    case "call":
      for (const argument of expression.args) collect(argument, found);
      break;
  }
}
