/**
 * Classical, heteroskedasticity-robust and clustered variances: those that every estimator has. The arithmetic is in vcov.ts.
 */
import { splitOutside } from "../../base/column-names.js";
import type { By } from "../frame/clusterings.js";
import { alone, clusteringsIn, type VarianceKind } from "./kind.js";
import { vcov } from "./vcov.js";

/** Each cluster variable is a list of columns whose combinations are the clusters: [["city"]], [["city", "year"]] for city^year. */
export type VcovSpec =
  | { readonly type: "iid" }
  | { readonly type: "hetero" }
  | { readonly type: "cluster"; readonly by: By };

const covariance: VarianceKind<VcovSpec>["covariance"] = (engine, scope, regression, variance, ssc) => {
  const { clusterings, clusterTerms } = regression.clusters(variance);
  const count = regression.parameters(clusterings);
  const { fit } = regression.result;
  return { covariance: vcov(engine, scope, fit, variance.type, clusterTerms, ssc, count, regression.kept), count };
};

export const PLAIN: VarianceKind<Extract<VcovSpec, { type: "iid" | "hetero" }>> = {
  types: ["iid", "hetero"],
  parse: (type, rest) => ({ type: alone(type, rest) }),
  meat: (type) => (type === "iid" ? "none" : "rows"),
  covariance,
  withoutRegressors: "allowed",
};

export const CLUSTERED: VarianceKind<Extract<VcovSpec, { type: "cluster" }>> = {
  types: ["cluster"],
  parse: (type, rest = "") => ({ type, by: clusteringsIn(splitOutside(rest, "+"), type) }),
  meat: () => "clusters",
  covariance,
  withoutRegressors: "allowed",
};
