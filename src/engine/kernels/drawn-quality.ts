/**
 * Wrappers of the kernels that measure quality again in a draw of clusters: how often each row counts, one
 * instrumental-variables estimate a group, quality and its weights. What the draws are for is the callers' business.
 */
import type { Engine } from "../wasm/load.js";
import { callKernel } from "./call.js";
import { checkInfo, checkLength } from "./checks.js";
import { groupTasks, type IvColumns } from "./instruments.js";

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
  const info = callKernel(engine, "drawnRows", [
    ...[n, q, counts.length, dropSingles ? 1 : 0, levels, codes, clusters, counts],
    ...[weights, levelCounts, work],
  ]);
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
    const rows = [offsets, order].map((numbers) => scope.copyU32(numbers).address);
    const numbers = [w, q, p, z, p0, z0].map((column) => scope.copyF64(column).address);
    const nGroups = offsets.length - 1;
    const out = scope.f64(nGroups * WEIGHTED_IV_FIELDS);
    engine.run(
      "weightedGroupIv",
      groupTasks(offsets, (low, high) => [low, high, ...rows, ...numbers, out.address]),
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
  const info = callKernel(engine, "drawnQuality", [
    ...[n, sigma.length, q, p, groups, sigma, w, value],
    ...[quality, weights],
  ]);
  checkInfo("drawnQuality", info);
  return { quality, weights };
}
