/**
 * By which distribution intervals and tests of an estimate are read: t with G - 1 degrees of freedom where clusters are few and the estimator
 * has the normal by asymptotics, the degrees of freedom of the regression where it is one, the normal where it is asked for.
 */
import { FEW_CLUSTERS } from "../../../regression/few-clusters.js";
import type { DidFit } from "../shared/estimator.js";
import type { DidPlan } from "./plan.js";

/** Degrees of freedom of t, infinite for the normal. Errors that are drawn, or of a design, are not of clusters: theirs stay as they are. */
export function degreesOf(
  { df, clusters, errors }: Pick<DidFit, "df" | "clusters" | "errors">,
  { interval }: Pick<DidPlan, "interval">,
): number {
  if (errors !== undefined) return df;
  if (interval === "normal") return Number.POSITIVE_INFINITY;
  return isReadByFewClusters({ df, clusters }) ? clusters - 1 : df;
}

/** The same of errors by so many clusters whose estimator has the normal. */
export const clusterDegrees = (clusters: number, plan: Pick<DidPlan, "interval">): number =>
  degreesOf({ df: Number.POSITIVE_INFINITY, clusters }, plan);

/** Whether t with G - 1 degrees of freedom stands for the normal that the estimator has with many clusters. */
export const isReadByFewClusters = ({ df, clusters }: Pick<DidFit, "df" | "clusters">): boolean =>
  !Number.isFinite(df) && clusters > 1 && clusters < FEW_CLUSTERS.clusters;
