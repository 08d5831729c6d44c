/**
 * Notes on an error with few clusters: how many there are, as how many they weigh for a treatment, and how many are treated. The number of clusters
 * decides first: with many of them no row is looked at.
 */
import type { Category } from "../../base/columns.js";
import { type Note, note } from "../../base/messages.js";
import { clusterScoresBlock } from "../../engine/kernels/covariance.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import { FEW_CLUSTERS } from "../../regression/few-clusters.js";
import type { ClusterTerm } from "../../regression/least-squares/fit.js";
import { rowsByCluster } from "../../regression/moments/moments.js";
import { meatOf } from "../../regression/variance/variances.js";
import { believed, treatedClusters, treatedRowsBy } from "./believed.js";
import { type Believed, FEW_CLUSTER_NOTES, type TreatmentFacts } from "./messages.js";

/** Clusters by codes of rows. */
type Clusters = Pick<Category, "codes" | "nLevels">;

type Named = Pick<Category, "name" | "nLevels">;

/** The clustering with the fewest clusters, where these are few; undefined where they are many, or errors not clustered. */
export function fewestOf<C extends Clusters>(vcov: string, clusterings: readonly C[]): C | undefined {
  if (meatOf(vcov) !== "clusters" || clusterings.length === 0) return undefined;
  const fewest = clusterings.reduce((a, b) => (b.nLevels < a.nLevels ? b : a));
  return fewest.nLevels < FEW_CLUSTERS.clusters ? fewest : undefined;
}

/** Of each cluster, its share of the sum of squares of a column in the term's order of rows. */
export function sharesOf(
  engine: Engine,
  scope: Scope,
  column: F64Block,
  { codes, nLevels }: Pick<ClusterTerm, "codes" | "nLevels">,
): Float64Array {
  return scope.scope((inner) => {
    const clusters = inner.copyU32(codes);
    const sums = clusterScoresBlock(engine, inner, column.length, 1, nLevels, column, column, clusters).view();
    const total = sums.reduce((sum, value) => sum + value, 0);
    return sums.map((value) => value / total);
  });
}

/** Whether groups of rows have the larger of two values in unlike shares. */
const differsBetween = (inTreatment: Float64Array, rows: Float64Array): boolean =>
  inTreatment.some((count, c) => count * rows[0]! !== inTreatment[0]! * rows[c]!);

/** A regressor over the clusters; null unless it has two values, in shares that differ between them. `shares` of its own variation, where known. */
export function treatmentFacts(
  term: string,
  x: Float64Array,
  clusters: Clusters,
  sharesOf: (() => Float64Array) | null,
): TreatmentFacts | null {
  const rows = rowsByCluster(clusters);
  const inTreatment = treatedRowsBy(x, clusters.codes, clusters.nLevels, rows);
  if (inTreatment === null || !differsBetween(inTreatment, rows)) return null;
  const shares = sharesOf?.() ?? null;
  const effective = shares && 1 / shares.reduce((sum, share) => sum + share * share, 0);
  const counted = treatedClusters(rows, inTreatment, shares ?? new Float64Array(clusters.nLevels));
  const isOfClusters = counted.untreated > 0;
  return {
    ...{ term, effective },
    treated: isOfClusters ? counted.clusters : null,
    untreated: isOfClusters ? counted.untreated : null,
    believe: believed(effective ?? clusters.nLevels, isOfClusters ? counted : null).believe,
  };
}

/** From the least to be trusted on. */
const TRUST: readonly Believed[] = ["neither", "restricted", "either"];

/** That few of many clusters are treated; of few clusters the note on these says it. */
export function fewTreatedNotes(term: string, { name: by, nLevels: clusters }: Named, treated: number | null): Note[] {
  const isFew = treated !== null && treated > 0 && treated < FEW_CLUSTERS.treatedUnits;
  if (!isFew || clusters < FEW_CLUSTERS.clusters) return [];
  return [note(FEW_CLUSTER_NOTES, "treated_clusters_few", { term, by, clusters, treated })];
}

export function fewClustersNote(
  vcov: string,
  { name: by, nLevels: clusters }: Named,
  terms: readonly TreatmentFacts[],
): Note {
  const verdicts = terms.length === 0 ? [believed(clusters, null).believe] : terms.map(({ believe }) => believe);
  const believe = TRUST.find((each) => verdicts.includes(each))!;
  return note(FEW_CLUSTER_NOTES, "clusters_few", { by, clusters, vcov, terms, believe });
}
