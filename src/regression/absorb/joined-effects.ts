/**
 * Fixed effects of a formula, those of the same columns as one: `id + id[[x]]` is `id[x]`. Knows no data.
 */
import { printExpression } from "../../formula/print.js";
import type { FixedEffect, VaryingSlopes } from "../../formula/spec.js";

/** Whether the effects of a formula add up to a constant whatever the data: where one has intercepts. */
export const absorbConstant = (effects: readonly FixedEffect[]): boolean =>
  effects.some(({ slopes }) => slopes === undefined || slopes.intercept);

/** The effects, each grouping once, with the intercepts and the slopes it is given anywhere. */
export function joinedEffects(effects: readonly FixedEffect[]): readonly FixedEffect[] {
  const joined = new Map<string, FixedEffect>();
  for (const effect of effects) {
    const key = effect.columns.join("^");
    const before = joined.get(key);
    joined.set(key, before === undefined ? effect : { ...before, ...bothSlopes(before, effect) });
  }
  return [...joined.values()];
}

function bothSlopes(a: FixedEffect, b: FixedEffect): { readonly slopes?: VaryingSlopes } {
  if (a.slopes === undefined && b.slopes === undefined) return {};
  const all = [...(a.slopes?.variables ?? []), ...(b.slopes?.variables ?? [])];
  const variables = new Map(all.map((variable) => [printExpression(variable), variable]));
  return { slopes: { variables: [...variables.values()], intercept: absorbConstant([a, b]) } };
}
