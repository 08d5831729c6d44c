/**
 * Which part of a record is the time it took: all else is the same for the same inputs.
 */

const TIMING = "timing_ms";

/** Whether `key` of `holder` is the times of a record, and not a coefficient or a column of that name. */
export const isTiming = (holder: object, key: string): boolean =>
  key === TIMING && "kind" in holder && typeof holder.kind === "string";
