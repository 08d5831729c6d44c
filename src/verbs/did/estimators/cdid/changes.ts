/**
 * Changes of outcomes by comparison: those of treated units with their doses, and those of the untreated compared with. Knows no function
 * of the dose.
 */
import type { DidSample } from "../../design/sample.js";
import type { Comparison } from "../cs/comparisons.js";
import { type CsUnits, offsetsOf } from "../cs/rows.js";

/** One comparison: positions among the sample's units. */
export interface Changes {
  readonly comparison: Comparison;
  readonly treated: Uint32Array;
  /** Of the treated, in their order. */
  readonly changes: Float64Array;
  readonly untreated: Uint32Array;
  readonly others: Float64Array;
  /** Mean change of the untreated. */
  readonly mean: number;
}

/** The changes of a comparison, of units observed in both of its periods; null where nobody treated, or untreated, is. */
export function changesOf(sample: DidSample, units: CsUnits): (comparison: Comparison) => Changes | null {
  const { order, periods, periodOf, sizes, cohorts } = units;
  const { starts, time, y } = sample;
  const n = order.length;
  const outcomes = new Float64Array(n * periods.length).fill(Number.NaN);
  order.forEach((u, place) => {
    for (let i = starts[u]!; i < starts[u + 1]!; i++) outcomes[periodOf[time[i]!]! * n + place] = y[i]!;
  });
  const firsts = offsetsOf(sizes);
  return (comparison) => {
    const { g, t, base, lowest } = comparison;
    const changeOf = (place: number): number => outcomes[t * n + place]! - outcomes[base * n + place]!;
    const ofGroups = (groups: readonly number[]) => {
      const places = groups.flatMap((p) => Array.from({ length: sizes[p]! }, (_, i) => firsts[p]! + i));
      const seen = places.filter((place) => !Number.isNaN(changeOf(place)));
      return { who: Uint32Array.from(seen, (place) => order[place]!), what: Float64Array.from(seen, changeOf) };
    };
    const own = ofGroups([g]);
    const rest = ofGroups(
      Array.from({ length: cohorts.length + 1 - lowest }, (_, p) => lowest + p).filter((p) => p !== g),
    );
    if (own.who.length === 0 || rest.who.length === 0) return null;
    return {
      ...{ comparison, treated: own.who, changes: own.what, untreated: rest.who, others: rest.what },
      mean: meanOf(rest.what),
    };
  };
}

export const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
