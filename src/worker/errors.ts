/**
 * Errors across the boundary of a thread: the library's keep class, code and detail, the host's their
 * class where it is one of the standard ones.
 */
import {
  DataError,
  type ErrorDetail,
  KernelError,
  NotSupported,
  NumericalError,
  UsageError,
  WasmetricsError,
} from "../base/errors.js";

/** An error as data. */
export type SentError =
  | {
      readonly kind: "own";
      readonly name: string;
      readonly code: string;
      readonly message: string;
      readonly detail: ErrorDetail;
    }
  | { readonly kind: "dom"; readonly name: string; readonly message: string }
  | { readonly kind: "host"; readonly name: string; readonly message: string; readonly stack: string | undefined };

const OWN = { WasmetricsError, UsageError, DataError, NumericalError, NotSupported, KernelError };
const HOST = { Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };

/** `error` as data; whatever else was thrown becomes an Error of its words. */
export function encodeError(error: unknown): SentError {
  if (error instanceof WasmetricsError) {
    const { name, code, message, detail } = error;
    return { kind: "own", name, code, message, detail: cloneable(detail) };
  }
  if (error instanceof DOMException) return { kind: "dom", name: error.name, message: error.message };
  if (error instanceof Error) return { kind: "host", name: error.name, message: error.message, stack: error.stack };
  return { kind: "host", name: "Error", message: String(error), stack: undefined };
}

/** The error again. */
export function decodeError(sent: SentError): Error {
  if (sent.kind === "dom") return new DOMException(sent.message, sent.name);
  if (sent.kind === "own") {
    const Class = OWN[sent.name as keyof typeof OWN] ?? WasmetricsError;
    return new Class(sent.code, sent.message, sent.detail);
  }
  const Class = HOST[sent.name as keyof typeof HOST] ?? Error;
  const error = new Class(sent.message);
  if (sent.stack !== undefined) error.stack = sent.stack;
  return error;
}

/** `detail`, or what JSON keeps of it where it holds something that can't be sent. */
function cloneable(detail: ErrorDetail): ErrorDetail {
  try {
    return structuredClone(detail);
  } catch {
    return JSON.parse(JSON.stringify(detail)) as ErrorDetail;
  }
}
