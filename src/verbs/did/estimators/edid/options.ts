/**
 * Options that only Chen, Sant'Anna and Xie's estimator has.
 */
import { oneOf } from "../../../../declare/option.js";
import { csOptions } from "../cs/options.js";

export const edidOptions = {
  unbalanced: csOptions.unbalanced,
  trends: oneOf(
    "of edid: trends that are parallel for all cohorts in all periods (all), or for each cohort and the never treated from the period before its treatment on (post)",
    ["all", "post"],
    { default: "all" },
  ),
};
