/**
 * Options that only stacked regressions have.
 */
import { oneOf } from "../../../../declare/option.js";

export const stackedOptions = {
  stackWeights: oneOf(
    "of stacked: corrective weights, by which every cohort counts by its treated units, or none",
    ["corrective", "none"],
    { default: "corrective" },
  ),
};
