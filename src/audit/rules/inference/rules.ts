/** Rules on estimates, their errors, their tests and what is said of them. */
import type { Rule } from "../rule.js";
import { ADJUSTED_R2 } from "./adjusted-r2.js";
import { BENEATH } from "./beneath.js";
import { CLAIMS } from "./claims.js";
import { F_OF_T } from "./f-of-t.js";
import { CLUSTERS } from "./few-clusters.js";
import { FIRST_STAGE_F } from "./first-stage-f.js";
import { IV_OF_STAGES } from "./iv-of-stages.js";
import { IV_OVER_OLS } from "./iv-over-ols.js";
import { NESTED_R2 } from "./nested-r2.js";
import { PARENTHESES } from "./parentheses.js";
import { R2_OF_T } from "./r2-of-t.js";
import { SHARE_TREATED } from "./share-treated.js";
import { SIGNS } from "./signs.js";
import { STARS } from "./stars.js";

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
