/**
 * Options that only synthetic differences-in-differences have.
 */
import { oneOf } from "../../../../declare/option.js";

/** How errors are made. */
export const SDID_ERRORS = ["placebo", "jackknife", "bootstrap", "none"] as const;

export const sdidOptions = {
  errors: oneOf(
    "of sdid: placebo draws of never treated units, a jackknife or a bootstrap of units, or none (default: placebo, where never treated units outnumber the treated; else bootstrap, where no cohort has one unit)",
    SDID_ERRORS,
  ),
};
