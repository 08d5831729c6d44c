/**
 * Layer study. What of a stage's block decides what it computes: all but the words and the dress of its tables.
 */

const DRESS = ["caption", "appendix", "notes", "labels", "stars", "beneath", "truth"] as const;

/** `spec` without what only its tables and figures need. */
export const computedPart = (spec: object): object =>
  Object.fromEntries(Object.entries(spec).filter(([key]) => !(DRESS as readonly string[]).includes(key)));
