/**
 * `fixef()`: the absorbed effects of a regression as coefficients of levels, with their normalisation in
 * words.
 */

import { NotSupported } from "../../../base/errors.js";
import type { Note } from "../../../base/messages.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { type AbsorbedEffect, haveSlopes } from "../../../regression/absorb/absorbed-effect.js";
import {
  type RecoveredEffect,
  type RecoveredEffects,
  recoverEffects,
} from "../../../regression/fixef/recovered-effects.js";
import { recoverSlopes } from "../../../regression/fixef/recovered-slopes.js";

/** Coefficients of absorbed effects. */
export interface FixefResult {
  /** One an effect, in the order of the formula; arrays have a number a level. */
  readonly effects: readonly RecoveredEffect[];
  /** Connected components of all effects together: coefficients compare within one only. */
  readonly components: number;
  /** In words: what was set to 0. */
  readonly normalisation: string;
  /** Largest |y - xb - residual - sum of coefficients| of a row, as a share of the largest such sum. */
  readonly largest_error: number;
  readonly notes: readonly Note[];
}

/**
 * Coefficients of the levels of `effects`, which add up to `sums` on every row.
 * Throws NotSupported `fixef_none`; NumericalError as `recoverEffects`.
 */
export function recovered(engine: Engine, effects: readonly AbsorbedEffect[], sums: Float64Array): FixefResult {
  if (effects.length === 0) {
    throw new NotSupported("fixef_none", "The regression has no absorbed effects to recover.", {
      got: 0,
      expected: "a formula with effects after '|'",
    });
  }
  const found = haveSlopes(effects) ? recoverSlopes(engine, effects, sums) : recoverEffects(engine, effects, sums);
  return Object.freeze({
    effects: found.effects,
    components: found.components,
    normalisation: inWords(found),
    largest_error: found.largestError,
    notes: found.notes,
  });
}

function inWords({ effects, components }: RecoveredEffects): string {
  const { name } = effects[0]!;
  const parts = effects.flatMap((effect) => [
    ...(effect.intercept ? [{ ...effect, what: effect.name, label: effect.label }] : []),
    ...effect.slopes.map((slope) => ({ ...slope, what: `${effect.name}[${slope.name}]`, label: effect.label })),
  ]);
  const open = parts.reduce((sum, { unsettled }) => sum + unsettled, 0);
  const left =
    open === 0 || parts.length === effects.length ? [] : [`${open} coefficients are open, one solution of many`];
  if (parts.length === 1 && parts[0]!.what === name)
    return `${name}: every level has its coefficient, none is set to 0.`;
  const free = parts.filter(({ references }) => references === 0).map(({ what }) => what);
  const set = parts
    .filter(({ references }) => references > 0)
    .map(({ what, references, against, label, isReference }) => {
      const level = references === 1 ? ` (${label(isReference.indexOf(1))})` : "";
      const each = references === 1 ? "" : ` in each of its ${references} connected components`;
      return `of ${what} the first level${level}${each} with ${against} is 0`;
    });
  const connected = components === 1 ? "all levels are connected" : `${components} connected components`;
  const has = free.length === 1 ? "has" : "have";
  return `${[connected, `${free.join(", ")} ${has} no reference`, ...set, ...left].join("; ")}.`;
}
