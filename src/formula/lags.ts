/**
 * The lags of a model, wherever they stand: what needs a panel, and must not be moved to other rows.
 */
import type { Expression } from "./expression.js";
import { partsOf, variablesOf } from "./parts.js";
import type { ModelSpec } from "./spec.js";

/** Every `l()`, `f()` and `d()` of a model, outermost first. */
export function lagsIn(spec: ModelSpec): Expression[] {
  const found: Expression[] = [];
  collect(spec.lhs, found);
  for (const variable of variablesOf(spec))
    for (const expression of partsOf(variable).expressions) collect(expression, found);
  for (const { slopes } of spec.fixedEffects) for (const slope of slopes?.variables ?? []) collect(slope, found);
  return found;
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
