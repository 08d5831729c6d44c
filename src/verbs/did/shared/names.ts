/** Names of the estimators of staggered adoption, in the order of their list. */
export const ESTIMATOR_NAMES = [
  "twfe",
  "cs",
  "sunab",
  "bjs",
  "did2s",
  "etwfe",
  "stacked",
  "lpdid",
  "ddd",
  "sc",
  "rs",
  "dcdh",
  "fect",
  "ife",
  "mc",
  "gsynth",
  "edid",
  "sdid",
  "cdid",
] as const;
export type EstimatorName = (typeof ESTIMATOR_NAMES)[number];
