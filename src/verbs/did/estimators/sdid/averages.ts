/**
 * Effects of cohorts by period, averaged by the treated units behind them, in the estimate and in every replicate, from whose spread
 * their errors are made.
 */
import { crossProducts } from "../../../../engine/kernels/blas.js";
import type { Engine } from "../../../../engine/kernels/engine.js";
import {
  type Aggregated,
  type Aggregation,
  type Cell,
  effectsOf,
  isPost,
  type Member,
} from "../../shared/aggregation.js";
import type { Estimates } from "../../shared/estimates.js";
import type { Replicates } from "./replicates.js";

/** Effects of cells, in their order, and units of each cohort that average them. */
interface Found {
  readonly effects: Float64Array;
  readonly sizeOf: (cohort: number) => number;
}

/** Cells of all periods of each cohort, in the order of effects. */
export interface SdidCells {
  readonly cells: readonly Cell[];
  readonly cohorts: readonly number[];
  readonly effects: Float64Array;
  readonly replicates: Replicates | null;
}

export function averagesOf(
  engine: Engine,
  given: SdidCells,
  by: Aggregation,
  balanced: number | undefined,
): Aggregated {
  const groups = effectsOf(given.cells, by, balanced);
  const members = groups.map(({ own }) => own);
  const all = by === "simple" ? members : [...members, members.flat().filter(({ cell }) => isPost(cell))];
  return {
    effects: groups.map(({ effect }) => effect),
    estimates: estimatesOf(engine, given, (found) => Float64Array.from(all, (own) => averageOf(own, found))),
    hasOverall: by !== "simple",
  };
}

/** The cells themselves. */
export const cellEstimates = (engine: Engine, given: SdidCells): Estimates =>
  estimatesOf(engine, given, ({ effects }) => effects);

function averageOf(own: readonly Member[], { effects, sizeOf }: Found): number {
  let [sum, total] = [0, 0];
  for (const { cell, at } of own) {
    const size = sizeOf(cell.cohort);
    sum += size * effects[at]!;
    total += size;
  }
  return sum / total;
}

/** Values of the estimate, with the covariance of their replicates; 0 without these. */
function estimatesOf(
  engine: Engine,
  { cells, cohorts, effects, replicates }: SdidCells,
  of: (found: Found) => Float64Array,
): Estimates {
  const own = new Map(cells.map(({ cohort, units }) => [cohort, units]));
  const values = of({ effects, sizeOf: (cohort) => own.get(cohort)! });
  const p = values.length;
  if (replicates === null || p === 0) return { values, covariance: new Float64Array(p * p), influence: null };
  const { count, factor, sizes } = replicates;
  const place = new Map(cohorts.map((cohort, g) => [cohort, g]));
  const spread = new Float64Array(count * p);
  for (let b = 0; b < count; b++) {
    const drawn = of({
      effects: replicates.effects.subarray(b * effects.length, (b + 1) * effects.length),
      sizeOf: (cohort) => sizes[b * cohorts.length + place.get(cohort)!]!,
    });
    for (let j = 0; j < p; j++) spread[j * count + b] = drawn[j]!;
  }
  const root = Math.sqrt(factor);
  for (let j = 0; j < p; j++) {
    const column = spread.subarray(j * count, (j + 1) * count);
    const mean = column.reduce((sum, value) => sum + value, 0) / count;
    for (let b = 0; b < count; b++) column[b] = root * (column[b]! - mean);
  }
  return { values, covariance: crossProducts(engine, count, p, spread), influence: null };
}
