/**
 * What each cluster is to a regression: leverage, partial leverage of each coefficient, the coefficients
 * without it, and from these the effective number of clusters. Numbers only, from clusters raised as for CR3.
 *
 * Partial leverage of cluster g for coefficient j is the share of the sum of squares of regressor j, net of all others and of
 * the effects, that stands in g. With uncorrelated errors of one variance it is also g's share of the variance of b_j, so
 * that the effective number of clusters G / (1 + squared coefficient of variation of these) is one over the sum of squared
 * partial leverages.
 * Sources: Carter, Schnepel & Steigerwald (2017), Review of Economics and Statistics 99(4), doi:10.1162/REST_a_00639;
 * MacKinnon, Nielsen & Webb (2023), Stata Journal 23(4), doi:10.1177/1536867X231212433.
 */
import type { RaisedBlocks } from "./cr-adjustments.js";

/** Share of a coefficient's direction above which a cluster that alone identifies it loses the coefficient. */
const LOST = 1e-10;

export interface ClusterInfluence {
  /** f64[G * k], by cluster: sums to 1 over clusters. */
  readonly partial: Float64Array;
  /** f64[G * k], by cluster left out; NaN where the others do not identify the coefficient. */
  readonly without: Float64Array;
  /** Of each coefficient. */
  readonly effective: Float64Array;
}

/**
 * @param raised with `power` 2
 * @param targets as given to `crAdjustments`
 */
export function clusterInfluence(
  { scores, partial, alone, leverage }: RaisedBlocks,
  targets: Float64Array,
  beta: Float64Array,
): ClusterInfluence {
  const [G, k, s] = [leverage.length, beta.length, scores.view()];
  const shares = new Float64Array(G * k);
  const without = new Float64Array(G * k);
  const effective = new Float64Array(k);
  for (let j = 0; j < k; j++) {
    const t = targets.subarray(j * k, (j + 1) * k);
    const size = t.reduce((sum, value) => sum + value * value, 0);
    let squares = 0;
    for (let c = 0; c < G; c++) {
      const at = c * k + j;
      let moved = 0;
      for (let i = 0; i < k; i++) moved += t[i]! * s[c * k + i]!;
      shares[at] = partial[at]! / size;
      squares += shares[at]! ** 2;
      without[at] = alone[at]! > LOST * size ? Number.NaN : beta[j]! - moved;
    }
    effective[j] = 1 / squares;
  }
  return { partial: shares, without, effective };
}

/** How numbers lie over clusters. */
export interface Spread {
  readonly min: number;
  readonly q1: number;
  readonly median: number;
  readonly mean: number;
  readonly q3: number;
  readonly max: number;
  /** Standard deviation (over G - 1) as a share of the mean. */
  readonly cv: number;
}

/** Quartiles by linear interpolation between order statistics (type 7 of Hyndman & Fan 1996). */
export function spreadOf(values: Float64Array): Spread {
  const sorted = values.slice().sort();
  const G = sorted.length;
  const quantile = (p: number): number => {
    const at = p * (G - 1);
    const low = Math.floor(at);
    return sorted[low]! + (at - low) * (sorted[Math.min(low + 1, G - 1)]! - sorted[low]!);
  };
  const mean = sorted.reduce((sum, value) => sum + value, 0) / G;
  const squares = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const [min, max] = [sorted[0]!, sorted[G - 1]!];
  const cv = Math.sqrt(squares / (G - 1)) / mean;
  return { min, q1: quantile(0.25), median: quantile(0.5), mean, q3: quantile(0.75), max, cv };
}

// What `--cluster-diagnostics` prints of a regression.

/** One cluster. */
export interface ClusterRow {
  readonly cluster: string;
  readonly rows: number;
  /** Sum of the leverages of its rows; over all clusters these sum to the number of parameters. */
  readonly leverage: number;
  /** By coefficient: share of the variation of its regressor, net of everything else, that stands in the cluster. */
  readonly partial_leverage: Readonly<Record<string, number>>;
  /** Coefficients without the cluster; null where the others do not identify one. */
  readonly without: Readonly<Record<string, number | null>>;
}

/** One coefficient over clusters. */
export interface TermOverClusters {
  /** Effective number of clusters (Carter, Schnepel & Steigerwald 2017) for uncorrelated errors of one variance. */
  readonly effective_clusters: number;
  readonly partial_leverage: Spread;
  /** The clusters without which the coefficient moves most, the largest first. */
  readonly influential: readonly {
    readonly cluster: string;
    readonly without: number | null;
    readonly moved: number | null;
  }[];
}

export interface ClusterDiagnostics {
  /** The cluster variable. */
  readonly by: string;
  readonly clusters: number;
  readonly rows: Spread;
  readonly leverage: Spread;
  readonly terms: Readonly<Record<string, TermOverClusters>>;
  /** In order of labels. */
  readonly table: readonly ClusterRow[];
}
