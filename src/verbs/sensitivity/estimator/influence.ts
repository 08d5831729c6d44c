/**
 * What each row does to one coefficient, its standard error and the bounds of a confounder: derivatives by the weight of the row at one,
 * of the regression on regressors and effects together. Effects are absorbed, so what is differentiated is within them.
 *
 * With z = [X (X'X)^-1]_j net of effects and u the residuals, both times the root of the weight: d b_j = z u. Of errors
 * V = sum over clusters of S^2, S the sum of z u: d V = 2 S z u - 2 (z Ha + u Hb), a = S u, b = S z, H the projection on regressors
 * and effects, since the residuals of all other rows move along; a row or cluster that goes altogether takes S^2, and not twice that.
 * Classical: d V / V = u^2 / ssr - z^2 / sum z^2, degrees of freedom held.
 * Sources: Broderick, Giordano & Meager (2020), arXiv:2011.14999; Cook & Weisberg (1982), Residuals and Influence in Regression.
 */

import { NotSupported } from "../../../base/errors.js";
import { ddotBlock, linearCombinationsBlock, scaleRowsBlock } from "../../../engine/kernels/blas.js";
import { gatherColumn } from "../../../engine/kernels/columns.js";
import { leveragesBlock } from "../../../engine/kernels/covariance.js";
import type { Engine, F64Block, Scope } from "../../../engine/kernels/engine.js";
import type { ClusterTerm } from "../../../regression/least-squares/fit.js";
import type { LeastSquares } from "../../../regression/least-squares/least-squares.js";
import type { Meat } from "../../../regression/variance/kind.js";
import { meatOf, type RegressionVcov } from "../../../regression/variance/variances.js";
import type { BoundMoments } from "./confounding.js";

/** By which formula an error is differentiated: that of its own, or of classical ones in proportion. */
export type ErrorFormula = "classical" | "robust" | "clusters" | "in_proportion";

/** Rows in the order of the fit. */
export interface RowInfluence {
  /** Rows of the table (0-based). */
  readonly rows: Uint32Array;
  /** Derivative of the coefficient. */
  readonly ofEstimate: Float64Array;
  /** Of the standard error, where rows that share a number of `groups` (by row of the table) go together. */
  readonly ofError: (groups: Uint32Array) => Float64Array;
  readonly formula: ErrorFormula;
  /** Exact change of the coefficient without each row, NaN where it alone identifies the coefficient; null where leverages can't be had. */
  readonly without: () => Float64Array | null;
  /** Null where the errors have neither rows nor clusters to sum over. */
  readonly moments: () => BoundMoments | null;
}

const PROPORTION: ErrorFormula = "in_proportion";

const FORMULAS: Readonly<Record<Meat, ErrorFormula>> = {
  none: "classical",
  rows: "robust",
  clusters: "clusters",
  products: PROPORTION,
};

/** A row with 1 - h at most this alone identifies something. */
const LEVERAGE_ONE = 1e-10;
/** Share of the treatment's sum of squares above which such a row is part of what identifies the coefficient. */
const ALONE = 1e-10;

/** Influences on coefficient `at`, whose standard error is `stdError`; valid while `scope` is open. */
export function rowInfluence(
  engine: Engine,
  scope: Scope,
  regression: LeastSquares,
  at: number,
  variance: RegressionVcov,
  stdError: number,
): RowInfluence {
  const { sample, absorber, result } = regression;
  const { fit } = result;
  const { n, k, ssr, X } = fit; // columns that are demeaned when asked for, in memory of their own scope
  const { rowOrder } = absorber;
  const rows = rowOrder === null ? sample.rows : Uint32Array.from(rowOrder, (row) => sample.rows[row]!);
  const z = scope.scope((inner) =>
    linearCombinationsBlock(engine, inner, n, k, 1, X, inner.copyF64(directionOf(fit, at)))
      .view()
      .slice(),
  );
  const u = Float64Array.from(fit.uHat.view());
  const ofEstimate = new Float64Array(n);
  let zz = 0;
  for (let i = 0; i < n; i++) {
    ofEstimate[i] = z[i]! * u[i]!;
    zz += z[i]! * z[i]!;
  }
  const own = FORMULAS[meatOf(variance.type)!];
  const summed = summedScores(regression, variance, own, ofEstimate);
  // a difference of clusterings that is no variance has no derivative either
  const raw = summed?.reduce((total, { squares }) => total + squares, 0) ?? 0;
  const [sums, formula]: readonly [SummedScores[] | null, ErrorFormula] =
    summed !== null && raw > 0 ? [summed, own] : [null, own === "classical" ? own : PROPORTION];
  let indirect: Float64Array | undefined;
  const classical = () => {
    const out = new Float64Array(n);
    for (let i = 0; i < n; i++) out[i] = (stdError / 2) * ((u[i]! * u[i]!) / ssr - (z[i]! * z[i]!) / zz);
    return out;
  };
  return {
    rows,
    ofEstimate,
    formula,
    ofError(groups) {
      if (sums === null) return classical();
      indirect ??= indirectInfluence(engine, scope, regression, z, u, sums);
      const out = new Float64Array(n);
      for (const { sign, sumOf, codes, nLevels } of sums) {
        const times = codes === null || liesWithin(codes, nLevels, rows, groups) ? 1 : 2;
        for (let i = 0; i < n; i++) out[i]! += sign * times * sumOf[i]! * ofEstimate[i]!;
      }
      const half = stdError / (2 * raw);
      for (let i = 0; i < n; i++) out[i] = half * (out[i]! + indirect[i]!);
      return out;
    },
    without: () => exactChanges(engine, scope, regression, ofEstimate, (i) => (z[i]! * z[i]!) / zz > ALONE),
    moments: () => (sums === null ? null : boundMoments(sums, z, u, ofEstimate, { ssr, zz, stdError })),
  };
}

/** Column `at` of (X'X)^-1. */
function directionOf({ k, Rinv }: LeastSquares["result"]["fit"], at: number): Float64Array {
  const direction = new Float64Array(k);
  for (let i = 0; i < k; i++) {
    let sum = 0;
    for (let l = Math.max(i, at); l < k; l++) sum += Rinv[l * k + i]! * Rinv[l * k + at]!;
    direction[i] = sum;
  }
  return direction;
}

/** The scores of one term of a variance, summed by its clusters. */
interface SummedScores {
  readonly sign: 1 | -1;
  /** Of each row; null where each is one of its own. */
  readonly codes: Uint32Array | null;
  readonly nLevels: number;
  /** Of each row, the sum of its cluster. */
  readonly sumOf: Float64Array;
  /** Sum of squares over clusters, with its sign. */
  readonly squares: number;
}

/** Terms of a variance that is a sum over rows or clusters; null for others. */
function summedScores(
  regression: LeastSquares,
  variance: RegressionVcov,
  formula: ErrorFormula,
  scores: Float64Array,
): SummedScores[] | null {
  if (formula === "classical" || formula === PROPORTION) return null;
  if (formula === "robust") return [byRow(scores, 1)];
  return regression.clusters(variance).clusterTerms.map((term) => {
    return term.nLevels === scores.length ? byRow(scores, term.sign) : byCluster(scores, term);
  });
}

const byRow = (scores: Float64Array, sign: 1 | -1): SummedScores => ({
  ...{ sign, codes: null, nLevels: scores.length, sumOf: scores },
  squares: sign * scores.reduce((sum, value) => sum + value * value, 0),
});

function byCluster(scores: Float64Array, { sign, codes, nLevels }: ClusterTerm): SummedScores {
  const sums = totals(scores, codes, nLevels);
  const sumOf = new Float64Array(scores.length);
  for (let i = 0; i < scores.length; i++) sumOf[i] = sums[codes[i]!]!;
  return { sign, codes, nLevels, sumOf, squares: sign * sums.reduce((sum, value) => sum + value * value, 0) };
}

/** Sums of `values` by code. */
export function totals(values: Float64Array, codes: Uint32Array, nLevels: number): Float64Array {
  const sums = new Float64Array(nLevels);
  for (let i = 0; i < values.length; i++) sums[codes[i]!]! += values[i]!;
  return sums;
}

/** Whether all rows of a code share a group. */
function liesWithin(codes: Uint32Array, nLevels: number, rows: Uint32Array, groups: Uint32Array): boolean {
  const first = new Uint32Array(nLevels);
  const isKnown = new Uint8Array(nLevels);
  for (let i = 0; i < codes.length; i++) {
    const [code, group] = [codes[i]!, groups[rows[i]!]!];
    if (isKnown[code] === 1 && first[code] !== group) return false;
    isKnown[code] = 1;
    first[code] = group;
  }
  return true;
}

/** What a row does to V by moving residuals and z of all rows: -2 (z Ha + u Hb). */
function indirectInfluence(
  engine: Engine,
  scope: Scope,
  regression: LeastSquares,
  z: Float64Array,
  u: Float64Array,
  sums: readonly SummedScores[],
): Float64Array {
  const n = z.length;
  const [a, b] = [new Float64Array(n), new Float64Array(n)];
  for (const { sign, sumOf } of sums) {
    for (let i = 0; i < n; i++) {
      a[i]! += sign * sumOf[i]! * u[i]!;
      b[i]! += sign * sumOf[i]! * z[i]!;
    }
  }
  const [Ha, Hb] = projected(engine, scope, regression, [a, b]) as [Float64Array, Float64Array];
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) out[i] = -2 * (z[i]! * Ha[i]! + u[i]! * Hb[i]!);
  return out;
}

/** Columns, times the root of the weights, projected on regressors and effects. */
function projected(
  engine: Engine,
  scope: Scope,
  { sample, absorber, result }: LeastSquares,
  columns: readonly Float64Array[],
): Float64Array[] {
  const { n, k, X, Rinv } = result.fit;
  return scope.scope((inner) => {
    const block = inner.f64(n * columns.length);
    columns.forEach((column, j) => {
      block
        .part(j * n, n)
        .view()
        .set(column);
    });
    if (sample.effects.length > 0) {
      const roots = sample.weights?.map(Math.sqrt);
      const scaled = (values: Float64Array) =>
        scaleRowsBlock(engine, n, columns.length, gatherColumn(engine, inner, values, absorber.rowOrder), block);
      if (roots !== undefined) scaled(roots.map((root) => 1 / root));
      absorber.demean(block, columns.length);
      if (roots !== undefined) scaled(roots);
    }
    return columns.map((column, j) => {
      const rest = block.part(j * n, n);
      const coefficients = solved(Rinv, k, productsWith(engine, inner, X, rest, n, k));
      const fitted = linearCombinationsBlock(engine, inner, n, k, 1, X, inner.copyF64(coefficients)).view();
      const left = rest.view();
      return column.map((value, i) => value - left[i]! + fitted[i]!);
    });
  });
}

const productsWith = (engine: Engine, scope: Scope, X: F64Block, y: F64Block, n: number, k: number): Float64Array =>
  Float64Array.from({ length: k }, (_, j) => ddotBlock(engine, scope, X.part(j * n, n), y));

/** (X'X)^-1 times a vector. */
function solved(Rinv: Float64Array, k: number, right: Float64Array): Float64Array {
  const middle = Float64Array.from({ length: k }, (_, l) => {
    let sum = 0;
    for (let i = 0; i <= l; i++) sum += Rinv[l * k + i]! * right[i]!;
    return sum;
  });
  return Float64Array.from({ length: k }, (_, i) => {
    let sum = 0;
    for (let l = i; l < k; l++) sum += Rinv[l * k + i]! * middle[l]!;
    return sum;
  });
}

/** -z u / (1 - h): the coefficient without the row, less the coefficient. A row of leverage one may identify but its own effect. */
function exactChanges(
  engine: Engine,
  scope: Scope,
  { absorber, result }: LeastSquares,
  scores: Float64Array,
  isAlone: (row: number) => boolean,
): Float64Array | null {
  const { n, k, X, R } = result.fit;
  let effects: Float64Array | null;
  try {
    effects = absorber.leverage();
  } catch (error) {
    if (error instanceof NotSupported) return null;
    throw error;
  }
  return scope.scope((inner) => {
    const own = effects === null ? null : inner.copyF64(effects);
    const h = leveragesBlock(engine, inner, n, k, X, inner.copyF64(R), own).h.view();
    return scores.map((score, i) => {
      const left = 1 - h[i]!;
      if (left > LEVERAGE_ONE) return -score / left;
      return isAlone(i) ? Number.NaN : 0;
    });
  });
}

/** Variances of |b| and of S = (ssr / sum of squares of the treatment)^(1/2), scaled as that of the record. */
function boundMoments(
  sums: readonly SummedScores[],
  z: Float64Array,
  u: Float64Array,
  scores: Float64Array,
  { ssr, zz, stdError }: { readonly ssr: number; readonly zz: number; readonly stdError: number },
): BoundMoments {
  const n = z.length;
  const scale = Math.sqrt(ssr * zz); // z is the treatment over its sum of squares: that is 1 / zz
  const ofScale = new Float64Array(n);
  for (let i = 0; i < n; i++) ofScale[i] = (scale / 2) * ((u[i]! * u[i]!) / ssr - (z[i]! * z[i]!) / zz);
  let [bb, bs, ss] = [0, 0, 0];
  for (const { sign, codes, nLevels } of sums) {
    const b = codes === null ? scores : totals(scores, codes, nLevels);
    const s = codes === null ? ofScale : totals(ofScale, codes, nLevels);
    for (let g = 0; g < b.length; g++) {
      bb += sign * b[g]! * b[g]!;
      bs += sign * b[g]! * s[g]!;
      ss += sign * s[g]! * s[g]!;
    }
  }
  const times = (stdError * stdError) / bb;
  return { scale, ofEstimate: bb * times, ofBoth: bs * times, ofScale: ss * times };
}
