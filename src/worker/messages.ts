/**
 * What client and coordinator say to each other. Everything here survives a structured clone.
 */
import type { Column } from "../base/columns.js";
import {
  DataError,
  type ErrorDetail,
  KernelError,
  NotSupported,
  NumericalError,
  UsageError,
  WasmetricsError,
} from "../base/errors.js";
import type { Note } from "../base/messages.js";
import type { Progress } from "../base/progress.js";
import type { TableSource } from "../data/table/table.js";
import type { Kernels } from "../engine/kernels/engine.js";
import type { CallName } from "./calls.js";

/** A column; its cells only the first time. */
export interface SentColumn {
  readonly id: number;
  readonly column?: Column;
}

/** A table; its parts only the first time. */
export interface SentTable {
  readonly id: number;
  readonly parts?: {
    readonly columns: readonly SentColumn[];
    readonly source: TableSource;
    readonly notes: readonly Note[];
  };
}

/** A panel; its parts only the first time. */
export interface SentPanel {
  readonly id: number;
  readonly parts?: { readonly table: SentTable; readonly unit: string; readonly time: string };
}

/** What the coordinator is started with. */
export interface Start {
  readonly kind: "start";
  readonly kernels: Kernels;
  readonly threads: number | undefined;
}

/** One call of a verb; the coordinator gets the next when it has answered this one. */
export interface Call {
  readonly kind: "call";
  readonly verb: CallName;
  /** Inputs and then options, packed: tables and panels as `SentTable` and `SentPanel`. */
  readonly inputs: unknown;
  readonly keepPartial: boolean;
  readonly wantsProgress: boolean;
}

/** The client holds this table, panel or column no longer. */
export interface Forget {
  readonly kind: "forget";
  readonly id: number;
}

export type ToCoordinator = Start | Call | Forget;

export interface Ready {
  readonly kind: "ready";
  readonly threads: number;
  readonly build: string;
  readonly notes: readonly string[];
  /** The engine's word to cancel by; undefined where memory can't be shared. */
  readonly cancel: Int32Array<ArrayBufferLike> | undefined;
}

export type FromCoordinator =
  | Ready
  | { readonly kind: "progress"; readonly progress: Progress }
  /** Packed, whole. */
  | { readonly kind: "result"; readonly value: unknown }
  | { readonly kind: "failure"; readonly error: SentError };

// Errors across the boundary of a thread.

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
