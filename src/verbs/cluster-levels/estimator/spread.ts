/**
 * Are estimates by coarse cluster farther apart than their errors by fine clusters say? Their variance, against that of independent normals with
 * these errors.
 * Source: Ibragimov & Müller (2016), Review of Economics and Statistics 98(1), doi:10.1162/REST_a_00545, section on the level of clustering.
 */
import { PURPOSE, philoxNormal } from "../../../engine/kernels/cluster-draws.js";
import type { Engine } from "../../../engine/kernels/engine.js";

/** Sum of squares about the mean over one less than their number. */
export function varianceOf(values: ArrayLike<number>): number {
  let mean = 0;
  for (let i = 0; i < values.length; i++) mean += values[i]! / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - mean) ** 2;
  return squares / (values.length - 1);
}

export interface Spread {
  readonly statistic: number;
  readonly p: number;
}

/** p = (1 + b) / (1 + B), b the draws at least as large. */
export function spreadTest(
  engine: Engine,
  estimates: readonly number[],
  errors: readonly number[],
  { draws, seed }: { readonly draws: number; readonly seed: number },
): Spread {
  const q = estimates.length;
  const statistic = varianceOf(estimates);
  const one = new Float64Array(q);
  let asLarge = 0;
  for (let d = 0; d < draws; d++) {
    const z = philoxNormal(engine, q, { seed, replication: d, purpose: PURPOSE.clusterSpread });
    for (let j = 0; j < q; j++) one[j] = errors[j]! * z[j]!;
    if (varianceOf(one) >= statistic) asLarge++;
  }
  return { statistic, p: (1 + asLarge) / (1 + draws) };
}
