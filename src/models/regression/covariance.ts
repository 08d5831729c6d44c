/**
 * Layer models. The covariance of a regression's coefficients, whichever was asked for: each kind is made in `inference/`
 * from a Fit; this file knows which needs what of the sample.
 */
import { NotSupported } from "../../base/errors.js";
import type { RegressionVcov } from "../../inference/regression-vcov.js";
import type { ParameterCount, Ssc } from "../../inference/ssc.js";
import { type Vcov, vcov } from "../../inference/vcov.js";
import type { Engine, Scope } from "../../kernels/engine.js";
import { conleyCovariance, timeCovariance } from "./correlated-vcov.js";
import type { LeastSquares } from "./least-squares.js";

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
  const { result, scoreSums } = regression;
  switch (variance.type) {
    case "iid":
    case "hetero":
    case "cluster": {
      const { clusterings, clusterTerms } = regression.clusters(variance);
      const count = regression.parameters(clusterings);
      const covariance = vcov(engine, scope, result.fit, variance.type, clusterTerms, ssc, count, scoreSums?.of);
      return { covariance, count };
    }
    case "NW":
    case "DK":
      return timeCovariance(engine, scope, regression, variance, ssc);
    case "conley":
      return conleyCovariance(engine, scope, regression, variance, ssc);
    default:
      throw new NotSupported("vcov_type", `Variance '${variance.type}' is not validated yet.`, { got: variance.type });
  }
}
