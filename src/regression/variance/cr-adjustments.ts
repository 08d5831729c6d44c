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
  type AdjustmentTask,
  clusterAdjustmentsBlock,
  type WeightedRows,
  weightedAdjustmentsBlock,
} from "../../engine/kernels/adjustments.js";
import { copyOut, crossProductsBlock } from "../../engine/kernels/blas.js";
import type { ClusterBlocks } from "../../engine/kernels/cluster-draws.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import { type ClusterParts, isModerate } from "./hotelling.js";

/** An eigenvalue of a cluster's leverage above 1 less this is 1: the cluster alone identifies that direction. */
const ALONE = 1e-10;
/** An eigenvalue of a working variance at most this share of the largest, or of the errors' own variance, is 0. */
const NULL_SHARE = 1e-12;
/** A variance at most this share of what no cluster's leverage takes from is rounding. */
const VANISHING_SHARE = 1e-20;
/** Numbers of vectors made at once. */
const MOST_NUMBERS = 2 ** 22;

type Batch = Omit<AdjustmentTask, "tolerance">;

/** Of G clusters and k coefficients. */
export interface RaisedClusters {
  /** Scores, f64[G * k], by cluster, in the coordinates of orthonormal regressors. */
  readonly scores: F64Block;
  /** Degrees of freedom of each coefficient; G - 1 where the clusters leave nothing of its variance. */
  readonly df: Float64Array;
  /** What joint tests are read by; undefined where it would take too long. */
  readonly parts: ClusterParts | undefined;
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
  const sizes = { variance: new Float64Array(G * k), square: new Float64Array(G * k) };
  const { scores, products, parts } = inBatches(engine, scope, { G, k, width: r }, targets, (inner, batch) => {
    const made = clusterAdjustmentsBlock(engine, inner, blocks, L, power, { ...batch, tolerance: ALONE });
    leverage.set(made.leverage, batch.first);
    spread(made.measures, k, batch, [sizes.variance, sizes.square, alone, partial]);
    return made;
  });
  const doubles = (j: number) => products[j]!.reduce((sum, value) => sum + value * value, 0);
  return {
    ...{ scores, parts },
    df: satterthwaite(G, k, sizes, doubles, (j) => partial.reduce((sum, own, at) => sum + (at % k === j ? own : 0), 0)),
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
  const sizes = { variance: new Float64Array(G * k), square: new Float64Array(G * k) };
  const { scores, products, parts } = inBatches(engine, scope, { G, k, width: 2 * r }, targets, (inner, batch) => {
    const made = weightedAdjustmentsBlock(engine, inner, rows, { ...batch, tolerance: NULL_SHARE });
    spread(made.measures, k, batch, [sizes.variance, sizes.square]);
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
  return { scores, df: satterthwaite(G, k, sizes, doubles, unadjusted), parts: parts && { ...parts, shift: r } };
}

/**
 * Clusters in batches: all scores, and for each target the products of its vectors, added up over clusters. What joint tests take is of
 * the coordinates themselves, as further targets: combinations of nearly collinear coefficients have digits in these alone.
 */
function inBatches(
  engine: Engine,
  scope: Scope,
  { G, k, width }: { readonly G: number; readonly k: number; readonly width: number },
  targets: Float64Array,
  make: (inner: Scope, batch: Batch) => Adjustments,
): { readonly scores: F64Block; readonly products: readonly Float64Array[]; readonly parts: ClusterParts | undefined } {
  const scores = scope.f64(G * k);
  const products = Array.from({ length: k }, () => new Float64Array(width * width));
  const pairs = isModerate(G, k, width) ? k : 0;
  const parts = {
    ...{ G, width, shift: 0 },
    vectors: new Float64Array(G * width * pairs),
    products: new Float64Array(G * pairs * pairs),
  };
  const size = Math.max(1, Math.floor(MOST_NUMBERS / (width * k)));
  scope.scope((outer) => {
    const all = new Float64Array((k + pairs) * k);
    all.set(targets);
    for (let j = 0; j < pairs; j++) all[(k + j) * k + j] = 1;
    const placed = outer.copyF64(all);
    for (let first = 0; first < G; first += size) {
      const count = Math.min(size, G - first);
      outer.scope((inner) => {
        const made = make(inner, { first, count, targets: placed, pairs });
        scores.view().set(made.scores.view(), first * k);
        products.forEach((sum, j) => {
          const own = made.vectors.part(j * width * count, width * count);
          const P = inner.scope((each) => copyOut(crossProductsBlock(engine, each, count, width, own)));
          for (let i = 0; i < sum.length; i++) sum[i]! += P[i]!;
        });
        const gather = (from: F64Block, skipped: number, to: Float64Array) => {
          for (let at = 0; at * G < to.length; at++) {
            to.set(from.part((skipped + at) * count, count).view(), at * G + first);
          }
        };
        gather(made.vectors, k * width, parts.vectors);
        gather(made.products, 0, parts.products);
      });
    }
  });
  return { scores, products, parts: pairs === 0 ? undefined : parts };
}

/** Measures of clusters and targets that stand side by side, each to an array of its own: those of the first k targets. */
function spread(
  measures: Float64Array,
  k: number,
  { first, count, targets }: Batch,
  out: readonly Float64Array[],
): void {
  for (let c = 0; c < count; c++) {
    for (let j = 0; j < k; j++) {
      const from = ((c * targets.length) / k + j) * out.length;
      for (const [t, array] of out.entries()) array[(first + c) * k + j] = measures[from + t]!;
    }
  }
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
