/**
 * What client and coordinator say to each other. Everything here survives a structured clone.
 */
import type { Column } from "../base/columns.js";
import type { Note } from "../base/messages.js";
import type { Progress } from "../base/progress.js";
import type { TableSource } from "../data/table/table.js";
import type { CallName } from "./calls.js";
import type { SentError } from "./errors.js";

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
