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

import type { Category } from "../../../base/columns.js";
import { NumericalError } from "../../../base/errors.js";
import { PURPOSE } from "../../../engine/kernels/cluster-draws.js";
import type { Engine, Scope } from "../../../engine/kernels/engine.js";
import { wreDraws as drawSystem, placeWreSystem, type WreSystem } from "../../../engine/kernels/wild.js";
import type { WildRequest } from "../../../regression/cluster-bootstrap/wild.js";
import type { WildErrorClusters } from "../../../regression/cluster-bootstrap/wild-spec.js";
import { sharedCells, sideBySide } from "../../../regression/cluster-bootstrap/wild-system.js";
import type { InstrumentMoments } from "./instrument-moments.js";

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

// What the weights of a draw act on in an equation with instruments, for each of the columns that every
// residual of it is a combination of.

/** Of one column b; or of a combination of them, to which all of this is linear. */
export interface WildPiece {
  /** Coefficients of b in a bootstrap cluster alone on the exogenous columns, f64[rank*nBoot], row-major. */
  readonly onExogenous: Float64Array;
  /** Q'b of a bootstrap cluster, f64[kz*nBoot], row-major. */
  readonly onInstruments: Float64Array;
  /** Q'b of the cells an error and a bootstrap cluster share, f64[entries*kz]. */
  readonly ofEntries: Float64Array;
  /** Q'b of an error cluster, f64[nRows*kz]. */
  readonly ofRows: Float64Array;
}

export interface WildPieces {
  readonly model: InstrumentMoments;
  readonly nBoot: number;
  /** Error clusters, those of a clustering after another's. */
  readonly nRows: number;
  readonly rank: number;
  readonly kz: number;
  readonly offsets: Uint32Array;
  readonly clusters: Uint32Array;
  /** Sign and small-sample factor of a row, f64[nRows]. */
  readonly factors: Float64Array;
  /** -Q'W of an error cluster, f64[nRows*kz*rank], row-major. */
  readonly exogenousOfRows: Float64Array;
  /** Of e_x, e_y, Q_1, ... */
  readonly pieces: readonly WildPiece[];
}

/** A residual: its shares of e_x, e_y and Q. */
export interface Combination {
  readonly x: number;
  readonly y: number;
  readonly q: ArrayLike<number>;
}

/** Pieces for these clusters, given over the cells of the moments. */
export function wildPieces(
  model: InstrumentMoments,
  errorClusters: readonly WildErrorClusters[],
  boot: Category,
): WildPieces {
  const { products, basis, exogenous, nInstruments: kz, moments } = model;
  const { order } = moments;
  const nBoot = boot.nLevels;
  const rank = exogenous.length;
  const pairs = errorClusters.map(({ clusters }) => sharedCells(clusters, boot));
  const starts = [0];
  for (const { clusters } of errorClusters) starts.push(starts.at(-1)! + clusters.nLevels);
  const nRows = starts.at(-1)!;
  const shared = sideBySide(pairs);
  const firstEntry = [0];
  for (const { clusters } of pairs) firstEntry.push(firstEntry.at(-1)! + clusters.length);

  /** Adds a cell's numbers to every error cluster's it lies in: at the cluster's row, and at the shared entry. */
  const eachCell = (add: (cell: number, row: number, entry: number) => void): void => {
    errorClusters.forEach(({ clusters }, t) => {
      clusters.codes.forEach((c, g) => {
        add(g, starts[t]! + c, firstEntry[t]! + pairs[t]!.entryOf[g]!);
      });
    });
  };
  const pieces = products.map((product): WildPiece => {
    const ofCell = inBasis(product, basis, order, boot.codes.length);
    const [ofEntries, ofRows] = [new Float64Array(shared.clusters.length * kz), new Float64Array(nRows * kz)];
    eachCell((g, row, entry) => {
      for (let j = 0; j < kz; j++) {
        ofEntries[entry * kz + j]! += ofCell[g * kz + j]!;
        ofRows[row * kz + j]! += ofCell[g * kz + j]!;
      }
    });
    const [byBoot, right] = [new Float64Array(kz * nBoot), new Float64Array(rank * nBoot)];
    boot.codes.forEach((h, g) => {
      for (let j = 0; j < kz; j++) byBoot[j * nBoot + h]! += ofCell[g * kz + j]!;
      for (let i = 0; i < rank; i++) right[h * rank + i]! += product[g * order + exogenous[i]!]!;
    });
    const solved = model.onExogenous(right, nBoot);
    const onExogenous = Float64Array.from({ length: rank * nBoot }, (_, i) => {
      return solved[(i % nBoot) * rank + Math.floor(i / nBoot)]!;
    });
    return { onExogenous, onInstruments: byBoot, ofEntries, ofRows };
  });
  const exogenousOfRows = new Float64Array(nRows * kz * rank);
  eachCell((g, row) => {
    for (let j = 0; j < kz; j++) {
      const [from, product] = [(row * kz + j) * rank, products[2 + j]!];
      for (let i = 0; i < rank; i++) exogenousOfRows[from + i]! -= product[g * order + exogenous[i]!]!;
    }
  });
  const factors = Float64Array.from(
    errorClusters.flatMap(({ clusters, sign, factor }) => new Array<number>(clusters.nLevels).fill(sign * factor)),
  );
  return { model, nBoot, nRows, rank, kz, ...shared, factors, exogenousOfRows, pieces };
}

/** Q'b of every cell, f64[nCells*kz], from the cell's products with b. */
function inBasis(product: Float64Array, basis: readonly Float64Array[], order: number, nCells: number): Float64Array {
  const kz = basis.length;
  const out = new Float64Array(nCells * kz);
  for (let g = 0; g < nCells; g++) {
    basis.forEach((q, j) => {
      let sum = 0;
      for (let i = 0; i < order; i++) sum += q[i]! * product[g * order + i]!;
      out[g * kz + j] = sum;
    });
  }
  return out;
}

/** The piece of a combination. */
export function combinePieces({ pieces }: Pick<WildPieces, "pieces">, { x, y, q }: Combination): WildPiece {
  const shares = [x, y, ...Array.from(q)];
  const combine = (of: (piece: WildPiece) => Float64Array): Float64Array => {
    const out = new Float64Array(of(pieces[0]!).length);
    pieces.forEach((piece, b) => {
      const [share, values] = [shares[b]!, of(piece)];
      if (share !== 0) for (let i = 0; i < out.length; i++) out[i]! += share * values[i]!;
    });
    return out;
  };
  return {
    onExogenous: combine((piece) => piece.onExogenous),
    onInstruments: combine((piece) => piece.onInstruments),
    ofEntries: combine((piece) => piece.ofEntries),
    ofRows: combine((piece) => piece.ofRows),
  };
}
