/**
 * A set of rows whose clusters are drawn with replacement: each draw is algebra on the clusters' cross-products, effects that are not
 * nested in clusters estimated anew from their dummies, and no row is seen. An estimate less that of the sample is one under the null:
 * taking the estimated effect out of the outcome moves the coefficient by just that.
 */
import type { Category } from "../../../base/columns.js";
import { NotSupported } from "../../../base/errors.js";
import type { Table } from "../../../data/table/table.js";
import { crossProductsBlock } from "../../../engine/kernels/blas.js";
import { placeColumns } from "../../../engine/kernels/columns.js";
import type { Engine, F64Block, Scope } from "../../../engine/kernels/engine.js";
import { packedFactor, packedSize, packedSolve } from "../../../engine/kernels/moments.js";
import { sampleGrouping } from "../../../regression/frame/sample-grouping.js";
import { clusterMoments } from "../../../regression/moments/compute.js";
import { type ClusterMoments, DROP_SHARE } from "../../../regression/moments/moments.js";
import type { Specification } from "../record.js";
import type { PlacedSet } from "../set-moments.js";
import type { SetSolver } from "../solve.js";
import type { DrawnCurve } from "./drawn-curve.js";
import { addDraw, type ListedSpecifications, listed } from "./set-draws.js";

/** What a column must leave beside others in a draw, as a share of its norm: its squares are made of sums. */
const LEAST_LEFT = 1e-7;

/** Clusters of the whole table, by row. */
export interface DrawnClusters {
  readonly name: string;
  readonly columns: readonly string[];
  readonly codes: Uint32Array;
  readonly nLevels: number;
}

export class ResampledSet {
  private readonly list: ListedSpecifications;
  private readonly moments: ClusterMoments;
  private readonly left: readonly number[];
  /** Which of the drawn clusters each cluster of the set is. */
  private readonly drawnAs: Uint32Array;
  private readonly p: number;

  /** Throws NotSupported `multiverse_bootstrap` where cross-products by cluster can't be had. */
  constructor(
    private readonly engine: Engine,
    scope: Scope,
    table: Table,
    placed: PlacedSet,
    clusters: DrawnClusters,
    solver: SetSolver,
    specifications: readonly Specification[],
  ) {
    const { moments, sample, columns } = placed;
    const { n, effects } = sample;
    const { absorbed, intercept } = moments;
    if (effects.some(({ slopes }) => slopes !== undefined)) {
      throw refused("effects have slopes");
    }
    this.p = absorbed.length;
    this.left = absorbed.flatMap((is, j) => (is ? [] : [j]));
    const q = this.left.length;
    this.list = listed(engine, scope, placed, solver, specifications, q);
    const grouping = sampleGrouping(engine, table, sample, clusters.columns);
    this.drawnAs = ownersOf(grouping, sample.rows, clusters.codes);
    const X = scope.f64(n * q);
    placeColumns(
      this.left.map((j) => columns[j]!),
      X,
    );
    if (intercept !== null) {
      for (const [at, j] of this.left.entries()) if (j !== intercept) centre(X.part(at * n, n));
    }
    const made = clusterMoments(engine, scope, {
      ...{ nRows: n, nRegressors: q - 1, columns: X, effects, clusters: grouping },
      ...{ weights: sample.weights, periods: null },
    });
    if ("refused" in made) throw refused(made.refused);
    this.moments = made;
  }

  /** Draw b, whose drawn clusters stand `counts` times each. */
  draw(b: number, counts: Float64Array, curve: DrawnCurve): void {
    const { engine, moments, drawnAs, list } = this;
    const { nDummies: m, order, clusters, dummyWeights } = moments;
    const G = clusters.nLevels;
    const q = order - m;
    const size = packedSize(order);
    const drawn: number[] = [];
    const blocks = moments.blocks.view();
    const total = new Float64Array(size);
    const weights = new Float64Array(m);
    for (let g = 0; g < G; g++) {
      const count = counts[drawnAs[g]!]!;
      if (count === 0) continue;
      drawn.push(g);
      for (let i = 0; i < size; i++) total[i]! += count * blocks[g * size + i]!;
      for (let d = 0; d < m; d++) weights[d]! += count * dummyWeights[g * m + d]!;
    }
    if (drawn.length < 2) return;
    engine.scope((scope) => {
      const basis = basisOfSums(engine, m, q, total, weights);
      const { r, T, C, least } = basis;
      if (r === 0) return;
      const P = packedSize(r);
      const products = scope.f64(drawn.length * P);
      const forms = Math.max(1, list.forms.length);
      const K = scope.f64(forms * P * P);
      if (list.forms.length > 0) {
        this.placeProducts(drawn, counts, blocks, order, r, T, products);
        const sums = crossProductsBlock(engine, scope, drawn.length, P, products).view();
        for (let f = 0; f < forms; f++) K.view().set(sums, f * P * P);
      }
      const all = new Float64Array(r * this.p);
      const limits = new Float64Array(this.p);
      this.left.forEach((j, at) => {
        all.set(C.subarray(at * r, at * r + r), j * r);
        limits[j] = least[at]!;
      });
      const fits = list.placed.run(r, this.p, scope.copyF64(all), scope.copyF64(limits), K);
      addDraw(curve, b, list, fits, true);
    });
  }

  /** Cross-products of the basis by drawn cluster, each times the root of how often it was drawn, a column a product. */
  private placeProducts(
    drawn: readonly number[],
    counts: Float64Array,
    blocks: ArrayLike<number>,
    order: number,
    r: number,
    T: Float64Array,
    products: F64Block,
  ): void {
    const size = packedSize(order);
    const to = products.view();
    const Z = new Float64Array(order * r);
    drawn.forEach((g, at) => {
      const root = Math.sqrt(counts[this.drawnAs[g]!]!);
      Z.fill(0);
      for (let i = 0, k = g * size; i < order; i++) {
        for (let j = 0; j <= i; j++, k++) {
          const value = blocks[k]!;
          if (value === 0) continue;
          for (let l = 0; l < r; l++) Z[i * r + l]! += value * T[j * r + l]!;
          if (j < i) for (let l = 0; l < r; l++) Z[j * r + l]! += value * T[i * r + l]!;
        }
      }
      for (let a = 0, k = 0; a < r; a++) {
        for (let c = 0; c <= a; c++, k++) {
          let sum = 0;
          for (let i = 0; i < order; i++) sum += T[i * r + a]! * Z[i * r + c]!;
          to[k * drawn.length + at] = root * sum;
        }
      }
    });
  }
}

/**
 * An orthonormal basis of q columns net of m dummies, from the cross-products of all: T, (m + q) by r and row-major, makes it of the
 * columns; C, r by q, the columns of it.
 */
function basisOfSums(engine: Engine, m: number, q: number, total: Float64Array, weights: Float64Array) {
  const at = (i: number, j: number): number => total[i >= j ? packedSize(i) + j : packedSize(j) + i]!;
  const crossed = Float64Array.from({ length: m * q }, (_, i) => at(m + Math.floor(i / m), i % m));
  const Gamma =
    m === 0
      ? crossed
      : packedSolve(engine, packedFactor(engine, m, DROP_SHARE, weights, total.slice(0, packedSize(m))), q, crossed);
  const net = (i: number, j: number): number => {
    let value = at(m + i, m + j);
    for (let d = 0; d < m; d++) value -= crossed[i * m + d]! * Gamma[j * m + d]!;
    return value;
  };
  // rows of the triangle, one a column that leaves something
  const rows: Float64Array[] = [];
  const kept: number[] = [];
  const least = new Float64Array(q);
  for (let i = 0; i < q; i++) {
    const row = new Float64Array(q);
    for (let j = i; j < q; j++) {
      row[j] = net(i, j);
      for (const above of rows) row[j]! -= above[i]! * above[j]!;
    }
    const before = Math.max(0, net(i, i));
    least[i] = Math.max(LEAST_LEFT * Math.sqrt(before), Number.MIN_VALUE);
    if (!(row[i]! > LEAST_LEFT ** 2 * before) || !(at(m + i, m + i) * DROP_SHARE < before)) continue;
    const root = Math.sqrt(row[i]!);
    for (let j = i; j < q; j++) row[j]! /= root;
    rows.push(row);
    kept.push(i);
  }
  const r = rows.length;
  const C = new Float64Array(r * q);
  rows.forEach((row, i) => {
    for (let j = 0; j < q; j++) C[j * r + i] = row[j]!;
  });
  const T = new Float64Array((m + q) * r);
  for (let j = 0; j < r; j++) {
    T[(m + kept[j]!) * r + j] = 1 / rows[j]![kept[j]!]!;
    for (let i = j - 1; i >= 0; i--) {
      let sum = 0;
      for (let l = i + 1; l <= j; l++) sum += rows[i]![kept[l]!]! * T[(m + kept[l]!) * r + j]!;
      T[(m + kept[i]!) * r + j] = -sum / rows[i]![kept[i]!]!;
    }
    for (let d = 0; d < m; d++) {
      let sum = 0;
      for (const i of kept) sum -= Gamma[i * m + d]! * T[(m + i) * r + j]!;
      T[d * r + j] = sum;
    }
  }
  return { r, C, T, least };
}

/** Which cluster of the whole table each cluster of a sample is. */
function ownersOf({ codes, nLevels }: Category, rows: Uint32Array, all: Uint32Array): Uint32Array {
  const owners = new Uint32Array(nLevels);
  for (let i = 0; i < codes.length; i++) owners[codes[i]!] = all[rows[i]!]!;
  return owners;
}

/** Takes the mean off a column, beside a constant: it changes no other coefficient, and squares keep their digits. */
function centre(column: F64Block): void {
  const view = column.view();
  const mean = view.reduce((sum, value) => sum + value, 0) / view.length;
  for (let i = 0; i < view.length; i++) view[i]! -= mean;
}

const refused = (because: string): NotSupported =>
  new NotSupported(
    "multiverse_bootstrap",
    `The bootstrap of all specifications is made of cross-products by cluster, which can't be had: ${because}. Use --test permutation.`,
    { got: because, expected: "cross-products by cluster" },
  );
