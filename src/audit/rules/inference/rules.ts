/** Rules on estimates, their errors, their tests and what is said of them. */
import type { Rule } from "../rule.js";
import { CLAIMS } from "./claims/claims.js";
import { ADJUSTED_R2 } from "./fit/adjusted-r2.js";
import { F_OF_T } from "./fit/f-of-t.js";
import { NESTED_R2 } from "./fit/nested-r2.js";
import { R2_OF_T } from "./fit/r2-of-t.js";
import { SHARE_TREATED } from "./fit/share-treated.js";
import { FIRST_STAGE_F } from "./instruments/first-stage-f.js";
import { IV_OF_STAGES } from "./instruments/iv-of-stages.js";
import { IV_OVER_OLS } from "./instruments/iv-over-ols.js";
import { CLUSTERS } from "./stars/few-clusters.js";
import { STARS } from "./stars/stars.js";
import { BENEATH } from "./statistics/beneath.js";
import { PARENTHESES } from "./statistics/parentheses.js";
import { SIGNS } from "./statistics/signs.js";

export const INFERENCE_RULES: readonly Rule[] = [
  PARENTHESES,
  SIGNS,
  STARS,
  BENEATH,
  R2_OF_T,
  SHARE_TREATED,
  ADJUSTED_R2,
  F_OF_T,
  NESTED_R2,
  FIRST_STAGE_F,
  IV_OVER_OLS,
  IV_OF_STAGES,
  CLUSTERS,
  CLAIMS,
];
