/**
 * Rows of a weighted regression by cluster, as `weightedAdjustments` reads them: an orthonormal basis of
 * dummies not nested in the clusters and regressors, residuals, weights and the groups of the nested effect. Dense: for
 * samples of moderate size.
 */
import { NotSupported } from "../../../base/errors.js";
import type { WeightedRows } from "../../../engine/kernels/adjustments.js";
import { crossProductsBlock, linearCombinationsBlock, scaleRowsBlock } from "../../../engine/kernels/blas.js";
import { reorderColumns } from "../../../engine/kernels/columns.js";
import type { Engine, F64Block, Scope } from "../../../engine/kernels/engine.js";
import { packedSize } from "../../../engine/kernels/moments.js";
import { makeAbsorber } from "../../absorb/absorber.js";
import { gatherCodes } from "../../frame/gather.js";
import type { LeastSquares } from "../../least-squares/least-squares.js";
import { effectRoles } from "../../moments/effect-roles.js";
import type { LeverageBlocks } from "./leverage-blocks.js";

/** Rows of the largest cluster: its eigenvalues then take a second. */
const MOST_ROWS = 1_000;
/** Multiplications of all eigenvalues. */
const MOST_WORK = 2e11;
/** Bytes of the dense columns. */
const MOST_BYTES = 256 * 2 ** 20;

/** Throws NotSupported `cr2_weights` with figures where rows, clusters or nested effects are too many. */
export function weightedRows(
  engine: Engine,
  scope: Scope,
  { result }: LeastSquares,
  { moments, factor, effects, clusters, weights, Rinv }: LeverageBlocks,
): WeightedRows {
  const { n, k, X, uHat } = result.fit;
  const { others, finest } = effectRoles(engine, effects, clusters, null);
  const r = moments.nDummies + k;
  const [nested, second] = finest;
  requireModerate(moments.rows, n, r);
  if (second !== undefined) {
    refuse(
      `effects ${finest.map(({ name }) => name).join(" and ")} are both nested in the clusters, neither in the other`,
    );
  }
  const w = weights!;
  const order = rowsByCluster(clusters.codes, clusters.nLevels, nested?.codes ?? null);
  const turnedWeights = Float64Array.from(order, (row) => w[row]!);
  const offsets = new Uint32Array(clusters.nLevels + 1);
  moments.rows.forEach((rows, c) => {
    offsets[c + 1] = offsets[c]! + rows;
  });

  const U = scope.f64(n * r);
  scope.scope((inner) => {
    const Z = inner.f64(n * r);
    placeDummies(Z, n, others);
    const roots = w.map(Math.sqrt);
    const dummies = Z.part(0, n * moments.nDummies);
    if (nested !== undefined && moments.nDummies > 0) {
      makeAbsorber(engine, inner, [nested], w).demean(dummies, moments.nDummies);
    }
    scaleRowsBlock(engine, n, moments.nDummies, inner.copyF64(roots), dummies);
    linearCombinationsBlock(engine, inner, n, k, k, X, inner.copyF64(Rinv), Z.part(n * moments.nDummies, n * k));
    linearCombinationsBlock(engine, inner, n, r, r, Z, inner.copyF64(inverseTransposed(r, factor.L)), U);
    reorderColumns(engine, inner, n, r, order, U);
  });
  const S = scope.scope((inner) => {
    const V = inner.f64(n * r);
    V.view().set(U.view());
    scaleRowsBlock(engine, n, r, inner.copyF64(turnedWeights.map(Math.sqrt)), V);
    return scope.copyF64(crossProductsBlock(engine, inner, n, r, V).view().slice());
  });
  const residuals = uHat.view();
  return {
    ...{ n, r, k, offsets, U, S },
    u: scope.copyF64(Float64Array.from(order, (row) => residuals[row]!)),
    w: scope.copyF64(turnedWeights),
    groups: nested === undefined ? null : scope.copyU32(gatherCodes(nested.codes, order)),
  };
}

function requireModerate(rows: Float64Array, n: number, r: number): void {
  const most = rows.reduce((largest, own) => Math.max(largest, own), 0);
  if (most > MOST_ROWS) refuse(`the largest has ${most} rows, more than ${MOST_ROWS}`);
  const work = 10 * rows.reduce((sum, own) => sum + own ** 3, 0);
  if (work > MOST_WORK)
    refuse(`all clusters together take ${work.toExponential(1)} multiplications, more than ${MOST_WORK}`);
  const bytes = 24 * n * r;
  if (bytes > MOST_BYTES) {
    refuse(`${n} rows of ${r} columns take ${Math.ceil(bytes / 2 ** 20)} MiB, more than ${MOST_BYTES / 2 ** 20} MiB`);
  }
}

function refuse(because: string): never {
  throw new NotSupported(
    "cr2_weights",
    `CR2 with weights has a working model of errors of one variance, so that each cluster takes a matrix of its rows: ${because}. Use CR3, or cluster.`,
    { got: because, expected: `clusters of at most ${MOST_ROWS} rows` },
  );
}

/** Rows by cluster, those of a group side by side, otherwise as they are. */
function rowsByCluster(clusters: Uint32Array, nClusters: number, groups: Uint32Array | null): Uint32Array {
  const order = Uint32Array.from({ length: clusters.length }, (_, i) => i);
  if (groups !== null) countingSort(order, groups);
  countingSort(order, clusters, nClusters);
  return order;
}

/** Stable. */
function countingSort(order: Uint32Array, codes: Uint32Array, nLevels?: number): void {
  const levels = nLevels ?? codes.reduce((most, code) => Math.max(most, code + 1), 0);
  const starts = new Uint32Array(levels + 1);
  for (const code of codes) starts[code + 1]!++;
  for (let g = 0; g < levels; g++) starts[g + 1]! += starts[g]!;
  for (const row of order.slice()) order[starts[codes[row]!]!++] = row;
}

function placeDummies(Z: F64Block, n: number, effects: readonly { codes: Uint32Array; nLevels: number }[]): void {
  const view = Z.view();
  let first = 0;
  for (const { codes, nLevels } of effects) {
    view.fill(0, first * n, (first + nLevels) * n);
    for (let i = 0; i < n; i++) view[(first + codes[i]!) * n + i] = 1;
    first += nLevels;
  }
}

/** L^-T of a packed factor, column-major; columns that were dropped are 0. */
function inverseTransposed(r: number, L: Float64Array): Float64Array {
  const out = new Float64Array(r * r);
  for (let j = 0; j < r; j++) {
    // column j of L^-1, which is row j of the transpose
    for (let i = j; i < r; i++) {
      const pivot = L[packedSize(i) + i]!;
      if (pivot === 0) continue;
      let value = i === j ? 1 : 0;
      for (let t = j; t < i; t++) value -= L[packedSize(i) + t]! * out[j + t * r]!;
      out[j + i * r] = value / pivot;
    }
  }
  return out;
}
