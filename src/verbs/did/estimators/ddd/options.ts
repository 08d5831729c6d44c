/**
 * Options of triple differences: who is eligible is theirs alone, how comparisons are made they share with `cs`.
 */
import { column, oneOf } from "../../../../declare/option.js";
import { csOptions } from "../cs/options.js";

export const dddOptions = {
  eligible: column("of ddd: 1 for units that the treatment of their cohort reaches, 0 for those it passes by"),
  shares: oneOf(
    "of ddd: cohorts are averaged by their eligible units, which the effects are of, or by all their units",
    ["eligible", "all"],
    { default: "eligible" },
  ),
  ...csOptions,
};
