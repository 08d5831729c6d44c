/** The option that says by which distribution effects are read, of `did` and of event studies by its estimators. */
import { oneOf } from "../../../declare/option.js";
import { FEW_CLUSTERS } from "../../../regression/few-clusters.js";

export const interval = oneOf(
  `t: by the degrees of freedom of a regression, else below ${FEW_CLUSTERS.clusters} clusters by their number less one; normal: whatever their number, as did, didimputation and csdid have it`,
  ["t", "normal"],
  { default: "t", shape: "distribution" },
);
