/**
 * Wrappers of the covariance kernels: score sums by cluster, the meat of sandwich variances, leverages; on
 * arrays, and, named ...Block, on blocks in linear memory. Small-sample factors and bread are the callers' business.
 */
import { blockedProductsWork, copyOut, treeSlots } from "./blas.js";
import { checkLength, invoke, rangesOf, rangesOfSize, slotsFor, sumOverRanges, sumPartsBlock } from "./call.js";
import { clusterScoresManyBlock } from "./cluster-scores.js";
import type { Engine, F64Block, Scope, U32Block } from "./engine.js";

/** Scratch of `hcMeat`, in f64. */
export const hcMeatWork = blockedProductsWork;
/** Scratch of `leverageMeat`, in f64. */
export const leverageMeatWork = (n: number, k: number): number => blockedProductsWork(n, k) + 528 + treeSlots(n);
/** Scratch of `clusterMeat`, in f64. */
export const clusterMeatWork = blockedProductsWork;
/** Scratch of `leverages`, in f64. */
export const leveragesWork = (k: number): number => 264 * k;

/** Heteroskedasticity-robust meat, k x k: the sum of u_i^2 x_i x_i' over the n rows of an n x k matrix. */
export function hcMeat(engine: Engine, n: number, k: number, X: Float64Array, u: Float64Array): Float64Array {
  return engine.scope((scope) => copyOut(hcMeatBlock(engine, scope, n, k, scope.copyF64(X), scope.copyF64(u))));
}

/** As `hcMeat`, in linear memory, a task for each range of rows; of the rows x R^-1 when R, upper k x k, is given. */
export function hcMeatBlock(
  engine: Engine,
  scope: Scope,
  n: number,
  k: number,
  X: F64Block,
  u: F64Block,
  R?: F64Block,
): F64Block {
  checkLength("hcMeat", "X", X.length, n * k);
  checkLength("hcMeat", "u", u.length, n);
  if (R !== undefined) checkLength("hcMeat", "R", R.length, k * k);
  return sumOverRanges(engine, scope, "hcMeat", n, k * k, hcMeatWork(n, k), ({ first, rows }, out, work) => {
    return { n: rows, stride: n, k, over: R ? 1 : 0, X: X.at(first), u: u.at(first), R, meat: out, work };
  });
}

/** How residuals are raised: u^2 (1 - h)^-d with d = power + min(cap, slope h) + min(cap2, slope h). */
export interface LeverageRule {
  readonly power: number;
  readonly slope: number;
  readonly cap: number;
  readonly cap2: number;
  /** A row with 1 - h at most this has leverage 1, and adds nothing. */
  readonly least: number;
}

/**
 * The meat of q = x R^-1 with squared residuals raised by leverage, f64[k * k], and behind it the number of rows with
 * leverage 1; a task for each range of rows. `effects` are leverages of absorbed effects, added to q'q; null for none.
 */
export function leverageMeatBlock(
  engine: Engine,
  scope: Scope,
  n: number,
  k: number,
  X: F64Block,
  u: F64Block,
  R: F64Block,
  effects: F64Block | null,
  rule: LeverageRule,
): F64Block {
  checkLength("leverageMeat", "X", X.length, n * k);
  checkLength("leverageMeat", "u", u.length, n);
  checkLength("leverageMeat", "R", R.length, k * k);
  if (effects !== null) checkLength("leverageMeat", "effects", effects.length, n);
  const size = k * k + 1;
  return sumOverRanges(engine, scope, "leverageMeat", n, size, leverageMeatWork(n, k), (range, out, work) => {
    const { first, rows } = range;
    const own = { n: rows, X: X.at(first), u: u.at(first), effects: effects?.at(first) };
    return { stride: n, k, hasEffects: effects === null ? 0 : 1, R, meat: out, work, ...own, ...rule };
  });
}

/**
 * Score sums, nClusters x k and row-major: row g is the sum of x_i u_i over the rows of cluster g. Throws KernelError
 * when a code is not below nClusters.
 */
export function clusterScores(
  engine: Engine,
  n: number,
  k: number,
  nClusters: number,
  X: Float64Array,
  u: Float64Array,
  codes: Uint32Array,
): Float64Array {
  return engine.scope((scope) => {
    const [x, residuals, clusters] = [scope.copyF64(X), scope.copyF64(u), scope.copyU32(codes)];
    return copyOut(clusterScoresBlock(engine, scope, n, k, nClusters, x, residuals, clusters));
  });
}

/** As `clusterScores`, in linear memory, by tasks. */
export function clusterScoresBlock(
  engine: Engine,
  scope: Scope,
  n: number,
  k: number,
  nClusters: number,
  X: F64Block,
  u: F64Block,
  codes: U32Block,
): F64Block {
  return clusterScoresManyBlock(engine, scope, n, k, 1, X, u, { codes, nLevels: nClusters });
}

/** Cluster-robust meat, k x k: the sum of s_g s_g' over the rows of a row-major nClusters x k matrix of score sums. */
export function clusterMeat(engine: Engine, nClusters: number, k: number, scores: Float64Array): Float64Array {
  return engine.scope((scope) => copyOut(clusterMeatBlock(engine, scope, nClusters, k, scope.copyF64(scores))));
}

/** As `clusterMeat`, in linear memory, a task for each range of clusters; of s R^-1 when R, upper k x k, is given. */
export function clusterMeatBlock(
  engine: Engine,
  scope: Scope,
  nClusters: number,
  k: number,
  scores: F64Block,
  R?: F64Block,
): F64Block {
  checkLength("clusterMeat", "scores", scores.length, nClusters * k);
  if (R !== undefined) checkLength("clusterMeat", "R", R.length, k * k);
  const scratch = clusterMeatWork(nClusters, k);
  return sumOverRanges(engine, scope, "clusterMeat", nClusters, k * k, scratch, ({ first, rows }, out, work) => {
    return { nClusters: rows, k, over: R ? 1 : 0, scores: scores.at(first * k), R, meat: out, work };
  });
}

/** Leverages of the rows of an n x k matrix X = QR, R upper k x k: squared norms of the rows of X R^-1. */
export function leverages(engine: Engine, n: number, k: number, X: Float64Array, R: Float64Array): Float64Array {
  return engine.scope((scope) => copyOut(leveragesBlock(engine, scope, n, k, scope.copyF64(X), scope.copyF64(R)).h));
}

/** As `leverages`, in linear memory, a task for each range of rows; added to those of `effects`. Also the largest. */
export function leveragesBlock(
  engine: Engine,
  scope: Scope,
  n: number,
  k: number,
  X: F64Block,
  R: F64Block,
  effects: F64Block | null = null,
): { readonly h: F64Block; readonly largest: number } {
  checkLength("leverages", "X", X.length, n * k);
  checkLength("leverages", "R", R.length, k * k);
  if (effects !== null) checkLength("leverages", "effects", effects.length, n);
  const h = scope.f64(n);
  const scratch = leveragesWork(k);
  const ranges = rangesOf(n, scratch);
  const largest = scope.scope((inner) => {
    const work = inner.f64(ranges.length * scratch);
    return engine.run(
      "leverages",
      ranges.map(({ first, rows }, i) => {
        const own = {
          n: rows,
          X: X.at(first),
          effects: effects?.at(first),
          h: h.at(first),
          work: work.at(i * scratch),
        };
        return { stride: n, k, hasEffects: effects === null ? 0 : 1, R, ...own };
      }),
    );
  });
  return { h, largest: Math.max(...largest) };
}

// Wrappers of the kernels of variances whose scores are correlated beyond clusters: along time within a unit, and
// between places near each other. Weights, small-sample factors and bread are the callers' business.

/** A place of `windowMeat` that holds no row. */
export const NO_ROW = 0xffff_ffff;
/** Rows of a block in scratch, with room against cache conflicts; rows it takes. */
const [BLOCK_ROWS, BLOCK] = [264, 256];
/** Locations of a task: four blocks, a complete subtree, as neighbours cost more than rows do. */
const LOCATIONS = 1024;
/** Numbers that the results of all tasks together should stay below. */
const MOST_NUMBERS = 2 ** 22;

/** Scratch of `windowMeat`, in f64. */
export const windowMeatWork = (windows: number, k: number, lag: number): number =>
  (k + 1) * (BLOCK_ROWS + lag) + blockedProductsWork(windows, k);

/** Scratch of `nearMeat`, in f64. */
export const nearMeatWork = (rows: number, k: number): number =>
  k + 2 * BLOCK_ROWS * k + slotsFor(Math.ceil(rows / BLOCK)) * k * k;

/**
 * Sum over windows of w w', k x k, w the sum of x_i u_i over `lag` + 1 places that follow each other, one window ending at
 * each place; of w R^-1 when R, upper k x k, is given. A task for each range of places.
 *
 * @param places a row of the n x k matrix X, or NO_ROW
 */
export function windowMeatBlock(
  engine: Engine,
  scope: Scope,
  n: number,
  k: number,
  lag: number,
  X: F64Block,
  u: F64Block,
  places: U32Block,
  R?: F64Block,
): F64Block {
  checkLength("windowMeat", "X", X.length, n * k);
  checkLength("windowMeat", "u", u.length, n);
  if (R !== undefined) checkLength("windowMeat", "R", R.length, k * k);
  const windows = places.length;
  const scratch = windowMeatWork(windows, k, lag);
  return sumOverRanges(engine, scope, "windowMeat", windows, k * k, scratch, ({ first, rows }, out, work) => {
    return { first, rows, stride: n, k, lag, over: R ? 1 : 0, X, u, places, R, meat: out, work };
  });
}

/** Points of the unit sphere at n latitudes and longitudes, f64[3n]: all x, all y, all z. Degrees from -360 to 360. */
export function spherePointsBlock(
  engine: Engine,
  scope: Scope,
  n: number,
  latitudes: F64Block,
  longitudes: F64Block,
): F64Block {
  checkLength("spherePoints", "latitudes", latitudes.length, n);
  checkLength("spherePoints", "longitudes", longitudes.length, n);
  const points = scope.f64(3 * n);
  invoke(engine, "spherePoints", { n, latitudes, longitudes, points });
  return points;
}

/** What is in reach of a location. */
export interface Reach {
  /** Largest squared chord of the unit sphere. */
  readonly chord: number;
  /** Degrees of latitude that none in reach is beyond. */
  readonly band: number;
}

/**
 * Sum of s_a s_b' over all pairs of locations in reach of each other, each with itself among them: k x k, of the score sums
 * `scores`, n x k and row-major; of s R^-1 when R, upper k x k, is given. `latitudes` ascend, `points` are those of
 * `spherePointsBlock`. A task for every 1,024 locations.
 */
export function nearMeatBlock(
  engine: Engine,
  scope: Scope,
  n: number,
  k: number,
  { chord, band }: Reach,
  latitudes: F64Block,
  points: F64Block,
  scores: F64Block,
  R?: F64Block,
): F64Block {
  checkLength("nearMeat", "latitudes", latitudes.length, n);
  checkLength("nearMeat", "points", points.length, 3 * n);
  checkLength("nearMeat", "scores", scores.length, n * k);
  let size = LOCATIONS;
  while (size < n && Math.ceil(n / size) * k * k > MOST_NUMBERS) size *= 2;
  const ranges = rangesOfSize(n, size);
  const scratch = nearMeatWork(size, k);
  const out = scope.f64(k * k);
  scope.scope((inner) => {
    const parts = inner.f64(ranges.length * k * k);
    const work = inner.f64(ranges.length * scratch);
    const all = { n, k, over: R ? 1 : 0, chord, band, latitudes, points, scores, R };
    engine.run(
      "nearMeat",
      ranges.map(({ first, rows }, i) => {
        return { first, rows, meat: parts.at(i * k * k), work: work.at(i * scratch), ...all };
      }),
    );
    out.view().set(sumPartsBlock(engine, ranges.length, k * k, parts).view());
  });
  return out;
}
