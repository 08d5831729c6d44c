/**
 * Weights of donors and periods of a cohort, its gaps by period, and the same by other weights.
 * Source: Arkhangelsky, Athey, Hirshberg, Imbens & Wager (2021), American Economic Review 111(12), doi:10.1257/aer.20190159, section 1.
 */
import { unitOf } from "../../../../base/exponent.js";
import type { Engine } from "../../../../engine/kernels/engine.js";
import { type SimplexProblem, simplexWeights } from "../../../../engine/kernels/simplex.js";
import type { Blocks, Cohort } from "./blocks.js";
import type { SdidVariant } from "./record.js";

/** The penalty on time weights beside the spread of changes: only to choose among equals. */
const TIME_PENALTY = 1e-6;

/** Weights of a cohort, in the order of donors, and of the periods before its start. */
export interface CohortWeights {
  readonly units: Float64Array;
  readonly times: Float64Array;
}

/** Penalties, by whose squares those of weights are multiplied. */
export interface Penalties {
  readonly units: number;
  readonly times: number;
  /** Whether changes of donors vary, so that there is a penalty. */
  readonly isProper: boolean;
}

export interface CohortFit extends CohortWeights {
  readonly cohort: Cohort;
  readonly penalties: Penalties;
  readonly paths: CohortPaths;
}

/** By period: mean outcome of the treated, that of weighted donors, and the effect, their difference less its mean before treatment by time weights. */
export interface CohortPaths {
  readonly observed: Float64Array;
  readonly donors: Float64Array;
  readonly effects: Float64Array;
  readonly shift: number;
}

export function fitCohort(engine: Engine, blocks: Blocks, cohort: Cohort): CohortFit {
  const penalties = penaltiesOf(blocks, cohort);
  const weights: CohortWeights = {
    units: unitWeights(engine, blocks, cohort, penalties.units, true),
    times: timeWeights(engine, blocks, cohort, penalties.times),
  };
  return { cohort, penalties, ...weights, paths: pathsOf(blocks, cohort, weights) };
}

/** (treated rows after the start)^(1/4) times the standard deviation of changes of donors before it. */
function penaltiesOf({ y, matrix, donors }: Blocks, { units, before }: Cohort): Penalties {
  const { nUnits, nPeriods } = matrix;
  // one period leaves no change, and any penalty makes weights alike
  if (before === 1) return { units: 1, times: TIME_PENALTY, isProper: true };
  const changes: number[] = [];
  for (const unit of donors) {
    for (let t = 1; t < before; t++) changes.push(y[t * nUnits + unit]! - y[(t - 1) * nUnits + unit]!);
  }
  const mean = changes.reduce((sum, change) => sum + change, 0) / changes.length;
  const squares = changes.reduce((sum, change) => sum + (change - mean) * (change - mean), 0);
  const spread = changes.length > 1 ? Math.sqrt(squares / (changes.length - 1)) : 0;
  const cells = units.length * (nPeriods - before);
  // the fourth root as two square ones, which are the same on every host
  return { units: Math.sqrt(Math.sqrt(cells)) * spread, times: TIME_PENALTY * spread, isProper: spread > 0 };
}

/** The mean outcome of some units in a period. */
const meanOf = ({ y, matrix }: Blocks, units: readonly number[], t: number): number =>
  units.reduce((sum, unit) => sum + y[t * matrix.nUnits + unit]!, 0) / units.length;

/** Weights by which donors are like the treated in each period before the start, but for a level where there is an intercept. */
function unitWeights(
  engine: Engine,
  blocks: Blocks,
  { units, before }: Cohort,
  penalty: number,
  intercept: boolean,
): Float64Array {
  const { y, matrix, donors } = blocks;
  const a = Float64Array.from(
    donors.flatMap((unit) => Array.from({ length: before }, (_, t) => y[t * matrix.nUnits + unit]!)),
  );
  const b = Float64Array.from({ length: before }, (_, t) => meanOf(blocks, units, t));
  return penalised(engine, { a, b, m: before, n: donors.length, penalty, intercept });
}

/** Weights by which periods before the start are, for each donor, like the mean of those after it, but for a level. */
function timeWeights(engine: Engine, { y, matrix, donors }: Blocks, { before }: Cohort, penalty: number): Float64Array {
  const { nUnits, nPeriods } = matrix;
  const a = Float64Array.from(
    Array.from({ length: before }, (_, t) => donors.map((unit) => y[t * nUnits + unit]!)).flat(),
  );
  const b = Float64Array.from(donors, (unit) => {
    let sum = 0;
    for (let t = before; t < nPeriods; t++) sum += y[t * nUnits + unit]!;
    return sum / (nPeriods - before);
  });
  const m = donors.length;
  return penalised(engine, { a, b, m, n: before, penalty, intercept: true });
}

/** Weights of the n columns of a, all over a power of two: the square of a penalty is a number then. */
function penalised(
  engine: Engine,
  { a, b, m, n, penalty, intercept }: Required<Omit<SimplexProblem, "ridge">> & { readonly penalty: number },
): Float64Array {
  const unit = unitOf(a);
  const scaled = (values: Float64Array): Float64Array => values.map((value) => value / unit);
  const ridge = m * (penalty / unit) * (penalty / unit);
  return simplexWeights(engine, { ...{ a: scaled(a), b: scaled(b) }, ...{ m, n, ridge, intercept } }).weights;
}

/** Paths and effects of a cohort under any weights; without time weights (null) gaps are effects as they are. */
export function pathsOf(
  blocks: Blocks,
  { units, before }: Cohort,
  weights: { readonly units: Float64Array; readonly times: Float64Array | null },
): CohortPaths {
  const { y, matrix, donors } = blocks;
  const { nUnits, nPeriods } = matrix;
  const observed = Float64Array.from({ length: nPeriods }, (_, t) => meanOf(blocks, units, t));
  const synthetic = Float64Array.from({ length: nPeriods }, (_, t) =>
    donors.reduce((sum, unit, j) => sum + weights.units[j]! * y[t * nUnits + unit]!, 0),
  );
  let shift = 0;
  if (weights.times !== null) {
    for (let t = 0; t < before; t++) shift += weights.times[t]! * (observed[t]! - synthetic[t]!);
  }
  return { observed, donors: synthetic, shift, effects: observed.map((value, t) => value - synthetic[t]! - shift) };
}

/** The mean of effects over the treated periods. */
export const effectOf = ({ before }: Pick<Cohort, "before">, effects: Float64Array): number =>
  effects.subarray(before).reduce((sum, effect) => sum + effect, 0) / (effects.length - before);

export function rootMeanSquare(values: Float64Array): number {
  const unit = unitOf(values);
  return unit * Math.sqrt(values.reduce((sum, value) => sum + (value / unit) ** 2, 0) / values.length);
}

/** The weights of a synthetic control, without level and time weights and with a penalty only to choose among equals, and those of differences-in-differences. */
export function variantWeights(engine: Engine, blocks: Blocks, { cohort, penalties }: CohortFit) {
  const { before } = cohort;
  const n = blocks.donors.length;
  return {
    sc: { units: unitWeights(engine, blocks, cohort, penalties.times, false), times: null },
    did: { units: new Float64Array(n).fill(1 / n), times: new Float64Array(before).fill(1 / before) },
  } satisfies Record<SdidVariant["method"], Parameters<typeof pathsOf>[2]>;
}
