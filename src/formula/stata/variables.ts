/**
 * Variables of Stata's lists as data: what operators stand before a name, and products of such variables.
 * Must not know how they are written in either language.
 */

/** `L` earlier, `F` later, `D` the first difference, `S` the difference over `periods`. */
export interface TimeOperator {
  readonly kind: "L" | "F" | "D" | "S";
  /** Periods, in order; more than one for `L(0/2).`. */
  readonly periods: readonly number[];
}

/**
 * `bare` has no operator: a number (in a product Stata takes it for a factor, and the reader makes it one). `factor` is
 * `i.x`, with the base that `ib3.` names or `none` for `ibn.`; `level` the dummy of one level, `3.x`.
 */
export type Role =
  | { readonly kind: "bare" }
  | { readonly kind: "continuous" }
  | { readonly kind: "factor"; readonly base?: number | "none" }
  | { readonly kind: "level"; readonly level: number };

/** One variable; `start` is where it stands in the command. */
export interface StataVariable {
  readonly name: string;
  readonly role: Role;
  readonly time: TimeOperator | undefined;
  readonly start: number;
}

/** A product `a#b`, or one variable. */
export interface StataTerm {
  readonly variables: readonly StataVariable[];
  readonly start: number;
}
