/**
 * Layer models. The covariance of a regression's coefficients, whichever was asked for: each kind is made in `inference/`
 * from a Fit; this file knows which needs what of the sample.
 */
import { NotSupported } from "../../base/errors.js";
import { plainHcVcov } from "../../inference/leverage-vcov.js";
import type { RegressionVcov } from "../../inference/regression-vcov.js";
import type { ParameterCount, Ssc } from "../../inference/ssc.js";
import { type Vcov, vcov } from "../../inference/vcov.js";
import type { Engine, Scope } from "../../kernels/engine.js";
import type { LeastSquares } from "./least-squares.js";
import { countParameters } from "./least-squares-steps.js";
import { crVariance } from "./leverage/cr-variance.js";
import { hcVariance } from "./leverage/hc-variance.js";

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
  switch (variance.type) {
    case "iid":
    case "hetero":
    case "cluster":
      return { covariance: vcov(engine, scope, result.fit, variance.type, clusterTerms, ssc, count), count };
    case "HC0":
    case "HC1":
      return { covariance: plainHcVcov(engine, scope, result.fit, variance.type, ssc, count), count };
    case "HC2":
    case "HC3":
    case "HC4":
    case "HC4m":
    case "HC5":
      return { covariance: hcVariance(engine, scope, regression, variance.type, ssc, count), count };
    case "CR2":
    case "CR3":
      return { covariance: crVariance(engine, scope, regression, variance, ssc, count), count };
    default:
      throw new NotSupported("vcov_type", `Variance '${variance.type}' is not validated yet.`, { got: variance.type });
  }
}
