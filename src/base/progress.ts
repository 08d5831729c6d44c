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
