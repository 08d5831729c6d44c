/**
 * Columns of the demand equation with its effects taken out, and how well.
 */
import type { Category } from "../../base/columns.js";
import { NumericalError } from "../../base/errors.js";
import { gatherColumns, sampleColumn } from "../../engine/kernels/columns.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { type Absorber, makeAbsorber, type Solve } from "../../regression/absorb/absorber.js";

/** Below this share of its norm before, a demeaned column is rounding noise: the collinearity tolerance. */
export const ABSORBED = 1e-10;
/** The same for sums of squares. */
export const ABSORBED_SQUARES = ABSORBED * ABSORBED;

/** Demeaned columns in sample order, and how the effects were absorbed. */
export interface Demeaned {
  readonly columns: readonly Float64Array[];
  readonly rank: Absorber["rank"];
  readonly solve: Solve;
  /** Why the method was chosen. */
  readonly because: string;
}

/**
 * `columns` f64[n] without what `effects` (dense categories over the n rows) explain. Throws NumericalError
 * `quality_absorbed` when nothing is left of the first, and what the absorber throws when it does not converge.
 */
export function demeanColumns(
  engine: Engine,
  columns: readonly Float64Array[],
  effects: readonly Category[],
  signal?: AbortSignal,
): Demeaned {
  const n = columns[0]!.length;
  return engine.scope((scope) => {
    const absorber = makeAbsorber(engine, scope, effects, null, signal === undefined ? {} : { signal });
    const block = gatherColumns(engine, scope, columns, absorber.rowOrder);
    const solve = absorber.demean(block, columns.length);
    if (!(solve.normAfter[0]! > ABSORBED * solve.normBefore[0]!)) {
      const names = effects.map((effect) => effect.name).join(" + ");
      throw new NumericalError(
        "quality_absorbed",
        `The effects ${names} explain all ${n} rows: no residual is left to be quality. Use fewer or coarser effects.`,
        { got: solve.normAfter[0], expected: `above ${ABSORBED} times ${solve.normBefore[0]}` },
      );
    }
    const demeaned = columns.map((_, j) => sampleColumn(block, n, j, absorber.rowOrder));
    return { columns: demeaned, rank: absorber.rank, solve, because: absorber.choice.because };
  });
}
