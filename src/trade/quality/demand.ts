/**
 * Equations (2)-(4): the part of ln q + sigma ln p that the effects do not explain, divided by sigma - 1.
 * With sigma given there is nothing to estimate but the effects, so the residual is the demeaned column.
 * Source: Khandelwal, Schott & Wei (2013), American Economic Review 103(6), doi:10.1257/aer.103.6.2169.
 */
import type { Category } from "../../base/columns.js";
import { DataError, NumericalError, UsageError } from "../../base/errors.js";
import { gatherColumns, sampleColumn } from "../../engine/kernels/columns.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { log } from "../../engine/kernels/math.js";
import { type Absorber, makeAbsorber, type Solve } from "../../regression/absorb/absorber.js";
import { DEFAULT_SIGMA } from "./options.js";
import type { Sample } from "./sample.js";

// Columns of the demand equation with its effects taken out, and how well.

/** Below this share of its norm before, a demeaned column is rounding noise: the collinearity tolerance. */
export const ABSORBED = 1e-10;
/** The same for sums of squares. */
export const ABSORBED_SQUARES = ABSORBED * ABSORBED;

/** How effects were taken out. */
export interface Absorption {
  readonly rank: Absorber["rank"];
  readonly solve: Solve;
  /** Why the method was chosen. */
  readonly because: string;
}

/** Demeaned columns in sample order, and how the effects were absorbed. */
export interface Demeaned extends Absorption {
  readonly columns: readonly Float64Array[];
}

/** Throws NumericalError `quality_absorbed` where of the first column, of norm `before`, next to nothing is left by effects `names`. */
export function requireResidual(names: readonly string[], n: number, before: number, after: number): void {
  if (after > ABSORBED * before) return;
  throw new NumericalError(
    "quality_absorbed",
    `The effects ${names.join(" + ")} explain all ${n} rows: no residual is left to be quality. Use fewer or coarser effects.`,
    { got: after, expected: `above ${ABSORBED} times ${before}` },
  );
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
    requireResidual(
      effects.map(({ name }) => name),
      n,
      solve.normBefore[0]!,
      solve.normAfter[0]!,
    );
    const demeaned = columns.map((_, j) => sampleColumn(block, n, j, absorber.rowOrder));
    return { columns: demeaned, rank: absorber.rank, solve, because: absorber.choice.reason.message };
  });
}

/** One elasticity, or one a row, f64[n]. */
export type SigmaByRow = number | Float64Array;

/** ln q and ln p of each row. */
export interface LogDemand {
  readonly quantity: Float64Array;
  readonly price: Float64Array;
}

/** Quality of each row, and how the effects were absorbed. */
interface Demand {
  readonly quality: Float64Array;
  readonly demeaned: Demeaned;
}

/** Logarithms of quantity and unit value, both above 0. */
export function logDemand(engine: Engine, { quantity, unitValue }: Sample): LogDemand {
  return { quantity: log(engine, quantity), price: log(engine, unitValue) };
}

/**
 * Quality = (y - effects) / (sigma - 1), y = ln q + sigma ln p. `effects` are dense categories over the n rows. Throws
 * NumericalError `quality_absorbed`, UsageError `sigma_too_large`, and what the absorber throws when it does not converge.
 */
export function demandResiduals(
  engine: Engine,
  { quantity, price }: LogDemand,
  effects: readonly Category[],
  sigma: SigmaByRow,
  signal?: AbortSignal,
): Demand {
  const y = new Float64Array(quantity.length);
  if (typeof sigma === "number") for (let i = 0; i < y.length; i++) y[i] = quantity[i]! + sigma * price[i]!;
  else for (let i = 0; i < y.length; i++) y[i] = quantity[i]! + sigma[i]! * price[i]!;
  const demeaned = namingSigma(sigma, () => demeanColumns(engine, [y], effects, signal));
  return { quality: perSigmaLessOne(demeaned.columns[0]!, sigma), demeaned };
}

/**
 * The same from ln q and ln p demeaned by the effects, which for any sigma that is constant within the groups the effects
 * lie in gives the residual without absorbing anew. `columns` [ln q, ln p] f64[n].
 */
export function residualsOf(columns: readonly Float64Array[], sigma: SigmaByRow): Float64Array {
  const [quantity, price] = [columns[0]!, columns[1]!];
  const residual = new Float64Array(quantity.length);
  for (let i = 0; i < residual.length; i++) {
    residual[i] = quantity[i]! + (typeof sigma === "number" ? sigma : sigma[i]!) * price[i]!;
  }
  return perSigmaLessOne(residual, sigma);
}

/** `residual` / (sigma - 1), in place. */
function perSigmaLessOne(residual: Float64Array, sigma: SigmaByRow): Float64Array {
  if (typeof sigma === "number") for (let i = 0; i < residual.length; i++) residual[i] = residual[i]! / (sigma - 1);
  else for (let i = 0; i < residual.length; i++) residual[i] = residual[i]! / (sigma[i]! - 1);
  return residual;
}

/** Quantities and unit values are positive doubles, whose logarithms are below 750: only sigma makes squares overflow. */
function namingSigma<T>(sigma: SigmaByRow, demean: () => T): T {
  try {
    return demean();
  } catch (cause) {
    if (!(cause instanceof DataError) || cause.code !== "not_finite") throw cause;
    const greatest = typeof sigma === "number" ? sigma : sigma.reduce((a, b) => Math.max(a, b));
    throw new UsageError(
      "sigma_too_large",
      `Sigma ${greatest} is so large that the squares of ln q + sigma ln p overflow; give an elasticity of substitution, such as ${DEFAULT_SIGMA}.`,
      { got: greatest, expected: "an elasticity above 1" },
      { cause },
    );
  }
}
