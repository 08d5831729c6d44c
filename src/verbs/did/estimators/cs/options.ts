/**
 * Options that only Callaway and Sant'Anna's estimator has.
 */
import { oneOf } from "../../../../declare/option.js";

export const csOptions = {
  base: oneOf(
    "period compared with: the last before each (varying), or the last before treatment for all (universal)",
    ["varying", "universal"],
    { default: "varying" },
  ),
  method: oneOf(
    "how cs and ddd take covariates into account: doubly robust, inverse probability weighting, outcome regression; doubly robust with balanced odds (improved), weighting by odds that are not shares (Horvitz-Thompson)",
    ["dr", "ipw", "reg", "imp", "ht"],
    { default: "dr" },
  ),
  unbalanced: oneOf(
    "units that lack a period: each effect of cs and ddd by the units observed in both of its periods, only units observed in all (also of rs and edid), or rows of cs as repeated cross-sections",
    ["pairs", "balanced", "rows"],
    { default: "pairs" },
  ),
};
