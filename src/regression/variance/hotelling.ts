/**
 * Approximate Hotelling's T-squared (HTZ): the degrees of freedom eta of the Wishart distribution that the clustered covariance of
 * several combinations of coefficients has about, under the working model of its adjustment. Numbers only.
 *
 * With p_c, q by n, the part of cluster c in the combinations' errors, made orthonormal so that sum_c p_c p_c' = I, and
 * B_ch = p_c p_h': eta = q (q + 1) / sum_ch [(tr B_ch)^2 + tr(B_ch B_ch)], which equates the sum of variances of all elements of the
 * covariance; of one combination it is Satterthwaite's. Off the diagonal B_ch(s, t) = x_cs' J x_ht of short vectors x, J a sign or a change
 * of halves. With W_st = sum_c x_cs x_ct' both double sums are of J W_st J, so that no matrix of clusters by clusters is formed.
 * Sources: Pustejovsky & Tipton (2018), JBES 36(4), doi:10.1080/07350015.2016.1247004; Tipton & Pustejovsky (2015), Journal of
 * Educational and Behavioral Statistics 40(6), doi:10.3102/1076998615606099; Zhang (2012), Open Journal of Statistics 2(1).
 */
import { dot, orthonormalRows } from "../../base/small-matrices.js";
import { linearCombinationsBlock } from "../../engine/kernels/blas.js";
import type { Engine, F64Block } from "../../engine/kernels/engine.js";

/** Of clusters in the directions of k orthonormal regressors. */
export interface ClusterParts {
  readonly G: number;
  /** Length of x; J takes its elements as many places further, half of them where it changes halves. */
  readonly width: number;
  readonly shift: number;
  /** G * width by k, column-major: x of cluster c at c + G i. */
  readonly vectors: Float64Array;
  /** G by k * k, column-major: elements of B_cc. */
  readonly products: Float64Array;
}

/** Numbers of `ClusterParts`, and multiplications of a test of all coefficients, above which there is none. */
const MOST_NUMBERS = 2 ** 24;
const MOST_WORK = 1e11;

export const isModerate = (G: number, k: number, width: number): boolean =>
  G * k * (k + width) <= MOST_NUMBERS && G * (Math.min(G, k) * width) ** 2 <= MOST_WORK;

/** Of combinations of coefficients, those of R^-1 z; NaN of more than clusters, which have a covariance short of rank. */
export function wishartDegrees(
  engine: Engine,
  { G, width, shift, vectors, products }: ClusterParts,
  Rinv: Float64Array,
  combinations: readonly Float64Array[],
): number {
  const [q, k] = [combinations.length, combinations[0]!.length];
  if (q > G) return Number.NaN;
  const axes = Array.from({ length: k }, (_, j) => j);
  const working = axes.map((i) =>
    axes.map((j) => products.subarray((i * k + j) * G, (i * k + j + 1) * G).reduce((sum, value) => sum + value, 0)),
  );
  const directions = combinations.map((weights) =>
    axes.map((j) => weights.reduce((sum, weight, i) => sum + weight * Rinv[j * k + i]!, 0)),
  );
  const basis = orthonormalRows(directions, (a, b) =>
    dot(
      a.map((_, i) => dot(a, working[i]!)),
      b,
    ),
  );
  const place = (a: number) => (a + shift) % width;
  return engine.scope((scope) => {
    const C = scope.copyF64(Float64Array.from(basis.flat()));
    const combined = (n: number, A: F64Block) => linearCombinationsBlock(engine, scope, n, k, q, A, C);
    // one side of every B_cc, then the other
    const half = combined(G * k, scope.copyF64(products));
    const own = basis.map((_, s) => combined(G, half.part(s * G * k, G * k)));
    const X = combined(G * width, scope.copyF64(vectors));
    const turned = scope.f64(width * G);
    const between = scope.f64(q * width * width);
    const [traces, short, element] = [new Float64Array(G), new Float64Array(G), new Float64Array(G)];
    const [x, rows, W] = [X.view(), turned.view(), between.view()];
    let sum = 0;
    own.forEach((block, s) => {
      const [B, from] = [block.view(), s * width * G];
      for (let a = 0; a < width; a++) for (let c = 0; c < G; c++) rows[c * width + a] = x[from + a * G + c]!;
      // W_st of t = s and all t after it
      const count = (q - s) * width;
      const out = between.part(0, width * count);
      linearCombinationsBlock(engine, scope, width, G, count, turned, X.part(from, count * G), out);
      for (let t = s; t < q; t++) {
        const [at, times] = [(t - s) * width * width, t === s ? 1 : 2];
        element.fill(0);
        for (let a = 0; a < width; a++) {
          const [left, right] = [from + a * G, (t * width + place(a)) * G];
          for (let c = 0; c < G; c++) element[c]! += x[left + c]! * x[right + c]!;
          for (let b = 0; b < width; b++) {
            const [i, j] = [place(a), place(b)];
            sum += times * W[at + a + b * width]! * (W[at + i + j * width]! + W[at + j + i * width]!);
          }
        }
        // of a cluster with itself, what its own B has beyond what the short vectors give it
        for (let c = 0; c < G; c++) {
          const [value, given] = [B[t * G + c]!, element[c]!];
          sum += times * (value * value - given * given);
          if (s !== t) continue;
          traces[c]! += value;
          short[c]! += given;
        }
      }
    });
    for (let c = 0; c < G; c++) sum += traces[c]! ** 2 - short[c]! ** 2;
    return (q * (q + 1)) / sum;
  });
}
