/**
 * What a long operation reports to its caller, and how the caller stops it.
 */

/** A step of a long operation: `fraction` in 0..1 and the estimated milliseconds left, where known. */
export interface Progress {
  readonly stage: string;
  readonly fraction: number;
  readonly msLeft: number | null;
}

/** Options every long operation takes. */
export interface LongOptions {
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
  readonly seed?: number;
  /** Aborted, a loop of draws returns what it has, labelled as part of what was asked, in place of throwing. */
  readonly keepPartial?: boolean;
}

// What a run that was given up throws.

/** The error `AbortSignal.throwIfAborted` throws by default. */
export function abortError(): DOMException {
  return new DOMException("This operation was aborted", "AbortError");
}

/** Whether work ended because somebody asked for it. */
export const isAbort = (error: unknown): boolean => error instanceof DOMException && error.name === "AbortError";

// Which part of a record is the time it took.

const TIMING = "timing_ms";

/** Whether `key` of `holder` is the times of a record, and not a coefficient or a column of that name. */
export const isTiming = (holder: object, key: string): boolean =>
  key === TIMING && "kind" in holder && typeof holder.kind === "string";
