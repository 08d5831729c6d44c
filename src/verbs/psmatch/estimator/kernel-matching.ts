/**
 * Kernel and local linear matching on a score: the counterfactual of a treated unit is a local mean, or a
 * local line at its score, of the controls' outcomes. Knows nothing of where the score comes from.
 * Sources: Heckman, Ichimura & Todd (1997), Review of Economic Studies 64(4), doi:10.2307/2971733; (1998), 65(2),
 * doi:10.1111/1467-937X.00044.
 */
import { DataError, UsageError } from "../../../base/errors.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { kernelWeights } from "../../../engine/kernels/kernel-weights.js";
import type { Candidates, KernelName, Matching } from "./match.js";
import { limitOf } from "./participants.js";
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
