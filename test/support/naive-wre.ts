/**
 * The bootstraps of an equation with instruments by their definition: rows for every draw, and 2SLS or least squares of them
 * on all dummies. Shares nothing with the product.
 */
import { CholeskyDecomposition, Matrix } from "ml-matrix";
import type { Category } from "../../src/base/columns.js";
import { dot, dummies, orthonormal, residual, roots, scaled } from "./dense-columns.js";
import type { RowTerm } from "./naive-wild.js";

export interface NaiveInstruments {
  readonly y: Float64Array;
  readonly x: Float64Array;
  readonly W: readonly Float64Array[];
  readonly Z: readonly Float64Array[];
  readonly effects: readonly Pick<Category, "codes" | "nLevels">[];
  readonly weights: Float64Array | null;
  readonly errors: readonly RowTerm[];
  readonly boot: Category;
}

export interface NaiveDraws {
  readonly observed: number;
  readonly draw: (weights: Float64Array) => number;
}

/** The 2SLS estimate with its standard error, and the two bootstraps at a null value. */
export function naiveInstruments(input: NaiveInstruments) {
  const root = roots(input.y.length, input.weights);
  const [y, x] = [scaled(input.y, root), scaled(input.x, root)];
  const { errors, boot } = input;
  const ofEffects = input.effects.flatMap(({ codes, nLevels }) => dummies(codes, nLevels, root));
  const D = orthonormal([...ofEffects, ...input.W.map((w) => scaled(w, root))]).basis;
  const Q = orthonormal(
    input.Z.map((z) => scaled(z, root)),
    D,
  ).basis;

  const twoStage = (ys: Float64Array, xs: Float64Array) => {
    const [outcome, regressor] = [residual(D, ys), residual(D, xs)];
    const fitted = plus(Q.map((q) => [dot(q, regressor), q]));
    const size = dot(fitted, fitted);
    const estimate = dot(fitted, outcome) / size;
    const u = outcome.map((value, i) => value - estimate * regressor[i]!);
    const variance = clustered([fitted], u, errors)[0]![0]! / size ** 2;
    return { estimate, std_error: Math.sqrt(variance) };
  };
  const fit = twoStage(y, x);

  const wre = (value: number): NaiveDraws => {
    const held = y.map((outcome, i) => outcome - value * x[i]!);
    const u1 = residual(D, held);
    const [e] = orthonormal([u1], [...D, ...Q]).basis as [Float64Array];
    const delta = dot(e, x) / dot(e, u1);
    const left = residual([...D, ...Q, e], x);
    const fitted = x.map((regressor, i) => regressor - left[i]! - delta * u1[i]!);
    return {
      observed: (fit.estimate - value) / fit.std_error,
      draw: (v) => {
        const drawn = fitted.map((f, i) => f + v[boot.codes[i]!]! * (x[i]! - f));
        const outcome = drawn.map((d, i) => d * value + (held[i]! - u1[i]!) + v[boot.codes[i]!]! * u1[i]!);
        const { estimate, std_error } = twoStage(outcome, drawn);
        return (estimate - value) / std_error;
      },
    };
  };

  /** Wald statistic over kz of the instruments in y - x value, `factor` on the squares; NaN where their covariance is not definite. */
  const andersonRubin = (value: number, factor: number): NaiveDraws => {
    const terms = errors.map(({ clusters, factor: own }) => ({ clusters, factor: Math.sign(own) * factor }));
    const held = y.map((outcome, i) => outcome - value * x[i]!);
    const u1 = residual(D, held);
    const wald = (outcome: Float64Array) => {
      const coefficients = Matrix.columnVector(Q.map((q) => dot(q, outcome)));
      const S = new CholeskyDecomposition(new Matrix(clustered(Q, residual([...D, ...Q], outcome), terms)));
      return S.isPositiveDefinite() ? coefficients.dot(S.solve(coefficients)) / Q.length : Number.NaN;
    };
    return {
      observed: wald(held),
      draw: (v) => wald(held.map((h, i) => h - u1[i]! + v[boot.codes[i]!]! * u1[i]!)),
    };
  };
  return { ...fit, wre, andersonRubin };
}

/** Sum over clusterings and clusters of factor s s', s the cluster's products of the columns with u. */
function clustered(columns: readonly Float64Array[], u: Float64Array, errors: readonly RowTerm[]): number[][] {
  const S = columns.map(() => columns.map(() => 0));
  for (const { clusters, factor } of errors) {
    const scores = columns.map((column) => {
      const sums = new Float64Array(clusters.nLevels);
      clusters.codes.forEach((c, i) => {
        sums[c]! += column[i]! * u[i]!;
      });
      return sums;
    });
    scores.forEach((a, i) => {
      scores.forEach((b, j) => {
        S[i]![j]! += factor * dot(a, b);
      });
    });
  }
  return S;
}

function plus(terms: readonly (readonly [number, Float64Array])[]): Float64Array {
  const out = new Float64Array(terms[0]![1].length);
  for (const [share, column] of terms) for (let i = 0; i < out.length; i++) out[i]! += share * column[i]!;
  return out;
}
