/** The blocks of `ClusterMoments` by their definition, on dense columns cluster by cluster. */
import type { Category } from "../../src/base/columns.js";
import type { Scope } from "../../src/engine/kernels/engine.js";
import type { ClusterMoments } from "../../src/regression/moments/moments.js";
import { dot, dummies, orthonormal, residual, roots, scaled } from "./dense-columns.js";

export interface NaiveInput {
  readonly y: Float64Array;
  readonly X: readonly Float64Array[];
  readonly effects: readonly Category[];
  readonly clusters: Category;
  readonly weights: Float64Array | null;
  /** The dummies of periods; null when none are asked for. */
  readonly periods: Category | null;
}

/** Moments of these rows: effects nested in the clusters are projected out, the others are dummies. */
export function naiveMoments(scope: Scope, { y, X, effects, clusters, weights, periods }: NaiveInput): ClusterMoments {
  const n = y.length;
  const root = roots(n, weights);
  const nested = effects.filter((effect) => isNested(effect, clusters));
  const others = effects.filter((effect) => !nested.includes(effect));
  const own = periods === null ? undefined : others.find((effect) => sameGroups(effect, periods));
  const dummiesOf = ({ codes, nLevels }: Category) => dummies(codes, nLevels, root);
  const effectDummies = others.flatMap(dummiesOf);
  const behind = periods === null || own !== undefined ? [] : dummiesOf(periods);
  const columns = [...effectDummies, ...X.map((x) => scaled(x, root)), scaled(y, root), ...behind];
  const eliminated = nested.flatMap(dummiesOf);
  const [m, k, order] = [effectDummies.length, X.length, columns.length];
  const size = (order * (order + 1)) / 2;
  const blocks = new Float64Array(clusters.nLevels * size);
  for (let c = 0; c < clusters.nLevels; c++) {
    const rows = Array.from({ length: n }, (_, i) => i).filter((i) => clusters.codes[i] === c);
    const pick = (column: Float64Array) => Float64Array.from(rows, (i) => column[i]!);
    const { basis } = orthonormal(eliminated.map(pick).filter((column) => column.some((value) => value !== 0)));
    const left = columns.map((column) => residual(basis, pick(column)));
    for (let i = 0; i < order; i++) {
      for (let j = 0; j <= i; j++) blocks[c * size + (i * (i + 1)) / 2 + j] = dot(left[i]!, left[j]!);
    }
  }
  const before = (e: number) => others.slice(0, e).reduce((sum, { nLevels }) => sum + nLevels, 0);
  const placed = others.map(({ name, nLevels }, e) => ({ name, first: before(e), nLevels }));
  const start = own === undefined ? m + k + 1 : placed[others.indexOf(own)]!.first;
  return {
    clusters,
    nDummies: m,
    nRegressors: k,
    nPeriodDummies: behind.length,
    order,
    blocks: scope.copyF64(blocks),
    dummies: placed,
    eliminated: nested.map(({ name, codes }) => ({ name, levels: levelsByCluster(codes, clusters) })),
    periodColumns: periods === null ? null : periodColumns(periods, own, start),
    rows: sums(clusters, null, null, 1),
    dummyWeights: sideBySide(
      clusters.nLevels,
      others.map((effect) => sums(clusters, effect.codes, weights, effect.nLevels)),
    ),
    periodWeights: periods === null ? null : sums(clusters, periods.codes, weights, periods.nLevels),
  };
}

/** Column of each period: that of the effect's level its rows have, or in the order of the periods. */
function periodColumns(periods: Category, own: Category | undefined, start: number): Uint32Array {
  const columns = Uint32Array.from({ length: periods.nLevels }, (_, t) => start + t);
  periods.codes.forEach((t, i) => {
    if (own !== undefined) columns[t] = start + own.codes[i]!;
  });
  return columns;
}

const isNested = (fine: Category, coarse: Category): boolean => {
  const of = new Map<number, number>();
  return fine.codes.every((level, i) => {
    if (!of.has(level)) of.set(level, coarse.codes[i]!);
    return of.get(level) === coarse.codes[i];
  });
};

const sameGroups = (a: Category, b: Category): boolean => isNested(a, b) && isNested(b, a);

function levelsByCluster(codes: Uint32Array, clusters: Category): Float64Array {
  const seen = Array.from({ length: clusters.nLevels }, () => new Set<number>());
  codes.forEach((level, i) => {
    seen[clusters.codes[i]!]!.add(level);
  });
  return Float64Array.from(seen, (levels) => levels.size);
}

/** Sums of weights by cluster and level, by cluster; by cluster alone without codes. */
function sums(clusters: Category, codes: Uint32Array | null, weights: Float64Array | null, nLevels: number) {
  const out = new Float64Array(clusters.nLevels * nLevels);
  clusters.codes.forEach((c, i) => {
    out[c * nLevels + (codes?.[i] ?? 0)]! += weights?.[i] ?? 1;
  });
  return out;
}

/** Arrays by cluster next to each other within each cluster. */
function sideBySide(nClusters: number, arrays: readonly Float64Array[]): Float64Array {
  return Float64Array.from(
    Array.from({ length: nClusters }, (_, c) =>
      arrays.flatMap((array) => {
        const width = array.length / nClusters;
        return [...array.subarray(c * width, (c + 1) * width)];
      }),
    ).flat(),
  );
}
