/**
 * Bounds over direct effects of instruments by either method, for a share of what was allowed and in full with
 * the names of the instruments. The arithmetic is `inference/iv/plausibly-exogenous`.
 */

import type { Engine } from "../../engine/kernels/engine.js";
import type { SolvedEquation } from "../iv/solve-equation.js";
import { type BoundsAt, directEffects } from "./direct-effects.js";
import { type IntervalRule, localToZero, unionOfIntervals } from "./plausibly-exogenous.js";
import type { AllowedRecord, LocalToZero, UnionRecord } from "./record.js";

/** What was allowed; bounds over all of it by endogenous regressor; bounds over a share. */
export interface DirectEffectsBounds {
  readonly direct_effects: AllowedRecord;
  readonly bounds: readonly (UnionRecord | LocalToZero)[];
  readonly boundsAt: BoundsAt;
}

type Bounding = (
  engine: Engine,
  solved: SolvedEquation,
  instruments: readonly string[],
  effects: readonly (readonly [number, number])[],
  rule: IntervalRule,
) => DirectEffectsBounds;

/** The union of intervals; `effects` are least and largest. Throws as `unionOfIntervals`. */
export const unionBounds: Bounding = (engine, { system, errors, clusterings }, instruments, effects, rule) => {
  const known = { ...errors, nClusterings: clusterings.length };
  const solutions = directEffects(system, errors);
  const union = (share: number) => {
    const box = effects.map(([min, max]) => ({ min: share * min, max: share * max }));
    return unionOfIntervals(engine, system, known, box, rule, solutions);
  };
  const named = (gamma: readonly number[]) => byName(instruments, (z) => gamma[z]!);
  return {
    direct_effects: {
      method: "union_of_intervals",
      instruments: byName(instruments, (z) => ({ min: effects[z]![0], max: effects[z]![1] })),
    },
    bounds: union(1).map((bounds) => ({ ...bounds, at_low: named(bounds.at_low), at_high: named(bounds.at_high) })),
    boundsAt: (share) => union(share).map(({ at_low: _low, at_high: _high, ...bounds }) => bounds),
  };
};

/** Local to zero; `effects` are means and standard deviations of independent normals. */
export const localBounds: Bounding = (engine, { system, errors }, instruments, effects, rule) => {
  const kz = effects.length;
  const solutions = directEffects(system, errors);
  const local = (share: number) => {
    const mean = Float64Array.from(effects, ([value]) => share * value);
    const covariance = new Float64Array(kz * kz);
    effects.forEach(([, sd], z) => {
      covariance[z * (kz + 1)] = (share * sd) ** 2;
    });
    return localToZero(engine, system, errors, { mean, covariance }, rule, solutions);
  };
  return {
    direct_effects: {
      method: "local_to_zero",
      instruments: byName(instruments, (z) => ({ mean: effects[z]![0], sd: effects[z]![1] })),
    },
    bounds: local(1),
    boundsAt: (share) =>
      local(share).map(({ estimate, conf_low, conf_high }) => {
        return { estimate_low: estimate, estimate_high: estimate, conf_low, conf_high };
      }),
  };
};

const byName = <T>(names: readonly string[], of: (z: number) => T): Readonly<Record<string, T>> =>
  Object.fromEntries(names.map((name, z) => [name, of(z)]));
