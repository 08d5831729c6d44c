/**
 * Weights of donors for one unit as if it were treated: by its outcomes before treatment, by predictors, or by either with the correction of
 * a ridge regression. Whoever asks (the treated unit, a donor in its place, an earlier date) gets them by the same rules.
 */
import type { Engine } from "../../../../engine/kernels/engine.js";
import { simplexBatch, simplexWeights } from "../../../../engine/kernels/simplex.js";
import type { DidPlan } from "../../design/plan.js";
import { type Augmented, augmented } from "./augment.js";
import { donorWeights, type NestedFit, nestedWeights } from "./nested.js";
import type { Case, ScPanel } from "./panel.js";
import { type Predictors, predictorMatrix } from "./predictors.js";

export interface Weighed {
  /** Of donors, in their order: they add up to 1, and are at least 0 unless augmented. */
  readonly weights: Float64Array;
  /** Weights of predictors, where there are any. */
  readonly predictors: Float64Array | null;
  /** How those were found; null where they were given, or there was no choice. */
  readonly search: NestedFit | null;
  readonly ridge: Augmented | null;
}

/** Weights below it are what rounding leaves of none: they are neither listed nor left out. */
export const NO_WEIGHT = 1e-9;

/** How cases are weighed. */
export interface Weigher {
  /** One of them; `given` weights of predictors stand in for a search. */
  one(one: Case, given?: Float64Array): Weighed;
  /** Every donor in turn from the others: weights of `donors`, that of itself 0; `step` is called before each, or once before all. */
  placebos(donors: readonly number[], before: readonly number[], step: (done: number) => void): Float64Array[];
}

export function weigher(engine: Engine, panel: ScPanel, predictors: Predictors | null, plan: DidPlan): Weigher {
  const { augment } = plan;
  if (augment === undefined && predictors === null) {
    return {
      one: (one) => ({ weights: byOutcomes(engine, panel, one), predictors: null, search: null, ridge: null }),
      placebos: (donors, before, step) => {
        step(0);
        return placebosByOutcomes(engine, panel, donors, before);
      },
    };
  }
  const fixed = plan.predictorWeights === undefined ? undefined : Float64Array.from(plan.predictorWeights);
  const one: Weigher["one"] = (each, given = fixed) => {
    if (augment === undefined) return byPredictors(engine, panel, predictors!, each, given);
    const ridge = augmented(engine, panel, each, predictors?.final ?? [], augment);
    return { weights: ridge.weights, predictors: null, search: null, ridge };
  };
  return {
    one,
    placebos: (donors, before, step) =>
      donors.map((target, d) => {
        step(d);
        const { weights } = one({ target, donors: donors.filter((donor) => donor !== target), before });
        return Float64Array.of(...weights.subarray(0, d), 0, ...weights.subarray(d));
      }),
  };
}

/** Outcomes of donors less those of the target in `periods`, a column a donor. */
export function outcomeGaps({ path }: ScPanel, { target, donors }: Case, periods: readonly number[]): Float64Array {
  const own = path(target);
  const out = new Float64Array(periods.length * donors.length);
  donors.forEach((donor, j) => {
    const other = path(donor);
    periods.forEach((t, i) => {
      out[j * periods.length + i] = other[t]! - own[t]!;
    });
  });
  return out;
}

function byOutcomes(engine: Engine, panel: ScPanel, one: Case): Float64Array {
  const m = one.before.length;
  const a = outcomeGaps(panel, one, one.before);
  return simplexWeights(engine, { a, m, n: one.donors.length, b: new Float64Array(m) }).weights;
}

/** The same of every donor from the others: problems that share their columns. */
function placebosByOutcomes(
  engine: Engine,
  { path }: ScPanel,
  donors: readonly number[],
  before: readonly number[],
): Float64Array[] {
  const [m, n] = [before.length, donors.length];
  const a = new Float64Array(m * n);
  donors.forEach((donor, j) => {
    before.forEach((t, i) => {
      a[j * m + i] = path(donor)[t]!;
    });
  });
  const { weights } = simplexBatch(engine, { a, m, n, targets: a, left: donors.map((_, j) => [j]) });
  return donors.map((_, j) => weights.subarray(j * n, (j + 1) * n));
}

function byPredictors(
  engine: Engine,
  panel: ScPanel,
  { final, training, validation }: Predictors,
  one: Case,
  given: Float64Array | undefined,
): Weighed {
  const [K, J] = [final.length, one.donors.length];
  const x = predictorMatrix(final, one.target, one.donors);
  if (given !== undefined || K === 1) {
    const v = given ?? Float64Array.of(1);
    return { weights: donorWeights(engine, { K, J, x }, v), predictors: shares(v), search: null, ridge: null };
  }
  const periods = validation === null ? one.before : validation.filter((t) => one.before.includes(t));
  const z = outcomeGaps(panel, one, periods);
  const search = nestedWeights(engine, {
    ...{ K, J, T: periods.length, z },
    x: training === final ? x : predictorMatrix(training, one.target, one.donors),
  });
  return { weights: donorWeights(engine, { K, J, x }, search.v), predictors: search.v, search, ridge: null };
}

function shares(v: Float64Array): Float64Array {
  const total = v.reduce((sum, value) => sum + value, 0);
  return v.map((value) => value / total);
}
