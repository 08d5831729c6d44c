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
import { type Normalisation, normalisation } from "../messages.js";

/** Coefficients of absorbed effects. */
export interface FixefResult {
  /** One an effect, in the order of the formula; arrays have a number a level. */
  readonly effects: readonly RecoveredEffect[];
  /** Connected components of all effects together: coefficients compare within one only. */
  readonly components: number;
  /** In words: what was set to 0. */
  readonly normalisation: string;
  /** The same as facts. */
  readonly normalised: Normalisation;
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
  const normalised = normalisationOf(found);
  return Object.freeze({
    effects: found.effects,
    components: found.components,
    normalisation: normalisation.en(normalised),
    normalised,
    largest_error: found.largestError,
    notes: found.notes,
  });
}

function normalisationOf({ effects, components }: RecoveredEffects): Normalisation {
  const parts = effects.flatMap((effect) => [
    ...(effect.intercept ? [{ ...effect, what: effect.name, label: effect.label }] : []),
    ...effect.slopes.map((slope) => ({ ...slope, what: `${effect.name}[${slope.name}]`, label: effect.label })),
  ]);
  const open = parts.length === effects.length ? 0 : parts.reduce((sum, { unsettled }) => sum + unsettled, 0);
  return {
    alone: parts.length === 1 && parts[0]!.what === effects[0]!.name ? effects[0]!.name : null,
    ...{ components, open },
    free: parts.filter(({ references }) => references === 0).map(({ what }) => what),
    zero: parts
      .filter(({ references }) => references > 0)
      .map(({ what, references, against, label, isReference }) => ({
        ...{ what, references, against: against! },
        level: references === 1 ? label(isReference.indexOf(1)) : null,
      })),
  };
}
