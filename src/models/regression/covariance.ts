/**
 * Layer models. The covariance of a regression's coefficients, whichever was asked for: each kind is made in `inference/`
 * from a Fit; this file knows which needs what of the sample.
 */
import { NotSupported } from "../../base/errors.js";
import type { RegressionVcov } from "../../inference/regression-vcov.js";
import type { ParameterCount, Ssc } from "../../inference/ssc.js";
import { type Vcov, vcov } from "../../inference/vcov.js";
import type { Engine, Scope } from "../../kernels/engine.js";
import type { LeastSquares } from "./least-squares.js";
import { countParameters } from "./least-squares-steps.js";

/** A covariance and what its small-sample rule counted. */
export interface Covariance {
  readonly covariance: Vcov;
  readonly count: ParameterCount;
}

/** Throws as the variance asked for does. */
export function covarianceOf(
  engine: Engine,
  scope: Scope,
  regression: LeastSquares,
  variance: RegressionVcov,
  ssc: Ssc,
): Covariance {
  const { sample, absorber, result, clusters } = regression;
  const { clusterings, clusterTerms } = clusters(variance);
  const count = countParameters(engine, sample, absorber, result, clusterings);
  const plain = variance.type === "iid" || variance.type === "hetero" || variance.type === "cluster";
  if (result.fit.k === 0 && !plain) throw noCoefficients(variance.type);
  switch (variance.type) {
    case "iid":
    case "hetero":
    case "cluster":
      return { covariance: vcov(engine, scope, result.fit, variance.type, clusterTerms, ssc, count), count };
    default:
      throw new NotSupported("vcov_type", `Variance '${variance.type}' is not validated yet.`, { got: variance.type });
  }
}

const noCoefficients = (type: string): NotSupported =>
  new NotSupported(
    "vcov_no_regressor",
    `A model of fixed effects alone has no coefficient for a variance '${type}': ask for iid, hetero or cluster.`,
    { got: type, expected: ["iid", "hetero", "cluster"] },
  );
