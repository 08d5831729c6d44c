/**
 * The error tree of the library: every error carries a stable `code` and what was got and expected,
 * so that a program can react and a person can act. Messages say subject, what came, what was expected, what to do.
 * Knows nothing of tables, models or WASM.
 */

/** What was met and what was wanted; extra fields locate it (column, row, position, file). */
export interface ErrorDetail {
  readonly got?: unknown;
  readonly expected?: unknown;
  readonly [where: string]: unknown;
}

/** What `detail` of an error must have, by its code: the facts of its sentence in another language, whose catalogue adds them. */
// biome-ignore lint/suspicious/noEmptyInterface: open, for the catalogue to add to
export interface ErrorFacts {}

type Details<C> = C extends keyof ErrorFacts
  ? unknown extends ErrorFacts[C]
    ? [detail?: ErrorDetail, options?: ErrorOptions]
    : [detail: ErrorDetail & ErrorFacts[C], options?: ErrorOptions]
  : [detail?: ErrorDetail, options?: ErrorOptions];

/** Root of all errors thrown on purpose. `code` is stable across versions; `message` is for people. */
export class WasmetricsError<C extends string = string> extends Error {
  override readonly name: string = "WasmetricsError";
  readonly code: string;
  readonly detail: ErrorDetail;
  constructor(code: C, message: string, ...[detail = {}, options]: Details<C>) {
    super(message, options);
    this.code = code;
    this.detail = detail;
  }
}

/** Wrong use of the library or the command line: an unknown option, a malformed formula. Exit status 2. */
export class UsageError<C extends string = string> extends WasmetricsError<C> {
  override readonly name = "UsageError";
}

/** The data cannot serve the request: missing column, text where numbers are needed, no rows left. Exit status 1. */
export class DataError<C extends string = string> extends WasmetricsError<C> {
  override readonly name = "DataError";
}

/** The arithmetic failed: no convergence, a singular system, no residual degrees of freedom. Exit status 1. */
export class NumericalError<C extends string = string> extends WasmetricsError<C> {
  override readonly name = "NumericalError";
}

/** The combination is known but not validated against independent software, so it is refused. Exit status 2. */
export class NotSupported<C extends string = string> extends WasmetricsError<C> {
  override readonly name = "NotSupported";
}

/** A kernel was called with illegal arguments: always a defect of the caller inside this library. Exit status 1. */
export class KernelError<C extends string = string> extends WasmetricsError<C> {
  override readonly name = "KernelError";
}
