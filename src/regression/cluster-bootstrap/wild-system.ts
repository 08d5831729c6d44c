/**
 * The matrices of which every draw of a wild cluster bootstrap is a few products, from scores and moments.
 *
 * With v the weights of a draw, V_h the summed scores of bootstrap cluster h, q = A^-1 sum_h v_h V_h and a a contrast
 * (a row of A^-1; for the jackknife's variance a row of (A - A_c)^-1 for each error cluster c):
 *   coefficient less its value   sum_h v_h a'V_h
 *   score of error cluster c     sum_h v_h (sum of a'V_g over cells g of c and h) - (A_c a)'q
 * so U = A^-1 V, W = -A_c a, and `direct` has an entry for every pair (c, h) that shares a cell. Where fewer multiplications
 * make the same, W U is added to the entries and no projection is left. Knows nothing of p-values.
 */
import type { Category } from "../../base/columns.js";
import { packedProducts } from "../../engine/kernels/blocks.js";
import type { Engine, Scope } from "../../engine/kernels/engine.js";
import { packedSolve } from "../../engine/kernels/moments.js";
import { placeWildSystem, type WildShape, type WildSystem } from "../../engine/kernels/wild.js";
import { modelFactor, type Solutions, type TestedModel } from "./wild-scores.js";
import type { WildErrorClusters } from "./wild-spec.js";

/** A contrast's vectors: one for all clusters, or one for each error cluster. */
export interface Contrasts {
  /** Vector of tested coefficient j for the numerator. */
  readonly coefficient: (j: number) => Float64Array;
  /** Vectors of the variance, by error cluster; null where they are those of the coefficient. */
  readonly leftOut: Solutions | null;
}

/** A part of the statistic: which scores (by cell, vectors of the order of the blocks) and which tested coefficient. */
export interface WildPart {
  readonly scores: Float64Array;
  readonly contrast: number;
}

/** What the scores of a part make of the model, before it is decided how a draw is multiplied. */
interface PartVectors {
  /** Rows of A^-1 V. */
  readonly U: readonly Float64Array[];
  readonly numerators: Float64Array;
  /** By clustering of the errors: the rows of -A_c a, and the entry of each pair of clusters that share a cell. */
  readonly terms: readonly { readonly W: readonly Float64Array[]; readonly direct: Float64Array }[];
}

/** The system of `parts`, in memory of `scope`: in the form that takes fewer multiplications a draw. */
export function wildSystem(
  engine: Engine,
  scope: Scope,
  model: TestedModel,
  parts: readonly WildPart[],
  contrasts: Contrasts,
  errorClusters: readonly WildErrorClusters[],
  boot: Category,
): WildSystem {
  const nBoot = boot.nLevels;
  const factor = modelFactor(engine, model);
  const kept = Array.from(factor.kept.keys()).filter((i) => factor.kept[i] === 1);
  const columns = kept.map((i) => model.columns[i]!);
  const pairs = errorClusters.map(({ clusters }) => sharedCells(clusters, boot));
  const vectors = parts.map(({ scores, contrast }): PartVectors => {
    const terms = errorClusters.map(({ clusters }, t) => {
      const of = contrastsOf(contrasts, contrast, clusters.nLevels);
      const W = rowsOf(engine, model, columns, of, clusters);
      return { W, direct: directOf(model, scores, of, clusters, boot, pairs[t]!) };
    });
    return {
      U: projectionsOf(engine, model, factor, kept, scores, boot),
      numerators: bySum(model, scores, () => contrasts.coefficient(contrast), boot.codes, nBoot),
      terms,
    };
  });
  const factors = errorClusters.flatMap(({ clusters, sign, factor: f }) =>
    new Array<number>(clusters.nLevels).fill(sign * f),
  );
  const [rank, nRows] = [columns.length, factors.length];
  const entries = pairs.reduce((sum, { clusters }) => sum + clusters.length, 0);
  const isFewer = nRows * nBoot <= entries + (nRows + nBoot) * rank;
  const place = isFewer ? placeDense : placeSparse;
  return place(scope, { nBoot, nRows, rank, nParts: parts.length }, vectors, pairs, Float64Array.from(factors));
}

/** Puts the vectors of the parts into memory of `scope` as a system. */
type Place = (
  scope: Scope,
  shape: WildShape,
  parts: readonly PartVectors[],
  pairs: readonly SharedCells[],
  factors: Float64Array,
) => WildSystem;

/** An entry for each pair of clusters that share a cell; what a draw projects, W U, is multiplied anew for each. */
const placeSparse: Place = (scope, shape, parts, pairs, factors) => {
  const arrays = {
    U: joined(parts.flatMap(({ U }) => U)),
    W: joined(parts.flatMap(({ terms }) => terms.flatMap(({ W }) => W))),
    values: joined(parts.flatMap(({ terms }) => terms.map(({ direct }) => direct))),
    numerators: joined(parts.map(({ numerators }) => numerators)),
    factors,
  };
  return placeWildSystem(scope, shape, arrays, sideBySide(pairs));
};

/** An entry for every pair of clusters, W U within it: no projection is left. */
const placeDense: Place = (scope, shape, parts, pairs, factors) => {
  const { nRows, nBoot } = shape;
  const arrays = {
    U: new Float64Array(0),
    W: new Float64Array(0),
    values: joined(
      parts.flatMap(({ U, terms }) => terms.map(({ W, direct }, t) => filled(direct, pairs[t]!, W, U, nBoot))),
    ),
    numerators: joined(parts.map(({ numerators }) => numerators)),
    factors,
  };
  return placeWildSystem(scope, { ...shape, rank: 0 }, arrays, allPairs(nRows, nBoot));
};

type VectorOf = (errorCluster: number) => Float64Array;

function contrastsOf({ coefficient, leftOut }: Contrasts, j: number, nLevels: number): readonly Float64Array[] {
  if (leftOut === null) return [coefficient(j)];
  return Array.from({ length: nLevels }, (_, c) => leftOut.vector(c, j));
}

/** Rows of A^-1 V, one a kept column, over bootstrap clusters. */
function projectionsOf(
  engine: Engine,
  { moments, columns }: TestedModel,
  factor: ReturnType<typeof modelFactor>,
  kept: readonly number[],
  scores: Float64Array,
  { codes, nLevels }: Category,
): Float64Array[] {
  const n = columns.length;
  const right = new Float64Array(n * nLevels);
  codes.forEach((h, g) => {
    for (let i = 0; i < n; i++) right[h * n + i]! += scores[g * moments.order + columns[i]!]!;
  });
  const X = packedSolve(engine, factor, nLevels, right);
  return kept.map((i) => Float64Array.from({ length: nLevels }, (_, h) => X[h * n + i]!));
}

/** -A_c a on the kept columns, a row an error cluster. */
function rowsOf(
  engine: Engine,
  { moments }: TestedModel,
  columns: readonly number[],
  vectors: readonly Float64Array[],
  { codes, nLevels }: Category,
): Float64Array[] {
  const { order, blocks } = moments;
  const which = vectors.length === 1 ? new Uint32Array(codes.length) : codes;
  const products = packedProducts(engine, order, blocks, which, joined(vectors));
  const rows = Array.from({ length: nLevels }, () => new Float64Array(columns.length));
  codes.forEach((c, g) => {
    const row = rows[c]!;
    for (let i = 0; i < columns.length; i++) row[i]! -= products[g * order + columns[i]!]!;
  });
  return rows;
}

/** a'V_g summed over the cells of each entry. */
function directOf(
  model: TestedModel,
  scores: Float64Array,
  vectors: readonly Float64Array[],
  { codes }: Category,
  boot: Category,
  { clusters, entryOf }: SharedCells,
): Float64Array {
  const vectorOf: VectorOf = (c) => vectors[vectors.length === 1 ? 0 : c]!;
  if (boot.codes.length !== codes.length) throw new RangeError("clusterings of different cells");
  return bySum(model, scores, (g) => vectorOf(codes[g]!), entryOf, clusters.length);
}

/** Sums over cells of a'V_g by code. */
function bySum(
  { moments, columns }: TestedModel,
  scores: Float64Array,
  vectorOf: (cell: number) => Float64Array,
  codes: Uint32Array,
  nLevels: number,
): Float64Array {
  const sums = new Float64Array(nLevels);
  codes.forEach((code, g) => {
    const [a, from] = [vectorOf(g), g * moments.order];
    let sum = 0;
    for (const j of columns) sum += a[j]! * scores[from + j]!;
    sums[code]! += sum;
  });
  return sums;
}

/** The entries of every pair of clusters: those of shared cells, and W U. */
function filled(
  direct: Float64Array,
  { offsets, clusters }: SharedCells,
  W: readonly Float64Array[],
  U: readonly Float64Array[],
  nBoot: number,
): Float64Array {
  const P = new Float64Array(W.length * nBoot);
  W.forEach((row, c) => {
    const out = P.subarray(c * nBoot, (c + 1) * nBoot);
    for (let e = offsets[c]!; e < offsets[c + 1]!; e++) out[clusters[e]!] = direct[e]!;
    U.forEach((u, t) => {
      const factor = row[t]!;
      for (let h = 0; h < nBoot; h++) out[h]! += factor * u[h]!;
    });
  });
  return P;
}

const stride = (nRows: number, width: number): Uint32Array =>
  Uint32Array.from({ length: nRows + 1 }, (_, c) => c * width);

function joined(arrays: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const array of arrays) {
    out.set(array, at);
    at += array.length;
  }
  return out;
}

// Which error clusters and which bootstrap clusters have cells in common.

/** Pairs of an error and a bootstrap cluster that share a cell, by error cluster, and the entry of each cell. */
export interface SharedCells {
  readonly offsets: Uint32Array;
  readonly clusters: Uint32Array;
  readonly entryOf: Uint32Array;
}

/** Those of the error clusters of one clustering. */
export function sharedCells({ codes, nLevels }: Category, boot: Category): SharedCells {
  const keys = Float64Array.from(codes, (c, g) => c * boot.nLevels + boot.codes[g]!);
  const distinct = [...new Set(keys)].sort((a, b) => a - b);
  const place = new Map(distinct.map((key, e) => [key, e]));
  const offsets = new Uint32Array(nLevels + 1);
  for (const key of distinct) offsets[Math.floor(key / boot.nLevels) + 1]!++;
  for (let c = 0; c < nLevels; c++) offsets[c + 1]! += offsets[c]!;
  return {
    offsets,
    clusters: Uint32Array.from(distinct, (key) => key % boot.nLevels),
    entryOf: Uint32Array.from(keys, (key) => place.get(key)!),
  };
}

/** The bootstrap clusters of each row, one row's after the other's. */
interface RowClusters {
  readonly offsets: Uint32Array;
  readonly clusters: Uint32Array;
}

/** Every row with every bootstrap cluster: as many as a dense system has, which is small. */
const allPairs = (nRows: number, nBoot: number): RowClusters => ({
  offsets: stride(nRows, nBoot),
  clusters: Uint32Array.from({ length: nRows * nBoot }, (_, e) => e % nBoot),
});

/** Rows of several clusterings one after the other. */
export function sideBySide(pairs: readonly SharedCells[]): RowClusters {
  const offsets = [0];
  for (const pair of pairs) {
    const start = offsets.at(-1)!;
    for (const end of pair.offsets.subarray(1)) offsets.push(start + end);
  }
  return {
    offsets: Uint32Array.from(offsets),
    clusters: Uint32Array.from(pairs.flatMap(({ clusters }) => [...clusters])),
  };
}
