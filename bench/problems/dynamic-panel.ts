/**
 * A balanced dynamic panel: y on its lag and ten exogenous regressors, which last and move with the unit's effect, as y
 * does. Seeded by unit and period, so that a smaller panel is the first units of a larger one. Knows nothing of estimators.
 */
import { draws } from "./random.js";

const SEED = 20_261_128;
/** Streams under SEED; regressor j is stream x + j. */
const Stream = { effect: 1, u: 2, x: 10 } as const;

const REGRESSORS = 10;
const RHO = 0.5;
const SLOPE = 0.1;
const LASTS = 0.5;
/** Periods before the first that is kept. */
const BURN_IN = 10;
/** Draws a unit has room for in a stream. */
const ROOM = 64;

export interface DynamicPanel {
  readonly nUnits: number;
  readonly nPeriods: number;
  /** Rows sorted by unit and period. */
  readonly n: number;
  /** Both from 1. */
  readonly unit: Float64Array;
  readonly period: Float64Array;
  /** y, then x1, x2, and so on. */
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
}

/** At most 54 periods. */
export function dynamicPanel(nUnits: number, nPeriods: number): DynamicPanel {
  const n = nUnits * nPeriods;
  const effect = draws(SEED, Stream.effect);
  const u = draws(SEED, Stream.u);
  const x = Array.from({ length: REGRESSORS }, (_, j) => draws(SEED, Stream.x + j));
  const columns = Array.from({ length: 1 + REGRESSORS }, () => new Float64Array(n));
  for (let i = 0; i < nUnits; i++) {
    const own = effect.normal(i);
    let y = own / (1 - RHO);
    const last = new Float64Array(REGRESSORS);
    for (let s = 0; s < BURN_IN + nPeriods; s++) {
      let next = RHO * y + own + u.normal(i * ROOM + s);
      for (let j = 0; j < REGRESSORS; j++) {
        last[j] = LASTS * last[j]! + 0.2 * own + x[j]!.normal(i * ROOM + s);
        next += SLOPE * last[j]!;
      }
      y = next;
      if (s < BURN_IN) continue;
      const row = i * nPeriods + s - BURN_IN;
      columns[0]![row] = y;
      for (let j = 0; j < REGRESSORS; j++) columns[1 + j]![row] = last[j]!;
    }
  }
  return {
    ...{ nUnits, nPeriods, n, columns },
    unit: Float64Array.from({ length: n }, (_, row) => 1 + Math.floor(row / nPeriods)),
    period: Float64Array.from({ length: n }, (_, row) => 1 + (row % nPeriods)),
    names: ["y", ...Array.from({ length: REGRESSORS }, (_, j) => `x${j + 1}`)],
  };
}
