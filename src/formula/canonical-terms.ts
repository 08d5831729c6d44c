/**
 * Terms as R's `terms()` orders them: variables of a product by first appearance in the formula, equal
 * terms once, then by degree (main effects, pairs, triples), otherwise as written.
 * Source: Chambers & Hastie (1992), Statistical Models in S, chapter 2. Must not know text.
 */
import { printVariable } from "./print.js";
import type { Term, Variable } from "./spec.js";

/** Terms and the variables of each, every one where it first stands. */
export function distinctTerms(written: readonly Term[]): Term[] {
  const places = new Map<string, number>();
  const placeOf = (variable: Variable): number => {
    const key = printVariable(variable);
    const place = places.get(key) ?? places.size;
    places.set(key, place);
    return place;
  };
  const terms = new Map<string, Term>();
  for (const term of written) {
    const variables = new Map(term.variables.map((variable) => [placeOf(variable), variable]));
    const key = [...variables.keys()].sort((a, b) => a - b).join(":");
    if (!terms.has(key)) terms.set(key, { variables: [...variables.values()] });
  }
  return [...terms.values()];
}

/** Canonical terms from products as written; a variable repeated within a product counts once (`a:a` is `a`). */
export function canonicalTerms(written: readonly Term[]): Term[] {
  const order = new Map<string, number>();
  for (const term of written) {
    for (const variable of term.variables) {
      const key = printVariable(variable);
      if (!order.has(key)) order.set(key, order.size);
    }
  }
  const terms = new Map<string, Term>();
  for (const term of written) {
    const variables = new Map<number, Variable>();
    for (const variable of term.variables) variables.set(order.get(printVariable(variable))!, variable);
    const sorted = [...variables].sort(([a], [b]) => a - b);
    const key = sorted.map(([position]) => position).join(":");
    if (!terms.has(key)) terms.set(key, { variables: sorted.map(([, variable]) => variable) });
  }
  return [...terms.values()].sort((a, b) => a.variables.length - b.variables.length);
}
