/**
 * Which p of a coefficient can be believed, by how many clusters its error has, how many they weigh as, and how many are treated: the one rule of
 * notes, bootstraps and reports. Numbers alone; sources are with the table of cuts.
 */
import { FEW_CLUSTERS } from "../../regression/few-clusters.js";
import type { Believed } from "./messages.js";

/** Clusters by what they are to a regressor of two values, of which the larger is the treatment. */
export interface TreatedClusters {
  /** With a treated row. */
  readonly clusters: number;
  /** Of these, with an untreated row too. */
  readonly partly: number;
  readonly untreated: number;
  /** Share of the term's own variation in clusters without a treated row. */
  readonly untreated_share: number;
  /** Rows of the smallest and of the largest treated cluster. */
  readonly rows: { readonly least: number; readonly most: number };
}

export interface Verdict {
  readonly believe: Believed;
  /** Why: a code each. */
  readonly because: readonly ("few_treated" | "few_untreated" | "few_effective" | "enough")[];
}

/** Share of the term's variation from which a few clusters never treated carry the estimate. */
const MOST_VARIATION = 0.5;

/** In order: few treated clusters settle the matter, then the effective number. `treated` is null where they are not counted. */
export function believed(effective: number, treated: TreatedClusters | null): Verdict {
  const isFewTreated = treated !== null && treated.clusters <= FEW_CLUSTERS.treated;
  // treated or not are alike but for a sign; where clusters start at different times, those never treated are not the only controls
  const isFewUntreated =
    treated !== null &&
    treated.untreated <= FEW_CLUSTERS.treated &&
    (treated.partly === 0 || treated.untreated_share >= MOST_VARIATION);
  if (isFewTreated || isFewUntreated) {
    return {
      believe: "neither",
      because: [
        ...(isFewTreated ? (["few_treated"] as const) : []),
        ...(isFewUntreated ? (["few_untreated"] as const) : []),
      ],
    };
  }
  return effective >= FEW_CLUSTERS.effective
    ? { believe: "either", because: ["enough"] }
    : { believe: "restricted", because: ["few_effective"] };
}

/** Rows with the larger of two values, by group of `codes`; null where `x` has another number of values. */
export function treatedRowsBy(x: Float64Array, codes: Uint32Array, nLevels: number, rows: ArrayLike<number>) {
  const first = x[0]!;
  let other: number | undefined;
  const withOther = new Float64Array(nLevels);
  for (let i = 0; i < x.length; i++) {
    const value = x[i]!;
    if (value === first) continue;
    other ??= value;
    if (value !== other) return null;
    withOther[codes[i]!]!++;
  }
  if (other === undefined) return null;
  return other > first ? withOther : withOther.map((size, c) => rows[c]! - size);
}

/** By rows of each cluster, those of them treated, and its share of the term's own variation. */
export function treatedClusters(rows: Float64Array, inTreatment: Float64Array, shares: Float64Array): TreatedClusters {
  const sizes = rows.filter((_, c) => inTreatment[c]! > 0);
  return {
    clusters: sizes.length,
    partly: rows.filter((size, c) => inTreatment[c]! > 0 && inTreatment[c]! < size).length,
    untreated: rows.length - sizes.length,
    untreated_share: shares.reduce((sum, share, c) => (inTreatment[c]! > 0 ? sum : sum + share), 0),
    rows: {
      least: sizes.reduce((least, size) => Math.min(least, size), Number.POSITIVE_INFINITY),
      most: sizes.reduce((most, size) => Math.max(most, size), 0),
    },
  };
}
