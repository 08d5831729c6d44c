/**
 * The covariance of a regression's coefficients, whichever was asked for: each kind is made in `inference/`
 * from a Fit; this file knows which needs what of the sample.
 */

import { NotSupported } from "../../base/errors.js";
import type { Engine, Scope } from "../../engine/kernels/engine.js";
import type { LeastSquares } from "../least-squares/least-squares.js";
import { conleyCovariance, timeCovariance } from "./correlated-vcov.js";
import { crVariance } from "./leverage/cr-variance.js";
import { hcVariance } from "./leverage/hc-variance.js";
import { plainHcVcov } from "./leverage-vcov.js";
import type { RegressionVcov } from "./regression-vcov.js";
import type { Ssc } from "./ssc.js";
import { type Covariance, vcov } from "./vcov.js";

/** Throws as the variance asked for does. */
export function covarianceOf(
  engine: Engine,
  scope: Scope,
  regression: LeastSquares,
  variance: RegressionVcov,
  ssc: Ssc,
): Covariance {
  const { result, kept } = regression;
  const plain = variance.type === "iid" || variance.type === "hetero" || variance.type === "cluster";
  if (result.fit.k === 0 && !plain) throw noCoefficients(variance.type);
  switch (variance.type) {
    case "iid":
    case "hetero":
    case "cluster": {
      const { clusterings, clusterTerms } = regression.clusters(variance);
      const count = regression.parameters(clusterings);
      const covariance = vcov(engine, scope, result.fit, variance.type, clusterTerms, ssc, count, kept);
      return { covariance, count };
    }
    case "HC0":
    case "HC1": {
      const count = regression.parameters([]);
      return { covariance: plainHcVcov(engine, scope, result.fit, variance.type, ssc, count), count };
    }
    case "HC2":
    case "HC3":
    case "HC4":
    case "HC4m":
    case "HC5":
      return hcVariance(engine, scope, regression, variance.type, ssc);
    case "CR2":
    case "CR3":
      return crVariance(engine, scope, regression, variance, ssc);
    case "NW":
    case "DK":
      return timeCovariance(engine, scope, regression, variance, ssc);
    case "conley":
      return conleyCovariance(engine, scope, regression, variance, ssc);
  }
}

const noCoefficients = (type: string): NotSupported =>
  new NotSupported(
    "vcov_no_regressor",
    `A model of fixed effects alone has no coefficient for a variance '${type}': ask for iid, hetero or cluster.`,
    { got: type, expected: ["iid", "hetero", "cluster"] },
  );
