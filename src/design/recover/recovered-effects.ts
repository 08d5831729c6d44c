/**
 * Layer design. Coefficients of absorbed effects from what they add up to on every row, normalised: of each connected
 * component all effects but the first have a level whose coefficient is 0. Must not know models.
 */
import type { Category, Note } from "../../base/columns.js";
import { NumericalError } from "../../base/errors.js";
import type { Engine } from "../../kernels/engine.js";
import { groupCounts } from "../../kernels/groups.js";
import { componentsOfPair, jointComponents } from "./joint-components.js";
import { levelCoefficients } from "./level-coefficients.js";

/** One effect; arrays have a number a level, in the order of the effect's codes. */
export interface RecoveredEffect {
  readonly name: string;
  readonly nLevels: number;
  readonly label: (level: number) => string;
  readonly coefficients: Float64Array;
  /** Connected component of all effects together, from 0: coefficients compare within one only. */
  readonly component: Uint32Array;
  /** 1 where the coefficient was set to 0. */
  readonly isReference: Uint8Array;
  readonly references: number;
  /** The earlier effect that the references are set against: one for each component of the two. Null for the first. */
  readonly against: string | null;
  /** As `LevelCoefficients.unseen`. */
  readonly unseen: Float64Array;
  /** Levels whose coefficient the references do not settle: 0 but for three effects and more. */
  readonly unsettled: number;
  /** Levels with a single row. */
  readonly singleRows: number;
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

/**
 * Solves `sums[i] = sum over effects of their coefficient at row i`. Two effects exactly, along their graph; more by
 * conjugate gradients, those of smallest norm among the solutions before they are normalised.
 *
 * @param effects dense codes over the rows, every level used
 * @throws NumericalError `effects_not_recovered` where the sums are not reproduced on every row.
 */
export function recoverEffects(engine: Engine, effects: readonly Category[], sums: Float64Array): RecoveredEffects {
  if (effects.length === 0) return { effects: [], components: 0, largestError: 0, notes: [] };
  const { coefficients, pairs, unsettled, unseen, largestError } = levelCoefficients(engine, effects, sums);
  if (!(largestError <= REPRODUCED)) {
    throw new NumericalError(
      "effects_not_recovered",
      `The coefficients of ${effects.map(({ name }) => name).join(" + ")} miss their sum by ${largestError.toExponential(1)} of its largest value on some row, expected at most ${REPRODUCED}: absorb with a smaller tolerance, or with --solver direct.`,
      { got: largestError, expected: REPRODUCED },
    );
  }
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
      unsettled: unsettled[f]!,
      singleRows: counts.reduce((count, rows) => count + (rows === 1 ? 1 : 0), 0),
    };
  });
  return { effects: recovered, components: joint.nComponents, largestError, notes: recovered.flatMap(notesOf) };
}

function notesOf({ name, unsettled, singleRows, nLevels }: RecoveredEffect): Note[] {
  const notes: Note[] = [];
  if (singleRows > 0) {
    notes.push({
      code: "single_row_levels",
      message: `${name}: ${singleRows} of ${nLevels} levels have a single row, whose residual their coefficient takes up whole.`,
      detail: { effect: name, levels: singleRows },
    });
  }
  if (unsettled > 0) {
    notes.push({
      code: "unsettled_levels",
      message: `${name}: the references do not settle ${unsettled} of ${nLevels} coefficients, because effects are redundant beyond pairs of them. The sums of each row stand; of these levels the coefficients of smallest norm are taken.`,
      detail: { effect: name, levels: unsettled },
    });
  }
  return notes;
}
