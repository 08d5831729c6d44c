/**
 * What the clusterings of a wild bootstrap become over cells: error terms with signs and small-sample factors,
 * and the clusters that share a multiplier. Knows no draws.
 */
import type { Category } from "../../base/columns.js";
import { combine } from "../../data/panel/order.js";
import { hasJackknifeVariance, type WildErrorClusters } from "../../regression/cluster-bootstrap/wild-spec.js";
import { clusterFactor } from "../../regression/variance/ssc.js";
import type { ResamplingModel } from "../resampling/model.js";
import type { BootstrapPlan } from "./plan.js";

/** With so few clusters signs alone give few statistics that differ. */
export const FEW_SIGNS = 12;

type Clustered = Pick<ResamplingModel, "fit" | "ssc" | "clusterings">;

/** Clusterings of `model`, in the order of `plan`, as codes by cell; of two-way errors draws go by their intersection by default. */
export function wildClusters(
  model: Clustered,
  plan: BootstrapPlan,
): { readonly errorClusters: readonly WildErrorClusters[]; readonly boot: Category } {
  const byCell = model.clusterings.map((clustering): Category => ({ ...clustering, codes: clustering.ofCell }));
  const errors = byCell.slice(0, plan.variance.by.length);
  const boot = plan.bootCluster === null ? (errors.length === 1 ? errors[0]! : combine(errors)) : byCell.at(-1)!;
  return { errorClusters: errorTerms(model, plan, errors), boot };
}

/** The clusterings of the error with signs and factors; of two also their intersection, taken off. */
function errorTerms(
  { fit, ssc }: Clustered,
  { type }: BootstrapPlan,
  errors: readonly Category[],
): WildErrorClusters[] {
  const fewest = Math.min(...errors.map(({ nLevels }) => nLevels));
  const term = (clusters: Category, sign: 1 | -1): WildErrorClusters => {
    const G = ssc.gDf === "min" ? fewest : clusters.nLevels;
    const factor = hasJackknifeVariance(type) ? (G - 1) / G : clusterFactor(ssc, { n: fit.nobs, K: fit.vcov.K, G });
    return { clusters, sign, factor };
  };
  const terms = errors.map((clusters) => term(clusters, 1));
  return errors.length === 1 ? terms : [...terms, term(combine(errors), -1)];
}
