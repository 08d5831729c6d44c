/**
 * What client and coordinator say to each other. Everything here survives a structured clone.
 */
import type { Column } from "../base/columns.js";
import type { Note } from "../base/messages.js";
import type { Progress } from "../base/progress.js";
import type { TableSource } from "../data/table/table.js";
import type { QualityPolicyRecord } from "../trade/policy/record.js";
import type { QualityRecord } from "../trade/quality/quality-record.js";
import type { PsmatchRecord } from "../verbs/psmatch/record.js";
import type { SentError } from "./errors.js";

/** The verbs a coordinator runs. */
export type Verb =
  | "feols"
  | "feolsMulti"
  | "fepois"
  | "felogit"
  | "eventStudy"
  | "placebo"
  | "bootstrap"
  | "groupDifference"
  | "plausiblyExogenous"
  | "pgmm"
  | "plm"
  | "panelTests"
  | "psmatch"
  | "estimateQuality"
  | "qualitySensitivity"
  | "qualityPolicy"
  | "decompose";

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

/** What a verb works on. */
export type SentData = { readonly table: SentTable } | { readonly panel: SentPanel };

/** What the coordinator is started with. */
export interface Start {
  readonly kind: "start";
  readonly threads: number | undefined;
}

/** One call of a verb; the coordinator gets the next when it has answered this one. */
export interface Call {
  readonly kind: "call";
  readonly verb: Verb;
  readonly data: SentData;
  readonly formula: unknown;
  readonly options: Readonly<Record<string, unknown>>;
  /** Options that are tables, such as supplied draws: tables like any other. */
  readonly tables: Readonly<Record<string, SentTable>>;
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
  | { readonly kind: "result"; readonly value: unknown }
  | { readonly kind: "failure"; readonly error: SentError };

/** A table as data, sent whole. */
export interface SentParts {
  readonly columns: readonly Column[];
  readonly source: TableSource;
  readonly notes: readonly Note[];
}

/** A quality result without its methods. */
export interface SentQuality {
  readonly record: QualityRecord;
  readonly sample: Uint32Array;
  readonly quality: Float64Array;
  readonly rQuality: Float64Array;
  readonly columns: readonly Column[];
  readonly aggregates: readonly { readonly by: string; readonly table: SentParts }[];
  readonly sigmas: SentParts | null;
}

/** A policy result, its tables as data. */
export interface SentPolicy {
  readonly record: QualityPolicyRecord;
  readonly cells: SentParts;
  readonly sigmas: SentParts | null;
  readonly sigmaDraws: SentParts | null;
}

/** A matching, its tables as data. */
export interface SentMatching {
  readonly record: PsmatchRecord;
  readonly units: SentParts;
  readonly pairs: SentParts | null;
  readonly columns: readonly Column[];
}
