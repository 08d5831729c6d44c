/**
 * How effects by event time are asked for where leads and effects have to share one base period: options of the estimators that
 * leave the choice. The others have a base period of their own, or none (`read.ts` says why).
 */
import { belonging } from "../did/design/estimator-options.js";

/** Options of `did` by which the effects of `estimator` share the last period before treatment as their base. */
export const oneReference = (estimator: string): { readonly base?: "universal" } =>
  belonging({ base: "universal" } as const, [estimator]);
