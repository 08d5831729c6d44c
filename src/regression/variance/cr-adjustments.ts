/**
 * Clusters' scores raised by what each leaves of the regression (CR2, CR3), and the Satterthwaite degrees
 * of freedom of each coefficient under a working model of uncorrelated errors of one variance. Numbers only: which columns
 * there are, and how the blocks were made, is for the callers.
 *
 * With p_c the part that cluster c has in an estimate's error, v = sum_c (p_c'y)^2 is its variance, and
 * df = (sum_c p_c'p_c)^2 / sum_ch (p_c'p_h)^2. As p_c'p_h off the diagonal is a product of two short vectors, the double
 * sum is one over the squares of a small matrix: no matrix of clusters by clusters is formed.
 * Sources: Bell & McCaffrey (2002), Survey Methodology 28(2); Imbens & Kolesar (2016), Review of Economics and Statistics
 * 98(4), doi:10.1162/REST_a_00552; Pustejovsky & Tipton (2018), JBES 36(4), doi:10.1080/07350015.2016.1247004.
 */
import {
  type Adjustments,
  clusterAdjustmentsBlock,
  type WeightedRows,
  weightedAdjustmentsBlock,
} from "../../engine/kernels/adjustments.js";
import { copyOut, crossProductsBlock } from "../../engine/kernels/blas.js";
import type { ClusterBlocks } from "../../engine/kernels/cluster-draws.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";

/** An eigenvalue of a cluster's leverage above 1 less this is 1: the cluster alone identifies that direction. */
const ALONE = 1e-10;
/** An eigenvalue of a working variance at most this share of the largest, or of the errors' own variance, is 0. */
const NULL_SHARE = 1e-12;
/** A variance at most this share of what no cluster's leverage takes from is rounding. */
const VANISHING_SHARE = 1e-20;
/** Numbers of vectors made at once. */
const MOST_NUMBERS = 2 ** 22;

/** Of G clusters and k coefficients. */
export interface RaisedClusters {
  /** Scores, f64[G * k], by cluster, in the coordinates of orthonormal regressors. */
  readonly scores: F64Block;
  /** Degrees of freedom of each coefficient; G - 1 where the clusters leave nothing of its variance. */
  readonly df: Float64Array;
}

/** The same from blocks, with measures of each cluster. */
export interface RaisedBlocks extends RaisedClusters {
  /** Share of each coefficient's direction that the cluster alone identifies, f64[G * k]. */
  readonly alone: Float64Array;
  /** t'B_c t of each coefficient's direction, f64[G * k]: its sum over clusters is t't. */
  readonly partial: Float64Array;
  /** Trace of B_c, f64[G]. */
  readonly leverage: Float64Array;
}

/**
 * CR2 (`power` 1) or CR3 (2) scores from blocks of [dummies, orthonormal regressors, residuals].
 *
 * @param L packed factor of the blocks' sum
 * @param targets k columns: the direction of each coefficient in the coordinates of the regressors
 */
export function crAdjustments(
  engine: Engine,
  scope: Scope,
  blocks: ClusterBlocks,
  L: F64Block,
  power: 1 | 2,
  targets: Float64Array,
): RaisedBlocks {
  const { nClusters: G, nDummies: m, nRegressors: k } = blocks;
  const r = m + k;
  const [alone, partial, leverage] = [new Float64Array(G * k), new Float64Array(G * k), new Float64Array(G)];
  const parts = { variance: new Float64Array(G * k), square: new Float64Array(G * k) };
  const { scores, products } = inBatches(engine, scope, { G, k, width: r }, targets, (inner, batch) => {
    const made = clusterAdjustmentsBlock(engine, inner, blocks, L, power, { ...batch, tolerance: ALONE });
    leverage.set(made.leverage, batch.first);
    spread(made.measures, 4, batch.first * k, [parts.variance, parts.square, alone, partial]);
    return made;
  });
  const doubles = (j: number) => products[j]!.reduce((sum, value) => sum + value * value, 0);
  return {
    scores,

    df: satterthwaite(G, k, parts, doubles, (j) => partial.reduce((sum, own, at) => sum + (at % k === j ? own : 0), 0)),
    alone,
    partial,
    leverage,
  };
}

/** CR2 scores of a weighted regression under a working model of errors of one variance, from its rows by cluster. */
export function raisedWeightedClusters(
  engine: Engine,
  scope: Scope,
  rows: WeightedRows,
  targets: Float64Array,
): RaisedClusters {
  const [G, { k, r }] = [rows.offsets.length - 1, rows];
  const parts = { variance: new Float64Array(G * k), square: new Float64Array(G * k) };
  const { scores, products } = inBatches(engine, scope, { G, k, width: 2 * r }, targets, (inner, batch) => {
    const made = weightedAdjustmentsBlock(engine, inner, rows, { ...batch, tolerance: NULL_SHARE });
    spread(made.measures, 2, batch.first * k, [parts.variance, parts.square]);
    return made;
  });
  // sum over c and h of (alpha_c'delta_h + delta_c'alpha_h)^2, from the blocks of the products of [alpha delta]
  const doubles = (j: number) => {
    const P = products[j]!;
    let sum = 0;
    for (let a = 0; a < r; a++) {
      for (let b = 0; b < r; b++) {
        const at = (row: number, column: number) => P[row + column * 2 * r]!;
        sum += at(a, b) * at(r + a, r + b) + at(a, r + b) * at(b, r + a);
      }
    }
    return 2 * sum;
  };
  const S = rows.S.view();
  const unadjusted = (j: number) => {
    const t = targets.subarray(j * k, (j + 1) * k);
    return t.reduce((sum, a, i) => sum + a * t.reduce((own, b, l) => own + S[r - k + i + (r - k + l) * r]! * b, 0), 0);
  };
  return { scores, df: satterthwaite(G, k, parts, doubles, unadjusted) };
}

/** Clusters in batches: all scores, and for each target the products of its vectors, added up over clusters. */
function inBatches(
  engine: Engine,
  scope: Scope,
  { G, k, width }: { readonly G: number; readonly k: number; readonly width: number },
  targets: Float64Array,
  make: (inner: Scope, batch: { first: number; count: number; targets: F64Block }) => Adjustments,
): { readonly scores: F64Block; readonly products: readonly Float64Array[] } {
  const scores = scope.f64(G * k);
  const products = Array.from({ length: k }, () => new Float64Array(width * width));
  const size = Math.max(1, Math.floor(MOST_NUMBERS / (width * k)));
  scope.scope((outer) => {
    const placed = outer.copyF64(targets);
    for (let first = 0; first < G; first += size) {
      const count = Math.min(size, G - first);
      outer.scope((inner) => {
        const made = make(inner, { first, count, targets: placed });
        scores.view().set(made.scores.view(), first * k);
        products.forEach((sum, j) => {
          const own = made.vectors.part(j * width * count, width * count);
          const P = inner.scope((each) => copyOut(crossProductsBlock(engine, each, count, width, own)));
          for (let i = 0; i < sum.length; i++) sum[i]! += P[i]!;
        });
      });
    }
  });
  return { scores, products };
}

/** Measures that stand side by side, each to an array of its own. */
function spread(measures: Float64Array, each: number, first: number, out: readonly Float64Array[]): void {
  for (let i = 0; i * each < measures.length; i++)
    out.forEach((array, t) => {
      array[first + i] = measures[i * each + t]!;
    });
}

/** `variance` p_c'p_c, `square` what the double sum of `doubles` has on its diagonal in place of it; `unadjusted` as a measure of size. */
function satterthwaite(
  G: number,
  k: number,
  { variance, square }: { readonly variance: Float64Array; readonly square: Float64Array },
  doubles: (j: number) => number,
  unadjusted: (j: number) => number,
): Float64Array {
  return Float64Array.from({ length: k }, (_, j) => {
    let [sum, squares] = [0, doubles(j)];
    for (let c = 0; c < G; c++) {
      const at = c * k + j;
      sum += variance[at]!;
      squares += variance[at]! ** 2 - square[at]! ** 2;
    }
    return sum <= VANISHING_SHARE * unadjusted(j) ? G - 1 : sum ** 2 / squares;
  });
}
