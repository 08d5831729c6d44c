/**
 * The wild restricted efficient (WRE) cluster bootstrap of the 2SLS t of one endogenous regressor. At a null
 * value b the structural residual is u1 = y - x b net of W; the reduced form is estimated efficiently, x on W, the instruments
 * and u1, and u2 = x less what W and the instruments fit then. A draw is
 *     x* = fitted + v u2,    y* = x* b + W g + v u1,    v one weight a bootstrap cluster,
 * and t* = (b* - b) / se* by 2SLS on it. Without the null imposed (WUE) the same is done at b = the estimate. Residuals are
 * not rescaled. Knows nothing of names and what becomes of p.
 *
 * Source: Davidson & MacKinnon (2010), Journal of Business & Economic Statistics 28(1), doi:10.1198/jbes.2009.07221; Roodman,
 * MacKinnon, Nielsen & Webb (2019), Stata Journal 19(1), doi:10.1177/1536867X19830877.
 */
import { NumericalError } from "../../../base/errors.js";
import { PURPOSE } from "../../../engine/kernels/cluster-draws.js";
import type { Engine, Scope } from "../../../engine/kernels/engine.js";
import { wreDraws as drawSystem, placeWreSystem, type WreSystem } from "../../../engine/kernels/wild.js";
import type { WildRequest } from "../../../regression/cluster-bootstrap/wild.js";
import { combinePieces, type WildPieces } from "./wild-pieces.js";

/** Variance below this share of the observed one is rounding: such a draw has no statistic. */
const VANISHING_SHARE = 1e-20;

/** The 2SLS estimate and its clustered variance, small-sample factors of the pieces included. */
export interface TwoStage {
  readonly estimate: number;
  readonly variance: number;
}

/** Throws NumericalError `wild_no_variance` where the variance is not positive. */
export function twoStage({ model, pieces, factors, nRows, kz }: WildPieces): TwoStage {
  const { px, py } = model;
  const size = dot(px, px);
  const estimate = dot(px, py) / size;
  const q = px.map((value, j) => py[j]! - estimate * value);
  const { ofRows } = combinePieces({ pieces }, { x: -estimate, y: 1, q });
  let sum = 0;
  for (let c = 0; c < nRows; c++) sum += factors[c]! * dot(px, ofRows.subarray(c * kz, (c + 1) * kz)) ** 2;
  const variance = sum / size ** 2;
  if (variance > 0 && Number.isFinite(variance)) return { estimate, variance };
  throw new NumericalError(
    "wild_no_variance",
    "The clustered variance of the tested coefficient is not positive: there is no statistic to compare draws with.",
    { got: variance, expected: "positive" },
  );
}

/** The system of the draws at a null value, in memory of `scope`. Throws NumericalError where u1 is zero. */
export function wreSystem(scope: Scope, pieces: WildPieces, value: number): WreSystem {
  const { model, nBoot, nRows, rank, kz, offsets, clusters, factors, exogenousOfRows } = pieces;
  const { px, py, xx, xy, yy } = model;
  const p1 = px.map((p, j) => py[j]! - value * p);
  const unexplained = yy - value * (2 * xy - value * xx);
  if (!(unexplained > 0)) {
    throw new NumericalError(
      "wild_no_residual",
      `With the coefficient at ${value} the equation fits exactly: there are no residuals to draw.`,
      { got: unexplained, expected: "positive" },
    );
  }
  // coefficient of x on u1 given W and the instruments, and so of Q on x efficiently
  const delta = (xy - value * xx) / unexplained;
  const p0 = px.map((p, j) => p - delta * p1[j]!);
  const first = combinePieces(pieces, { x: -value, y: 1, q: p1 });
  const second = combinePieces(pieces, { x: 1, y: 0, q: p1.map((p) => delta * p) });
  const fitted = combinePieces(pieces, { x: 0, y: 0, q: p0 });
  const values = new Float64Array(clusters.length * 2 * kz);
  for (let e = 0; e < clusters.length; e++) {
    values.set(first.ofEntries.subarray(e * kz, (e + 1) * kz), e * 2 * kz);
    values.set(second.ofEntries.subarray(e * kz, (e + 1) * kz), e * 2 * kz + kz);
  }
  const A = new Float64Array(2 * (rank + kz) * nBoot);
  let at = 0;
  for (const rows of [first.onExogenous, first.onInstruments, second.onExogenous, second.onInstruments]) {
    A.set(rows, at);
    at += rows.length;
  }
  const arrays = { p0, A, H: exogenousOfRows, K: fitted.ofRows, values, factors };
  return placeWreSystem(scope, { nBoot, nRows, rank, kz }, arrays, { offsets, clusters });
}

/** Of each draw its coefficient less the value it was drawn under, and its t; NaN where the variance vanishes. */
export interface WreDraws {
  readonly distances: Float64Array;
  readonly statistics: Float64Array;
}

/** Draws first .. first + count - 1 of a system: the same numbers whichever slices they come in. */
export function wreDraws(
  engine: Engine,
  system: WreSystem,
  observed: TwoStage,
  { first, count, kind, seed }: WildRequest,
): WreDraws {
  const out = drawSystem(engine, system, first, count, { kind, seed, purpose: PURPOSE.wild });
  const distances = out.slice(0, count);
  const least = VANISHING_SHARE * observed.variance;
  const statistics = distances.map((d, i) => {
    const variance = out[count + i]!;
    return variance > least ? d / Math.sqrt(variance) : Number.NaN;
  });
  return { distances, statistics };
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};
