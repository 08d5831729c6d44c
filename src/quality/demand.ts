/**
 * Layer quality. Equations (2)-(4): the part of ln q + sigma ln p that the effects do not explain, divided by sigma - 1.
 * With sigma given there is nothing to estimate but the effects, so the residual is the demeaned column.
 * Source: Khandelwal, Schott & Wei (2013), American Economic Review 103(6), doi:10.1257/aer.103.6.2169.
 */
import type { Category } from "../base/columns.js";
import { DataError, NumericalError, UsageError } from "../base/errors.js";
import { type Absorber, makeAbsorber, type Solve } from "../design/absorber.js";
import { gatherColumn, sampleColumn } from "../kernels/columns.js";
import type { Engine } from "../kernels/engine.js";
import { log } from "../kernels/math.js";
import { DEFAULT_SIGMA } from "./options.js";

/** Below this share of its norm before, a demeaned column is rounding noise: the collinearity tolerance. */
const ABSORBED = 1e-10;

/** Quality of each row, and how the effects were absorbed. */
export interface Demand {
  readonly quality: Float64Array;
  readonly rank: Absorber["rank"];
  readonly solve: Solve;
  /** Why the method was chosen. */
  readonly because: string;
}

/** What the demand equation needs of a row: quantity and unit value, both above 0. */
export interface DemandInput {
  readonly quantity: Float64Array;
  readonly unitValue: Float64Array;
}

/** y = ln q + sigma ln p. */
export function demandColumn(engine: Engine, { quantity, unitValue }: DemandInput, sigma: number): Float64Array {
  const logQuantity = log(engine, quantity);
  const logPrice = log(engine, unitValue);
  const y = new Float64Array(quantity.length);
  for (let i = 0; i < y.length; i++) y[i] = logQuantity[i]! + sigma * logPrice[i]!;
  return y;
}

/**
 * Quality = (y - effects) / (sigma - 1), y f64[n]. `effects` are dense categories over the n rows. Throws NumericalError
 * `quality_absorbed` when the effects explain every row, UsageError `sigma_too_large`, and what the absorber throws when it does not converge.
 */
export function demandResiduals(
  engine: Engine,
  y: Float64Array,
  effects: readonly Category[],
  sigma: number,
  signal?: AbortSignal,
): Demand {
  return engine.scope((scope) => {
    const absorber = makeAbsorber(engine, scope, effects, null, signal === undefined ? {} : { signal });
    const block = gatherColumn(engine, scope, y, absorber.rowOrder);
    const solve = namingSigma(sigma, () => absorber.demean(block, 1));
    if (!(solve.normAfter[0]! > ABSORBED * solve.normBefore[0]!)) {
      const names = effects.map((effect) => effect.name).join(" + ");
      throw new NumericalError(
        "quality_absorbed",
        `The effects ${names} explain all ${y.length} rows: no residual is left to be quality. Use fewer or coarser effects.`,
        { got: solve.normAfter[0], expected: `above ${ABSORBED} times ${solve.normBefore[0]}` },
      );
    }
    const quality = sampleColumn(block, y.length, 0, absorber.rowOrder);
    for (let i = 0; i < quality.length; i++) quality[i] = quality[i]! / (sigma - 1);
    return { quality, rank: absorber.rank, solve, because: absorber.choice.because };
  });
}

/** Quantities and unit values are positive doubles, whose logarithms are below 750: only sigma makes squares overflow. */
function namingSigma(sigma: number, demean: () => Solve): Solve {
  try {
    return demean();
  } catch (cause) {
    if (!(cause instanceof DataError) || cause.code !== "not_finite") throw cause;
    throw new UsageError(
      "sigma_too_large",
      `Sigma ${sigma} is so large that the squares of ln q + sigma ln p overflow; give an elasticity of substitution, such as ${DEFAULT_SIGMA}.`,
      { got: sigma, expected: "an elasticity above 1" },
      { cause },
    );
  }
}
