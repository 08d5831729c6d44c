/**
 * Coefficients of absorbed effects from what they add up to on every row, normalised: of each connected
 * component all effects but the first have a level whose coefficient is 0. Must not know models.
 */

import type { Category } from "../../base/columns.js";
import { NumericalError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { groupCounts } from "../../engine/kernels/groups.js";
import { EFFECT_NOTES } from "../messages.js";
import { levelCoefficients } from "./level-coefficients.js";
import { componentsOfPair, jointComponents } from "./level-pairs.js";

/** One effect; arrays have a number a level, in the order of the effect's codes. */
export interface RecoveredEffect {
  readonly name: string;
  readonly nLevels: number;
  readonly label: (level: number) => string;
  /** Intercepts; all 0 where the effect has slopes alone. */
  readonly coefficients: Float64Array;
  /** False where the effect has slopes alone. */
  readonly intercept: boolean;
  /** Slopes that vary by the effect, in the order of the formula; empty without. */
  readonly slopes: readonly RecoveredSlope[];
  /** Connected component of all effects together, from 0: coefficients compare within one only. */
  readonly component: Uint32Array;
  /** 1 where the coefficient was set to 0. */
  readonly isReference: Uint8Array;
  readonly references: number;
  /** The earlier effect that the references are set against: one for each component of the two. Null for the first. */
  readonly against: string | null;
  /** As `LevelCoefficients.unseen`. */
  readonly unseen: Float64Array;
  /** 1 where the references do not settle the coefficient: one of many that rows allow. */
  readonly isOpen: Uint8Array;
  /** How many are open: 0 but for three effects and more, and with slopes. */
  readonly unsettled: number;
  /** Levels with a single row. */
  readonly singleRows: number;
}

/** Coefficients of one slope variable; arrays have a number a level. */
export interface RecoveredSlope {
  /** The variable as written. */
  readonly name: string;
  readonly coefficients: Float64Array;
  /** 1 where the coefficient was set to 0: in each component with the earlier effect that has the same variable. */
  readonly isReference: Uint8Array;
  readonly references: number;
  /** That earlier effect; null without. */
  readonly against: string | null;
  /** As of the effect. */
  readonly unseen: Float64Array;
  readonly isOpen: Uint8Array;
  readonly unsettled: number;
}

export interface RecoveredEffects {
  /** In the order of the formula. */
  readonly effects: readonly RecoveredEffect[];
  /** Connected components of all effects together; 0 without effects. */
  readonly components: number;
  /** Largest |sum of coefficients - what they should add up to| of a row, as a share of the largest such sum. */
  readonly largestError: number;
  readonly notes: readonly Note[];
}

/** Share of the largest sum that rounding, and the tolerance of an iterative absorber, may leave on a row. */
const REPRODUCED = 1e-7;

/** Throws NumericalError `effects_not_recovered` unless every row has its sum. */
export function requireReproduced(effects: readonly Category[], largestError: number): void {
  if (largestError <= REPRODUCED) return;
  throw new NumericalError(
    "effects_not_recovered",
    `The coefficients of ${effects.map(({ name }) => name).join(" + ")} miss their sum by ${largestError.toExponential(1)} of its largest value on some row, expected at most ${REPRODUCED}: absorb with a smaller tolerance, or with --solver direct.`,
    { got: largestError, expected: REPRODUCED },
  );
}

/**
 * Solves `sums[i] = sum over effects of their coefficient at row i`. Two effects exactly, along their graph; more by
 * conjugate gradients, those of smallest norm among the solutions before they are normalised.
 *
 * @param effects dense codes over the rows, every level used
 * @throws NumericalError `effects_not_recovered` where the sums are not reproduced on every row.
 */
export function recoverEffects(engine: Engine, effects: readonly Category[], sums: Float64Array): RecoveredEffects {
  if (effects.length === 0) return { effects: [], components: 0, largestError: 0, notes: [] };
  const { coefficients, pairs, open, unseen, largestError } = levelCoefficients(engine, effects, sums);
  requireReproduced(effects, largestError);
  const [, second] = pairs;
  const joint = effects.length === 2 ? componentsOfPair(second!) : jointComponents(engine, effects);
  const recovered = effects.map(({ name, nLevels, label, codes }, f): RecoveredEffect => {
    const pair = pairs[f]!;
    const isReference = new Uint8Array(nLevels);
    for (const level of pair?.references ?? []) isReference[level] = 1;
    const counts = groupCounts(engine, codes, nLevels);
    return {
      ...{ name, nLevels, label, coefficients: coefficients[f]!, component: joint.ofLevels[f]!, isReference },
      references: pair?.references.length ?? 0,
      against: pair === null ? null : effects[pair.against]!.name,
      unseen: unseen[f]!,
      ...{ intercept: true, slopes: [], isOpen: open[f]!, unsettled: marked(open[f]!) },
      singleRows: marked(counts),
    };
  });
  return {
    effects: recovered,
    components: joint.nComponents,
    largestError,
    notes: recovered.flatMap((effect) => notesOf(effect)),
  };
}

/** How many are 1. */
export const marked = (flags: ArrayLike<number>): number => {
  let count = 0;
  for (let l = 0; l < flags.length; l++) if (flags[l] === 1) count++;
  return count;
};

/** What a reader of the coefficients must know of an effect. */
export function notesOf({ name, unsettled, singleRows, nLevels }: RecoveredEffect, withSlopes = false): Note[] {
  const notes: Note[] = [];
  if (singleRows > 0) {
    notes.push(note(EFFECT_NOTES, "single_row_levels", { effect: name, levels: singleRows, of: nLevels }));
  }
  if (unsettled > 0) {
    notes.push(
      note(EFFECT_NOTES, "unsettled_levels", { effect: name, levels: unsettled, of: nLevels, slopes: withSlopes }),
    );
  }
  return notes;
}
