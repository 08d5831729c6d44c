/**
 * Options that only Roth and Sant'Anna's estimator has.
 */
import { numberOr, oneOf } from "../../../../declare/option.js";
import { csOptions } from "../cs/options.js";

export const rsOptions = {
  unbalanced: csOptions.unbalanced,
  beta: numberOr(
    "of rs: how much of the difference before treatment is taken off that after it: all (1, a difference-in-differences), none (0), or what makes the error smallest",
    ["efficient"],
    { default: "efficient" },
  ),
  designErrors: oneOf(
    "errors of rs: less what outcomes before treatment explain of the variance of effects (refined), or conservative (neyman)",
    ["refined", "neyman"],
    { default: "refined" },
  ),
};
