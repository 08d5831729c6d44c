/**
 * What `--cluster-diagnostics` prints of a regression: JSON-serialisable, in published names.
 */
import type { Spread } from "../cluster-diagnostics.js";

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
