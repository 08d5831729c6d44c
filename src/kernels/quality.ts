/**
 * Layer kernels. Wrappers of the quality kernels: typed arrays in, typed arrays out, lengths checked.
 */
import { callKernel } from "./call.js";
import { checkInfo, checkLength } from "./checks.js";
import type { Engine } from "./engine.js";

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
  const info = callKernel(engine, "minMaxWithin", [x.length, nGroups, x, codes, values, work]);
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
  const info = callKernel(engine, "weightedGroupMeans", [
    ...[x.length, nGroups, x, w, codes],
    ...[mean, weightSum, shareSum, count],
  ]);
  checkInfo("weightedGroupMeans", info);
  return { mean, weightSum, shareSum, count };
}
