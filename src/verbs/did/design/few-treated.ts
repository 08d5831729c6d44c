/**
 * Which estimates few treated units mislead: those whose errors are made of clusters. It knows nothing of how many are few.
 */
import type { DidEstimate } from "./record.js";

/** Not where chance is judged by placebos or by the assignment of dates, which a single treated unit has too. */
export const isMisledByFew = ({ errors, details }: Pick<DidEstimate, "errors" | "details">): boolean =>
  errors !== "none" &&
  errors !== "design" &&
  !(details?.kind === "synthetic did" && details.errors?.method === "placebo");
