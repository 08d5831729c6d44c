/**
 * Wrappers of the quality kernels: typed arrays in, typed arrays out, lengths checked.
 */
import { callKernel, checkInfo, checkLength, invoke, rangesOf } from "./call.js";
import type { Engine } from "./engine.js";
import { groupRanges, type IvColumns } from "./instruments.js";

/** Scratch of `minMaxWithin`, in f64. */
export const minMaxWork = (nGroups: number): number => 2 * nGroups;

/** Values on [0, 1] within their group, and the number of groups that have none because max = min. */
export interface MinMax {
  readonly values: Float64Array;
  readonly nDegenerate: number;
}

/**
 * (x - min) / (max - min) within groups. `x` f64[n], NaN = missing; `codes` u32[n] in 0..nGroups-1. A value is NaN where
 * x is, and in a group where max = min. Throws KernelError on unequal lengths or a code out of range.
 */
export function minMaxWithin(engine: Engine, x: Float64Array, codes: Uint32Array, nGroups: number): MinMax {
  checkLength("minMaxWithin", "codes", codes.length, x.length);
  const values = new Float64Array(x.length);
  const work = new Float64Array(minMaxWork(nGroups));
  const info = callKernel(engine, "minMaxWithin", { n: x.length, nGroups, x, codes, out: values, work });
  return { values, nDegenerate: checkInfo("minMaxWithin", info) };
}

/** Weighted means of groups; arrays have length nGroups. */
export interface GroupMeans {
  /** Sum of share times value; NaN in a group without a value. */
  readonly mean: Float64Array;
  /** Sum of the weights of the rows used. */
  readonly weightSum: Float64Array;
  /** Sum of the shares used as weights: 1 up to rounding, 0 in a group without a value. */
  readonly shareSum: Float64Array;
  /** Rows used: those whose value is not NaN. */
  readonly count: Uint32Array;
}

/**
 * Means of `x` f64[n] within groups by weights `w` f64[n] > 0 that are made to sum to one over the rows of a group whose
 * x is not NaN. `codes` u32[n] in 0..nGroups-1. Throws KernelError on unequal lengths or a code out of range.
 */
export function weightedGroupMeans(
  engine: Engine,
  x: Float64Array,
  w: Float64Array,
  codes: Uint32Array,
  nGroups: number,
): GroupMeans {
  checkLength("weightedGroupMeans", "w", w.length, x.length);
  checkLength("weightedGroupMeans", "codes", codes.length, x.length);
  const mean = new Float64Array(nGroups);
  const weightSum = new Float64Array(nGroups);
  const shareSum = new Float64Array(nGroups);
  const count = new Uint32Array(nGroups);
  const info = callKernel(engine, "weightedGroupMeans", {
    n: x.length,
    ...{ nGroups, x, w, codes, mean, weightSum, shareSum, count },
  });
  checkInfo("weightedGroupMeans", info);
  return { mean, weightSum, shareSum, count };
}

/** Numbers of a group in the output of `aggregateMeans`. */
export const AGGREGATE_WIDTH = 5;

/** Weighted and unweighted means of groups; arrays have length nGroups. */
export interface AggregateMeans extends GroupMeans {
  /** The mean with every weight 1; NaN in a group without a value. */
  readonly plainMean: Float64Array;
  /** Rows in no group: without a value, or with one and a missing key. */
  readonly excluded: { readonly noValue: number; readonly noGroup: number };
}

/**
 * As `weightedGroupMeans`, with unweighted means, for each of `columns` f64[n]; a code may be MISSING_CODE, of a row in no
 * group. Throws KernelError on unequal lengths or another code out of range.
 */
export function aggregateMeans(
  engine: Engine,
  columns: readonly Float64Array[],
  w: Float64Array,
  codes: Uint32Array,
  nGroups: number,
): AggregateMeans[] {
  const n = codes.length;
  checkLength("aggregateMeans", "w", w.length, n);
  return engine.scope((scope) => {
    const [weights, groups] = [scope.copyF64(w), scope.copyU32(codes)];
    const [stats, excluded] = [scope.f64(AGGREGATE_WIDTH * nGroups), scope.u32(2)];
    return columns.map((column) => {
      checkLength("aggregateMeans", "x", column.length, n);
      const info = scope.scope((inner) => {
        const x = inner.copyF64(column);
        return invoke(engine, "aggregateMeans", { n, nGroups, x, w: weights, codes: groups, stats, excluded });
      });
      checkInfo("aggregateMeans", info);
      const [all, [noValue, noGroup]] = [stats.view(), excluded.view() as unknown as [number, number]];
      const of = (k: number) => {
        const one = new Float64Array(nGroups);
        for (let g = 0; g < nGroups; g++) one[g] = all[AGGREGATE_WIDTH * g + k]!;
        return one;
      };
      return {
        mean: of(0),
        plainMean: of(1),
        weightSum: of(2),
        shareSum: of(3),
        count: Uint32Array.from(of(4)),
        excluded: { noValue, noGroup },
      };
    });
  });
}

/** Values on [0, 1] between bounds of their group, and how many lay outside and were clipped. */
export interface Rescaled {
  readonly values: Float64Array;
  readonly nClipped: number;
}

/**
 * (x - low) / (high - low) within groups, clipped to [0, 1]. `x` f64[n], NaN = missing; `codes` u32[n] in 0..nGroups-1;
 * `low` and `high` f64[nGroups]. A value is NaN where x is, and in a group whose bounds are equal. A task for each range of
 * rows. Throws KernelError on unequal lengths or a code out of range.
 */
export function rescaleWithin(
  engine: Engine,
  x: Float64Array,
  codes: Uint32Array,
  low: Float64Array,
  high: Float64Array,
): Rescaled {
  const n = x.length;
  checkLength("rescaleWithin", "codes", codes.length, n);
  checkLength("rescaleWithin", "high", high.length, low.length);
  return engine.scope((scope) => {
    const [values, groups, out] = [scope.copyF64(x), scope.copyU32(codes), scope.f64(n)];
    const bounds = { nGroups: low.length, low: scope.copyF64(low), high: scope.copyF64(high) };
    const tasks = rangesOf(n, 0).map(({ first, rows }) => {
      return { n: rows, x: values.at(first), codes: groups.at(first), out: out.at(first), ...bounds };
    });
    const infos = engine.run("rescaleWithin", tasks);
    const nClipped = infos.reduce((sum, info) => sum + checkInfo("rescaleWithin", info), 0);
    return { values: Float64Array.from(out.view()), nClipped };
  });
}

// Wrappers of the kernels that measure quality again in a draw of clusters: how often each row counts, one
// instrumental-variables estimate a group, quality and its weights. What the draws are for is the callers' business.

/** Scratch of `drawnRows`, in u32. */
export const drawnRowsWork = (levels: ArrayLike<number>): number => {
  let total = 0;
  for (let e = 0; e < levels.length; e++) total += levels[e]!;
  return 2 * total;
};

/** Effects side by side, as `drawnRows` reads them: put together once, used in every draw. */
export interface StackedEffects {
  readonly levels: Uint32Array;
  /** u32[q * n], effect by effect. */
  readonly codes: Uint32Array;
}

/** The effects of n rows. */
export function stackEffects(
  effects: readonly { readonly codes: Uint32Array; readonly nLevels: number }[],
): StackedEffects {
  const n = effects[0]?.codes.length ?? 0;
  const codes = new Uint32Array(n * effects.length);
  effects.forEach((effect, e) => {
    codes.set(effect.codes, e * n);
  });
  return { levels: Uint32Array.from(effects, ({ nLevels }) => nLevels), codes };
}

/** How often rows count, f64[n], and rows left by level, u32 of all levels, effect by effect. */
export interface DrawnRows {
  readonly weights: Float64Array;
  readonly levelCounts: Uint32Array;
  readonly nDropped: number;
}

/**
 * Rows as often as their cluster was drawn, `counts` f64[nClusters]; with `dropSingles`, without rows alone in a level of
 * an effect. Throws KernelError on a code out of range.
 */
export function drawnRows(
  engine: Engine,
  { levels, codes }: StackedEffects,
  clusters: Uint32Array,
  counts: Float64Array,
  dropSingles: boolean,
): DrawnRows {
  const [n, q] = [clusters.length, levels.length];
  checkLength("drawnRows", "codes", codes.length, n * q);
  const weights = new Float64Array(n);
  const work = new Uint32Array(drawnRowsWork(levels));
  const levelCounts = new Uint32Array(work.length / 2);
  const info = callKernel(engine, "drawnRows", {
    n,
    ...{ q, nClusters: counts.length, recursive: dropSingles ? 1 : 0, levels, codes, clusters, counts, weights },
    ...{ levelCounts, work },
  });
  return { weights, levelCounts, nDropped: checkInfo("drawnRows", info) };
}

/** Numbers `weightedGroupIv` makes of a group. */
export const WEIGHTED_IV_FIELDS = 8;

/** Weighted cross-products of one group. */
export interface WeightedIv {
  readonly weight: number;
  readonly pp: number;
  readonly pq: number;
  readonly zz: number;
  readonly zp: number;
  readonly zq: number;
  /** p'p and z'z before the effects were taken out. */
  readonly pp0: number;
  readonly zz0: number;
}

/**
 * Cross-products of every group, rows placed by `offsets` and `order`, weighted by `w` f64[n] at least 0. Throws KernelError
 * on unequal lengths.
 */
export function weightedGroupIv(
  engine: Engine,
  { offsets, order }: { readonly offsets: Uint32Array; readonly order: Uint32Array },
  w: Float64Array,
  columns: IvColumns,
): readonly WeightedIv[] {
  const { q, p, z, p0, z0 } = columns;
  for (const [name, column] of Object.entries(columns)) checkLength("weightedGroupIv", name, column.length, w.length);
  return engine.scope((scope) => {
    const nGroups = offsets.length - 1;
    const out = scope.f64(nGroups * WEIGHTED_IV_FIELDS);
    const all = {
      offsets: scope.copyU32(offsets),
      ...{ order: scope.copyU32(order), w: scope.copyF64(w), q: scope.copyF64(q) },
      ...{ p: scope.copyF64(p), z: scope.copyF64(z), p0: scope.copyF64(p0), z0: scope.copyF64(z0), out },
    };
    engine.run(
      "weightedGroupIv",
      groupRanges(offsets).map(({ low, high }) => ({ low, high, ...all })),
    );
    const fields = out.view();
    return Array.from({ length: nGroups }, (_, g) => {
      const [weight, pp, pq, zz, zp, zq, pp0, zz0] = fields.subarray(
        g * WEIGHTED_IV_FIELDS,
        (g + 1) * WEIGHTED_IV_FIELDS,
      ) as unknown as [number, number, number, number, number, number, number, number];
      return { weight, pp, pq, zz, zp, zq, pp0, zz0 };
    });
  });
}

/** Columns of `drawnQuality`, by row but sigma, which is by group: above 1, or NaN where there is none. */
export interface DrawnColumns {
  readonly q: Float64Array;
  readonly p: Float64Array;
  readonly groups: Uint32Array;
  readonly sigma: Float64Array;
  readonly w: Float64Array;
  readonly value: Float64Array;
}

/**
 * (q + sigma p) / (sigma - 1) of rows with weight and sigma, NaN of others, and w times value. Throws KernelError on unequal
 * lengths or a group out of range.
 */
export function drawnQuality(
  engine: Engine,
  { q, p, groups, sigma, w, value }: DrawnColumns,
): { readonly quality: Float64Array; readonly weights: Float64Array } {
  const n = q.length;
  for (const [name, column] of Object.entries({ p, groups, w, value })) {
    checkLength("drawnQuality", name, column.length, n);
  }
  const [quality, weights] = [new Float64Array(n), new Float64Array(n)];
  const info = callKernel(engine, "drawnQuality", {
    n,
    ...{ nGroups: sigma.length, q, p, groups, sigma, w, value, quality, weights },
  });
  checkInfo("drawnQuality", info);
  return { quality, weights };
}
