/**
 * The options that regressions share, declared once for every verb that has them.
 */
import { column, expression, oneOf, share, value } from "../declare/option.js";
import type { VcovOption } from "./variance/kind.js";
import type { Ssc } from "./variance/ssc.js";

/** Confidence level of intervals. */
export const level = share("confidence level of intervals", {
  default: 0.95,
  code: "level",
  called: "Confidence level",
});

/** Small-sample rule, by name or in parts. */
export const ssc = value(
  "small-sample rule: fixest, reghdfe, xtreg, plm, sandwich, none, large, or parts such as K.fixef=full,G.adj=false",
  (text): string | Ssc => text,
  { default: "fixest", shape: "rule" },
);

/** The variance; `forms` says which a verb has, and whether it must be given. */
export const vcov = (forms: string) => value(forms, (text): VcovOption => text, { shape: "variance" });

/** Which rows a regression is estimated on, with which weights. */
export const sampleOptions = {
  weights: column("weights of the regression; rows with weight 0 are dropped and counted"),
  ssc,
  subset: expression("rows to use, such as \"year >= 2007 & country == 'DE'\""),
  fixefRm: oneOf(
    "observations alone in a fixed effect: drop recursively, drop in one pass as fixest 0.12 does, or keep",
    ["singletons", "once", "none"],
    { default: "singletons" },
  ),
  solver: oneOf(
    "how fixed effects are absorbed: as the graph of their levels suggests, or by one method",
    ["auto", "direct", "map", "krylov"],
    {
      default: "auto",
      flag: null,
    },
  ),
};
