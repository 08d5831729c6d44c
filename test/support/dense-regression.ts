/**
 * The oracle of every fast algorithm on moments: a regression on all its dummies, on dense columns, with nothing shared
 * with the product. Covariances come without small-sample factors.
 */
import type { Category } from "../../src/base/columns.js";
import { dot, dummies, orthonormal, residual, roots, scaled } from "./dense-columns.js";

export interface DenseInput {
  readonly y: Float64Array;
  /** Columns of the regressors. */
  readonly X: readonly Float64Array[];
  /** Codes of each absorbed effect; levels without a row do no harm. */
  readonly effects: readonly Pick<Category, "codes" | "nLevels">[];
  readonly weights: Float64Array | null;
}

type Clustering = Pick<Category, "codes" | "nLevels">;

export interface DenseRegression {
  readonly n: number;
  /** k; NaN where the column was dropped: explained by effects and earlier regressors. */
  readonly coefficients: Float64Array;
  readonly kept: readonly boolean[];
  /** Rank of the dummies alone, and of dummies and regressors. */
  readonly effectsRank: number;
  readonly rank: number;
  /** y less what is fitted, not weighted. */
  readonly residuals: Float64Array;
  /** k by k, row by row: (X'X)^-1 (sum over clusters of s s') (X'X)^-1, s the cluster's sum of weighted x~ u; 0 for dropped ones. */
  cluster(clusters: Clustering): Float64Array;
  /** nLevels by k, row by row: coefficients without each cluster, by a regression of its own. */
  dropOne(clusters: Clustering): Float64Array;
}

/** Least squares of y on X and the dummies of `effects`, weighted. */
export const denseRegression = (input: DenseInput): DenseRegression => denseDesign(input)(input.y);

/** As `denseRegression`, of any outcome on one design, whose bases are made once. */
export function denseDesign({ X, effects, weights }: Omit<DenseInput, "y">): (y: Float64Array) => DenseRegression {
  const [n, k] = [X[0]?.length ?? effects[0]!.codes.length, X.length];
  const root = roots(n, weights);
  const D = orthonormal(effects.flatMap(({ codes, nLevels }) => dummies(codes, nLevels, root))).basis;
  const partialled = X.map((x) => residual(D, scaled(x, root)));
  // Measured by the regressor itself, before effects were taken off.
  const { basis: Q, kept } = orthonormal(
    X.map((x) => scaled(x, root)),
    D,
  );
  const columns = partialled.filter((_, j) => kept[j]);
  const positions = X.map((_, j) => j).filter((j) => kept[j]);
  const without = new Map<Clustering, readonly ((y: Float64Array) => Float64Array)[]>();
  const makeWithout = (clusters: Clustering) =>
    Array.from({ length: clusters.nLevels }, (_, g) => {
      const others = Array.from({ length: n }, (_, i) => i).filter((i) => clusters.codes[i] !== g);
      const design = denseDesign(denseRows({ y: root, X, effects, weights }, others));
      return (y: Float64Array) => design(Float64Array.from(others, (i) => y[i]!)).coefficients;
    });
  return (y) => {
    const outcome = residual(D, scaled(y, root));
    const left = residual(Q, outcome);
    const solved = solveByBasis(Q, columns, outcome);
    const coefficients = new Float64Array(k).fill(Number.NaN);
    positions.forEach((j, i) => {
      coefficients[j] = solved[i]!;
    });
    return {
      n,
      coefficients,
      kept,
      effectsRank: D.length,
      rank: D.length + Q.length,
      residuals: left.map((value, i) => (root[i]! > 0 ? value / root[i]! : 0)),
      cluster: (clusters) => {
        const V = new Float64Array(k * k);
        for (let g = 0; g < clusters.nLevels; g++) {
          const ofG = left.map((value, i) => (clusters.codes[i] === g ? value : 0));
          const share = solveByBasis(Q, columns, ofG);
          positions.forEach((j, a) => {
            positions.forEach((l, b) => {
              V[j * k + l]! += share[a]! * share[b]!;
            });
          });
        }
        return V;
      },
      dropOne: (clusters) => {
        const fits = without.get(clusters) ?? makeWithout(clusters);
        without.set(clusters, fits);
        return Float64Array.from(fits.flatMap((coefficientsOf) => [...coefficientsOf(y)]));
      },
    };
  };
}

/** The same input on some rows, in the order given, also repeated. */
export function denseRows({ y, X, effects, weights }: DenseInput, rows: readonly number[]): DenseInput {
  const pick = (column: Float64Array) => Float64Array.from(rows, (i) => column[i]!);
  return {
    y: pick(y),
    X: X.map(pick),
    effects: effects.map(({ codes, nLevels }) => ({ codes: Uint32Array.from(rows, (i) => codes[i]!), nLevels })),
    weights: weights === null ? null : pick(weights),
  };
}

/** b of least squares of v on independent columns, of which Q is an orthonormal basis made in their order. */
function solveByBasis(Q: readonly Float64Array[], columns: readonly Float64Array[], v: Float64Array): Float64Array {
  const b = new Float64Array(columns.length);
  for (let i = columns.length - 1; i >= 0; i--) {
    let sum = dot(Q[i]!, v);
    for (let j = i + 1; j < columns.length; j++) sum -= dot(Q[i]!, columns[j]!) * b[j]!;
    b[i] = sum / dot(Q[i]!, columns[i]!);
  }
  return b;
}
