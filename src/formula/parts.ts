/**
 * What a model is made of: its variables, and the expressions and columns of each. Must not know data.
 */
import { columnsOf, type Expression } from "./expression.js";
import type { ModelSpec, Variable } from "./spec.js";

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
