/**
 * HC2 to HC5 of a regression in memory: leverage of its absorbed effects, rank, and what is said of rows that
 * nothing but themselves explains.
 */

import { type Note, note } from "../../../base/messages.js";
import type { Engine, F64Block, Scope } from "../../../engine/kernels/engine.js";
import type { LeastSquares } from "../../least-squares/least-squares.js";
import { VARIANCE_NOTES } from "../../messages.js";
import { type EffectLeverage, type LeverageType, leverageVcov, rowsOfLeverageOne } from "../leverage-vcov.js";
import type { Ssc } from "../ssc.js";
import type { Covariance } from "../vcov.js";

/** Rows a note names. */
const NAMED = 5;

/** Throws NotSupported where the effects' leverages can't be had exactly, NumericalError `no_residual_df`. */
export function hcVariance(
  engine: Engine,
  scope: Scope,
  regression: LeastSquares,
  type: LeverageType,
  ssc: Ssc,
): Covariance {
  const { fit } = regression.result;
  const count = regression.parameters([]);
  return scope.scope((inner) => {
    const leverage = effectLeverage(inner, regression);
    const made = leverageVcov(engine, inner, fit, type, leverage, ssc, count);
    if (made.ones === 0) return { covariance: made, count };
    const places = rowsOfLeverageOne(engine, inner, fit, leverage.effects, NAMED);
    const notes = [leverageOneNote(regression, type, made.ones, places)];
    return { covariance: { ...made, notes }, count };
  });
}

/** Leverages of the absorbed effects in memory order, and the rank of effects and regressors together. */
function effectLeverage(scope: Scope, { absorber, result }: LeastSquares): EffectLeverage {
  const values = absorber.leverage();
  const effects: F64Block | null = values === null ? null : scope.copyF64(values);
  const { rank } = absorber;
  // leverages add up to the rank, which for three effects and more is known no other way
  const ofEffects = rank.exact || values === null ? rank.value : Math.round(values.reduce((sum, h) => sum + h, 0));
  return { effects, rank: result.fit.k + ofEffects };
}

function leverageOneNote(
  { sample, absorber }: LeastSquares,
  type: LeverageType,
  ones: number,
  places: readonly number[],
): Note {
  const rows = places.map((at) => sample.rows[absorber.rowOrder?.[at] ?? at]! + 1).sort((a, b) => a - b);
  return note(VARIANCE_NOTES, "leverage_one", { rows: ones, first: rows, type });
}
