/**
 * A linear equation with instruments, net of its exogenous regressors W and absorbed effects, as a few
 * small matrices. With X the kx endogenous regressors, y the outcome, Q an orthonormal basis of the kz excluded instruments
 * net of W, and E what W and the instruments leave of [X y]:
 *
 *     [X y] net of W  =  Q P + E,    Q'E = 0,    E'E = T'T,    Z net of W  =  Q R.
 *
 * Every k-class estimate and every statistic under homoskedasticity is algebra on P and T; every residual that a robust
 * one needs is E a + Q c for short vectors a and c, so that no statistic knows how rows are stored.
 * Source: Davidson & MacKinnon (2004), Econometric Theory and Methods, sections 8.4 and 12.5, ISBN 978-0195123722.
 */

/** Matrices are column-major. */
export interface InstrumentSystem {
  /** Rows. */
  readonly n: number;
  /** Endogenous regressors, kx. */
  readonly nEndogenous: number;
  /** Excluded instruments kept, kz. */
  readonly nInstruments: number;
  /** Parameters of W: exogenous regressors kept and the rank of the absorbed effects. */
  readonly nExogenous: number;
  /** P, kz by (kx + 1): coordinates of [X y] on Q. */
  readonly projected: Float64Array;
  /** T, (kx + 1) by (kx + 1), upper. */
  readonly unexplained: Float64Array;
  /** R, kz by kz, upper: coordinates of the instruments on Q. */
  readonly instruments: Float64Array;
}

/**
 * Sum over rows, or over clusters of sums, of s s', kz by kz and symmetric, with s the score q e of the instruments Q and
 * e = E a + Q c: `a` has kx + 1 numbers (those of X, then that of y), `c` has kz. No small-sample factor. Classical errors
 * give e'e/n times the identity; two clusterings inclusion and exclusion; correlation along time Bartlett's weights.
 */
export type ScoreCovariance = (a: Float64Array, c: Float64Array) => Float64Array;

/** How errors are taken to be: what robust statistics are scaled by. */
export interface ErrorStructure {
  /** `NW` and `DK`: correlated along time, within units or across all of them. */
  readonly type: "iid" | "hetero" | "cluster" | "NW" | "DK";
  /** The smallest number of clusters, which for `DK` are the periods; null for the others. */
  readonly nClusters: number | null;
  readonly covariance: ScoreCovariance;
}

/** n - L: residual degrees of freedom of a first stage, every effect counted. */
export const firstStageDf = ({ n, nExogenous, nInstruments }: InstrumentSystem): number =>
  n - nExogenous - nInstruments;

/**
 * The system from the upper triangle R of [W Z X y] = QR, of order kw + kz + kx + 1, all columns kept; `rankEffects` is that
 * of the absorbed effects.
 */
export function instrumentSystem(
  n: number,
  rankEffects: number,
  { kw, kz, kx }: { readonly kw: number; readonly kz: number; readonly kx: number },
  R: Float64Array,
): InstrumentSystem {
  const order = kw + kz + kx + 1;
  const part = (row: number, rows: number): Float64Array => {
    const out = new Float64Array(rows * (kx + 1));
    for (let j = 0; j <= kx; j++) {
      const from = (kw + kz + j) * order + row;
      out.set(R.subarray(from, from + rows), j * rows);
    }
    return out;
  };
  const projected = part(kw, kz);
  const unexplained = part(kw + kz, kx + 1);
  const instruments = new Float64Array(kz * kz);
  for (let j = 0; j < kz; j++) {
    const from = (kw + j) * order + kw;
    instruments.set(R.subarray(from, from + j + 1), j * kz);
  }
  for (let j = 0; j <= kx; j++) unexplained.fill(0, j * (kx + 1) + j + 1, (j + 1) * (kx + 1));
  return { n, nEndogenous: kx, nInstruments: kz, nExogenous: kw + rankEffects, projected, unexplained, instruments };
}
