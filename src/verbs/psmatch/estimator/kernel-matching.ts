/**
 * Kernel and local linear matching on a score: the counterfactual of a treated unit is a local mean, or a
 * local line at its score, of the controls' outcomes. Knows nothing of where the score comes from.
 * Sources: Heckman, Ichimura & Todd (1997), Review of Economic Studies 64(4), doi:10.2307/2971733; (1998), 65(2),
 * doi:10.1111/1467-937X.00044.
 */
import { DataError, UsageError } from "../../../base/errors.js";
import { PURPOSE, randomPermutation } from "../../../engine/kernels/cluster-draws.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { kernelWeights } from "../../../engine/kernels/kernel-weights.js";
import { nearestWithoutReplacement, nearestWithReplacement, scoreOrder } from "../../../engine/kernels/neighbours.js";
import type { Candidates, KernelName, Matching, Pairs } from "./match.js";
import {
  checkOptions,
  limitOf,
  type NearestOptions,
  participantsOf,
  requireFinite,
  requirePairs,
  tieToleranceOf,
} from "./participants.js";
import { scoredUnits } from "./scored-units.js";

/** How controls are weighted by distance in score. */
export interface KernelOptions {
  /**
   * Epanechnikov, biweight and tricube weigh controls nearer than the bandwidth, uniform those up to it (a distance up to
   * 1e-12 more counts as within, as for calipers); normal all.
   */
  readonly kernel: KernelName;
  /** > 0, in units of the score. */
  readonly bandwidth: number;
  /** A local line in place of a local mean. */
  readonly localLinear: boolean;
}

export interface KernelMatching extends Matching {
  readonly pairs: null;
  /** By treated unit in sample order, eligible or not: NaN without a counterfactual. Null when no outcome was given. */
  readonly counterfactual: Float64Array | null;
  /** Eligible treated units dropped because no control has weight. */
  readonly withoutControls: number;
  /** Eligible treated units dropped because their controls with weight all have one score, which allows no line. */
  readonly withoutLine: number;
}

/**
 * Matches each eligible treated unit with the eligible controls of its cell.
 *
 * @param score f64[n] by position
 * @param outcome f64[n] by position, read for eligible controls
 * @throws UsageError `bandwidth`; DataError `no_treated`, `no_controls`, `not_finite`, and `bandwidth` when it leaves no
 * treated unit with controls
 */
export function kernelMatching(
  engine: Engine,
  candidates: Candidates,
  score: Float64Array,
  { kernel, bandwidth, localLinear }: KernelOptions,
  outcome?: Float64Array,
): KernelMatching {
  if (!(bandwidth > 0 && bandwidth < Number.POSITIVE_INFINITY)) {
    throw new UsageError("bandwidth", `The bandwidth must be above 0, in units of the score; got ${bandwidth}.`, {
      got: bandwidth,
      expected: "> 0",
    });
  }
  const [treated, controls] = [scoredUnits(engine, candidates, score, 1), scoredUnits(engine, candidates, score, 0)];
  const y = outcome === undefined ? null : Float64Array.from(controls.positions, (i) => outcome[i]!);
  const reach = kernel === "uniform" ? limitOf(bandwidth) : bandwidth;
  const found = kernelWeights(engine, treated, controls, y, { kernel, bandwidth: reach, localLinear });
  const weights = new Float64Array(score.length);
  const byPosition = new Float64Array(score.length).fill(Number.NaN);
  let withoutControls = 0;
  let withoutLine = 0;
  treated.positions.forEach((i, t) => {
    if (found.weighted[t] === 1) {
      weights[i] = 1;
      byPosition[i] = found.counterfactual[t]!;
    } else if (found.total[t] === 0) withoutControls++;
    else withoutLine++;
  });
  if (withoutControls + withoutLine === treated.positions.length) {
    throw new DataError(
      "bandwidth",
      `No treated unit has ${withoutLine > 0 ? "controls at two scores" : "a control"} within the bandwidth ${bandwidth} of its score${candidates.nCells > 1 ? " in its cell" : ""}: nobody is matched. Widen the bandwidth, or look whether the scores of the groups overlap.`,
      { got: bandwidth, expected: "controls within the bandwidth", treated: treated.positions.length },
    );
  }
  // rounding of an interpolant may leave a weight that should be next to nothing below it
  const least = localLinear ? Number.NEGATIVE_INFINITY : 0;
  controls.positions.forEach((i, c) => {
    weights[i] = Math.max(least, found.shares[c]!);
  });
  const counterfactual = outcome === undefined ? null : byPosition.filter((_, i) => candidates.treated[i] === 1);
  return { weights, pairs: null, counterfactual, withoutControls, withoutLine };
}

// Radius matching: the counterfactual of a treated unit is the mean of all controls within a radius of its score, the
// radius included. Source: Dehejia & Wahba (2002), Review of Economics and Statistics 84(1),
// doi:10.1162/003465302317331982.

/** Matches within `radius`, in units of the score; arguments, result and errors as for `kernelMatching`. */
export function radiusMatching(
  engine: Engine,
  candidates: Candidates,
  score: Float64Array,
  radius: number,
  outcome?: Float64Array,
): KernelMatching {
  return kernelMatching(
    engine,
    candidates,
    score,
    { kernel: "uniform", bandwidth: radius, localLinear: false },
    outcome,
  );
}

// Nearest neighbours by a score: who is matched with whom. Knows nothing of where the score comes from.
//
// Controls are put in order of the score once; a search is then a walk outwards from the treated unit's place. Sources: Rubin
// (1973), Biometrics 29(1), doi:10.2307/2529684; Rosenbaum & Rubin (1985), The American Statistician 39(1),
// doi:10.1080/00031305.1985.10479383 (caliper); Dehejia & Wahba (2002), Review of Economics and Statistics 84(1),
// doi:10.1162/003465302317331982 (replacement); Abadie & Imbens (2006), Econometrica 74(1),
// doi:10.1111/j.1468-0262.2006.00655.x (ties); Sekhon (2011), Journal of Statistical Software 42(7),
// doi:10.18637/jss.v042.i07 (their tolerance).

/**
 * Matches each treated unit with the `ratio` controls of its cell that are nearest in `score`, f64[n] by position, or with as
 * many as the cell and the caliper have. Units are matched that are eligible; a treated unit in no pair is not matched.
 *
 * With replacement everyone gets the nearest. Without, treated units choose one control each a round in the given order,
 * `ratio` rounds; `data` is by position, `largest` and `smallest` by score and then position, `random` a permutation by `seed`
 * (Philox4x32-10). Equally near controls go by position; with ties `average` a match is all controls whose squared distance
 * exceeds the ratio-th's by no more than `tieTolerance` variances of the score among those who take part.
 *
 * @param options.caliper in units of the score; a distance up to 1e-12 more counts as within
 * @throws UsageError (`ratio`, `caliper`, `ties`, `random_stream`), DataError (`no_treated`, `no_controls`, `ratio`: more than
 * there are controls; `not_finite`: the score of someone who takes part; `no_overlap`: no cell has both; `caliper`: it drops
 * everyone)
 */
export function nearestPairs(
  engine: Engine,
  candidates: Candidates,
  score: Float64Array,
  options: NearestOptions,
): Pairs {
  checkOptions(options);
  const { ratio, replace, caliper } = options;
  const found = participantsOf(candidates, ratio);
  requireFinite("score", score, found);
  const problem = { ...found, score, cells: candidates.cells, nCells: candidates.nCells };
  const limit = limitOf(caliper);
  const tolerance = tieToleranceOf(options);
  const pairs = replace
    ? nearestWithReplacement(engine, problem, {
        ...{ ratio, limit },
        tolerance: tolerance === null ? null : tolerance * varianceOf(score, [found.treated, found.controls]),
      })
    : nearestWithoutReplacement(engine, problem, turnsOf(engine, found.treated, score, options), { ratio, limit });
  requirePairs(pairs, candidates, found, `the caliper (${Number(caliper?.toPrecision(6))})`, () => {
    const anyone = nearestWithReplacement(engine, problem, { ratio: 1, limit: limitOf(null), tolerance: null });
    return ` The nearest pair is ${Number(leastDistance(anyone, score).toPrecision(6))} apart.`;
  });
  return pairs;
}

function leastDistance({ treated, control }: Pairs, score: Float64Array): number {
  let least = Number.POSITIVE_INFINITY;
  for (let p = 0; p < treated.length; p++) least = Math.min(least, Math.abs(score[treated[p]!]! - score[control[p]!]!));
  return least;
}

/** Who chooses at each turn: places in `treated`. */
export function turnsOf(
  engine: Engine,
  treated: Uint32Array,
  score: Float64Array,
  { order, seed }: Pick<NearestOptions, "order" | "seed">,
): Uint32Array {
  switch (order) {
    case "data":
      return Uint32Array.from(treated, (_, i) => i);
    case "random":
      return randomPermutation(engine, treated.length, { seed, replication: 0, purpose: PURPOSE.matching });
    default:
      return scoreOrder(engine, treated, score, order === "largest");
  }
}

/** Variance, by the number less one, of the units in `lists`. */
function varianceOf(x: Float64Array, lists: readonly Uint32Array[]): number {
  let [n, sum] = [0, 0];
  for (const units of lists) {
    for (const unit of units) sum += x[unit]!;
    n += units.length;
  }
  const mean = sum / n;
  let squares = 0;
  for (const units of lists) for (const unit of units) squares += (x[unit]! - mean) ** 2;
  return squares / (n - 1);
}
