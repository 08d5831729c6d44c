/** Names of the estimators of staggered adoption, in the order of their list. */
export const ESTIMATOR_NAMES = ["sunab", "etwfe"] as const;
export type EstimatorName = (typeof ESTIMATOR_NAMES)[number];
