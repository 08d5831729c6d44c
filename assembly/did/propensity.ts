import { f64At, setF64 } from "../abi";
import { addScaled } from "../blas/axpy";
import { packedSize } from "../blas/cross-products";
import { dotChunk } from "../blas/ddot";
import { linearCombinations } from "../blas/linear-combinations";
import { binaryPass } from "../glm/binary-pass";
import { vexp } from "../math/vexp";
import { packedRow } from "../moments/packed-factor";
import { solveFactored } from "../moments/packed-solve";
import { factorLeading, lowerOf, weightedProducts } from "./normal-equations";

// @ts-ignore: decorator
@inline const LOGIT: i32 = 0;
// @ts-ignore: decorator
@inline const EXPECTED: i32 = 1;
// @ts-ignore: decorator
@inline const WEIGHTED: i32 = 1;
/** Steps, halvings of one among them. */
// @ts-ignore: decorator
@inline const MOST_STEPS: i32 = 60;
/** Square of the last step in standard errors; what a fit must come to that has not reached it. */
// @ts-ignore: decorator
@inline const CONVERGED: f64 = 1e-20;
// @ts-ignore: decorator
@inline const FAIR: f64 = 1e-8;
/** Rounding of a likelihood, which may seem to fall by it. */
// @ts-ignore: decorator
@inline const ROUNDING: f64 = 1e-12;

/** What a fit of propensities comes to. */
// @ts-ignore: decorator
@inline export const FITTED: i32 = 0;
// @ts-ignore: decorator
@inline export const SEPARATED: i32 = -1;

/**
 * A logit by Newton's method from 0 on, steps halved where the likelihood falls. Leaves coefficients, probabilities and the factor
 * of the information. `step` f64[k], `scale` f64[2k], `sums` f64[k(k+1)/2 + k + 1], `work` as of `binaryPass`.
 *
 * Returns FITTED, SEPARATED where steps do not come to an end, or the number of a collinear regressor, from 1 on
 */
export function logitFit(
  n: usize, stride: usize, k: usize, X: usize, d: usize, w: usize, gamma: usize, information: usize, linear: usize,
  fitted: usize, step: usize, scale: usize, kept: usize, sums: usize, work: usize,
): i32 {
  const packed = packedSize(k);
  memory.fill(gamma, 0, k << 3);
  let before = -Infinity, share: f64 = 1, size = Infinity;
  for (let t = 0; t < MOST_STEPS; t++) {
    binaryPass(n, stride, k, LOGIT, EXPECTED, WEIGHTED, X, d, w, gamma, sums, linear, fitted, work);
    const likelihood = f64At(sums, packed + k);
    if (!(likelihood >= before - ROUNDING * abs(before))) {
      share /= 2;
      addScaled(k, -share, step, gamma);
      continue;
    }
    lowerOf(k, sums, information);
    const dropped = factorLeading(k, information, kept, scale);
    if (t == 0 && dropped > 0) return <i32>dropped;
    memory.copy(step, sums + (packed << 3), k << 3);
    solveFactored(k, information, step);
    size = dotChunk(k, step, sums + (packed << 3));
    if (size <= CONVERGED) return FITTED;
    before = likelihood;
    share = 1;
    addScaled(k, share, step, gamma);
  }
  return size <= FAIR ? FITTED : SEPARATED;
}

/**
 * Propensities whose odds balance: the treated's sums of regressors, `sums` f64[k], are those of the n rows compared with, weighed by
 * exp(x'gamma). From `gamma` on, by Newton's method; leaves weights times odds in `odds`, and `products` as scratch, both as of
 * `weightedProducts`. `scale` f64[3k].
 *
 * Source: Graham, Pinto & Egel (2012), Review of Economic Studies 79(3), doi:10.1093/restud/rdr047
 */
export function tiltOdds(
  n: usize, stride: usize, k: usize, X: usize, y: usize, w: usize, sums: usize, gamma: usize, odds: usize,
  products: usize, step: usize, scale: usize, kept: usize, work: usize,
): i32 {
  let before = Infinity, share: f64 = 1, size = Infinity;
  const total = f64At(sums, 0);
  for (let t = 0; t < MOST_STEPS; t++) {
    linearCombinations(n, stride, n, k, 1, X, gamma, odds);
    vexp(n, odds, odds);
    for (let i: usize = 0; i < n; i++) setF64(odds, i, f64At(odds, i) * f64At(w, i));
    weightedProducts(n, stride, k, X, y, odds, products, work);
    const loss = f64At(products, 0) - dotChunk(k, sums, gamma);
    if (!(loss <= before + ROUNDING * abs(before))) {
      share /= 2;
      addScaled(k, -share, step, gamma);
      continue;
    }
    // the first regressor is 1, so that its products are the sums of all
    for (let j: usize = 0; j < k; j++) setF64(step, j, f64At(sums, j) - f64At(products, packedRow(j)));
    memory.copy(scale + (k << 4), step, k << 3);
    factorLeading(k, products, kept, scale);
    solveFactored(k, products, step);
    size = dotChunk(k, step, scale + (k << 4)) / total;
    if (size <= CONVERGED) return FITTED;
    before = loss;
    share = 1;
    addScaled(k, share, step, gamma);
  }
  return size <= FAIR ? FITTED : SEPARATED;
}
