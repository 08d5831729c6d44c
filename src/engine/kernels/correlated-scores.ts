/**
 * Wrappers of the kernels of variances whose scores are correlated beyond clusters: along time within a unit,
 * and between places near each other. Weights, small-sample factors and bread are the callers' business.
 */
import { blockedProductsWork } from "./blas.js";
import { checkLength } from "./checks.js";
import type { Engine, F64Block, Scope, U32Block } from "./engine.js";
import { sumPartsBlock } from "./parts.js";
import { rangesOfSize, slotsFor, sumOverRanges } from "./ranges.js";

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
    const triangle = R?.address ?? 0;
    return [first, rows, n, k, lag, R ? 1 : 0, X.address, u.address, places.address, triangle, out, work];
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
  engine.kernels.spherePoints(n, latitudes.address, longitudes.address, points.address);
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
    const [over, triangle] = R === undefined ? [0, 0] : [1, R.address];
    engine.run(
      "nearMeat",
      ranges.map(({ first, rows }, i) => {
        const inputs = [latitudes.address, points.address, scores.address, triangle];
        return [first, rows, n, k, over, chord, band, ...inputs, parts.at(i * k * k), work.at(i * scratch)];
      }),
    );
    out.view().set(sumPartsBlock(engine, ranges.length, k * k, parts).view());
  });
  return out;
}
