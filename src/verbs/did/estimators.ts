/**
 * The estimators of `did`, by name: a new one is a file in `estimator/` and a line here.
 */
import type { DidEstimator } from "./estimator/estimator.js";
import { etwfe } from "./estimator/etwfe.js";
import type { EstimatorName } from "./estimator/names.js";
import { sunab } from "./estimator/sunab.js";

export const estimators: Readonly<Record<EstimatorName, DidEstimator>> = { etwfe, sunab };
