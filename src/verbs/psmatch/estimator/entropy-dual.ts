/**
 * The dual of entropy balancing: weights base e^(c'lambda) under which every column of C averages to 0,
 * found by Newton's method with a line search on the log of the sum of the weights, or a proof that there are none.
 * Knows nothing of covariates or groups.
 */
import { linearCombinationsBlock } from "../../../engine/kernels/blas.js";
import type { Engine, F64Block, Scope } from "../../../engine/kernels/engine.js";
import { dpotrf, dtrsv } from "../../../engine/kernels/lapack.js";
import { log } from "../../../engine/kernels/math.js";
import { entropyTiltBlock, extremesBlock } from "../../../engine/kernels/reweighting.js";

/** Largest mean of a column, in its sds, at which Newton stops; and at which rounding may stop it. */
const GAP = 1e-13;
const GAP_ROUNDING = 1e-9;
const MOST_STEPS = 200;
const MOST_HALVINGS = 40;
/** Armijo's share of the decrease a step promises. */
const DECREASE = 1e-4;
/** Promised decreases below this are lost in the rounding of the log of a sum. */
const DECREASE_ROUNDING = 1e-11;
/** Share of the largest |c'lambda| by which all must lie below 0 to prove that 0 is outside their hull. */
const MARGIN = 1e-9;
/** Shares of the diagonal added where the Hessian is singular. */
const RIDGES = [0, 1e-14, 1e-12, 1e-10, 1e-8, 1e-6];

/** n rows of k columns in linear memory. */
export interface DualRows {
  readonly n: number;
  readonly k: number;
  readonly C: F64Block;
  /** f64[n], not negative. */
  readonly base: F64Block;
}

export type DualOutcome =
  /** Weights were found; they sum to `total`. */
  | { readonly kind: "balanced"; readonly total: number; readonly iterations: number; readonly gap: number }
  /** c'lambda < 0 in every row: 0 is outside the hull of the rows. `pull` is |lambda| in sds of the columns. */
  | { readonly kind: "outside"; readonly pull: Float64Array }
  /** Neither weights nor proof within the steps allowed. `gaps` are the means left, in sds of the columns. */
  | { readonly kind: "open"; readonly gaps: Float64Array; readonly iterations: number };

interface Point {
  readonly lambda: Float64Array;
  readonly value: number;
  readonly total: number;
  /** Means and covariances of the columns under the weights. */
  readonly means: Float64Array;
  readonly hessian: Float64Array;
  readonly low: number;
  readonly high: number;
}

/**
 * Finds the weights, left in `weights` f64[n] (up to a common factor).
 * Source: Hainmueller (2012), Political Analysis 20(1), doi:10.1093/pan/mpr025, section 3.2; Boyd & Vandenberghe (2004),
 * Convex Optimization, section 9.5.
 */
export function balanceDual(engine: Engine, scope: Scope, rows: DualRows, weights: F64Block): DualOutcome {
  const eta = scope.f64(rows.n);
  const at = (lambda: Float64Array) => evaluate(engine, scope, rows, lambda, eta, weights);
  let point = at(new Float64Array(rows.k));
  const sds = Float64Array.from({ length: rows.k }, (_, j) => Math.sqrt(point.hessian[j * rows.k + j]!) || 1);
  const gapOf = ({ means }: Point) => means.reduce((most, mean, j) => Math.max(most, Math.abs(mean) / sds[j]!), 0);
  let [gap, iterations] = [gapOf(point), 0];
  while (gap > GAP && iterations < MOST_STEPS) {
    if (isOutside(point)) return { kind: "outside", pull: point.lambda.map((value, j) => Math.abs(value) * sds[j]!) };
    const next = descend(engine, point, at);
    if (next === null) break;
    iterations++;
    const nextGap = gapOf(next);
    if (gap <= GAP_ROUNDING && nextGap > gap / 2) {
      // rounding is all that is left: whichever is better stays
      if (nextGap < gap) [point, gap] = [next, nextGap];
      break;
    }
    [point, gap] = [next, nextGap];
  }
  if (gap > GAP_ROUNDING) {
    if (isOutside(point)) return { kind: "outside", pull: point.lambda.map((value, j) => Math.abs(value) * sds[j]!) };
    return { kind: "open", gaps: point.means.map((mean, j) => Math.abs(mean) / sds[j]!), iterations };
  }
  const { total } = at(point.lambda);
  return { kind: "balanced", total, iterations, gap };
}

const isOutside = ({ low, high }: Point): boolean => high < -MARGIN * Math.abs(low);

function evaluate(
  engine: Engine,
  scope: Scope,
  { n, k, C, base }: DualRows,
  lambda: Float64Array,
  eta: F64Block,
  weights: F64Block,
): Point {
  return scope.scope((inner) => {
    linearCombinationsBlock(engine, inner, n, k, 1, C, inner.copyF64(lambda), eta);
    const { low, high } = extremesBlock(engine, inner, eta);
    const sums = entropyTiltBlock(engine, inner, n, k, high, C, eta, base, weights).view();
    const order = k + 1;
    const total = sums[0]!;
    const means = Float64Array.from({ length: k }, (_, j) => sums[j + 1]! / total);
    const hessian = Float64Array.from({ length: k * k }, (_, cell) => {
      const [i, j] = [cell % k, Math.floor(cell / k)];
      return sums[i + 1 + (j + 1) * order]! / total - means[i]! * means[j]!;
    });
    return { lambda, value: log(engine, Float64Array.of(total))[0]! + high, total, means, hessian, low, high };
  });
}

/** The next point of Newton's method, nearer the least value; null when no step gets any lower. */
function descend(engine: Engine, point: Point, at: (lambda: Float64Array) => Point): Point | null {
  for (const ridge of RIDGES) {
    const step = newtonStep(engine, point, ridge);
    if (step === null) continue;
    const slope = step.reduce((sum, s, j) => sum + s * point.means[j]!, 0);
    for (let halvings = 0, size = 1; halvings <= MOST_HALVINGS; halvings++, size /= 2) {
      const next = at(point.lambda.map((value, j) => value + size * step[j]!));
      const enough = next.value <= point.value + DECREASE * size * slope;
      if (enough || (-slope < DECREASE_ROUNDING && halvings === 0)) return next;
    }
  }
  return null;
}

/** -(H + ridge diag H)^-1 of the gradient; null when that is not positive definite. */
function newtonStep(engine: Engine, { means, hessian }: Point, ridge: number): Float64Array | null {
  const k = means.length;
  // in units of the columns' sds, so that the ridge means the same in each
  const scale = Float64Array.from(means, (_, j) => Math.sqrt(Math.max(hessian[j * k + j]!, Number.MIN_VALUE)));
  const scaled = hessian.map((value, cell) => value / scale[cell % k]! / scale[Math.floor(cell / k)]!);
  for (let j = 0; j < k; j++) scaled[j * k + j] = 1 + ridge;
  let L: Float64Array;
  try {
    L = dpotrf(engine, k, scaled);
  } catch {
    return null;
  }
  const gradient = means.map((mean, j) => -mean / scale[j]!);
  const half = dtrsv(engine, k, L, gradient, { upper: false });
  const whole = dtrsv(engine, k, L, half, { upper: false, transposed: true });
  const step = whole.map((value, j) => value / scale[j]!);
  return step.every(Number.isFinite) ? step : null;
}
