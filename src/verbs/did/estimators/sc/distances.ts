/**
 * A unit beside its synthetic control: gaps, and how far they are before and after treatment.
 */

import { unitOf } from "../../../../base/exponent.js";
import type { ScPanel } from "./panel.js";
import type { Distances } from "./record.js";

/** Mean squares below this share of the outcomes' own are what rounding leaves of a fit that is exact. */
const EXACT = 1e-20;

/** Outcomes of the synthetic control by period. */
export function syntheticPath(
  { path, periods }: ScPanel,
  donors: readonly number[],
  weights: Float64Array,
): Float64Array {
  const out = new Float64Array(periods.length);
  donors.forEach((donor, j) => {
    const weight = weights[j]!;
    if (weight === 0) return;
    path(donor).forEach((value, t) => {
      out[t]! += weight * value;
    });
  });
  return out;
}

/** Distances, and the parts of that after treatment that are above and below zero. */
export interface Measured extends Distances {
  readonly above: number;
  readonly below: number;
}

export function distances(
  observed: Float64Array,
  synthetic: Float64Array,
  before: readonly number[],
  after: readonly number[],
): Measured {
  const gap = (t: number): number => observed[t]! - synthetic[t]!;
  const unit = unitOf([...before, ...after].flatMap((t) => [observed[t]!, synthetic[t]!]));
  const meanSquare = (periods: readonly number[], of: (t: number) => number): number =>
    periods.reduce((sum, t) => sum + (of(t) / unit) ** 2, 0) / periods.length;
  const rms = (periods: readonly number[], of: (t: number) => number): number =>
    unit * Math.sqrt(meanSquare(periods, of));
  const [pre, post] = [rms(before, gap), rms(after, gap)];
  const isExact = meanSquare(before, gap) <= EXACT * meanSquare(before, (t) => observed[t]!);
  const over = (value: number): number => (isExact ? Number.POSITIVE_INFINITY : value / pre);
  return {
    ...{ rmspe_pre: pre, rmspe_post: post, ratio: isExact ? null : post / pre },
    att: after.reduce((sum, t) => sum + gap(t), 0) / after.length,
    above: over(rms(after, (t) => Math.max(gap(t), 0))),
    below: over(rms(after, (t) => Math.min(gap(t), 0))),
  };
}

/** What of it stands in a record. */
export const stated = ({ above: _a, below: _b, ...own }: Measured): Distances => own;
