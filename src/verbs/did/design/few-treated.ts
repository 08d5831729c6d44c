/**
 * Which estimates few treated units mislead: those whose errors are made of clusters. It knows nothing of how many are few.
 */
import type { DidEstimate } from "./record.js";

/** Not where chance is judged by placebos or by the assignment of dates, which a single treated unit has too. */
export const areMisledByFew = ({ errors, notes }: Pick<DidEstimate, "errors" | "notes">): boolean =>
  errors !== "none" && errors !== "design" && notes.every(({ code }) => code !== "sdid_placebo");
