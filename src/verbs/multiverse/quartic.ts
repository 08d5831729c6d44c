/**
 * The sum of squared scores as a form in coefficients alone. With q_i the rows of an orthonormal basis, a the regressor net of the
 * others and b the residual in its coordinates, a cluster's score is a'M_g b with M_g = sum q_i q_i', linear in the products a_i b_j:
 * s_g = v'm_g. So sum_g s_g^2 = v'K v with K = sum_g m_g m_g', made once for all specifications: what one costs knows neither rows
 * nor clusters.
 */
import { upTo } from "../../base/row-runs.js";
import { crossProductsBlock } from "../../engine/kernels/blas.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import { momentBlocksBlock, packedSize } from "../../engine/kernels/moments.js";
import type { ClusterTerm } from "../../regression/least-squares/fit.js";
import { orderByGroup } from "../../regression/moments/compute.js";

/** Products that stand in memory at a time; rows that a task of their cross-products takes, and the fewest worth a pass. */
const MOST_NUMBERS = 2 ** 24;
const A_TASK = 65_536;
const FEWEST = 8192;

/** Rows or clusters whose P products stand in memory at a time: whole tasks where they can be. */
const atATime = (P: number): number =>
  Math.max(FEWEST, Math.floor(MOST_NUMBERS / P / A_TASK) * A_TASK || Math.floor(MOST_NUMBERS / P));

/** Cross-products of the r columns of Q by the clusters of `term`: packed lower triangles, one after the other. */
export function clusterProducts(
  engine: Engine,
  scope: Scope,
  n: number,
  r: number,
  Q: F64Block,
  term: Pick<ClusterTerm, "name" | "codes" | "nLevels">,
): F64Block {
  const { name, codes, nLevels } = term;
  const out = scope.f64(nLevels * packedSize(r));
  scope.scope((inner) => {
    const rows = orderByGroup(engine, inner, {
      ...{ columns: Q, areOwn: false, p: r, rowOrder: null, group: { name, codes, nLevels } },
      ...{ owners: upTo(nLevels), dummies: [], weights: null },
    });
    momentBlocksBlock(engine, inner, out, inner.f64(0), {
      ...rows,
      ...{ n, p: r, nClusters: nLevels, nEffects: 0, m: 0, behind: 0, centred: false },
    });
  });
  return out;
}

/** K of packed cross-products of `count` clusters: packedSize(r) squared, both triangles. */
export function quarticOfBlocks(
  engine: Engine,
  scope: Scope,
  count: number,
  r: number,
  blocks: F64Block,
): Float64Array {
  const P = packedSize(r);
  const K = new Float64Array(P * P);
  const most = atATime(P);
  for (let first = 0; first < count; first += most) {
    const width = Math.min(most, count - first);
    scope.scope((inner) => {
      const turned = inner.f64(width * P);
      const [from, to] = [blocks.view(), turned.view()];
      for (let g = 0; g < width; g++) {
        const at = (first + g) * P;
        for (let i = 0; i < P; i++) to[i * width + g] = from[at + i]!;
      }
      addTo(K, crossProductsBlock(engine, inner, width, P, turned).view());
    });
  }
  return K;
}

/** K where every row is a cluster of its own. */
export function quarticOfRows(engine: Engine, scope: Scope, n: number, r: number, Q: F64Block): Float64Array {
  const P = packedSize(r);
  const K = new Float64Array(P * P);
  const most = atATime(P);
  for (let first = 0; first < n; first += most) {
    const width = Math.min(most, n - first);
    scope.scope((inner) => {
      const products = inner.f64(width * P);
      const [from, to] = [Q.view(), products.view()];
      for (let i = 0, at = 0; i < r; i++) {
        for (let j = 0; j <= i; j++, at += width) {
          for (let row = 0; row < width; row++) {
            to[at + row] = from[i * n + first + row]! * from[j * n + first + row]!;
          }
        }
      }
      addTo(K, crossProductsBlock(engine, inner, width, P, products).view());
    });
  }
  return K;
}

function addTo(sum: Float64Array, more: ArrayLike<number>): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += more[i]!;
}

/** v of a and b, into `v`. */
export function formVector(r: number, a: Float64Array, b: Float64Array, v: Float64Array): void {
  for (let i = 0, at = 0; i < r; i++) {
    for (let j = 0; j < i; j++) v[at++] = a[i]! * b[j]! + a[j]! * b[i]!;
    v[at++] = a[i]! * b[i]!;
  }
}

/** v'K v. */
export function quadraticForm(K: Float64Array, v: Float64Array): number {
  const P = v.length;
  let sum = 0;
  for (let i = 0; i < P; i++) {
    const vi = v[i]!;
    if (vi === 0) continue;
    let part = (K[i * P + i]! * vi) / 2;
    const row = i * P;
    for (let j = 0; j < i; j++) part += K[row + j]! * v[j]!;
    sum += vi * part;
  }
  return 2 * sum;
}
