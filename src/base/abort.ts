/** What a run that was given up throws. */

/** The error `AbortSignal.throwIfAborted` throws by default. */
export function abortError(): DOMException {
  return new DOMException("This operation was aborted", "AbortError");
}
