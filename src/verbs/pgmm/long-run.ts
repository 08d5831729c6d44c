/**
 * Long-run effects of a dynamic model: the sum of a variable's coefficients over one minus the sum of those of
 * the lagged outcome, with errors by the delta method. Pure algebra on coefficients.
 */
import type { PanelVariable } from "../../formula/panel-gmm-spec.js";
import { printPanelVariable } from "../../formula/panel-gmm-spec.js";
import { printExpression } from "../../formula/print.js";

/** A long-run effect and its standard error. */
export interface LongRun {
  readonly estimate: number;
  readonly error: number;
}

/**
 * Effects by variable, in the order of `terms`; none without a lag of `outcome`, or for terms `without` one, such as dummies of
 * periods. `beta` and `matrix` (k by k) are in the order of `names`; a term that is not among them was left out and counts as
 * zero.
 */
export function longRunEffects(
  outcome: string,
  terms: readonly PanelVariable[],
  names: readonly string[],
  beta: ArrayLike<number>,
  matrix: ArrayLike<number>,
  without: ReadonlySet<string> = new Set(),
): Map<string, LongRun> {
  const positions = new Map(names.map((name, i) => [name, i]));
  const own: number[] = [];
  const byVariable = new Map<string, number[]>();
  for (const term of terms) {
    if (term.kind === "factor") continue;
    const position = positions.get(printPanelVariable(term));
    if (position === undefined || without.has(printPanelVariable(term))) continue;
    const variable = printExpression(term.expression);
    if (variable === outcome) own.push(position);
    else byVariable.set(variable, [...(byVariable.get(variable) ?? []), position]);
  }
  const effects = new Map<string, LongRun>();
  if (own.length === 0) return effects;
  const sum = (indices: readonly number[]) => indices.reduce((total, i) => total + beta[i]!, 0);
  const left = 1 - sum(own);
  for (const [variable, indices] of byVariable) {
    const estimate = sum(indices) / left;
    const gradient = new Float64Array(names.length);
    for (const i of indices) gradient[i] = 1 / left;
    for (const i of own) gradient[i] = estimate / left;
    effects.set(variable, { estimate, error: Math.sqrt(quadratic(gradient, matrix)) });
  }
  return effects;
}

function quadratic(vector: Float64Array, matrix: ArrayLike<number>): number {
  const k = vector.length;
  let sum = 0;
  for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) sum += vector[i]! * matrix[i * k + j]! * vector[j]!;
  return sum;
}
